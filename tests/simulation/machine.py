"""One station on its disk: it can be killed at any statement, restored, and copied."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kiosk.desk.counter import Counter
from kiosk.desk.inputs import Confirmed, Input, Pressed, Scanned, Ticked
from kiosk.desk.outcomes import CheckedOut, Outcome
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Entity
from kiosk.domain.ports import Code
from kiosk.domain.trouble import Trouble
from kiosk.store.replica import StationReplica
from kiosk.store.station import DATABASE, Station
from server_sync.centre import Centre
from server_sync.round import Round
from tests.desk.school import BADGES, PART
from tests.fakes.clock import FakeClock
from tests.simulation import tomorrow
from tests.simulation.unsteady import Fault, PowerCut, Unsteady
from tests.store.station_fixture import reopen

FILES = (DATABASE, f"{DATABASE}-wal")
_LOAN = "SELECT id FROM loan WHERE event = ?"
Disk = dict[str, bytes]


@dataclass
class Machine:
    """A station, its clock, its line to the centre, and somebody at its desk."""

    name: str
    login: str
    folder: Path
    clock: FakeClock
    centre: Centre
    generation: int = 0
    is_dead: bool = False
    is_full: bool = False
    is_newer: bool = False
    """It runs the program of tomorrow."""

    def __post_init__(self) -> None:
        self.said: list[Outcome] = []
        self.lent: set[str] = set()
        """Loans that somebody was told are done."""
        self._open()

    def _open(self) -> None:
        self.is_dead = False
        self.station: Station = reopen(self.folder, self.clock)
        self.replica = StationReplica(self.station)
        books, secrets = self.station.books, self.station.secrets
        self.counter = Counter(books, secrets, self.clock, self.said.append)
        self.counter.recover()

    def close(self) -> None:
        self.station.close()

    def query(self, statement: str, *values: object) -> list[tuple]:
        """Read from the station's database."""
        with self.station.books.read(self.clock.now()) as book:
            return book.connection.execute(statement, values).fetchall()

    # --- at the desk

    def lend(self, who: str, *tags: str, confirmed: bool = False) -> None:
        """Somebody taps, scans and goes; a scan of what is theirs brings it back."""
        self._wait(2)
        self.give(Scanned(self.clock.now(), BADGES[who]))
        for tag in tags:
            self._wait(2)
            self.give(Scanned(self.clock.now(), Code(tag)))
        self._wait(2)
        if confirmed:
            self.give(Pressed(self.clock.now(), Command.YES))
        self.give(Pressed(self.clock.now(), Command.DONE))

    def scan(self, tag: str) -> None:
        """Somebody scans with nobody at the desk: what is out comes back."""
        self._wait(40)
        self.counter.tick()
        self.give(Scanned(self.clock.now(), Code(tag)))
        self._wait(40)
        self.counter.tick()

    def take_kit(self, who: str) -> None:
        """Somebody takes the interview kit, whole."""
        self.lend(who, "KA", "KB", confirmed=True)

    def bring_kit(self, cables: int) -> None:
        """Somebody brings the interview kit, with so many of its two cables."""
        self._wait(40)
        self.counter.tick()
        for tag in ("KA", "KB"):
            self.give(Scanned(self.clock.now(), Code(tag)))
            self._wait(2)
        self.give(Ticked(self.clock.now(), f"{Entity.PART}:{PART}", cables))
        self.give(Confirmed(self.clock.now()))
        self._wait(40)
        self.counter.tick()

    def give(self, given: Input) -> None:
        """Hand an input to the desk; what it answered as done is remembered."""
        before = len(self.said)
        self.counter.submit(given)
        done = [each.id for each in self.said[before:] if isinstance(each, CheckedOut)]
        if not self.is_dead:
            for event in done:
                self.lent |= {row[0] for row in self.query(_LOAN, event)}
        if len(self.said) > 200:
            del self.said[:100]

    def _wait(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds, milliseconds=7)

    # --- sync

    def sync(self, fault: Fault | None = None, at: int = 0) -> str:
        """Run one round; gives what ended it early, in a word."""
        centre = Unsteady(self.centre, fault, at, lambda: self.is_dead)
        try:
            outcome = Round(self.replica, centre, self.clock).run()
        except Trouble as trouble:
            return trouble.code.name
        except PowerCut:
            return "power cut"
        if outcome.is_too_old:
            return "too old to read"
        return "healed" if outcome.healed else "whole"

    # --- what happens to machines

    def disk(self) -> Disk:
        """Read the files as they lie there now, as a power cut would leave them."""
        return {
            name: (self.folder / name).read_bytes()
            for name in FILES
            if (self.folder / name).exists()
        }

    def start_from(self, disk: Disk) -> None:
        """Start with these files on the disk."""
        self.close()
        self.generation += 1
        self.folder = self.folder.with_name(f"{self.name}-{self.generation}")
        self.folder.mkdir()
        write(self.folder, disk)
        self._open()

    def upgrade(self) -> None:
        """Start again with the program of tomorrow."""
        self.is_newer = True
        with tomorrow.running(is_newer=True):
            self.start_from(self.disk())

    def killed_during(self, act: Callable[[], object], at: int) -> None:
        """Cut the power at the statement number ``at`` of an act, and start again."""
        found: list[Disk] = []
        count = 0

        def on_statement(_: str) -> None:
            nonlocal count
            count += 1
            if count == at:
                found.append(self.disk())
                self.is_dead = True

        writer = self.station.books.writer
        assert writer is not None
        writer.connection.set_trace_callback(on_statement)
        act()
        writer.connection.set_trace_callback(None)
        self.start_from(found[0] if found else self.disk())

    def fill_disk(self) -> None:
        """Leave no room for another page."""
        self._pages(1)
        self.is_full = True

    def free_disk(self) -> None:
        self._pages(1 << 30)
        self.is_full = False

    def _pages(self, most: int) -> None:
        writer = self.station.books.writer
        assert writer is not None
        writer.connection.execute(f"PRAGMA max_page_count = {most}").fetchone()

    def jump(self, days: float) -> None:
        """Set the wall clock wrong, as a dead battery does."""
        self.clock.at += timedelta(days=days)


def write(folder: Path, disk: Disk) -> None:
    """Put files on a disk."""
    for name, content in disk.items():
        (folder / name).write_bytes(content)


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
