"""A tenant in a fresh database for one test, its stations, and calls as a station makes them."""

import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow, dict_row

from kiosk.domain.canonical import GENESIS
from server_sync.central.schema import install
from server_sync.password import new_password, verifier
from tests.postgres import Server, fresh_database

TENANT = "lendstation"


@dataclass(frozen=True, slots=True)
class Login:
    """A station that was enrolled and has joined."""

    station: str
    role: str
    password: str
    address: str

    def connect(self) -> psycopg.Connection[TupleRow]:
        return psycopg.connect(self.address, autocommit=True)


@dataclass(frozen=True, slots=True)
class Centre:
    """A central PostgreSQL with one tenant, as whoever runs it sees it."""

    server: Server
    database: str
    logins: list[Login] = field(default_factory=list)

    def admin(self) -> psycopg.Connection[TupleRow]:
        """Connect as the superuser."""
        return psycopg.connect(self.server.at(self.database), autocommit=True)

    def run(self, statement: str, *values: object) -> list[tuple]:
        """Run one statement as the superuser."""
        with self.admin() as connection:
            done = connection.execute(statement, values or None)
            return done.fetchall() if done.description else []

    def enrol(
        self, name: str = "Desk", *, privileged: bool = True, joined: bool = True, station: str = ""
    ) -> Login:
        """Enrol a station, by default privileged and joined."""
        role, first, station = _role(), new_password(), station or f"station-{_role()}"
        address = make_conninfo(self.server.at(self.database), user=role, password=first)
        self.logins.append(login := Login(station, role, first, address))
        with self.admin() as admin:
            admin.execute(
                "SELECT lendstation.enrol(%s, %s, %s, %s, %s)",
                (station, name, privileged, role, verifier(admin, first)),
            )
        if joined:
            with login.connect() as connection:
                connection.execute("SELECT lendstation.join(%s)", (verifier(connection, first),))
        return login


def _typed(items: Sequence[bytes]) -> list[bytes] | None:
    return [*items] if any(item is not None for item in items) else None


def _role() -> str:
    return f"{TENANT}_{secrets.token_hex(5)}"


@dataclass(frozen=True, slots=True)
class Hand:
    """Calls of one station in raw SQL, each answered with a dictionary."""

    connection: psycopg.Connection[TupleRow]

    def hello(self, incarnation: str = "one", seq: int = 0, **others: object) -> dict:
        said = {"version": 1, "hash": GENESIS, "epoch": "", "cursor": 0, "digest": 0}
        said |= {"wall": int(time.time() * 1000), **others}
        return self._one(
            "SELECT * FROM lendstation.hello(%s, %s, %s, %s, %s, %s, %s, %s)",
            (
                said["version"],
                incarnation,
                seq,
                said["hash"],
                said["epoch"],
                said["cursor"],
                said["digest"],
                said["wall"],
            ),
        )

    def push(
        self, incarnation: str, first: int, events: list[bytes], keys: Sequence[bytes] = ()
    ) -> dict:
        # Binary, so that no setting of the session changes them; lists of nothing have no type.
        given = [_typed(items) for items in (events, keys)]
        if events and given[0] is None:
            return self._one(
                "SELECT * FROM lendstation.push(%s, %s, %s::bytea[], '{}')",
                (incarnation, first, events),
            )
        return self._one(
            "SELECT * FROM lendstation.push(%s, %s, %b::bytea[], %b::bytea[])",
            (incarnation, first, *given),
        )

    def pull(self, cursor: int = 0, most: int = 1000, own: str = "") -> list[dict]:
        with self.connection.cursor(row_factory=dict_row) as rows:
            return rows.execute(
                "SELECT * FROM lendstation.pull(%s, %s, %s)", (cursor, most, own)
            ).fetchall()

    def _one(self, statement: str, values: tuple) -> dict:
        with self.connection.cursor(row_factory=dict_row) as rows:
            found = rows.execute(statement, values).fetchone()
        assert found is not None
        return found


@pytest.fixture(scope="session")
def _centre_database(server: Server) -> Iterator[str]:
    with fresh_database(server) as name:
        with psycopg.connect(server.at(name), autocommit=True) as admin:
            install(admin, TENANT)
        yield name


@pytest.fixture
def centre(server: Server, _centre_database: str) -> Iterator[Centre]:
    """Give an empty centre to a test; ``centre.enrol(name)`` makes a station's login.

    All tests share one database, which is emptied after each: that is quicker than a new one.
    """
    made = Centre(server, _centre_database)
    yield made
    made.run(_EMPTY)
    for login in made.logins:
        server.run("DROP ROLE IF EXISTS {}", login.role)


_EMPTY = """
DO $$ BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    EXECUTE (
        SELECT 'TRUNCATE ' || string_agg(format('lendstation.%I', tablename), ', ')
            || ' RESTART IDENTITY'
        FROM pg_tables
        WHERE schemaname = 'lendstation' AND tablename NOT IN ('migration', 'privileged_kind'));
    INSERT INTO lendstation.centre DEFAULT VALUES;
    INSERT INTO lendstation.feed_head DEFAULT VALUES;
END $$
"""
