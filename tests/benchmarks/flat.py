"""100,000 scans: as many references to None afterwards as before, and no more memory.

The first part goes through the whole kiosk, from the reader to the painted screen; the rest
through the counter, which is the same desk without a screen. Each thing is taken and, at its next
scan, brought back. Counting begins when caches are full: after the first tenth of each part, with
every table read through once by the writing connection, which keeps up to 32 MB of pages.
"""

import gc
import sys
from contextlib import closing
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.desk.counter import Counter
from kiosk.desk.inputs import Scanned
from kiosk.desk.outcomes import CheckedOut, Outcome, Returned
from kiosk.domain.ports import Code
from kiosk.store.station import Station, open_station
from tests.benchmarks.big_station import KEYS, big_station
from tests.benchmarks.driven_kiosk import driven_kiosk
from tests.benchmarks.filling import BADGES, badge_code, tag
from tests.benchmarks.ratios import Row
from tests.benchmarks.scale import Scale

WITH_SCREEN, WITHOUT = 20_000, 80_000
MOST_REFERENCES, MOST_GROWTH = 0.01, 0.03
_THINGS, _PEOPLE = 200, 20
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND instr(name, '_search') = 0"
_VISIT = 8
"""Scans between two badges."""


def rows(scale: Scale, cache: Path) -> list[Row]:
    """Scan and scan."""
    painted, unseen = _whole(scale.of(WITH_SCREEN)), _whole(scale.of(WITHOUT))
    small = Scale(min(scale.share, 0.02))
    with big_station(small, cache) as folder:
        screen = _kiosk(folder, painted)
        desk = _counter(folder, unseen)
    return [
        *_rows(f"{painted:,} scans, whole kiosk", painted, screen),
        *_rows(f"{unseen:,} scans, desk alone", unseen, desk),
    ]


def _rows(what: str, scans: int, counts: list[tuple[int, int]]) -> list[Row]:
    (none_before, rss_before), (none_after, rss_after) = counts
    growth = rss_after / rss_before - 1
    lost = (none_after - none_before) / scans
    return [
        Row.fact(
            "references to None",
            f"{none_after - none_before:+,}",
            f"± {MOST_REFERENCES:g} a scan",
            kept=abs(lost) <= MOST_REFERENCES or scans < WITH_SCREEN,
            detail=what,
        ),
        Row.fact(
            "memory",
            f"{growth:+.1%}",
            f"≤ {MOST_GROWTH:.0%}",
            kept=growth <= MOST_GROWTH or scans < WITH_SCREEN,
            detail=f"{what}: {rss_before / 1024:.0f} MiB, then {rss_after / 1024:.0f} MiB",
        ),
    ]


def _kiosk(folder: Path, scans: int) -> list[tuple[int, int]]:
    counts = []
    with driven_kiosk(folder) as driven:
        _read_through(driven.station)
        for n in range(scans):
            if n == scans // 10:
                counts.append(_count())
            if n % _VISIT == 0:
                driven.tap(badge_code(n // _VISIT % _PEOPLE))
            driven.scan(tag(_thing(n)), Returned if _is_back(n) else CheckedOut)
        counts.append(_count())
    return counts


def _counter(folder: Path, scans: int) -> list[tuple[int, int]]:
    counts = []
    newest: list[Outcome] = []

    def keep(outcome: Outcome) -> None:
        newest[:] = [outcome]

    clock = SystemClock()
    with closing(open_station(folder, KEYS, clock)) as station:
        _read_through(station)
        counter = Counter(station.books, station.secrets, clock, keep)
        for n in range(scans):
            if n == scans // 10:
                counts.append(_count())
            if n % _VISIT == 0:
                badge = Code(badge_code(n // _VISIT % _PEOPLE), technology=BADGES)
                counter.submit(Scanned(clock.now(), badge))
            counter.submit(Scanned(clock.now(), Code(tag(_THINGS + _thing(n)))))
            assert isinstance(newest[0], Returned if _is_back(n) else CheckedOut), newest
        counts.append(_count())
    return counts


def _read_through(station: Station) -> None:
    with station.books.between_writes() as connection:
        for (name,) in connection.execute(_TABLES).fetchall():
            for _row in connection.execute(f"SELECT * FROM {name}"):  # noqa: S608
                pass


def _whole(scans: int) -> int:
    """Round up, so that everything is back in the end."""
    return -(-scans // (2 * _VISIT)) * 2 * _VISIT


def _thing(n: int) -> int:
    """Eight things are taken in one visit, and brought back in the next by somebody else."""
    return n // _VISIT // 2 * _VISIT % _THINGS + n % _VISIT


def _is_back(n: int) -> bool:
    return n // _VISIT % 2 == 1


def _count() -> tuple[int, int]:
    """Give the references to None, and the resident memory in KiB."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return sys.getrefcount(None), int(resident.split()[1])
