"""The desk in lines: a scan or an action a line in, an outcome a line out; see desk-protocol.md.

Knows: bytes and JSON. Does not know: where lines come from. No line raises.
"""

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any  # a JSON value is Any until it was checked

from kiosk.desk.inputs import (
    BatchGiven,
    ConditionChosen,
    Confirmed,
    Input,
    ParkAsked,
    PartBrought,
    Picked,
    PinTyped,
    Pressed,
    ReasonGiven,
    Scanned,
    SparePut,
    Tick,
    Ticked,
    Touched,
    Undone,
)
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import AssetId, Entity, OrganisationId, Subject, entity_of
from kiosk.domain.model import Condition
from kiosk.domain.ports import Code

LONGEST_LINE = 65_536
LONGEST_TEXT = 4_096
MOST_ITEMS = 200
_YEARS = range(2000, 2200)
_GROUP_SEPARATOR = "\x1d"
"""Stands inside GS1 codes; every other control character means that something went wrong."""
_COMMANDS = {command.name.lower(): command for command in Command}


@dataclass(frozen=True, slots=True)
class LineError:
    """A line that the desk cannot take; ``code`` is stable, and nothing was done."""

    code: str
    message: str


TOO_LONG = LineError("J001", "The line is too long.")
_NOT_TEXT = LineError("J002", "The line is not UTF-8 text.")
_NOT_JSON = LineError("J003", "The line begins with { but is not a JSON object.")
_CONTROL = LineError(
    "J005", "The code holds control characters. Were these two scans? Scan one after the other."
)


class _Wrong(ValueError):
    """A field is missing, or holds something else than it should."""


class _Controls(Exception):
    """A code holds control characters."""


class _Fields:
    """The fields of a JSON object; each is read once, and none may be left over."""

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self._left = dict(plain)

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def take(self, name: str) -> Any:  # noqa: ANN401 - checked by whoever takes it
        if name not in self._left:
            raise _Wrong(f"“{name}” is missing.")
        return self._left.pop(name)

    def text(self, name: str, default: str | None = None) -> str:
        if default is not None and name not in self:
            return default
        return _text(name, self.take(name))

    def quantity(self) -> int | None:
        if "quantity" not in self:
            return None
        value = self.take("quantity")
        if type(value) is not int or not 0 <= value < 1_000_000:  # noqa: PLR2004 - absurd beyond
            raise _Wrong("“quantity” is not a whole number.")
        return value

    def finish(self) -> None:
        if self._left:
            names = ", ".join(f"“{ascii(name[:40])[1:-1]}”" for name in list(self._left)[:5])
            raise _Wrong(f"There is no field {names} here.")


def parse_line(line: bytes, now: datetime) -> Input | LineError:
    """Read a line; ``now`` is its time when it names none itself."""
    if len(line) > LONGEST_LINE:
        return TOO_LONG
    try:
        text = line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        return _NOT_TEXT
    return _json(text, now) if text.lstrip().startswith("{") else _scan(text, now)


