"""From a scanned code to its asset: the books beside a raw query, warm and cold.

The raw query asks for the row of the asset and nothing more, on a connection of its own to the
same file. Cold is a new connection to a file that the page cache was told to drop
(``posix_fadvise``, which needs no rights); opening the connection counts on both sides.
"""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from kiosk.clock import SystemClock
from kiosk.domain.ports import Code
from kiosk.store.driver import connect
from kiosk.store.station import DATABASE, Options, Station, open_station
from tests.benchmarks.big_station import ASSETS, KEYS, big_station
from tests.benchmarks.filling import tag
from tests.benchmarks.ratios import Row, interleaved, median, percentile
from tests.benchmarks.scale import Scale

WARM_BOUND, COLD_BOUND = 6, 2
_RAW = (
    "SELECT asset.* FROM identifier JOIN asset ON asset.id = substr(identifier.names, 7)"
    " WHERE identifier.code = ?"
)


def rows(scale: Scale, cache: Path) -> list[Row]:
    """Look assets up that were looked up before, and assets of a file nobody has read."""
    with big_station(scale, cache) as folder:
        return [_warm(scale, folder), _cold(scale, folder)]


def _warm(scale: Scale, folder: Path) -> Row:
    assets = scale.of(ASSETS)
    tags = [tag(n) for n in Random(1).sample(range(assets), min(200, assets))]  # noqa: S311 - no secret
    turn = {"ours": 0, "raw": 0}

    def next_tag(whose: str) -> str:
        turn[whose] += 1
        return tags[turn[whose] % len(tags)]

    with (
        closing(_station(folder)) as station,
        closing(connect(folder / DATABASE, KEYS.database, read_only=True)) as raw,
    ):
        jobs: dict[str, Callable[[], object]] = {
            "ours": lambda: _find(station, next_tag("ours")),
            "raw": lambda: raw.execute(_RAW, (next_tag("raw"),)).fetchall(),
        }
        interleaved(jobs, 2 * len(tags))
        times = interleaved(jobs, scale.of(5_000))
    ours, one = median(times["ours"]), median(times["raw"])
    detail = (
        f"median {ours:.0f} µs, p99 {percentile(times['ours'], 0.99):.0f} µs,"
        f" over a raw query's {one:.0f} µs; {assets:,} assets"
    )
    return Row.at_most("code to asset, warm", ours / one, WARM_BOUND, detail)


def _cold(scale: Scale, folder: Path) -> Row:
    path = folder / DATABASE
    tags = iter([tag(n * 7919 % scale.of(ASSETS)) for n in range(10_000)])
    stations: list[Station] = []

    def ours() -> None:
        _find(stations[-1], next(tags))

    def raw() -> None:
        with closing(connect(path, KEYS.database, read_only=True)) as connection:
            connection.execute(_RAW, (next(tags),)).fetchall()

    times: dict[str, list[float]] = {"ours": [], "raw": []}
    for _ in range(scale.of(120)):
        stations.append(_station(folder))
        for name, job in (("ours", ours), ("raw", raw)):
            _drop_pages(path)
            times[name] += interleaved({name: job}, 1)[name]
        stations.pop().close()
    slow, one = median(times["ours"]), median(times["raw"])
    detail = f"median {slow / 1000:.2f} ms over a raw query's {one / 1000:.2f} ms, new connections"
    return Row.at_most("code to asset, cold", slow / one, COLD_BOUND, detail)


def _station(folder: Path) -> Station:
    """Open a station that has read nothing yet: its readers' connections come when asked for."""
    return open_station(folder, KEYS, SystemClock(), Options(read_only=True, background=False))


def _find(station: Station, text: str) -> None:
    with station.books.read(station.clock.now()) as book:
        (found,) = book.find(Code(text))
    assert found is not None


def _drop_pages(path: Path) -> None:
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
