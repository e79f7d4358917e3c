"""Two hundred stations at once on one PostgreSQL: how late each hears of the others, and its cost.

Each has a login, a connection that listens, and a thread, in a few processes; the wire and the SQL
are the product's. In the place of the books stands a chain in memory.
"""

import json
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any  # a barrier between processes has no type of its own

from kiosk.domain.canonical import GENESIS, HASH_BYTES, encode, event_hash
from kiosk.domain.feed import share
from server_sync.centre import VERSION, Hello
from server_sync.round import MOST_ROWS
from server_sync.wire import Address, PostgresCentre
from tests.benchmarks.central_push import DURABLE, check_out, some_id
from tests.benchmarks.logins import Tenant
from tests.benchmarks.ratios import Row, median, percentile
from tests.benchmarks.scale import Scale
from tests.postgres import fresh_database, named_server

STATIONS, PROCESSES, EACH, BARE = 200, 4, 2, 500
EVERY_S = 30.0
"""A station commits once in this time: a busy desk's pace."""
LATE_S = 1.0
"""Sooner than anybody walks from one desk to the next."""
_LATEST_S = 120.0
_INCARNATION = "bench"
_MS = 1000
Member = tuple[str, Address]


def rows(scale: Scale, _cache: Path) -> list[Row]:
    """Let them all join, commit by turns at random, and hear of every event."""
    count = scale.of(STATIONS, least=3)
    every_s = EVERY_S * min(1, count / STATIONS)
    with named_server(DURABLE) as server, fresh_database(server) as database:
        tenant = Tenant.made(server, database)
        members = [(name, tenant.joined(name)) for name in map(some_id, range(count))]
        with tenant.bare() as path:
            bare = [path(n) for n in range(scale.of(BARE))]
            lives, private_mib = _lived(tenant, members, every_s)
            bare += [path(n) for n in range(scale.of(BARE))]
        _leave(tenant)
    return _told(lives, bare, private_mib, f"{count} stations, an event every {every_s:g} s each")


@dataclass(frozen=True, slots=True)
class Life:
    """What one station saw."""

    opened_s: float
    lags_s: list[float] = field(default_factory=list)
    """From each commit elsewhere, to its event here."""
    agrees: bool = False
    """Whether it holds the whole feed, digest included."""


def _told(lives: list[Life], bare: list[float], private_mib: float, detail: str) -> list[Row]:
    lags = [lag for life in lives for lag in life.lags_s]
    p99_s, bare_s = percentile(lags, 0.99), percentile(bare, 0.99)
    agree = sum(life.agrees for life in lives)
    parts = f"median {median(lags) * _MS:.0f} ms, worst {max(lags) * _MS:.0f} ms,"
    parts += f" {len(lags):,} times heard; {detail};"
    parts += f" {p99_s / bare_s:.0f} × bare NOTIFY's p99 of {bare_s * _MS:.1f} ms"
    opened_ms = [life.opened_s * _MS for life in lives]
    opening = f"private memory of its process there; {detail.partition(',')[0]} connected and"
    opening += f" greeted at once in {median(opened_ms):.0f} ms, the last {max(opened_ms):.0f} ms"
    memory = f"{private_mib:.1f} MiB"
    subject = "commit at one of many stations, heard at all, p99"
    return [
        Row.fact(subject, f"{p99_s:.3f} s", f"≤ {LATE_S:g} s", kept=p99_s <= LATE_S, detail=parts),
        Row.fact(
            "stations that hold every event",
            f"{agree} of {len(lives)}",
            "all",
            kept=agree == len(lives),
            detail=f"digests compared; {detail}",
        ),
        Row.fact("a connection at the centre", memory, "told", kept=True, detail=opening),
    ]


def _lived(tenant: Tenant, members: list[Member], every_s: float) -> tuple[list[Life], float]:
    """Run all stations; gives what they saw, and the memory of one connection at the end."""
    spawn = multiprocessing.get_context("spawn")
    meeting = spawn.Barrier(len(members) + 1, timeout=_LATEST_S)
    processes = min(PROCESSES, len(members))
    groups = [members[n::processes] for n in range(processes)]
    with ProcessPoolExecutor(processes, spawn, _take, (meeting,)) as pool:
        done = [pool.submit(_live, group, len(members), every_s) for group in groups]
        meeting.wait()  # all are connected
        meeting.wait()  # all have heard everything
        private_mib = _private_mib(tenant, members)
        meeting.wait()
        return [life for each in done for life in each.result()], private_mib


