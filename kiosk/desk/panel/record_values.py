"""What was typed into a record's fields, read by the type of each; every mistake is named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from kiosk.domain.ids import Entity
from kiosk.domain.records import SCHEMAS, Field, FieldType

LONGEST = 500
MOST = 10**9
_REQUIRED = {
    Entity.PERSON: frozenset({"name"}),
    Entity.ASSET: frozenset({"tag", "name"}),
    Entity.KIT: frozenset({"tag", "name"}),
    Entity.PART: frozenset({"name", "kit", "quantity"}),
}


class Mistake(StrEnum):
    """What is wrong with one field."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_NUMBER = "no_number"
    NO_DATE = "no_date"
    NO_AMOUNT = "no_amount"
    NO_FLAG = "no_flag"
    NO_FIELD = "no_field"


@dataclass(frozen=True, slots=True)
class Typed:
    """The values that can be recorded, and the mistakes of the others by field."""

    values: dict[str, str | int] = field(default_factory=dict)
    mistakes: dict[str, str] = field(default_factory=dict)


def read(entity: Entity, typed: Mapping[str, str], *, new: bool = False) -> Typed:
    """Read what was typed; for a new record, fields that have to be there count as empty."""
    required = _REQUIRED.get(entity, frozenset())
    asked = dict(typed)
    if new:
        asked = dict.fromkeys(required, "") | asked
    read_so_far = Typed()
    for name, text in asked.items():
        found = SCHEMAS[entity].get(name)
        value = _value(found, text.strip(), is_required=name in required)
        if isinstance(value, Mistake):
            read_so_far.mistakes[name] = value.value
        else:
            read_so_far.values[name] = value
    return read_so_far


def _value(found: Field | None, text: str, *, is_required: bool) -> str | int | Mistake:
    if found is None:
        return Mistake.NO_FIELD
    if not text:
        return Mistake.EMPTY if is_required else ""
    return Mistake.TOO_LONG if len(text) > LONGEST else _READERS[found.type](text)


def _text(text: str) -> str:
    return text


def _flag(text: str) -> int | Mistake:
    return int(text) if text in ("0", "1") else Mistake.NO_FLAG


def _number(text: str) -> int | Mistake:
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) <= MOST:
        return Mistake.NO_NUMBER
    return int(text)


def _day(text: str) -> str | Mistake:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return Mistake.NO_DATE


def _amount(text: str) -> int | Mistake:
    """Read ``1,234.50`` as minor units; a comma before two last digits is a decimal comma."""
    plain = text.replace(" ", "").replace("’", "")
    if "." not in plain and plain[-3:-2] == ",":
        plain = f"{plain[:-3]}.{plain[-2:]}"
    try:
        minor = Decimal(plain.replace(",", "")) * 100
    except InvalidOperation:
        return Mistake.NO_AMOUNT
    is_whole = minor.is_finite() and minor == minor.to_integral_value()
    return int(minor) if is_whole and 0 <= minor <= MOST else Mistake.NO_AMOUNT


_READERS: dict[FieldType, Callable[[str], str | int]] = {
    FieldType.TEXT: _text,
    FieldType.REFERENCE: _text,
    FieldType.CHOICE: _text,
    FieldType.INTEGER: _number,
    FieldType.FLAG: _flag,
    FieldType.DATE: _day,
    FieldType.MONEY: _amount,
}
