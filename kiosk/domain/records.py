"""The fields of every record: their type, and whether they say something about a person."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.ids import Entity


class FieldType(StrEnum):
    """How a field's value is written in an event; empty text is a field without a value."""

    TEXT = "text"
    INTEGER = "integer"
    FLAG = "flag"
    """0 or 1."""
    DATE = "date"
    """ISO, ``2026-11-21``."""
    MONEY = "money"
    """Minor units of the site's currency."""
    REFERENCE = "reference"
    """The id of another record (for a person: the alias)."""
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record; ``personal`` text is encrypted under the person's key in events."""

    name: str
    type: FieldType = FieldType.TEXT
    personal: bool = False
    refers_to: Entity | None = None


def _text(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


def _personal(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, personal=True) for name in names)


def _of(kind: FieldType, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name, kind) for name in names)


def _refers(name: str, entity: Entity) -> Field:
    return Field(name, FieldType.REFERENCE, refers_to=entity)


SCHEMAS: dict[Entity, dict[str, Field]] = {
    entity: {field.name: field for field in fields}
    for entity, fields in {
        Entity.PERSON: (
            *_personal("name", "email", "number"),
            *_text("department", "category", "language", "photo"),
            _refers("site", Entity.LOCATION),
            *_of(FieldType.FLAG, "may_borrow", "is_staff", "can_log_in", "large_text", "no_motion"),
            *_of(FieldType.DATE, "valid_until"),
        ),
        Entity.ORGANISATION: (*_text("name", "kind", "reference"), *_personal("contact", "email")),
        Entity.LOCATION: (
            *_text("name", "kind", "code", "organisation", "currency"),
            _refers("parent", Entity.LOCATION),
        ),
        Entity.TYPE: (*_text("name", "icon", "schema"), _refers("parent", Entity.TYPE)),
        Entity.ASSET: (
            *_text("tag", "name", "make", "model", "serial", "owner", "colour", "description"),
            *_text("picture", "supplier", "order_number", "disposal_kind", "disposal_reason"),
            *_text("attributes"),
            _refers("type", Entity.TYPE),
            _refers("kit", Entity.KIT),
            _refers("home", Entity.LOCATION),
            *_of(FieldType.MONEY, "value", "price"),
            *_of(FieldType.DATE, "purchased_on", "warranty_until", "disposed_on"),
            *_of(FieldType.FLAG, "cannot_lend", "high_value"),
        ),
        Entity.KIT: (
            *_text("tag", "name", "description", "icon"),
            _refers("type", Entity.TYPE),
            _refers("home", Entity.LOCATION),
            *_of(FieldType.FLAG, "cannot_lend"),
        ),
        Entity.PART: (
            *_text("name", "icon"),
            _refers("kit", Entity.KIT),
            *_of(FieldType.INTEGER, "quantity"),
            *_of(FieldType.MONEY, "value"),
        ),
    }.items()
}
