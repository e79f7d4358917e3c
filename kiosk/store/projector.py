"""Writes the rows that a fold made, touching only those that differ from what is there."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, func, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.sqlite import insert

from kiosk.store.driver import Connection, Statement
from kiosk.store.projections import Row, Values
from kiosk.store.tables import FOLDED, metadata

RowKey = tuple[str, ...]
_SEARCHED = {"asset": ("tag", "name"), "person": ("name", "number", "email", "department")}
"""The columns whose words the search tables know; of an asset also its further fields."""


class _Writer:
    """The statements of one folded table."""

    def __init__(self, table: Table) -> None:
        """Compile them; rows are named by the primary key, or by ``id`` where that is a number."""
        self.table = table
        names = [column.name for column in table.columns if column.name != "n"]
        numbered = "n" in table.columns
        self.keys = ("id",) if numbered else tuple(c.name for c in table.primary_key)
        self.names = names
        self.where = and_(*(table.c[key] == bindparam(f"key_{key}") for key in self.keys))
        new = insert(table).values({name: bindparam(name) for name in names})
        rest = {name: new.excluded[name] for name in names if name not in self.keys}
        upsert = (
            new.on_conflict_do_update(index_elements=list(self.keys), set_=rest)
            if rest
            else new.on_conflict_do_nothing()
        )
        searched = table.name in _SEARCHED
        self.upsert = Statement(upsert.returning(table.c.n) if searched else upsert)
        self.remove = Statement(delete(table).where(self.where))
        self.read = Statement(select(*(table.c[name] for name in names)).where(self.where))
        self.number = Statement(select(table.c.n).where(self.where)) if numbered else None

    def key(self, values: Values) -> dict[str, Any]:
        return {f"key_{key}": values[key] for key in self.keys}


WRITERS = {
    table.name: _Writer(table) for table in FOLDED if table.name not in ("state", "loan", "line")
}
_KEEP_WORDS = {
    name: Statement(
        sql(f"INSERT OR REPLACE INTO {name}_search (rowid, words) VALUES (:n, :words)")  # noqa: S608 - our own names
    )
    for name in _SEARCHED
}
_ADD_WORDS = {
    name: Statement(sql(f"INSERT INTO {name}_search (rowid, words) VALUES (:n, :words)"))  # noqa: S608 - our own names
    for name in _SEARCHED
}
_LAST = {
    name: Statement(select(func.coalesce(func.max(metadata.tables[name].c.n), 0)))
    for name in _SEARCHED
}
_INSERT = {
    name: Statement(
        insert(table).values({column.name: bindparam(column.name) for column in table.columns})
    )
    for name, table in ((name, metadata.tables[name]) for name in _SEARCHED)
}
_DROP_WORDS = {
    name: Statement(sql(f"DELETE FROM {name}_search WHERE rowid = :n"))  # noqa: S608 - our own names
    for name in _SEARCHED
}
_PERSON_TABLES = tuple(metadata.tables[name] for name in ("bar", "badge", "badge_form", "terms"))
_OF_PERSON = {
    table.name: Statement(select(table).where(table.c.person == bindparam("person")))
    for table in _PERSON_TABLES
}
_TREES = frozenset({"location", "type", "policy", "calendar", "station"})


def key_of(row: Row) -> RowKey:
    """Name a row among all rows of all tables."""
    return (row.table, *(str(row.values[key]) for key in WRITERS[row.table].keys))


def write_difference(connection: Connection, before: Iterable[Row], after: Iterable[Row]) -> bool:
    """Turn the rows ``before`` into ``after``; says whether a tree or setting changed."""
    old = {key_of(row): row for row in before}
    new = {key_of(row): row for row in after}
    touched = set()
    for key, row in old.items():
        if key not in new:
            touched.add(row.table)
            _remove(connection, row)
    for key, row in new.items():
        if key not in old or old[key].values != row.values:
            touched.add(row.table)
            _write(connection, row, old.get(key))
    return not touched.isdisjoint(_TREES)


def insert_many(connection: Connection, rows: Iterable[Row]) -> None:
    """Write rows of tables that hold none of them yet."""
    by_table: dict[str, list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    for table, made in by_table.items():
        if table not in _SEARCHED:
            WRITERS[table].upsert.many(connection, (row.values for row in made))
            continue
        last = _LAST[table].one(connection) or (0,)
        numbered = list(enumerate(made, last[0] + 1))
        _INSERT[table].many(connection, ({**row.values, "n": n} for n, row in numbered))
        _ADD_WORDS[table].many(connection, ({"n": n, "words": words(row)} for n, row in numbered))


def rows_of_person(connection: Connection, person: str) -> list[Row]:
    """Read the rows of a person as they stand."""
    rows = []
    writer = WRITERS["person"]
    found = writer.read.one(connection, {"key_id": person})
    if found:
        rows.append(Row("person", dict(zip(writer.names, found, strict=True))))
    for table in _PERSON_TABLES:
        names = [column.name for column in table.columns]
        rows += [
            Row(table.name, dict(zip(names, each, strict=True)))
            for each in _OF_PERSON[table.name].all(connection, {"person": person})
        ]
    return rows


def read_row(connection: Connection, row: Row) -> Values | None:
    """Read the row that stands where ``row`` belongs."""
    writer = WRITERS[row.table]
    found = writer.read.one(connection, writer.key(row.values))
    return dict(zip(writer.names, found, strict=True)) if found else None


def words(row: Row) -> str:
    """Give the text by which a row is searched."""
    found = [str(row.values[name]) for name in _SEARCHED[row.table]]
    return " ".join((*found, str(row.values.get("fields", ""))))


def _write(connection: Connection, row: Row, old: Row | None) -> None:
    written = WRITERS[row.table].upsert.one(connection, row.values)
    if row.table in _SEARCHED and written and (old is None or words(old) != words(row)):
        _KEEP_WORDS[row.table].run(connection, {"n": written[0], "words": words(row)})


def _remove(connection: Connection, row: Row) -> None:
    writer = WRITERS[row.table]
    if row.table in _SEARCHED and writer.number is not None:
        found = writer.number.one(connection, writer.key(row.values))
        if found:
            _DROP_WORDS[row.table].run(connection, {"n": found[0]})
    writer.remove.run(connection, writer.key(row.values))
