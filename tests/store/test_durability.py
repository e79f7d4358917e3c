"""A commit is on the disk when it is answered: one sync of the WAL, no more and no less."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.store.station import Station
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import make_station

WRITES = """
import os, sys
from pathlib import Path
from tests.store import world
from tests.store.station_fixture import reopen
station = reopen(Path(sys.argv[1]))
with station.books.write(station.clock.now()) as book:
    person, alias = world.add_person(book)
    assets = [world.add_asset(book, f"LS-{number}") for number in range(10)]
os.stat("/lending-begins")
"""
LENDS = """
for asset in assets:
    with station.books.write(station.clock.now()) as book:
        world.check_out(book, asset, alias)
os.stat("/lending-ends")
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace counts the syncs")
def test_a_check_out_is_exactly_one_fdatasync(tmp_path: Path, clock: FakeClock) -> None:
    make_station(tmp_path / "s", clock).close()
    script = WRITES + LENDS
    script = script.replace('os.stat("/', 'os.path.exists("/')
    root = Path(__file__).parents[2]
    trace = tmp_path / "trace"

    subprocess.run(
        [
            "strace",
            "-f",
            "-o",
            trace,
            "-e",
            "trace=fsync,fdatasync,stat,newfstatat,statx",
            sys.executable,
            "-c",
            script,
            tmp_path / "s",
        ],
        check=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
    )

    lending = trace.read_text().partition("/lending-begins")[2].partition("/lending-ends")[0]
    assert len(re.findall(r"\b(?:fsync|fdatasync)\(", lending)) == 10


def test_the_wal_is_brought_in_and_emptied(station: Station) -> None:
    world.lend_something(station)
    wal = Path(f"{station.path}-wal")
    assert wal.stat().st_size > 0

    station.checkpoint()

    assert wal.stat().st_size == 0
    assert station.verify().wrong == []
