"""The central PostgreSQL of a simulation: its own clock, backups, and a quick way to begin anew."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.sql import SQL, Identifier

from server_sync.central.schema import install
from tests.centre import TENANT
from tests.centre import Centre as Tenant
from tests.postgres import Server, fresh_database
from tests.simulation.oracle import Row

TABLES = ("centre", "station", "chain", "feed_head", "ledger", "keyring", "fork", "audit")


class Hub:
    """One tenant in one database, as its superuser sees it."""

    def __init__(self, tenant: Tenant, admin: psycopg.Connection) -> None:
        self.tenant = tenant
        self.admin = admin
        self._idle: psycopg.Connection | None = None
        self.run("CREATE TABLE {tenant}.virtual_clock (ms bigint)")
        self.run("INSERT INTO {tenant}.virtual_clock VALUES (0)")
        self.run("GRANT SELECT ON {tenant}.virtual_clock TO PUBLIC")
        self.run(
            "CREATE OR REPLACE FUNCTION {tenant}.now_ms() RETURNS bigint LANGUAGE sql"
            " AS 'SELECT ms FROM {tenant}.virtual_clock'"
        )

    def run(self, statement: str, *values: object) -> list[tuple]:
        done = self.admin.execute(statement.replace("{tenant}", TENANT), values or None)
        return done.fetchall() if done.description else []

    def set_clock(self, ms: int) -> None:
        self.run("UPDATE {tenant}.virtual_clock SET ms = %s", ms)

    def keep(self, name: str) -> None:
        """Make a backup of the whole tenant, by name."""
        self.run("DROP SCHEMA IF EXISTS " + name + " CASCADE")
        self.run("CREATE SCHEMA " + name)
        for table in TABLES:
            self.run(f"CREATE TABLE {name}.{table} AS TABLE {{tenant}}.{table}")

    def restore(self, name: str) -> None:
        """Put a backup in the place of all that came after it."""
        self.idle(False)
        with self.admin.transaction():
            names = SQL(", ").join(Identifier(TENANT, table) for table in TABLES)
            self.admin.execute(SQL("TRUNCATE {} CASCADE").format(names))
            for table in TABLES:
                self.run(
                    f"INSERT INTO {{tenant}}.{table} OVERRIDING SYSTEM VALUE TABLE {name}.{table}"
                )

    def idle(self, is_open: bool) -> None:  # noqa: FBT001 - open, or not
        """Let somebody begin a transaction in this database and forget it, or end it."""
        if self._idle is not None:
            self._idle.close()
            self._idle = None
        if is_open:
            self._idle = self.tenant.admin()
            self._idle.autocommit = False
            self._idle.execute("SELECT pg_current_xact_id()")

    def revoke(self, station: str) -> None:
        """Shut a station out; its login stays, for the next simulation."""
        self.run("UPDATE {tenant}.station SET standing = 'revoked' WHERE id = %s", station)

    # --- what it holds

    def events(self) -> list[Row]:
        """Give every event that counts, with its receipt."""
        found = self.run(
            "SELECT content, feed, effective_ms FROM {tenant}.ledger WHERE what = 'e' ORDER BY feed"
        )
        return [(bytes(content), (feed, ms)) for content, feed, ms in found]

    def feed(self) -> list[int]:
        return [feed for (feed,) in self.run("SELECT feed FROM {tenant}.ledger ORDER BY feed")]

    def held(self, station: str) -> dict[tuple[str, int], bytes]:
        """Give what is stored of a station, by incarnation and seq."""
        found = self.run(
            "SELECT c.incarnation, l.seq, l.content FROM {tenant}.ledger l"
            " JOIN {tenant}.chain c ON c.id = l.chain WHERE c.station = %s",
            station,
        )
        return {(incarnation, seq): bytes(content) for incarnation, seq, content in found}


@contextmanager
def running_hub(server: Server) -> Iterator[Hub]:
    """Make a tenant in a database of its own."""
    with fresh_database(server) as name:
        with psycopg.connect(server.at(name), autocommit=True) as admin:
            install(admin, TENANT)
            tenant = Tenant(server, name)
            hub = Hub(tenant, admin)
            yield hub
            hub.idle(False)
        for login in tenant.logins:
            server.run("DROP ROLE IF EXISTS {}", login.role)
