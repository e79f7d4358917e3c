"""Policies: what may be lent to whom and for how long, the most specific row winning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from kiosk.domain.loan_period import LoanPeriod, PeriodKind

_MOST_DIGITS = 15
_Choice = TypeVar("_Choice", bound=StrEnum)
DEFAULT_PERIOD = LoanPeriod(PeriodKind.DAYS, 7)


class PolicyField(StrEnum):
    """What a policy row can set."""

    LOAN_PERIOD = "loan_period"
    CLOSED_DAYS = "closed_days"
    MAX_ITEMS = "max_items"
    MAX_OF_TYPE = "max_of_type"
    OVERDUE = "overdue"
    HIGH_VALUE_LIMIT = "high_value_limit"
    LEND = "lend"
    OFFLINE = "offline"


class ClosedDays(StrEnum):
    """What closed days do to a due time."""

    SKIP = "skip"
    """They are not counted."""
    JUMP = "jump"
    """They are counted; a due time that lands on one moves to the next open day."""


class Overdue(StrEnum):
    """What happens to somebody who holds overdue things and wants more."""

    ASK = "ask"
    BLOCK = "block"
    ALLOW = "allow"


class Offline(StrEnum):
    """What happens when this station has heard nothing of the others for an hour, or a day."""

    ALLOW = "allow"
    ASK_HOUR = "ask_hour"
    """Ask the borrower; without news for over an hour."""
    ASK_DAY = "ask_day"
    BLOCK_HOUR = "block_hour"
    """Leave it to staff; without news for over an hour."""
    BLOCK_DAY = "block_day"


_Value = LoanPeriod | ClosedDays | Overdue | Offline | int | bool


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One row: an empty key part means any; only the fields that it sets stand in it."""

    type: str = ""
    category: str = ""
    place: str = ""
    fields: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for one thing, one category of person and one place."""

    loan_period: LoanPeriod = DEFAULT_PERIOD
    closed_days: ClosedDays = ClosedDays.JUMP
    max_items: int = 10
    max_of_type: int | None = None
    overdue: Overdue = Overdue.ASK
    high_value_limit: int = 100_000
    """Minor units; what is worth more needs a second person."""
    lend: bool = True
    offline: Offline = Offline.ALLOW
    limited_type: str = ""
    """The type whose row set ``max_of_type``: its things and those of its children are counted."""
    unreadable: tuple[str, ...] = ()
    """Fields that hold something no program wrote; the default stands in for them."""

    def basis(self) -> dict[str, str | int]:
        """Give the values that a decision rests on, for the event."""
        values: dict[str, str | int] = {
            PolicyField.LOAN_PERIOD.value: str(self.loan_period),
            PolicyField.CLOSED_DAYS.value: self.closed_days.value,
            PolicyField.MAX_ITEMS.value: self.max_items,
            PolicyField.OVERDUE.value: self.overdue.value,
            PolicyField.HIGH_VALUE_LIMIT.value: self.high_value_limit,
            PolicyField.LEND.value: int(self.lend),
            PolicyField.OFFLINE.value: self.offline.value,
        }
        if self.max_of_type is not None:
            values[PolicyField.MAX_OF_TYPE.value] = self.max_of_type
        return values


@dataclass(frozen=True, slots=True)
class Scope:
    """What a policy is resolved for; the paths run from the root down."""

    type_path: tuple[str, ...] = ()
    category: str = ""
    place_path: tuple[str, ...] = ()

    def basis(self) -> dict[str, str]:
        """Give it as it stands in the basis of a decision."""
        places = " ".join(self.place_path)
        return {"types": " ".join(self.type_path), "category": self.category, "places": places}

    @classmethod
    def of(cls, basis: Mapping[str, str | int]) -> "Scope | None":
        """Read it from the basis of a decision; None where it does not stand there."""
        if "types" not in basis:
            return None
        types, places = (tuple(str(basis.get(name, "")).split()) for name in ("types", "places"))
        return cls(types, str(basis.get("category", "")), places)


def policy_key(type_id: str, category: str, place: str) -> str:
    """Give the key of a row's subject, ``policy:<key>``."""
    return f"{type_id}/{category}/{place}"


def validate(name: str, value: str | int) -> str | int:
    """Give a field's value as it is to be set; text from a file or a form is read.

    Raises:
        ValueError: there is no such field, or it cannot hold this value.
    """
    if name not in tuple(PolicyField):
        raise ValueError(f"“{name}” is no policy field; there are {', '.join(PolicyField)}")
    read = _read(PolicyField(name), value)
    return int(read) if isinstance(read, bool) else read if isinstance(read, int) else str(read)


def resolve(
    rows: Iterable[PolicyRow], type_path: Sequence[str], category: str, place_path: Sequence[str]
) -> Policy:
    """Resolve field by field: deeper type first, then category, then deeper place.

    The paths run from the root down. What cannot be read counts as its default and is named in
    ``Policy.unreadable``.
    """
    winners: dict[PolicyField, tuple[tuple[int, int, int], PolicyRow]] = {}
    for row in rows:
        rank = _rank(row, type_path, category, place_path)
        if rank is None:
            continue
        for name in PolicyField:
            if name in row.fields and (name not in winners or rank > winners[name][0]):
                winners[name] = (rank, row)
    values: dict[str, object] = {}
    unreadable = []
    for name, (_, row) in winners.items():
        try:
            values[name.value] = _read(name, row.fields[name])
        except ValueError:
            unreadable.append(name.value)
    if PolicyField.MAX_OF_TYPE in values:
        values["limited_type"] = winners[PolicyField.MAX_OF_TYPE][1].type
    return Policy(**values, unreadable=tuple(sorted(unreadable)))  # type: ignore[arg-type] # _read


def applies(row: PolicyRow, scope: Scope) -> bool:
    """Say whether a row is about a scope, or about something else."""
    return _rank(row, scope.type_path, scope.category, scope.place_path) is not None


def _rank(
    row: PolicyRow, type_path: Sequence[str], category: str, place_path: Sequence[str]
) -> tuple[int, int, int] | None:
    """Say how specific a row is; None when it is about something else."""
    if row.category not in ("", category):
        return None
    depths = []
    for key, path in ((row.type, type_path), (row.place, place_path)):
        if key and key not in path:
            return None
        depths.append(path.index(key) + 1 if key else 0)
    return depths[0], int(bool(row.category)), depths[1]


def _read(name: PolicyField, value: str | int) -> _Value:
    match name:
        case PolicyField.LOAN_PERIOD:
            return LoanPeriod.parse(str(value))
        case PolicyField.CLOSED_DAYS:
            return _choice(ClosedDays, value)
        case PolicyField.OVERDUE:
            return _choice(Overdue, value)
        case PolicyField.OFFLINE:
            return _choice(Offline, value)
        case PolicyField.LEND:
            return _flag(value)
        case _:
            return _amount(name, value)


def _choice(choices: type[_Choice], value: str | int) -> _Choice:
    text = str(value).strip().lower()
    if text not in tuple(choices):
        raise ValueError(f"“{value}” is none of {', '.join(choices)}")
    return choices(text)


def _flag(value: str | int) -> bool:
    text = str(value).strip()
    if text not in ("0", "1"):
        raise ValueError(f"“{value}” is neither 0 nor 1")
    return text == "1"


def _amount(name: PolicyField, value: str | int) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise ValueError(f"“{value}” is no number of {name.value}: 0 or more")
    return int(text)
