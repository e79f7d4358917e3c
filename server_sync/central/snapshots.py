"""Snapshots: the folded state at one number of the feed, so that a new station lends first.

A part is lines of JSON, compressed with zlib: ``["state", subject, latest, text]``, then
``["loan", row]`` and ``["line", row]`` of what is out; with these parts a station is ready. The
parts after them hold the loans and lines that are over. Text about people is sealed in the states,
and no key is among them.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator

import psycopg
from psycopg import IsolationLevel
from psycopg.sql import SQL, Composed, Identifier

from kiosk.domain.trouble import Trouble
from server_sync.central.access import Session
from server_sync.central.folds import Rows
from server_sync.central.read_models import ReadModels
from server_sync.central.worker_login import as_worker
from server_sync.troubles import trouble_of

PART_BYTES = 1 << 20
"""Of one part before it is compressed."""
FEWEST_ROWS = 5_000
"""A feed that grew by less is pulled as quickly."""
_GROWTH = 20
_FETCHED = 2_000
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def snapshot_if_due(connection: Session, tenant: str) -> None:
    """Make a snapshot when the feed grew by a twentieth since the newest, or the folds changed."""
    if connection.execute(_sql(_DUE, tenant), (FEWEST_ROWS, _GROWTH)).fetchone() == (True,):
        make_snapshot(connection, tenant)


def snapshot_for_newcomer(
    connection: Session, tenant: str, rows: Rows, begin: Callable[[], object]
) -> Trouble | None:
    """Make a snapshot of the whole feed, where that outgrew the newest one.

    Args:
        connection: With autocommit, of somebody who may be a worker.
        tenant: The schema of the organisation.
        rows: How states become text and rows.
        begin: Called before what may take minutes.

    Returns:
        What kept it from that; the snapshot before stays the newest.
    """
    wanted = {"version": rows.folds(), "fewest": FEWEST_ROWS, "growth": _GROWTH}
    try:
        with as_worker(connection, tenant):
            if connection.execute(_sql(_OUTGROWN, tenant), wanted).fetchone() == (True,):
                begin()
                models = ReadModels(connection, tenant, rows)
                while models.step():
                    pass
                make_snapshot(connection, tenant)
    except psycopg.Error as error:
        return trouble_of(error)
    return None


def make_snapshot(connection: Session, tenant: str) -> int:
    """Write the state of the reports as the newest snapshot, in one transaction.

    Gives its number of the feed; raises psycopg.Error, and the one before stays the newest.
    """
    connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    with connection.transaction():
        found = connection.execute(
            _sql("SELECT feed, digest, split_part(version, '/', 1) FROM {0}.progress", tenant)
        )
        feed, digest, version = found.fetchone() or (0, 0, "")
        connection.execute(_sql("DELETE FROM {1}.snapshot", tenant))
        connection.execute(_sql(_MAKE, tenant), (feed, digest, version))
        ready = _write(connection, tenant, feed, 0, _parts(_lines(connection, tenant, _NOW)))
        parts = _write(connection, tenant, feed, ready, _parts(_lines(connection, tenant, _OVER)))
        connection.execute(
            _sql("UPDATE {1}.snapshot SET ready = %s, parts = %s", tenant), (ready, parts)
        )
        connection.execute(_sql("UPDATE {1}.centre SET snapshot = %s", tenant), (feed,))
    connection.set_isolation_level(None)
    return int(feed)


def _write(connection: Session, tenant: str, feed: int, after: int, parts: Iterable[bytes]) -> int:
    """Store parts; gives the number of the last one."""
    statement = _sql("INSERT INTO {1}.snapshot_part VALUES (%s, %s, %b)", tenant)
    number = after
    for number, content in enumerate(parts, start=after + 1):
        connection.execute(statement, (feed, number, content))
    return number


def _parts(lines: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= PART_BYTES:
            yield zlib.compress(b"".join(held))
            held, size = [], 0
    if held:
        yield zlib.compress(b"".join(held))


def _lines(
    connection: Session, tenant: str, queries: tuple[tuple[str, str], ...]
) -> Iterator[bytes]:
    for what, query in queries:
        with connection.cursor(name="snapshot") as rows:
            rows.itersize = _FETCHED
            for row in rows.execute(_sql(query, tenant)):
                yield f"{_encode([what, *row])}\n".encode()


def _sql(statement: str, tenant: str) -> Composed:
    return SQL(statement).format(Identifier(f"{tenant}_reports"), Identifier(tenant))


_AT = "SELECT feed, digest, split_part(version, '/', 1) FROM {0}.progress"
_DUE = """
SELECT s.version IS DISTINCT FROM split_part(p.version, '/', 1) AND p.feed >= least_rows
    OR p.feed - coalesce(s.feed, 0) >= greatest(least_rows, p.feed / growth)
FROM {0}.progress p CROSS JOIN {1}.centre c LEFT JOIN {1}.snapshot s ON s.feed = c.snapshot
CROSS JOIN (VALUES (%s::bigint, %s::bigint)) AS wish (least_rows, growth)
"""
_OUTGROWN = """
SELECT s.version IS DISTINCT FROM %(version)s AND h.feed >= %(fewest)s
    OR h.feed - coalesce(s.feed, 0) >= greatest(%(fewest)s, h.feed / %(growth)s)
FROM {1}.feed_head h CROSS JOIN {1}.centre c LEFT JOIN {1}.snapshot s ON s.feed = c.snapshot
"""
_MAKE = """
INSERT INTO {1}.snapshot (feed, digest, version, ready, parts, made_ms)
VALUES (%s, %s, %s, 0, 0, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
"""
_LOANS_OUT = """
SELECT to_json(o) FROM {0}.loan o
WHERE EXISTS (SELECT FROM {0}.line l WHERE l.loan = o.id AND l.returned_ms = 0)
"""
_LOANS_OVER = """
SELECT to_json(o) FROM {0}.loan o
WHERE NOT EXISTS (SELECT FROM {0}.line l WHERE l.loan = o.id AND l.returned_ms = 0)
"""
_NOW = (
    ("state", "SELECT subject, latest, json FROM {0}.state ORDER BY id"),
    ("loan", _LOANS_OUT),
    ("line", "SELECT to_json(l) FROM {0}.line l WHERE returned_ms = 0"),
)
_OVER = (
    ("loan", _LOANS_OVER),
    ("line", "SELECT to_json(l) FROM {0}.line l WHERE returned_ms > 0"),
)
