"""Runs inside the guest: lends without end on a disk of its own, and prints what is done.

``wrong TEXT`` is what a check of the books finds at the start, ``kept REF`` each loan that is
there, ``ready`` the end of that; ``done REF`` a loan that somebody was told is done.
"""

import subprocess
from pathlib import Path

from kiosk.desk.counter import Counter
from kiosk.desk.inputs import Scanned
from kiosk.desk.outcomes import CheckedOut, Outcome
from kiosk.domain.ports import Code
from tests.desk.school import BADGES
from tests.fakes.clock import FakeClock
from tests.store.station_fixture import reopen

DISK = Path("/run/disk")
_REFS = (
    "SELECT c.station || '/' || c.incarnation || '/' || e.seq, e.wall_ms FROM event e"
    " JOIN chain c ON c.id = e.chain WHERE e.kind = 'checked_out'"
)


def tell(what: str, text: str = "") -> None:
    print(f"{what} {text}", flush=True)  # noqa: T201 - the console is the one line to the host


def main() -> None:
    """Check what the last life left, and go on lending."""
    DISK.mkdir()
    subprocess.run(["mount", "-t", "ext4", "/dev/vda", str(DISK)], check=True)
    clock = FakeClock()
    station = reopen(DISK, clock)
    for each in station.verify().wrong:
        tell("wrong", each)
    with station.books.read(clock.now()) as book:
        for ref, wall_ms in book.connection.execute(_REFS).fetchall():
            tell("kept", ref)
            clock.at = max(clock.at, clock.at.fromtimestamp(wall_ms / 1000, clock.at.tzinfo))
    asked = dict(word.partition("=")[::2] for word in Path("/proc/cmdline").read_text().split())
    if "synchronous" in asked:
        writer = station.books.writer
        assert writer is not None
        writer.connection.execute(f"PRAGMA synchronous = {asked['synchronous']}")
    tell("ready")
    lend(Counter(station.books, station.secrets, clock, say), clock)


def say(outcome: Outcome) -> None:
    if isinstance(outcome, CheckedOut):
        tell("done", outcome.id)


def lend(counter: Counter, clock: FakeClock) -> None:
    """Ada takes the microphone and brings it back, until the power goes."""
    while True:
        for code in (BADGES["ada"], Code("MIC-1"), BADGES["ada"]):
            clock.advance(seconds=2)
            counter.submit(Scanned(clock.now(), code))


if __name__ == "__main__":
    main()
