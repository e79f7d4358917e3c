"""Measuring in turn: variants interleaved in one run, medians and ratios, one table."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a figure, the bound it has to keep, and what it was measured from."""

    subject: str
    figure: str
    bound: str
    kept: bool
    detail: str

    @classmethod
    def at_most(cls, subject: str, ratio: float, bound: float, detail: str) -> "Row":
        """State that a ratio does not pass its bound."""
        return cls(subject, f"{ratio:.2f} ×", f"≤ {bound:g} ×", ratio <= bound, detail)

    @classmethod
    def at_least(cls, subject: str, value: float, bound: float, unit: str, detail: str) -> "Row":
        """State that a rate reaches its bound."""
        return cls(
            subject, f"{value:,.0f} {unit}", f"≥ {bound:,.0f} {unit}", value >= bound, detail
        )

    @classmethod
    def fact(cls, subject: str, figure: str, bound: str, *, kept: bool, detail: str = "") -> "Row":
        """State anything else that holds or does not."""
        return cls(subject, figure, bound, kept, detail)


def table(rows: Sequence[Row]) -> str:
    """Write the rows as a Markdown table."""
    lines = ["| what | measured | bound | | from |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {each.subject} | {each.figure} | {each.bound} | {'✔' if each.kept else '✘'}"
        f" | {each.detail} |"
        for each in rows
    ]
    return "\n".join(lines)


def microseconds(job: Callable[[], object]) -> float:
    """Time one call."""
    begun = time.perf_counter_ns()
    job()
    return (time.perf_counter_ns() - begun) / 1000


def interleaved(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Call every job in turn, round by round, so that drift of the machine hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            times[name].append(microseconds(job))
    return times


def median(values: Sequence[float]) -> float:
    """Give the middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value that this share of the values does not pass."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
