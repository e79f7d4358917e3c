"""From a scan at the reader to the painted result, beside a full repaint and a raw transaction.

Time runs from the moment the reader has the code until the window has painted and shown the
result: through the reader's thread, the desk, the durable commit and Qt. Offscreen there is no
display to wait for, which adds up to one frame.
"""

import time
from collections.abc import Callable
from pathlib import Path

from kiosk.desk.outcomes import CheckedOut
from tests.benchmarks.big_station import ASSETS, PEOPLE, big_station
from tests.benchmarks.check_out import RawCheckOut, spread
from tests.benchmarks.driven_kiosk import HEIGHT, WIDTH, DrivenKiosk, driven_kiosk
from tests.benchmarks.filling import badge_code, tag
from tests.benchmarks.ratios import Row, interleaved, median, percentile
from tests.benchmarks.scale import Scale

BOUND, BOUND_MS = 1.5, 100
ROUNDS = 400
_ITEMS = 8
"""Things that each person takes."""


def rows(scale: Scale, cache: Path) -> list[Row]:
    """Lend through the whole kiosk, in turn with what a full repaint and a raw commit take."""
    rounds = scale.of(ROUNDS, least=5)
    with big_station(scale, cache) as folder, driven_kiosk(folder) as driven:
        scans, repaints, commits = _timed(driven, scale, rounds)
    limit = median(repaints) + median(commits)
    share = median(scans) / limit
    slowest = percentile(scans, 0.99) / 1000
    size = f"{WIDTH} by {HEIGHT}, {rounds} scans"
    detail = (
        f"median {median(scans) / 1000:.2f} ms over {median(repaints) / 1000:.2f} ms full repaint"
        f" + {median(commits) / 1000:.2f} ms raw transaction; {size}"
    )
    return [
        Row.at_most("scan to painted result, median", share, BOUND, detail),
        Row.fact(
            "scan to painted result, p99",
            f"{slowest:.1f} ms",
            f"≤ {BOUND_MS} ms",
            kept=slowest <= BOUND_MS,
            detail=size,
        ),
    ]


def _timed(
    driven: DrivenKiosk, scale: Scale, rounds: int
) -> tuple[list[float], list[float], list[float]]:
    assets, people = scale.of(ASSETS), scale.of(PEOPLE)
    scans: list[float] = []
    _person(driven, 0)
    _scan(driven, assets // 2)
    raw = RawCheckOut(driven.station)
    work = [
        raw.prepare(*pair) for pair, _ in zip(spread(assets, people), range(rounds), strict=False)
    ]
    peers: dict[str, Callable[[], object]] = {
        "repaint": driven.repaint,
        "commit": lambda: raw.write(work.pop()),
    }
    times: dict[str, list[float]] = {name: [] for name in peers}
    for n in range(1, rounds + 1):
        if n % _ITEMS == 0:
            _person(driven, n // _ITEMS % people)
        scans.append(_scan(driven, assets // 2 + n))
        driven.settle()
        for name, taken in interleaved(peers, 1).items():
            times[name] += taken
    return scans, times["repaint"], times["commit"]


def _person(driven: DrivenKiosk, n: int) -> None:
    driven.tap(badge_code(n))
    driven.settle()


def _scan(driven: DrivenKiosk, n: int) -> float:
    begun = time.perf_counter_ns()
    driven.scan(tag(n), CheckedOut)
    return (driven.painted_ns - begun) / 1000
