"""Policies: one row for each type, category and place, any of which may be empty for "any"."""

from collections.abc import Callable

from kiosk.domain.bodies.records import PolicySet
from kiosk.domain.exchange import Records
from kiosk.domain.ids import Entity, subject
from kiosk.domain.policy import PolicyField, PolicyRow, policy_key, validate
from kiosk.domain.ports import WriteBook
from kiosk.exchange.plan import (
    Change,
    Column,
    Plan,
    Setting,
    differing,
    once,
    refer,
    rows_of,
)
from kiosk.exchange.tables import Table
from kiosk.exchange.trees import Tree
from kiosk.exchange.values import Form, Value, flag, money, text

_KEY = ("type", "category", "place")


def columns(currency: str) -> tuple[Column, ...]:
    """The columns of a file of policies."""
    return (
        Column("Type", "type", text(), note="path of a type; empty for any"),
        Column("Category", "category", text(40), note="of person; empty for any"),
        Column("Place", "place", text(), note="path or code of a location; empty for any"),
        *(
            Column(name.replace("_", " ").capitalize(), name, _form(name, currency), note=note)
            for name, note in _NOTES.items()
        ),
    )


_NOTES = {
    PolicyField.LOAN_PERIOD: "lesson, day, term, 4h, 7d, at 16:00, until 2026-12-18",
    PolicyField.CLOSED_DAYS: "skip (not counted) or jump (lands on the next open day)",
    PolicyField.MAX_ITEMS: "that one person may hold",
    PolicyField.MAX_OF_TYPE: "of this type that one person may hold",
    PolicyField.OVERDUE: "ask, block or allow while something is overdue",
    PolicyField.HIGH_VALUE_LIMIT: "worth more needs a second person",
    PolicyField.LEND: "no: these things are not lent",
    PolicyField.OFFLINE: "allow, ask_hour, ask_day, block_hour or block_day without news",
}


def plan(table: Table, setting: Setting) -> Plan:
    """Plan an import of policies."""
    made = Plan()
    types = Tree("type", setting.records.records(Entity.TYPE))
    places = Tree("place", setting.records.records(Entity.LOCATION))
    held = {(row.type, row.category, row.place): row for row in setting.records.policies()}
    seen: dict[object, int] = {}
    for cells in rows_of(table, columns(setting.currency), made):
        values = cells.values()
        refer(cells, values, "type", types.find)
        refer(cells, values, "place", places.find)
        type_, category, place = (str(values.pop(name, "")) for name in _KEY)
        key = (type_, category, place)
        if not cells.bad and cells.columns:
            once(cells, "loan_period", key, seen)
        if cells.bad:
            made.bad.extend(cells.bad)
            continue
        row = held.get(key)
        fields = differing(values, _marked(row))
        made.made += row is None and bool(fields)
        made.changed += row is not None and bool(fields)
        if fields:
            made.changes.append(_set(PolicyRow(*key, fields)))
    return made


def export(records: Records, _currency: str) -> list[dict[str, Value]]:
    """Give every row that sets anything."""
    types = Tree("type", records.records(Entity.TYPE))
    places = Tree("place", records.records(Entity.LOCATION))
    rows: list[dict[str, Value]] = [
        {
            "type": types.path(row.type),
            "category": row.category,
            "place": places.path(row.place),
            **{name.value: row.fields.get(name, "") for name in PolicyField},
        }
        for row in records.policies()
        if any(value != "" for value in row.fields.values())
    ]
    return sorted(rows, key=lambda row: tuple(str(row[name]) for name in _KEY))


def _form(name: PolicyField, currency: str) -> Form:
    match name:
        case PolicyField.HIGH_VALUE_LIMIT:
            return money(currency)
        case PolicyField.LEND:
            return Form(_unless_empty(flag().read), flag().show, "yes or no, or empty")
        case _:
            return Form(lambda cell: validate(name, cell), str, "text")


def _unless_empty(read: Callable[[str], Value]) -> Callable[[str], Value]:
    return lambda cell: read(cell) if cell else ""


def _marked(row: PolicyRow | None) -> dict[str, Value]:
    """Give every field of a row; one that is not set is empty text, so that 0 differs from it."""
    return {name.value: row.fields.get(name, "") if row else "" for name in PolicyField}


def _set(row: PolicyRow) -> Change:
    def write(book: WriteBook) -> None:
        key = policy_key(row.type, row.category, row.place)
        body = PolicySet(row.type, row.category, row.place, dict(row.fields))
        book.append(body, [subject(Entity.POLICY, key)])

    return write
