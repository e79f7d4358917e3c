"""What an event costs a station whose books hold ten thousand events, and one of a million."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import count, islice
from pathlib import Path
from typing import Self

from kiosk.clock import SystemClock
from kiosk.domain.bodies.lending import CheckedIn, CheckedOut, LineIn, LineOut
from kiosk.domain.canonical import GENESIS, encode, event_hash
from kiosk.domain.events import ClockQuality, Event
from kiosk.domain.feed import Cursor
from kiosk.domain.fold.order import HLC_COUNTER_BITS
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import (
    Alias,
    AssetId,
    Entity,
    IncarnationId,
    LineId,
    LoanId,
    StationId,
    Subject,
    subject,
)
from kiosk.store.driver import Connection, connect
from kiosk.store.feed_cursor import write_cursor
from kiosk.store.replica import StationReplica
from kiosk.store.station import DATABASE, Options, create, open_station
from server_sync.round import Round
from server_sync.wire import PostgresCentre
from tests.benchmarks.big_station import FOUNDING, KEYS, copy_of
from tests.benchmarks.central_push import DURABLE, FILL, some_id
from tests.benchmarks.filling import asset_id, fill
from tests.benchmarks.logins import Tenant
from tests.benchmarks.ratios import Row, median
from tests.benchmarks.scale import Scale
from tests.postgres import Server, fresh_database, named_server

FEW, MANY, ASSETS, PEOPLE = 10_000, 1_000_000, 10_000, 1_000
ROUNDS, PORTION, BATCH, GROWTH_TIMES = 15, 200, 20, 1.5
_OTHER, _ONE = StationId(some_id(7)), IncarnationId("one")
_BEGUN_MS = 1_790_000_000_000
_ROWS, _MS = 20_000, 1000
_FAST = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000")
Entry = tuple[CheckedOut | CheckedIn, tuple[Subject, Subject], Alias]


def rows(scale: Scale, cache: Path) -> list[Row]:
    """Lend at a station and send it, then hear of loans elsewhere; small and large by turns."""
    sizes = scale.of(FEW, least=20), scale.of(MANY, least=40)
    sending: tuple[list[float], list[float]] = ([], [])
    hearing: tuple[list[float], list[float]] = ([], [])
    with named_server(DURABLE) as server, ExitStack() as stack:
        grown = [stack.enter_context(_Grown(server, cache, held, scale)) for held in sizes]
        for each in grown:
            each.send()
            each.hear()
        for _ in range(ROUNDS):
            for each, sent, heard in zip(grown, sending, hearing, strict=True):
                sent.append(each.send())
                heard.append(each.hear())
    detail = f"{sizes[0]:,} and {sizes[1]:,} events in the books and at the centre"
    return [
        _grows("event written and sent, large beside small", sending, detail),
        _grows("event heard, large beside small", hearing, detail),
    ]


def _grows(about: str, seconds: tuple[list[float], list[float]], detail: str) -> Row:
    small, large = map(median, seconds)
    ratio = median([more / less for less, more in zip(*seconds, strict=True)])
    detail = f"{large * _MS:.2f} ms over {small * _MS:.2f} ms; {detail}"
    return Row.at_most(about, ratio, GROWTH_TIMES, detail)


class _Grown:
    """A station with so many events, its centre with as many, and another station."""

    def __init__(self, server: Server, cache: Path, held: int, scale: Scale) -> None:
        self._server, self._cache, self._held = server, cache, held
        self._assets, self._people = scale.of(ASSETS, least=10), scale.of(PEOPLE)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        enter = self._stack.enter_context
        kept = self._cache / f"grown-{self._assets}-{self._held}"
        folder = enter(copy_of(kept, self._cache, self._make))
        options = Options(background=False)
        self._station = enter(closing(open_station(folder, KEYS, SystemClock(), options)))
        tenant = Tenant.made(self._server, enter(fresh_database(self._server)))
        with tenant.admin() as admin:
            admin.execute(FILL, (self._held,))
            admin.execute("VACUUM ANALYZE lendstation.ledger")
            ((epoch,),) = admin.execute("SELECT epoch FROM lendstation.centre").fetchall()
        with self._station.books.write_aside() as connection:
            write_cursor(connection, Cursor(epoch, self._held, self._held))
        here = tenant.joined(self._station.books.station)
        self._centre = enter(closing(PostgresCentre.open(here)))
        self._there = enter(closing(PostgresCentre.open(tenant.joined(_OTHER))))
        now = (to_ms(self._station.clock.now()) for _ in count())
        self._chain = _written(_OTHER, self._entries("there"), now)
        self._entries_here = self._entries("here")
        self._sent = 0
        self._round(greet=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def send(self) -> float:
        """Write a portion, send it and take its receipts; gives the seconds of an event."""
        begun = time.perf_counter()
        for _ in range(PORTION // BATCH):
            with self._station.books.write(self._station.clock.now()) as book:
                for body, subjects, actor in islice(self._entries_here, BATCH):
                    book.append(body, subjects, actor)
        self._round()
        return (time.perf_counter() - begun) / PORTION

    def hear(self) -> float:
        """Take a portion that the other station sent; gives the seconds of an event."""
        events = [written for _, written in islice(self._chain, PORTION)]
        pushed = self._there.push(_ONE, self._sent + 1, events, ())
        self._sent += PORTION
        assert (pushed.acked_seq, pushed.quarantined) == (self._sent, 0), pushed
        begun = time.perf_counter()
        self._round(head=pushed.head)
        return (time.perf_counter() - begun) / PORTION

    def _round(self, *, greet: bool = False, head: int = 0) -> None:
        replica = StationReplica(self._station)
        done = Round(replica, self._centre, self._station.clock).run(greet=greet, head=head)
        assert not done.healed, done
        assert replica.cursor().feed == done.head

    def _entries(self, name: str) -> Iterator[Entry]:
        """Lend and take back without end, one thing after the other, far apart in the tables."""
        with self._station.books.read(self._station.clock.now()) as book:
            holders = _subjects(book.connection, Entity.PERSON)
        return _loans(name, self._assets, list(holders))

    def _make(self, folder: Path) -> None:
        create(folder, KEYS, SystemClock(), FOUNDING).close()
        fill(folder / DATABASE, KEYS, (self._assets, self._people, self._held // 2))
        with closing(connect(folder / DATABASE, KEYS.database)) as connection:
            for pragma in _FAST:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            connection.execute("BEGIN IMMEDIATE")
            _write_ledger(connection, self._assets, self._held)
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = WAL").fetchall()


def _write_ledger(connection: Connection, assets: int, held: int) -> None:
    """Write the events of a station that lent for a while, with receipts and histories."""
    numbers = _subjects(connection, Entity.ASSET) | _subjects(connection, Entity.PERSON)
    people = list(_subjects(connection, Entity.PERSON))
    before = StationId(some_id(8))
    written = islice(_written(before, _loans("past", assets, people), count(_BEGUN_MS)), held)
    connection.execute(
        _CHAIN, (before, _ONE, held, _BEGUN_MS << HLC_COUNTER_BITS, _BEGUN_MS, GENESIS)
    )
    found = connection.execute("SELECT max(id) FROM chain").fetchone()
    (first,) = connection.execute("SELECT max(id) + 1 FROM event").fetchone() or (1,)
    assert found is not None
    while some := list(islice(written, _ROWS)):
        events, histories = [], []
        for happened, canonical in some:
            number, ms = first + happened.seq, happened.wall_ms
            row = (number, found[0], happened.seq, str(happened.body.kind), happened.actor)
            events.append((*row, happened.hlc, ms, canonical, happened.seq, ms, ms))
            histories += [(numbers[each], number) for each in happened.subjects]
        connection.executemany(_EVENT, events)
        connection.executemany("INSERT INTO event_subject VALUES (?, ?)", histories)


_CHAIN = (
    "INSERT INTO chain (station, incarnation, seq, hlc, wall_ms, hash, mac)"
    " VALUES (?, ?, ?, ?, ?, ?, x'')"
)
_EVENT = (
    "INSERT INTO event (id, chain, seq, kind, actor, hlc, wall_ms, canonical, feed, received_ms,"
    " effective_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _subjects(connection: Connection, entity: Entity) -> dict[Subject, int]:
    """Give the numbers of all subjects of an entity."""
    found = connection.execute(
        "SELECT subject, id FROM state WHERE subject >= ? AND subject < ? ORDER BY subject",
        (f"{entity}:", f"{entity};"),
    )
    return {Subject(name): number for name, number in found.fetchall()}


def _loans(name: str, assets: int, holders: Sequence[Subject]) -> Iterator[Entry]:
    for n in count():
        key, holder = asset_id(n * 7_919 % assets), holders[n * 31 % len(holders)]
        about = (subject(Entity.ASSET, key), holder)
        yield _out(f"{name}-{n}", key, holder), about, Alias(holder.partition(":")[2])
        lines = (LineIn(LineId(f"{name}-line-{n}"), AssetId(key)),)
        back = CheckedIn(f"{name}-session-{n}", lines, "works", returned_by=holder)
        yield back, about, Alias(holder.partition(":")[2])


def _out(name: str, key: AssetId, holder: Subject) -> CheckedOut:
    kind, _, n = name.rpartition("-")
    line = LineOut(LineId(f"{kind}-line-{n}"), _BEGUN_MS * 2, key)
    return CheckedOut(LoanId(f"{kind}-loan-{n}"), f"{kind}-session-{n}", holder, (line,))


def _written(
    station: StationId, entries: Iterator[Entry], times_ms: Iterator[int]
) -> Iterator[tuple[Event, bytes]]:
    """Write one chain, each event when it is asked for."""
    before, free = GENESIS, ClockQuality.FREE
    for seq, ((body, about, actor), ms) in enumerate(zip(entries, times_ms, strict=False), 1):
        hlc = (ms << HLC_COUNTER_BITS) + seq % (1 << HLC_COUNTER_BITS)
        happened = Event(station, _ONE, seq, hlc, actor, about, body, ms, some_id(1), seq, free, 0)
        written = encode(happened, before)
        before = event_hash(written)
        yield happened, written
