"""Stations: first syncs beside their parts, the screen meanwhile, and news beside bare NOTIFY."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg

from kiosk.clock import SystemClock
from kiosk.domain.bodies.people import BadgeGiven
from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.events import Personal
from kiosk.domain.feed import FeedRow
from kiosk.domain.ids import Entity, StationId, subject
from kiosk.domain.ports import Code, WriteBook
from kiosk.store import model_rows, schema
from kiosk.store.driver import connect
from kiosk.store.replica import StationReplica
from kiosk.store.station import Options, Station, create, join, open_station
from kiosk.store.sync_status import progress
from server_sync.central.read_models import ReadModels
from server_sync.central.schema import install
from server_sync.central.snapshots import make_snapshot
from server_sync.central.worker_login import WorkerLogin
from server_sync.enrolment import EnrolmentCode
from server_sync.password import new_password, verifier
from server_sync.round import MOST_ROWS, Round
from server_sync.wire import Address, PostgresCentre
from server_sync.wire import join as take_place
from server_sync.worker import Worker
from tests.benchmarks.big_station import FOUNDING, KEYS, copy_of
from tests.benchmarks.filling import BADGES, asset_id, badge_code, person_id, tag
from tests.benchmarks.ratios import Row, median, percentile
from tests.benchmarks.scale import Scale
from tests.postgres import Server, fresh_database, named_server

ASSETS, PEOPLE, COMMITS = 100_000, 50_000, 500
RAW_TIMES, NOTIFY_TIMES, ANSWER_MS = 2, 20, 100
TENANT = "lendstation"
_BATCH = 1_000
_OPTIONS = Options(background=False)
_WAIT_S = 20
_BARE = "WITH x AS (INSERT INTO bare VALUES (%s)) SELECT pg_notify('bare', '')"
_RNG = Random(1)  # noqa: S311 - it spreads waits
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND instr(name, '_search') = 0"
    " AND name NOT LIKE 'sqlite%' AND name NOT IN ('alembic_version', 'setting')"
)


def rows(scale: Scale, cache: Path) -> list[Row]:
    """Fill a centre from one station, and a second one from its feed, a third from a snapshot.

    Then lend at one for the other.
    """
    counts = scale.of(ASSETS), scale.of(PEOPLE)
    kept = cache / f"shared-{counts[0]}-{counts[1]}"
    with (
        named_server("fsync = on\n") as server,
        fresh_database(server) as database,
        copy_of(kept, cache, lambda new: _make(new, counts)) as folder,
        closing(open_station(folder, KEYS, SystemClock(), _OPTIONS)) as first,
    ):
        town = _Town(server, database)
        address = town.enrolled(first.books.station)
        _sync(first, address)
        with town.joined("station-2", cache) as second:
            plain = _first_sync(*second)
            raw = _raw(*second, cache)
            town.make_snapshot()
            with town.joined("station-3", cache) as third:
                short = _first_sync(*third)
            with town.bare() as path:
                news = _news(((first, address), second), path, scale.of(COMMITS))
    detail = f"{counts[0]:,} assets, {counts[1]:,} people"
    return [
        *short.rows("with a snapshot", raw, detail, is_bound=True),
        *plain.rows("from row 1, without one", raw, detail, is_bound=False),
        news,
    ]


@dataclass(frozen=True, slots=True)
class _Raw:
    """What no first sync can do without: the feed is read, and every row of every table written."""

    rows: int
    read_s: float
    insert_s: float


@dataclass(frozen=True, slots=True)
class _Filling:
    ready_s: float
    """Until it lends; the history may still be on its way."""
    whole_s: float
    slowest_ms: float
    """Of the look-ups until it lends."""

    def rows(self, how: str, raw: _Raw, detail: str, *, is_bound: bool) -> list[Row]:
        parts = f"{self.ready_s:.1f} s over {raw.read_s:.1f} s read + {raw.insert_s:.1f} s insert;"
        parts += f" all of {raw.rows:,} rows of the feed after {self.whole_s:.1f} s; {detail}"
        ratio = self.ready_s / (raw.read_s + raw.insert_s)
        slowest = f"{self.slowest_ms:.0f} ms"
        kept = self.slowest_ms <= ANSWER_MS
        bound = f"≤ {ANSWER_MS} ms"
        what = f"first sync {how}, to ready to lend"
        return [
            Row.at_most(what, ratio, RAW_TIMES, parts)
            if is_bound
            else Row.fact(what, f"{ratio:.2f} ×", "told", kept=True, detail=parts),
            Row.fact(f"slowest look-up meanwhile, {how}", slowest, bound, kept=kept, detail=detail),
        ]


class _Town:
    """A centre on a server of its own."""

    def __init__(self, server: Server, database: str) -> None:
        self._server, self._database = server, database
        with psycopg.connect(server.at(database), autocommit=True) as admin:
            install(admin, TENANT)
            admin.execute("UPDATE lendstation.centre SET most_bytes_a_day = 1::bigint << 40")

    def enrolled(self, station: str) -> Address:
        """Enrol a station and take its place."""
        role, first, password = EnrolmentCode.new_role(TENANT), new_password(), new_password()
        with psycopg.connect(self._server.at(self._database), autocommit=True) as admin:
            admin.execute(
                "SELECT lendstation.enrol(%s, %s, %s, %s, %s)",
                (station, station, True, role, verifier(admin, first)),
            )
        place = ("127.0.0.1", self._database, TENANT, role)
        take_place(Address(*place, first, self._server.port, "disable"), password)
        return Address(*place, password, self._server.port, "disable")

    @contextmanager
    def joined(self, name: str, folder: Path) -> Iterator[tuple[Station, Address]]:
        """Give a new station with empty books."""
        with tempfile.TemporaryDirectory(dir=folder) as empty:
            station = join(Path(empty), KEYS, SystemClock(), StationId(name), _OPTIONS)
            with closing(station):
                yield station, self.enrolled(name)

    def make_snapshot(self) -> None:
        """Fold the feed and write the snapshot, as the central worker does."""
        login = WorkerLogin.checked(self._server.at(self._database), TENANT)
        with login.connected() as connection:
            models = ReadModels(connection, TENANT, model_rows)
            while models.step():
                pass
            make_snapshot(connection, TENANT)

    @contextmanager
    def bare(self) -> Iterator[Callable[[int], float]]:
        """Give what inserts a row, notifies, and reads it on another connection; in seconds."""
        to = self._server.at(self._database)
        with (
            psycopg.connect(to, autocommit=True) as one,
            psycopg.connect(to, autocommit=True) as two,
        ):
            one.execute("CREATE TABLE bare (n int)")
            two.execute("LISTEN bare")

            def path(n: int) -> float:
                begun = time.perf_counter()
                one.execute(_BARE, (n,))
                next(two.notifies(timeout=_WAIT_S, stop_after=1))
                two.execute("SELECT n FROM bare WHERE n = %s", (n,)).fetchone()
                return time.perf_counter() - begun

            yield path


def _make(folder: Path, counts: tuple[int, int]) -> None:
    """Append the records of assets and people as an import does."""
    with closing(create(folder, KEYS, SystemClock(), FOUNDING, _OPTIONS)) as station:
        for count, add in zip(counts, (_asset, _person), strict=True):
            for begin in range(0, count, _BATCH):
                with station.books.write(station.clock.now()) as book:
                    for n in range(begin, min(begin + _BATCH, count)):
                        add(book, n)


def _asset(book: WriteBook, n: int) -> None:
    key = asset_id(n)
    fields: dict[str, str | int] = {"name": f"Laptop {n}", "tag": tag(n), "value": 5_000}
    fields |= {"home": FOUNDING.site, "make": "Northfield"}
    book.append(RecordChanged(Entity.ASSET, key, fields), (subject(Entity.ASSET, key),))


def _person(book: WriteBook, n: int) -> None:
    alias = book.actor_alias(person_id(n))
    about = (subject(Entity.PERSON, alias),)
    fields: dict[str, str | int] = {
        "name": book.seal(alias, "name", f"Ada Example {n:05d}"),
        "category": "pupil",
    }
    book.append(RecordChanged(Entity.PERSON, alias, fields), about)
    code = Personal(book.seal(alias, "code", badge_code(n)))
    book.append(BadgeGiven(alias, f"badge-{n}", code, BADGES), about)


def _sync(station: Station, address: Address) -> None:
    with closing(PostgresCentre.open(address)) as centre:
        Round(StationReplica(station), centre, station.clock).run()


def _first_sync(new: Station, address: Address) -> _Filling:
    done = threading.Event()
    begun = time.perf_counter()

    def fill() -> None:
        _sync(new, address)
        done.set()

    filling = threading.Thread(target=fill)
    filling.start()
    slowest = ready_s = 0.0
    while not done.wait(0.02) and not ready_s:
        looked = time.perf_counter()
        with new.books.read(new.clock.now()) as book:
            book.find(Code(tag(5)))
            slowest = max(slowest, time.perf_counter() - looked)
            if progress(book.connection) is None:
                ready_s = time.perf_counter() - begun
    filling.join()
    whole_s = time.perf_counter() - begun
    return _Filling(ready_s or whole_s, whole_s, slowest * 1000)


def _raw(filled: Station, address: Address, cache: Path) -> _Raw:
    begun = time.perf_counter()
    rows = len(_all_rows(address))
    read_s = time.perf_counter() - begun
    return _Raw(rows, read_s, _inserted_s(filled, cache))


def _all_rows(address: Address) -> list[FeedRow]:
    found: list[FeedRow] = []
    with closing(PostgresCentre.open(address)) as centre:
        while page := centre.pull(len(found), MOST_ROWS, ""):
            found += page
    return found


def _inserted_s(filled: Station, cache: Path) -> float:
    """Write every row of a filled station into an empty file, all in one transaction."""
    with filled.books.read(filled.clock.now()) as book:
        names = [row[0] for row in book.connection.execute(_TABLES).fetchall()]
        held = {name: book.connection.execute(_ALL.format(name)).fetchall() for name in names}
    path = cache / "raw.db"
    path.unlink(missing_ok=True)
    schema.upgrade(path, KEYS.database)
    words = {
        name: [(row[0], " ".join(map(str, row[2:6]))) for row in held[name]] for name in _WORDS
    }
    with closing(connect(path, KEYS.database)) as raw:
        begun = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        for name, found in held.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                raw.executemany(_PUT.format(name, marks), found)
        for name, found in words.items():
            raw.executemany(_PUT_WORDS.format(name), found)
        raw.execute("COMMIT")
        took_s = time.perf_counter() - begun
    path.unlink()
    return took_s


_ALL = "SELECT * FROM {}"
_PUT = "INSERT INTO {} VALUES ({})"
_WORDS = ("person", "asset")
_PUT_WORDS = "INSERT INTO {}_search (rowid, words) VALUES (?, ?)"


class _Telling(StationReplica):
    """Says when something was applied, and so is durable."""

    def __init__(self, station: Station) -> None:
        super().__init__(station)
        self.applied = threading.Event()

    def apply(self, rows: "list[FeedRow]") -> int:
        done = super().apply(rows)
        self.applied.set()
        return done


class _Running:
    """A station whose worker runs on a thread of its own."""

    def __init__(self, station: Station, address: Address) -> None:
        self.replica = _Telling(station)
        self._ending = False
        self._worker = Worker(
            self.replica, lambda: PostgresCentre.open(address), station.clock, _RNG
        )
        station.books.on_commit(self._worker.bell.ring)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._ending:
            wait_s = self._worker.step()
            if not self._ending:
                self._worker.rest(wait_s)
        self._worker.close()

    def close(self) -> None:
        self._ending = True
        self._worker.hurry()
        self._thread.join()


Open = tuple[Station, Address]


def _news(pair: tuple[Open, Open], path: Callable[[int], float], commits: int) -> Row:
    """Commit at one station until it is durable at the other, beside a bare insert and NOTIFY."""
    (here, address), there = pair
    ours, bare = [], []
    with closing(_Running(here, address)), closing(_Running(*there)) as other:
        other.replica.applied.wait(_WAIT_S)
        for n in range(commits):
            bare.append(path(n))
            other.replica.applied.clear()
            with here.books.write(here.clock.now()) as book:
                _asset(book, 10_000_000 + n)
            begun = time.perf_counter()
            other.replica.applied.wait(_WAIT_S)
            ours.append(time.perf_counter() - begun)
    p99, bare_p99 = percentile(ours, 0.99) * 1000, percentile(bare, 0.99) * 1000
    detail = f"p99 {p99:.1f} ms, median {median(ours) * 1000:.1f} ms, over p99 {bare_p99:.2f} ms"
    return Row.at_most("commit here to durable there", p99 / bare_p99, NOTIFY_TIMES, detail)
