"""Whose site this is, and the currency of its amounts: said once, for every station of it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, select

from kiosk.domain.ids import Entity, LocationId, subject
from kiosk.domain.state import RecordState
from kiosk.store.driver import Connection, Statement
from kiosk.store.states import loads
from kiosk.store.tables import state

_NO_CURRENCY = "GBP"
_ONE = Statement(select(state.c.json).where(state.c.subject == bindparam("about")))
_ALL = Statement(
    select(state.c.json)
    .where(state.c.subject.between(f"{Entity.LOCATION}:", f"{Entity.LOCATION};"))
    .order_by(state.c.subject)
)


def currency(connection: Connection, site: Sequence[LocationId]) -> str:
    """Give the three letters of the currency."""
    return _fact(connection, site, "currency") or _NO_CURRENCY


def organisation(connection: Connection, site: Sequence[LocationId]) -> str:
    """Give what the organisation is called; empty until a first sync has told."""
    return _fact(connection, site, "organisation")


def _fact(connection: Connection, site: Sequence[LocationId], name: str) -> str:
    """Give what the nearest place says; else what the first place that says it does."""
    for record in _places(connection, site):
        if name in record.fields and record.fields[name].value:
            return str(record.fields[name].value)
    return ""


def _places(connection: Connection, site: Sequence[LocationId]) -> Iterator[RecordState]:
    for place in site:
        yield from _read(_ONE.all(connection, {"about": subject(Entity.LOCATION, place)}))
    yield from _read(_ALL.all(connection))


def _read(rows: Sequence[tuple[str]]) -> Iterator[RecordState]:
    for (text,) in rows:
        found = loads(Entity.LOCATION, text) if text else None
        if isinstance(found, RecordState):
            yield found
