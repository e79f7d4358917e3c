"""What imports and exports read: whole tables at once, in the books' own reading."""

import json
from collections.abc import Mapping, Sequence
from typing import Any  # a row's values are what its columns hold

from sqlalchemy import Table, bindparam, select

from kiosk.domain.exchange import Fields, HeldBadge, HeldCode
from kiosk.domain.ids import AssetId, Entity, LocationId, PersonId, Subject, subject
from kiosk.domain.model import Status
from kiosk.domain.policy import PolicyRow
from kiosk.domain.state import AssetState, CalendarState, KitState, PersonState, RecordState
from kiosk.store import tables
from kiosk.store.book import ReadingBook
from kiosk.store.driver import Statement
from kiosk.store.states import loads

_TABLES: dict[Entity, Table] = {
    Entity.PERSON: tables.person,
    Entity.ORGANISATION: tables.organisation,
    Entity.LOCATION: tables.location,
    Entity.TYPE: tables.type_,
    Entity.ASSET: tables.asset,
    Entity.KIT: tables.kit,
    Entity.PART: tables.part,
}
_ALL = {
    entity: Statement(select(table).where(table.c.removed == 0))
    for entity, table in _TABLES.items()
}
_FIELD_OF = {"value_minor": "value"}
_STATE = Statement(select(tables.state.c.json).where(tables.state.c.subject == bindparam("about")))
_ALIAS = Statement(select(tables.person.c.alias).where(tables.person.c.id == bindparam("key")))
_STATUSES = Statement(select(tables.asset.c.id, tables.asset.c.status))
_BADGES = Statement(
    select(
        tables.badge.c.person,
        tables.badge.c.code,
        tables.badge.c.technology,
        tables.badge.c.withdrawn_ms,
    ).order_by(tables.badge.c.given_ms)
)
_CODES = Statement(
    select(tables.identifier.c.names, tables.identifier.c.text).order_by(tables.identifier.c.code)
)
_POLICIES = Statement(select(tables.policy))
_CALENDARS = Statement(select(tables.calendar))


class StationRecords:
    """Satisfies ``kiosk.domain.exchange.Records`` within one reading or write transaction."""

    def __init__(self, book: ReadingBook) -> None:
        """Read where the book reads."""
        self._connection = book.connection

    def records(self, entity: Entity) -> Mapping[str, Fields]:
        columns = [column.name for column in _TABLES[entity].columns]
        rows = (dict(zip(columns, row, strict=True)) for row in _ALL[entity].all(self._connection))
        return {row["id"]: _fields(row) for row in rows}

    def base(self, entity: Entity, key: str) -> str:
        if entity is Entity.PERSON:
            row = _ALIAS.one(self._connection, {"key": key})
            key = row[0] if row else ""
        found = _STATE.one(self._connection, {"about": subject(entity, key)})
        state = loads(entity, found[0]) if found and found[0] else None
        if isinstance(state, AssetState | KitState | PersonState):
            state = state.record
        if not isinstance(state, RecordState) or not state.fields:
            return ""
        return max(state.fields.values(), key=lambda cell: cell.order).event

    def statuses(self) -> Mapping[AssetId, Status]:
        return {AssetId(row[0]): Status(row[1]) for row in _STATUSES.all(self._connection)}

    def badges(self) -> Sequence[HeldBadge]:
        rows = _BADGES.all(self._connection)
        return [HeldBadge(PersonId(row[0]), row[1], row[2], row[3] > 0) for row in rows if row[1]]

    def codes(self) -> Sequence[HeldCode]:
        return [HeldCode(Subject(row[0]), row[1]) for row in _CODES.all(self._connection)]

    def policies(self) -> Sequence[PolicyRow]:
        rows = _POLICIES.all(self._connection)
        return [PolicyRow(row[1], row[2], row[3], json.loads(row[4])) for row in rows]

    def calendars(self) -> Mapping[LocationId, CalendarState]:
        return {
            LocationId(row[0]): CalendarState(
                row[1], *(tuple(json.loads(each)) for each in row[2:])
            )
            for row in _CALENDARS.all(self._connection)
        }


def _fields(row: dict[str, Any]) -> Fields:
    """Give the fields that have a value, the asset's further ones among them."""
    further = json.loads(row["fields"]) if row.get("fields") else {}
    named = {_FIELD_OF.get(name, name): value for name, value in row.items()}
    return {name: value for name, value in named.items() if value not in (None, "")} | further
