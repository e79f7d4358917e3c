"""The reports kept up with the feed: batch and cursor in one transaction, resumed anywhere.

They are folded with the same folds as at every station, and dropped and made anew when the folds,
the tables, or the feed before the cursor are others than those they were made with.
"""

import hashlib
import logging
from collections.abc import Iterator

import psycopg
from psycopg.sql import SQL, Identifier

from kiosk.domain.events import Event, Receipt
from kiosk.domain.feed import FeedRow, What, readable
from server_sync.central.access import Session
from server_sync.central.folds import Rows
from server_sync.central.report_batch import ReportBatch
from server_sync.central.report_tables import REPORTS, ReportTables, make_anew

MOST = 1_000
"""Rows of one transaction."""
_FEWER = 8
_NOT_THE_EVENT = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.ProgrammingError,
    psycopg.InternalError,
    psycopg.NotSupportedError,
)
"""What the server or this program did wrong; no reason to doubt an event."""
_log = logging.getLogger(__name__)


def reports_version(rows: Rows) -> str:
    """Name the folds and, after a slash, the tables that this program makes."""
    return f"{rows.folds()}/{hashlib.sha256(REPORTS.read_bytes()).hexdigest()[:12]}"


class ReadModels:
    """Keeps the reports of a tenant; one thread, on a connection of its own."""

    def __init__(self, connection: Session, tenant: str, rows: Rows) -> None:
        """Make the tables where they are missing or outdated.

        Args:
            connection: With autocommit, as a member of ``<tenant>_worker``.
            tenant: The schema of the organisation.
            rows: How states become text and rows.
        """
        self._connection = connection
        self._rows = rows
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (tenant,))
            version = reports_version(rows)
            if not _is_current(connection, tenant, version):
                make_anew(connection, tenant)
                start = SQL(_START).format(
                    Identifier(f"{tenant}_reports"), tenant=Identifier(tenant)
                )
                connection.execute(start, (version,))
        self._tables = ReportTables(connection, tenant)

    def step(self, most: int = MOST) -> int:
        """Fold the next rows of the feed; gives how many they were, 0 at its head.

        An event that no fold takes is noted in ``doubted`` and left out, as at the stations.

        Raises:
            psycopg.Error: the server is away or refuses; nothing of this step was written.
        """
        try:
            return self._advance(most)
        except _NOT_THE_EVENT:
            raise
        except Exception as error:  # noqa: BLE001 - one event must not hold up the rest
            if most > 1:
                return self.step(max(most // _FEWER, 1))
            _log.warning("reports.doubted", exc_info=True)
            return self._doubt(type(error).__name__)

    def _advance(self, most: int) -> int:
        with self._connection.transaction():
            found = self._next(most)
            batch = ReportBatch(self._tables, self._rows)
            batch.take_keys(row.content or b"" for row in found if row.what == What.KEY)
            batch.fold(list(self._readable(found)))
            batch.write()
            self._moved(found)
        return len(found)

    def _readable(self, found: list[FeedRow]) -> Iterator[tuple[Event, Receipt]]:
        for row in found:
            if row.what != What.EVENT:
                continue
            happened = readable(row, row.content or b"")
            if happened is None:
                self._tables.run(_DOUBT, {"feed": row.feed, "why": "unreadable"})
            else:
                yield happened, Receipt(row.feed, row.received_ms, row.effective_ms)

    def _doubt(self, why: str) -> int:
        with self._connection.transaction():
            found = self._next(1)
            for row in found:
                self._tables.run(_DOUBT, {"feed": row.feed, "why": why})
            self._moved(found)
        return len(found)

    def _next(self, most: int) -> list[FeedRow]:
        ((feed,),) = self._tables.run("SELECT feed FROM {}.progress FOR UPDATE")
        found = self._tables.run(_NEXT, {"feed": feed, "most": most})
        return [FeedRow(*row) for row in found]

    def _moved(self, found: list[FeedRow]) -> None:
        if found:
            self._tables.run(_MOVE, found[-1]._asdict())


def _is_current(connection: Session, tenant: str, version: str) -> bool:
    names = {"reports": Identifier(f"{tenant}_reports"), "tenant": Identifier(tenant)}
    there = connection.execute(
        "SELECT to_regclass(%s) IS NOT NULL", (f"{tenant}_reports.progress",)
    ).fetchone()
    if there != (True,):
        return False
    found = connection.execute(SQL(_CURRENT).format(**names), (version,)).fetchone()
    return found == (True,)


_CURRENT = """
SELECT p.version = %s AND p.epoch = c.epoch AND (p.feed = 0 OR EXISTS (
    SELECT FROM {tenant}.ledger l WHERE l.feed = p.feed AND l.digest = p.digest))
FROM {reports}.progress p CROSS JOIN {tenant}.centre c
"""
_START = "INSERT INTO {}.progress (version, epoch) SELECT %s, epoch FROM {tenant}.centre"
_NEXT = """
SELECT l.feed, l.what, coalesce(c.station, ''), coalesce(c.incarnation, ''), coalesce(l.seq, 0),
    l.received_ms, l.effective_ms, l.digest, l.content
FROM {tenant}.ledger l LEFT JOIN {tenant}.chain c ON c.id = l.chain
WHERE l.feed > %(feed)s ORDER BY l.feed LIMIT %(most)s
"""
_MOVE = """
UPDATE {}.progress SET feed = %(feed)s, digest = %(digest)s, received_ms = %(received_ms)s
"""
_DOUBT = "INSERT INTO {}.doubted VALUES (%(feed)s, %(why)s) ON CONFLICT DO NOTHING"
