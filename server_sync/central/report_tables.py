"""The tables of the reports: rows put in or taken out by the table's own key, many at once."""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from psycopg.sql import SQL, Composed, Identifier
from psycopg.types.json import Jsonb

from server_sync.central.access import Session
from server_sync.central.schema import written_for

Values = Mapping[str, object]
REPORTS = files("server_sync.central") / "reports.sql"


class _Table(NamedTuple):
    keys: tuple[str, ...]
    put: Composed
    drop: Composed


class ReportTables:
    """Writes rows into ``<tenant>_reports``; what a table has no column for is left out."""

    def __init__(self, connection: Session, tenant: str) -> None:
        """Look up which tables there are, with their columns and keys."""
        self.connection = connection
        self.tenant = tenant
        self.schema = f"{tenant}_reports"
        self._tables = {
            name: _table(Identifier(self.schema, name), columns, keys)
            for name, columns, keys in connection.execute(_TABLES, (self.schema,))
        }

    def run(
        self, statement: str, values: Mapping[str, object] | None = None
    ) -> list[tuple[Any, ...]]:
        """Run a statement in which ``{}`` is the schema and ``{tenant}`` the centre's."""
        query = SQL(statement).format(Identifier(self.schema), tenant=Identifier(self.tenant))
        with self.connection.cursor(binary=True) as cursor:
            done = cursor.execute(query, values)
            return done.fetchall() if done.description else []

    def key(self, table: str, values: Values) -> tuple[object, ...] | None:
        """Name a row; None for a table that the reports do not have."""
        found = self._tables.get(table)
        return (table, *(values[key] for key in found.keys)) if found else None

    def put(self, table: str, rows: Iterable[Values]) -> None:
        """Write rows, in their order, over those with the same key."""
        if listed := list(rows):
            self.connection.execute(self._tables[table].put, (Jsonb(listed),))

    def drop(self, table: str, rows: Iterable[Values]) -> None:
        """Delete the rows with these keys."""
        if listed := list(rows):
            self.connection.execute(self._tables[table].drop, (Jsonb(listed),))


def make_anew(connection: Session, tenant: str) -> None:
    """Drop every table of the reports, with the views over them, and make them empty."""
    schema = f"{tenant}_reports"
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'",
        (schema,),
    ).fetchall()
    if found:
        names = SQL(", ").join(Identifier(schema, name) for (name,) in found)
        connection.execute(SQL("DROP TABLE {} CASCADE").format(names))
    connection.execute(written_for(tenant, REPORTS))


def _table(name: Identifier, columns: list[str], keys: list[str]) -> _Table:
    rest = [column for column in columns if column not in keys]
    key = SQL(", ").join(map(Identifier, keys))
    changed = SQL(", ").join(
        SQL("{0} = excluded.{0}").format(Identifier(column)) for column in rest
    )
    given = SQL("SELECT {} FROM jsonb_populate_recordset(NULL::{}, %s)")
    listed = SQL(", ").join(map(Identifier, columns))
    update = SQL("UPDATE SET {}").format(changed) if rest else SQL("NOTHING")
    put = SQL("INSERT INTO {} ({}) {} ON CONFLICT ({}) DO {}").format(
        name, listed, given.format(listed, name), key, update
    )
    drop = SQL("DELETE FROM {} WHERE ({}) IN ({})").format(name, key, given.format(key, name))
    return _Table(tuple(keys), put, drop)


_TABLES = """
SELECT c.relname::text, (SELECT array_agg(a.attname::text ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT array_agg(a.attname::text ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey))
FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relnamespace = to_regnamespace(%s) AND c.relkind = 'r'
"""
