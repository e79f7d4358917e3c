"""The centre: a push beside raw COPY and single inserts, replay, bytes on the wire, and growth."""

import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from kiosk.domain.bodies.lending import CheckedOut, LineOut
from kiosk.domain.canonical import GENESIS, encode, event_hash
from kiosk.domain.events import ClockQuality, Event
from kiosk.domain.ids import (
    AssetId,
    Entity,
    IncarnationId,
    LineId,
    LoanId,
    StationId,
    subject,
    uuid7,
)
from server_sync.round import MOST_EVENTS, MOST_ROWS
from server_sync.wire import Address, PostgresCentre
from tests.benchmarks.logins import Tenant
from tests.benchmarks.ratios import Row, median
from tests.benchmarks.scale import Scale
from tests.postgres import Server, fresh_database, named_server

EVENTS, SINGLES, LARGE, ROUNDS = 100_000, 400, 1_000_000, 3
PORTIONS = 10
COPY_SHARE, SINGLES_TIMES, REPLAY_TIMES, WIRE_TIMES, GROWTH_TIMES = 0.25, 5, 1.5, 1.3, 1.5
START_MS = 1_790_000_000_000
DURABLE = "fsync = on\nmax_wal_size = '8GB'\nshared_buffers = '512MB'\n"
_TCP_BYTES = struct.Struct("QQ")
_TCP_BYTES_AT = 120
"""``tcpi_bytes_acked`` and ``tcpi_bytes_received`` of ``struct tcp_info``, linux/tcp.h."""


def rows(scale: Scale, _cache: Path) -> list[Row]:
    """Push the same events round by round into an empty ledger on a server that syncs its disk."""
    with named_server(DURABLE) as server, fresh_database(server) as database:
        bench = Bench.made(server, database)
        events = _events(bench.station, scale.of(EVENTS, least=10))
        sizes = sum(map(len, events))
        version = server.run("SHOW server_version")[0][0].split()[0]
        detail = f"{len(events):,} events, {sizes / len(events):.0f} bytes each, PG {version}"
        return [
            *_speed(bench, events, scale, detail),
            _wire(bench, events, detail),
            _growth(bench, scale),
        ]


@dataclass(frozen=True, slots=True)
class Bench:
    """A tenant with one station, which has joined."""

    address: str
    station: str
    wire: Address

    @classmethod
    def made(cls, server: Server, database: str) -> "Bench":
        """Initialise the tenant, enrol the station, and let it join."""
        tenant, station = Tenant.made(server, database), some_id(0)
        with tenant.admin() as admin:
            for table in ("copied", "single"):
                like = SQL("CREATE TABLE {} (LIKE lendstation.ledger INCLUDING ALL)")
                admin.execute(like.format(Identifier(table)))
        return cls(server.at(database), station, tenant.joined(station))

    @contextmanager
    def emptied(self) -> Iterator[Connection[TupleRow]]:
        """Empty the ledger; gives the superuser's connection."""
        with psycopg.connect(self.address, autocommit=True) as admin:
            admin.execute("TRUNCATE lendstation.ledger, lendstation.chain, lendstation.fork")
            admin.execute("UPDATE lendstation.feed_head SET feed = 0, digest = 0")
            admin.execute("TRUNCATE copied, single")
            admin.execute("CHECKPOINT")
            yield admin

    def push(self, events: list[bytes]) -> None:
        """Push as a station does: in batches, over one connection."""
        with closing(PostgresCentre.open(self.wire)) as centre:
            _push(centre, events)


def _push(centre: PostgresCentre, events: list[bytes], at: int = 0) -> None:
    for first in range(at, at + len(events), MOST_EVENTS):
        batch = events[first - at : first - at + MOST_EVENTS]
        pushed = centre.push("bench", first + 1, batch, [])
        assert pushed.acked_seq >= first + len(batch), pushed


