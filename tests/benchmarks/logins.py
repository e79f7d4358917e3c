"""A tenant in a fresh database, logins that have joined it, and the bare NOTIFY path."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from server_sync.central.schema import install
from server_sync.enrolment import EnrolmentCode
from server_sync.password import new_password, verifier
from server_sync.wire import Address
from server_sync.wire import join as take_place
from tests.postgres import Server

TENANT = "lendstation"
_WAIT_S = 20
_NOTIFY = "WITH put AS (INSERT INTO bare VALUES (%s)) SELECT pg_notify('bare', '')"


@dataclass(frozen=True, slots=True)
class Tenant:
    """An initialised tenant, as whoever runs the centre sees it."""

    server: Server
    database: str

    @classmethod
    def made(cls, server: Server, database: str) -> "Tenant":
        """Initialise it, without a bound to what a station may send in a day."""
        tenant = cls(server, database)
        with tenant.admin() as admin:
            install(admin, TENANT)
            admin.execute("UPDATE lendstation.centre SET most_bytes_a_day = 1::bigint << 40")
        return tenant

    def admin(self) -> Connection[TupleRow]:
        """Connect as the superuser."""
        return psycopg.connect(self.server.at(self.database), autocommit=True)

    def joined(self, station: str) -> Address:
        """Enrol a station and take its place."""
        role, first, own = EnrolmentCode.new_role(TENANT), new_password(), new_password()
        with self.admin() as admin:
            admin.execute(
                "SELECT lendstation.enrol(%s, %s, true, %s, %s)",
                (station, station, role, verifier(admin, first)),
            )
        place = ("127.0.0.1", self.database, TENANT, role)
        take_place(Address(*place, first, self.server.port, sslmode="disable"), own)
        return Address(*place, own, self.server.port, sslmode="disable")

    @contextmanager
    def bare(self) -> Iterator[Callable[[int], float]]:
        """Give what inserts a row, notifies, and reads it on another connection; in seconds."""
        with self.admin() as one, self.admin() as two:
            one.execute("CREATE TABLE IF NOT EXISTS bare (n int)")
            two.execute("LISTEN bare")

            def path(n: int) -> float:
                begun = time.perf_counter()
                one.execute(_NOTIFY, (n,))
                next(two.notifies(timeout=_WAIT_S, stop_after=1))
                two.execute("SELECT n FROM bare WHERE n = %s", (n,)).fetchone()
                return time.perf_counter() - begun

            yield path
