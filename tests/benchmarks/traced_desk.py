"""A desk for strace: people come one after the other, and each scan that lends is marked."""

import os
import sys
from contextlib import closing
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.desk.counter import Counter
from kiosk.desk.inputs import Scanned
from kiosk.desk.outcomes import CheckedOut, Outcome
from kiosk.domain.ports import Code
from kiosk.store.station import open_station
from tests.benchmarks.big_station import KEYS
from tests.benchmarks.filling import BADGES, badge_code, tag


def main(folder: Path, scans: int, first: int) -> None:
    """Lend assets from the ``first`` on, one to each person."""
    told: list[Outcome] = []
    mark = os.open(os.devnull, os.O_WRONLY)
    clock = SystemClock()
    with closing(open_station(folder, KEYS, clock)) as station:
        counter = Counter(station.books, station.secrets, clock, told.append)
        for n in range(scans):
            badge = Code(badge_code(n), technology=BADGES)
            counter.submit(Scanned(clock.now(), badge))
            os.write(mark, b"begin")
            counter.submit(Scanned(clock.now(), Code(tag(first + n))))
            os.write(mark, b"end")
            assert isinstance(told[-1], CheckedOut), told[-1]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