def _speed(bench: Bench, events: list[bytes], scale: Scale, detail: str) -> list[Row]:
    """Push a portion, push it again, copy its rows, insert some: portion by portion, by turns."""
    portion, singles = -(-len(events) // PORTIONS), scale.of(SINGLES)
    times: dict[str, list[float]] = {"push": [], "replay": [], "copy": [], "single": []}
    for _ in range(ROUNDS):
        with bench.emptied() as admin, closing(PostgresCentre.open(bench.wire)) as centre:
            for at in range(0, len(events), portion):
                some = events[at : at + portion]
                push = partial(_push, centre, some, at)
                seconds = (_seconds(push), _seconds(push), _copy_seconds(admin, at))
                for name, took in zip(times, seconds, strict=False):
                    times[name].append(took / len(some))
                times["single"].append(_single_seconds(admin, at, singles))
    push_, replay, copy, single = times.values()
    detail += f", {len(push_)} portions by turns"
    return [
        _times("push, beside raw COPY", copy, push_, COPY_SHARE, f"{detail}; all checks; aim 0.4"),
        _times("push, beside one insert a transaction", single, push_, SINGLES_TIMES, detail),
        _times("replay, beside the first push", push_, replay, REPLAY_TIMES, detail),
    ]


def _copy_seconds(admin: Connection[TupleRow], at: int) -> float:
    """Take rows out of the ledger and copy them into a table like it, with the same indexes."""
    rows_ = SQL("COPY (SELECT * FROM lendstation.ledger WHERE feed > {}) TO STDOUT (FORMAT binary)")
    with admin.cursor().copy(rows_.format(at)) as source:
        pieces = [bytes(piece) for piece in source]

    def bring() -> None:
        with admin.cursor().copy("COPY copied FROM STDIN (FORMAT binary)") as target:
            for piece in pieces:
                target.write(piece)

    return _seconds(bring)


def _single_seconds(admin: Connection[TupleRow], at: int, count: int) -> float:
    """Insert rows of the ledger into such a table, each in a transaction; gives those of one."""
    some = "SELECT * FROM lendstation.ledger WHERE feed > %s ORDER BY feed LIMIT %s"
    values = admin.execute(some, (at, count)).fetchall()
    places = ", ".join(["%s"] * len(values[0]))
    statement = f"INSERT INTO single VALUES ({places})"  # noqa: S608 - placeholders only

    def insert() -> None:
        for row in values:
            admin.execute(statement, row, prepare=True)

    return _seconds(insert) / len(values)


def _wire(bench: Bench, events: list[bytes], detail: str) -> Row:
    """Count what passes through the socket of a push, and of a pull by another cursor."""
    with bench.emptied(), closing(PostgresCentre.open(bench.wire)) as centre:
        before = _passed(centre)
        _push(centre, events)
        pushed = _passed(centre) - before
        cursor = 0
        while found := centre.pull(cursor, MOST_ROWS, ""):
            cursor = found[-1].feed
        pulled = _passed(centre) - before - pushed
    canonical = sum(map(len, events))
    worse = max(pushed, pulled) / canonical
    parts = f"push {pushed / canonical:.3f} ×, pull {pulled / canonical:.3f} ×"
    return Row.at_most(
        "bytes on the wire, over canonical bytes", worse, WIRE_TIMES, f"{parts}; {detail}"
    )


def _passed(centre: PostgresCentre) -> int:
    """Ask the kernel how many bytes a connection has carried, both ways."""
    line = socket.socket(fileno=centre._connection.pgconn.socket)
    try:
        told = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    finally:
        line.detach()
    return sum(_TCP_BYTES.unpack_from(told, _TCP_BYTES_AT))


def _growth(bench: Bench, scale: Scale) -> Row:
    """Push and pull a few thousand events into a small ledger, then into a large one."""
    few, large = scale.of(EVENTS // 10, least=10), scale.of(LARGE, least=20)
    events = _events(bench.station, few)
    costs: dict[int, list[float]] = {0: [], large: []}
    for _ in range(ROUNDS):
        for held, measured in costs.items():
            with bench.emptied() as admin:
                admin.execute(FILL, (held,))
                admin.execute("CHECKPOINT")
            measured.append(_seconds(lambda: bench.push(events)))
    small, big = map(median, costs.values())
    detail = f"push of {few:,} events into 0 and into {large:,}"
    return Row.at_most("cost of an event, large beside small", big / small, GROWTH_TIMES, detail)


FILL = """
WITH filled AS (
    INSERT INTO lendstation.ledger
        (feed, received_ms, effective_ms, digest, seq, chain, what, content)
    SELECT n, n, n, n, n, -1, 'e', decode(repeat(md5(n::text), 24), 'hex')
    FROM generate_series(1, %s::int) AS n RETURNING feed
)
UPDATE lendstation.feed_head
    SET (feed, digest) = (SELECT coalesce(max(feed), 0), coalesce(max(feed), 0) FROM filled)
"""


def _times(subject_: str, theirs: list[float], ours: list[float], bound: float, detail: str) -> Row:
    """Compare what was measured side by side, pair by pair: a busy moment hits both of a pair."""
    value = median([their / our for their, our in zip(theirs, ours, strict=True)])
    return Row.fact(
        subject_, f"{value:.2f} ×", f"≥ {bound:g} ×", kept=value >= bound, detail=detail
    )


def _seconds(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def some_id(number: int) -> str:
    """Give an id as long as a real one."""
    return uuid7(START_MS + number, number.to_bytes(10, "big"))


def _events(station: str, count: int) -> list[bytes]:
    """Write check-outs with ids as long as real ones, in one chain."""
    written: list[bytes] = []
    before = GENESIS
    for seq in range(1, count + 1):
        written.append(encode(check_out(station, seq), before))
        before = event_hash(written[-1])
    return written


def check_out(station: str, seq: int) -> Event:
    """Make an event of a common size."""
    asset, alias, ms = some_id(seq), some_id(seq % 500), START_MS + seq * 1000
    holder = subject(Entity.PERSON, alias)
    line = LineOut(LineId(some_id(seq)), ms + 86_400_000, AssetId(asset))
    return Event(
        station=StationId(station),
        incarnation=IncarnationId("bench"),
        seq=seq,
        hlc=ms << 16,
        actor=alias,
        subjects=(subject(Entity.ASSET, asset), holder),
        body=CheckedOut(LoanId(some_id(seq)), some_id(seq), holder, (line,)),
        wall_ms=ms,
        boot_id=some_id(1),
        mono_ns=seq * 1_000_000,
        clock_quality=ClockQuality.SYNCED,
        seen_cursor=seq,
    )
