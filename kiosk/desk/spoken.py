"""An outcome as one line: JSON for programs, words for a terminal; names never change."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time

from kiosk.desk.lines import LineError
from kiosk.desk.outcomes import (
    Ambiguous,
    ApprovalNeeded,
    CheckedOut,
    Checklist,
    ChecklistLine,
    Corrected,
    Due,
    Outcome,
    Refused,
    Repeated,
    Returned,
    SessionClosed,
    SessionOpened,
    Told,
    Topic,
    Trouble,
    Unknown,
    meaning,
)
from kiosk.domain.model import Bar
from kiosk.domain.refusals import Refusal

Plain = str | int | bool | list["Plain"] | dict[str, "Plain"]
NAMES: dict[type[Outcome], str] = {
    SessionOpened: "session_opened",
    SessionClosed: "session_closed",
    CheckedOut: "checked_out",
    Returned: "returned",
    Refused: "refused",
    Checklist: "checklist",
    ApprovalNeeded: "approval_needed",
    Told: "told",
    Repeated: "repeated",
    Corrected: "corrected",
    Unknown: "unknown",
    Ambiguous: "ambiguous",
    Trouble: "trouble",
}


def outcome_line(outcome: Outcome | LineError) -> str:
    """Write an outcome as one JSON object without a line end."""
    if isinstance(outcome, LineError):
        said = {"code": outcome.code, "message": outcome.message}
        return json.dumps({"outcome": "trouble", "meaning": "refused", **said}, ensure_ascii=False)
    plain = {"outcome": NAMES[type(outcome)], "meaning": meaning(outcome).value}
    return json.dumps({**plain, **_fields(outcome)}, ensure_ascii=False)


def _fields(value: object) -> dict[str, Plain]:
    """Write every field that holds something."""
    assert is_dataclass(value)  # noqa: S101 - every outcome and all that it holds is one
    held = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: _plain(each) for name, each in held.items() if each is not None}


def _plain(value: object) -> Plain:
    match value:
        case datetime():
            return value.isoformat(timespec="seconds")
        case date() | time():
            return value.isoformat()
        case bool() | int():
            return value
        case str():
            return str(value)
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return _object(value)


def _object(value: object) -> dict[str, Plain]:
    match value:
        case Refusal():
            return _reason(value)
        case Bar(until=until):
            return {"until": until.isoformat(timespec="seconds")} if until else {}
        case Due(at=at):
            return {**_fields(value), "zone": str(at.tzinfo)}
        case CheckedOut() | Returned():
            return {"outcome": NAMES[type(value)], **_fields(value)}
        case ChecklistLine():
            return {**_fields(value), "missing": value.missing}
        case _:
            return _fields(value)


def _reason(refusal: Refusal) -> dict[str, Plain]:
    plain: dict[str, Plain] = {
        "code": refusal.code.value,
        "severity": refusal.severity.value,
        "message": refusal.in_words(refusal.borrower_message),
        "next_step": refusal.in_words(refusal.next_step),
        "facts": dict(refusal.facts),
    }
    return {**plain, "may_pass": refusal.may_pass.value} if refusal.may_pass else plain


def outcome_words(outcome: Outcome | LineError) -> str:
    """Write an outcome as one line to read."""
    return " ".join(_WORDS[type(outcome)](outcome).split())


def _due(due: Due) -> str:
    return f"{due.at:%a %d %b %Y %H:%M} {due.at:%Z}"


def _lacks(lines: tuple[ChecklistLine, ...]) -> str:
    missing = ", ".join(f"{line.missing} × {line.item.name}" for line in lines if line.missing)
    return f"; missing: {missing}" if missing else ""


def _opened(said: SessionOpened) -> str:
    loans = ", ".join(f"{loan.item.name} ({_due(loan.due)})" for loan in said.loans)
    return f"Hello {said.holder.short_name}; you have {loans or 'nothing'}."


def _refused(said: Refused) -> str:
    reasons = (
        f"[{each.code}] {each.in_words(each.borrower_message)} {each.in_words(each.next_step)}"
        for each in said.reasons
    )
    return f"No: {said.item.name}. {' '.join(reasons)}"


def _needs(said: ApprovalNeeded) -> str:
    reasons = " ".join(each.in_words(each.borrower_message) for each in said.reasons)
    problem = f" ({said.problem.value})" if said.problem else ""
    return f"Needs {said.awaiting.value}: {said.item.name}.{problem} {reasons}"


_TOPICS = {
    Topic.NEEDS_BADGE: "Tap your badge to take it",
    Topic.HELP: "Scan a badge, then things; LS:DONE ends, LS:UNDO takes the last one back.",
}


def _told(said: Told) -> str:
    item = f": {said.item.name}" if said.item else ""
    seconds = f" ({said.seconds} s)" if said.seconds else ""
    words = _TOPICS.get(said.topic) or said.topic.value.replace("_", " ")
    return f"{words}{item}{seconds}{_lacks(said.lines)} {said.place}".rstrip()


def _returned(said: Returned) -> str:
    noted = "" if said.was_out or said.found else " It was not out."
    found = " It was lost, and is found." if said.found else ""
    return f"Returned: {said.item.name}{_lacks(said.lines)}.{noted}{found}"


_WORDS: dict[type, Callable[..., str]] = {
    SessionOpened: _opened,
    SessionClosed: lambda said: f"Goodbye ({said.how.value}).",
    CheckedOut: lambda said: f"Taken: {said.item.name} until {_due(said.due)}{_lacks(said.lines)}.",
    Returned: _returned,
    Refused: _refused,
    Checklist: lambda said: f"{said.kit.name}, {said.direction.value}{_lacks(said.lines)}.",
    ApprovalNeeded: _needs,
    Told: _told,
    Repeated: lambda said: f"Already: {outcome_words(said.answer)}",
    Corrected: lambda said: f"Taken back: {said.undoes.value} of {said.item.name}.",
    Unknown: lambda _: "Nobody knows this code; it is kept for staff.",
    Ambiguous: lambda said: f"This code could be {said.count} things; please ask staff.",
    Trouble: lambda said: f"[{said.code}] {said.message}",
    LineError: lambda said: f"[{said.code}] {said.message}",
}
