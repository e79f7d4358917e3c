"""Every benchmark runs, tiny and untimed, so that none rots between two real runs."""

from pathlib import Path

import pytest

from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.ratios import Row, table
from tests.benchmarks.scale import Scale

TINY = Scale(0.0005)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_runs_and_says_what_it_measured(name: str, cache: Path) -> None:
    found = BENCHMARKS[name](TINY, cache)

    assert found
    assert all(row.subject and row.figure and row.bound for row in found)


def test_the_table_marks_a_bound_that_is_not_kept() -> None:
    rows = [Row.at_most("fast", 1.0, 2.0, "x"), Row.at_least("slow", 5, 10, "events/s", "y")]

    lines = table(rows).splitlines()

    assert lines[2] == "| fast | 1.00 × | ≤ 2 × | ✔ | x |"
    assert lines[3] == "| slow | 5 events/s | ≥ 10 events/s | ✘ | y |"
