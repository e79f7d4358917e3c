"""What a sheet from the side is made of: read on the worker, shown, and acted upon."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kiosk.admin.models import Action, Form, FormField, Input, Moment, Sheet
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.telling import tell
from kiosk.admin.wording import field_label, history_words, plain_money
from kiosk.desk.panel.acts import Act, Result
from kiosk.desk.panel.staff import Staff
from kiosk.domain.ids import Entity
from kiosk.domain.panel import Choice, EventFilter, EventRow
from kiosk.domain.ports import Code
from kiosk.domain.records import SCHEMAS, FieldType
from kiosk.domain.roles import Permission
from kiosk.shell.words import _

Job = Callable[[Staff], Result]
"""What staff asked for, to be run on the worker."""
TIMELINE = 40


class Detail(Protocol):
    """One record in the sheet; ``load`` runs on the worker, the rest on the GUI thread."""

    key: str
    scanned: Code | None
    """What the reader read while a form waited for it."""

    def load(self) -> bool:
        """Read it anew; False when it is not there."""
        ...

    def sheet(self) -> Sheet: ...

    def earlier(self) -> None:
        """Show more of the timeline from the next ``load`` on."""
        ...

    def form(self, action: str) -> Form | None:
        """Give what has to be filled in first; None for an action that is done at once."""
        ...

    def job(self, action: str, values: Mapping[str, str]) -> Job: ...


@dataclass(slots=True)
class Timeline:
    """The newest events about something, in words."""

    parts: PanelParts
    signed: Signed
    only: EventFilter
    rows: tuple[EventRow, ...] = ()
    shown: int = TIMELINE
    percent: int | None = None
    """How much of all history is here, where a new station still waits for the rest."""

    def load(self) -> None:
        self.rows = self.parts.panel.events(self.only, (), self.shown)
        self.percent = self.parts.panel.ledger().sync.history

    @property
    def has_more(self) -> bool:
        return len(self.rows) == self.shown

    def note(self) -> str:
        """Say that events may be missing, where they may."""
        return "" if self.percent is None else history_words(self.percent)

    def moments(self) -> tuple[Moment, ...]:
        times = self.signed.times(self.parts.clock)
        sees_values = self.signed.staff.may(Permission.SEE_VALUES)
        return tuple(tell(row, times, sees_values=sees_values) for row in self.rows)


Found = TypeVar("Found")


class Reading(ABC, Generic[Found]):
    """What the sheets of people, things and kits have alike: read on the worker, then shown."""

    def __init__(self, parts: PanelParts, signed: Signed, key: str, only: EventFilter) -> None:
        self.key = key
        self._parts = parts
        self._signed = signed
        self._timeline = Timeline(parts, signed, only)
        self._found: Found | None = None
        self.scanned: Code | None = None

    @abstractmethod
    def _read(self) -> Found | None:
        """Read the record; called on the worker."""

    def load(self) -> bool:
        self._found = self._read()
        self._timeline.load()
        return self._found is not None

    @property
    def _shown(self) -> Found:
        if self._found is None:
            raise LookupError("a record is shown before it was read")
        return self._found

    def earlier(self) -> None:
        self._timeline.shown += TIMELINE


def performing(parts: PanelParts, act: Act) -> Job:
    """Give the job that performs an act through the one door."""
    return lambda staff: parts.perform(staff, act)


def allowed(staff: Staff, *offers: tuple[Permission, Action]) -> tuple[Action, ...]:
    """Leave out what the role does not allow."""
    return tuple(action for permission, action in offers if staff.may(permission))


_INPUTS = {
    FieldType.TEXT: Input.TEXT,
    FieldType.INTEGER: Input.NUMBER,
    FieldType.FLAG: Input.FLAG,
    FieldType.DATE: Input.DATE,
    FieldType.MONEY: Input.MONEY,
    FieldType.REFERENCE: Input.CHOICE,
    FieldType.CHOICE: Input.CHOICE,
}
_SHOWN = {
    Entity.PERSON: (
        *("name", "category", "department", "number", "email", "site", "valid_until"),
        *("may_borrow", "is_staff", "can_log_in", "large_text", "no_motion"),
    ),
    Entity.ASSET: (
        *("name", "tag", "type", "home", "kit", "make", "model", "serial", "colour", "owner"),
        *("description", "value", "price", "supplier", "order_number", "purchased_on"),
        *("warranty_until", "cannot_lend", "high_value"),
    ),
    Entity.KIT: ("name", "tag", "type", "home", "description", "cannot_lend"),
    Entity.PART: ("name", "quantity", "value"),
}
"""The fields that are edited, in this order."""
_AT_FIRST = {"may_borrow": "1", "quantity": "1"}


def record_fields(
    entity: Entity, values: Mapping[str, str | int] | None, signed: Signed
) -> tuple[FormField, ...]:
    """Make the fields of a record's form; for a new one ``values`` is None."""
    names = _SHOWN[entity]
    if not signed.staff.may(Permission.SEE_VALUES):
        names = tuple(n for n in names if SCHEMAS[entity][n].type is not FieldType.MONEY)
    return tuple(_field(entity, name, values, signed) for name in names)


def _field(
    entity: Entity, name: str, values: Mapping[str, str | int] | None, signed: Signed
) -> FormField:
    found = SCHEMAS[entity][name]
    kind = _INPUTS[found.type]
    held = (values or {}).get(name, "")
    value = plain_money(held) if found.type is FieldType.MONEY else str(held)
    if value == "" and (values is None or found.type is FieldType.FLAG):
        value = _AT_FIRST.get(name, "0" if found.type is FieldType.FLAG else "")
    choices: tuple[tuple[str, str], ...] = ()
    words = signed.choices.words.get(name, ())
    if found.refers_to is not None:
        choices = (("", _("None")), *_pairs(_referred(found.refers_to, signed)))
    elif words:
        kind, choices = Input.WORDS, tuple((word, word) for word in words)
    return FormField(name, field_label(name), kind, value, choices)


def _referred(entity: Entity, signed: Signed) -> tuple[Choice, ...]:
    known = signed.choices
    places, types, kits = known.places, known.types, known.kits
    return {Entity.LOCATION: places, Entity.TYPE: types, Entity.KIT: kits}.get(entity, ())


def _pairs(choices: tuple[Choice, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((choice.id, choice.name) for choice in choices)


def changed(form: tuple[FormField, ...], values: Mapping[str, str]) -> dict[str, str]:
    """Give only the fields that differ from what the editor was shown."""
    return {
        field.name: values[field.name]
        for field in form
        if field.name in values and values[field.name].strip() != field.value
    }