def _json(text: str, now: datetime) -> Input | LineError:
    try:
        return _object(_Fields(json.loads(text, object_pairs_hook=_once)), now)
    except _Controls:
        return _CONTROL
    except _Wrong as wrong:
        return LineError("J004", str(wrong))
    except (ValueError, RecursionError):
        return _NOT_JSON


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object; of a field that stands there twice neither value may be lost."""
    plain = dict(pairs)
    if len(plain) < len(pairs):
        raise _Wrong("A field stands there twice. Were these two scans?")
    return plain


def _scan(text: str, now: datetime) -> Input | LineError:
    code = Code(text.strip(" \t"))
    if len(text) > LONGEST_TEXT:
        return TOO_LONG
    return _CONTROL if _has_controls(code.text) else Scanned(now, code)


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(sign) == "Cc" for sign in text if sign != _GROUP_SEPARATOR)


def _object(fields: _Fields, now: datetime) -> Input:
    at = _instant(fields.take("at")) if "at" in fields else now
    if "scan" in fields:
        given: Input = Scanned(at, _code(fields))
    elif "check_out" in fields:
        given = _batch(fields.take("check_out"), at)
    elif "do" in fields:
        given = _action(fields, at)
    else:
        raise _Wrong("A line holds “scan”, “do” or “check_out”.")
    fields.finish()
    return given


def _text(name: str, value: Any) -> str:  # noqa: ANN401 - a JSON value
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise _Wrong(f"“{name}” is not text, or too long.")
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise _Wrong(f"“{name}” holds half a character.")
    return value


def _instant(value: Any) -> datetime:  # noqa: ANN401 - a JSON value
    try:
        at = datetime.fromisoformat(_text("at", value))
    except ValueError as error:
        raise _Wrong("“at” is not a time like 2026-11-21T09:00:00Z.") from error
    if at.tzinfo is None or at.year not in _YEARS:
        raise _Wrong("“at” needs a zone, and a year of this age.")
    return at.astimezone(UTC)


def _code(fields: _Fields) -> Code:
    return _clean(
        Code(
            fields.text("scan"),
            fields.text("symbology", ""),
            fields.text("technology", ""),
            fields.text("reader", ""),
        )
    )


def _clean(code: Code) -> Code:
    if _has_controls(code.text):
        raise _Controls
    return code


def _code_of(name: str, value: Any) -> Code:  # noqa: ANN401 - a JSON value
    """Read a code that is a text, or an object like a scan."""
    if not isinstance(value, dict):
        return _clean(Code(_text(name, value)))
    fields = _Fields(value)
    code = _code(fields)
    fields.finish()
    return code


def _batch(value: Any, at: datetime) -> BatchGiven:  # noqa: ANN401 - a JSON value
    if not isinstance(value, dict):
        raise _Wrong("“check_out” is not an object.")
    fields = _Fields(value)
    items = fields.take("items")
    if not isinstance(items, list) or not 0 < len(items) <= MOST_ITEMS:
        raise _Wrong(f"“items” is not a list of 1 to {MOST_ITEMS} codes.")
    to = fields.take("to")
    given = BatchGiven(
        at,
        tuple(_code_of("items", item) for item in items),
        _organisation(to) if isinstance(to, dict) and "organisation" in to else _code_of("to", to),
        _code_of("staff", fields.take("staff")),
        fields.text("pin"),
        fields.text("reason", ""),
    )
    fields.finish()
    return given


def _organisation(to: Mapping[str, Any]) -> OrganisationId:
    fields = _Fields(to)
    organisation = OrganisationId(fields.text("organisation"))
    fields.finish()
    return organisation


def _action(fields: _Fields, at: datetime) -> Input:
    name = fields.text("do")
    if name in _COMMANDS:
        return Pressed(at, _COMMANDS[name])
    if name not in _ACTIONS:
        known = ", ".join((*_COMMANDS, *_ACTIONS))
        raise _Wrong(f"There is no such thing to do; there are {known}.")
    return _ACTIONS[name](fields, at)


def _pick(fields: _Fields, at: datetime) -> Picked:
    named = fields.text("named")
    try:
        entity, _ = entity_of(Subject(named))
    except ValueError as error:
        raise _Wrong("“named” is not like asset:… or kit:….") from error
    if entity not in (Entity.ASSET, Entity.KIT):
        raise _Wrong("Only assets and kits can be picked.")
    return Picked(at, Subject(named))


def _condition(fields: _Fields, at: datetime) -> ConditionChosen:
    name = fields.text("condition")
    if name not in tuple(Condition):
        raise _Wrong(f"“condition” is none of {', '.join(Condition)}.")
    asset = fields.text("asset", "")
    answer = fields.text("answer", "")
    return ConditionChosen(at, Condition(name), answer, AssetId(asset) if asset else None)


_ACTIONS: dict[str, Callable[[_Fields, datetime], Input]] = {
    "touch": lambda _, at: Touched(at),
    "wait": lambda _, at: Tick(at),
    "confirm": lambda _, at: Confirmed(at),
    "tick": lambda fields, at: Ticked(at, fields.text("line"), fields.quantity()),
    "take_back": lambda fields, at: Undone(at, fields.text("answer")),
    "pin": lambda fields, at: PinTyped(at, fields.text("pin")),
    "park": lambda _, at: ParkAsked(at),
    "reason": lambda fields, at: ReasonGiven(at, fields.text("reason")),
    "condition": _condition,
    "bring_part": lambda fields, at: PartBrought(at, fields.text("line"), fields.quantity()),
    "put_spare": lambda fields, at: SparePut(at, fields.text("line"), fields.quantity()),
    "pick": _pick,
}
