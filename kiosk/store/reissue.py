"""A new alias takes over what the old one had: the person's record, badges, roles and bars."""

from typing import Protocol

from kiosk.domain.bodies.people import BadgeGiven, Barred, RoleGiven, TermsAccepted
from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.events import Body, EventRef, Personal
from kiosk.domain.ids import Alias, Entity, Subject, subject
from kiosk.domain.records import SCHEMAS, FieldType
from kiosk.store.driver import Connection
from kiosk.store.projections import Row
from kiosk.store.projector import rows_of_person


class Pen(Protocol):
    """The part of a write book that writes."""

    connection: Connection

    def append(
        self, body: Body, subjects: tuple[Subject, ...], actor: Alias | None = None
    ) -> EventRef: ...
    def seal(self, alias: Alias, field: str, text: str) -> str: ...


def under(book: Pen, person: str, alias: Alias) -> None:
    """Append again, under a new alias, everything about a person that still holds."""
    about = (subject(Entity.PERSON, alias),)
    for row in rows_of_person(book.connection, person):
        body = _body(book, row, alias)
        if body is not None:
            book.append(body, about)
        if row.table == "person":
            for role in row.values["roles"].split():
                book.append(RoleGiven(alias, role), about)


def _body(book: Pen, row: Row, alias: Alias) -> Body | None:
    """Write the event that says a row under the new alias; None for what is over."""
    values = row.values
    match row.table:
        case "person":
            return RecordChanged(Entity.PERSON, alias, _fields(book, row, alias))
        case "bar" if not values["lifted"]:
            reason = Personal(book.seal(alias, "reason", values["reason"]))
            return Barred(alias, values["id"], reason, values["until_ms"] or None)
        case "badge" if values["code"] and not values["withdrawn_ms"]:
            code = Personal(book.seal(alias, "code", values["code"]))
            return BadgeGiven(alias, values["id"], code, values["technology"])
        case "terms":
            return TermsAccepted(alias, values["terms"], values["version"])
        case _:
            return None


def _fields(book: Pen, row: Row, alias: Alias) -> dict[str, str | int]:
    fields: dict[str, str | int] = {}
    for field in SCHEMAS[Entity.PERSON].values():
        value = row.values[field.name]
        if field.type is FieldType.FLAG:
            fields[field.name] = value
        elif value:
            fields[field.name] = book.seal(alias, field.name, value) if field.personal else value
    return fields