def _private_mib(tenant: Tenant, members: list[Member]) -> float:
    """Measure what a session's process has for itself; 0 where it runs on another machine."""
    roles = [address.role for _, address in members]
    with tenant.admin() as admin:
        found = admin.execute("SELECT pid FROM pg_stat_activity WHERE usename = ANY(%s)", (roles,))
        paths = [Path(f"/proc/{pid}/smaps_rollup") for (pid,) in found]
    if tenant.server.folder is None:
        return 0.0
    return median([_private_kib(path) for path in paths]) / 1024


def _private_kib(path: Path) -> int:
    lines = path.read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def _leave(tenant: Tenant) -> None:
    """Drop the logins, which belong to the server and not to the database."""
    with tenant.admin() as admin:
        admin.execute("SELECT count(lendstation.drop_login(role)::text) FROM lendstation.station")


_MEETING: list[Any] = []
"""Of this process: where its stations meet all others."""


def _take(meeting: object) -> None:
    _MEETING.append(meeting)


def _live(members: Sequence[Member], stations: int, every_s: float) -> list[Life]:
    """Live the lives of some stations in this process."""
    with ThreadPoolExecutor(len(members)) as threads:
        lives = [threads.submit(_Station(*each, every_s).live, stations) for each in members]
        return [life.result() for life in lives]


class _Station:
    """One station: it commits at its times, and between listens and pulls."""

    def __init__(self, name: str, address: Address, every_s: float) -> None:
        self._name = name
        self._address = address
        self._every_s = every_s
        self._lags_s: list[float] = []
        self._cursor = self._digest = self._seq = 0
        self._hash = GENESIS
        self._written: dict[int, bytes] = {}

    def live(self, stations: int) -> Life:
        begun = time.monotonic()
        with closing(PostgresCentre.open(self._address)) as centre:
            centre.hello(Hello(VERSION, _INCARNATION, 0, GENESIS, "", 0, 0, int(time.time() * _MS)))
            opened_s = time.monotonic() - begun
            meeting = _MEETING[0]
            meeting.wait()
            agrees = self._lend(centre, stations * EACH)
            meeting.wait()
            meeting.wait()  # until the memory was measured
        return Life(opened_s, self._lags_s, agrees)

    def _lend(self, centre: PostgresCentre, all_events: int) -> bool:
        begun = time.monotonic()
        spread = Random(self._name)  # noqa: S311 - it spreads commits
        due = [begun + (n + spread.random()) * self._every_s for n in range(EACH)]
        head = 0
        while self._cursor < all_events and (now := time.monotonic()) < begun + _LATEST_S:
            wait_s = due[0] - now if due else _LATEST_S / 10
            head = max(head, centre.listen(max(wait_s, 0)))
            if due and due[0] <= time.monotonic():
                head = max(head, self._commit(centre, due.pop(0)))
            while self._cursor < head:
                self._pull(centre)
        return self._cursor == all_events

    def _commit(self, centre: PostgresCentre, at_s: float) -> int:
        self._seq += 1
        happened = replace(check_out(self._name, self._seq), mono_ns=int(at_s * 1e9))
        written = encode(happened, self._hash)
        self._hash = event_hash(written)
        self._written[self._seq] = self._hash
        pushed = centre.push(_INCARNATION, self._seq, [written], ())
        assert pushed.acked_seq == self._seq, pushed
        return pushed.head

    def _pull(self, centre: PostgresCentre) -> None:
        found = centre.pull(self._cursor, MOST_ROWS, _INCARNATION)
        now_s = time.monotonic()
        for row in found:
            if row.content is None:
                held = self._written[row.seq]
            else:
                held = event_hash(row.content)
                committed_ns = json.loads(row.content[HASH_BYTES:])["mono"]
                self._lags_s.append(now_s - committed_ns / 1e9)
            self._digest += share(row.feed, row.received_ms, held)
            assert row.feed == self._cursor + 1
            assert row.digest == self._digest
            self._cursor = row.feed
