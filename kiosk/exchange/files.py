"""Import and export of one file: what a file may hold, planned against the books, then written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.domain.exchange import Records
from kiosk.exchange import assets, calendars, kits, people, places, policies
from kiosk.exchange.content import Content
from kiosk.exchange.plan import Column, Plan, Setting
from kiosk.exchange.tables import Row, Table
from kiosk.exchange.values import Value


@dataclass(frozen=True, slots=True)
class _Face:
    columns: Callable[[str], tuple[Column, ...]]
    plan: Callable[[Table, Setting], Plan]
    export: Callable[[Records, str], Sequence[dict[str, Value]]]


_FACES = {
    Content.LOCATIONS: _Face(
        places.location_columns, places.plan_locations, places.export_locations
    ),
    Content.TYPES: _Face(places.type_columns, places.plan_types, places.export_types),
    Content.POLICIES: _Face(policies.columns, policies.plan, policies.export),
    Content.CALENDAR: _Face(calendars.columns, calendars.plan, calendars.export),
    Content.PEOPLE: _Face(people.columns, people.plan, people.export),
    Content.KITS: _Face(kits.columns, kits.plan, kits.export),
    Content.ASSETS: _Face(assets.columns, assets.plan, assets.export),
}


def columns(content: Content, currency: str) -> tuple[Column, ...]:
    """Give the columns that a file may have."""
    return _FACES[content].columns(currency)


def plan_import(content: Content, table: Table, setting: Setting) -> Plan:
    """Say what a file would change; writes nothing.

    Raises:
        Trouble: the file has not the columns that it needs.
    """
    return _FACES[content].plan(table, setting)


def export_table(content: Content, records: Records, currency: str) -> Table:
    """Write all records as a table that an import takes back unchanged."""
    face = _FACES[content]
    described = face.columns(currency)
    rows = tuple(
        Row(at, tuple(_cell(column, line.get(column.name, "")) for column in described))
        for at, line in enumerate(face.export(records, currency), start=2)
    )
    return Table(tuple(column.header for column in described), rows)


def _cell(column: Column, value: Value) -> str:
    return "" if value == "" else column.form.show(value)
