"""Whole lists, one noun after the other, for export and reports; memory stays flat."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy import text as sql

from kiosk.domain.hlc import from_ms
from kiosk.domain.model import Asset, AssetType, Kit, Location, Organisation, Person
from kiosk.domain.policy import PolicyRow
from kiosk.domain.state import CalendarState
from kiosk.store import reading
from kiosk.store.book import ReadingBook
from kiosk.store.driver import Statement
from kiosk.store.tables import badge, calendar, identifier, organisation, policy, unknown_code

_CALENDARS = Statement(select(calendar))
_POLICIES = Statement(select(policy).order_by(policy.c.subject))
_ORGANISATIONS = Statement(
    select(
        organisation.c.id, organisation.c.name, organisation.c.kind, organisation.c.removed
    ).order_by(organisation.c.name)
)
_IDENTIFIERS = Statement(
    select(identifier.c.names, identifier.c.text, identifier.c.symbology)
    .where(identifier.c.source == sql("'given'"))
    .order_by(identifier.c.names, identifier.c.code)
)
_BADGES = Statement(
    select(badge.c.person, badge.c.id, badge.c.code, badge.c.technology)
    .where(badge.c.withdrawn_ms == 0)
    .order_by(badge.c.person, badge.c.id)
)
_UNKNOWN = Statement(select(unknown_code).order_by(unknown_code.c.last_ms.desc()))


@dataclass(frozen=True, slots=True)
class Held:
    """A code or badge, and whom or what it stands for."""

    names: str
    """A subject; for a badge the person's id."""
    text: str
    technology: str


@dataclass(frozen=True, slots=True)
class SiteHours:
    """The calendar of one place, as it was last set."""

    place: str
    lines: CalendarState


def people(book: ReadingBook) -> Iterator[Person]:
    """Give every person, in the order in which they came."""
    for row in reading.EVERY_PERSON.run(book.connection):
        yield reading.make_person(book.connection, row, book.now)


def assets(book: ReadingBook) -> Iterator[Asset]:
    """Give every asset with its open line, in the order in which they came."""
    trees = book.trees
    for row in reading.EVERY_ASSET.run(book.connection):
        yield reading.make_asset(row, trees)


def kits(book: ReadingBook) -> Iterator[Kit]:
    """Give every kit whole."""
    for (key,) in reading.EVERY_KIT.all(book.connection):
        found = reading.read_kit(book.connection, book.trees, key)
        if found is not None:
            yield found


def types(book: ReadingBook) -> list[AssetType]:
    """Give every type, parents before children."""
    return sorted(book.trees.types.values(), key=lambda each: (len(each.path), each.name))


def locations(book: ReadingBook) -> list[Location]:
    """Give every place, parents before children."""
    return sorted(book.trees.locations.values(), key=lambda each: (len(each.path), each.name))


def organisations(book: ReadingBook) -> list[Organisation]:
    """Give every organisation by name."""
    return [
        Organisation(row[0], row[1], row[2], bool(row[3]))
        for row in _ORGANISATIONS.all(book.connection)
    ]


def policies(book: ReadingBook) -> list[PolicyRow]:
    """Give every policy row that sets anything."""
    rows = (
        PolicyRow(row[1], row[2], row[3], json.loads(row[4]))
        for row in _POLICIES.all(book.connection)
    )
    return [row for row in rows if row.fields]


def calendars(book: ReadingBook) -> list[SiteHours]:
    """Give the calendar of every place that has one."""
    return [
        SiteHours(row[0], CalendarState(row[1], *(tuple(json.loads(text)) for text in row[2:])))
        for row in _CALENDARS.all(book.connection)
    ]


def identifiers(book: ReadingBook) -> list[Held]:
    """Give every code that was given to a thing; tags are in the records themselves."""
    return [Held(*row) for row in _IDENTIFIERS.all(book.connection)]


def badges(book: ReadingBook) -> list[Held]:
    """Give every badge that is in use."""
    return [Held(row[0], row[2], row[3]) for row in _BADGES.all(book.connection)]


def unknown_codes(book: ReadingBook) -> list[dict[str, object]]:
    """Give the codes of the last 30 days that named nothing, the newest first."""
    names = [column.name for column in unknown_code.columns]
    rows = (dict(zip(names, row, strict=True)) for row in _UNKNOWN.all(book.connection))
    return [row | {"last_at": from_ms(row["last_ms"])} for row in rows]
