"""Does one thing to a station in children that die at chosen moments.

``python -m tests.crash.points FOLDER``: each line that is printed says what was done, in which of
its deaths, what the child had called done, and what is wrong since: nothing.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kiosk.desk.outcomes import CheckedOut
from kiosk.store import schema
from kiosk.store.station import open_station
from tests.desk.school import Desk
from tests.fakes.clock import FakeClock
from tests.store.station_fixture import KEYS, OPTIONS

CURRENT = schema.known_versions()[-1]
Tell = Callable[[str], object]
MOST = 60
"""Deaths of one act; it is through before that."""
MIGRATION = """
from alembic import op

revision = "9002"
down_revision = "{}"


def upgrade() -> None:
    op.execute("ALTER TABLE kit ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'")
    op.execute("UPDATE setting SET value = value")
"""
_REFS = (
    "SELECT c.station || '/' || c.incarnation || '/' || e.seq FROM event e"
    " JOIN chain c ON c.id = e.chain WHERE e.kind = 'checked_out'"
)


def loan(folder: Path, death: int, tell: Tell) -> None:
    """Lend a thing; die at every third statement, the one after the answer included."""
    desk, left = Desk(folder), 3 * death + 1

    def on_statement(_: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    writer = desk.station.books.writer
    assert writer is not None
    writer.connection.set_trace_callback(on_statement)
    _lend(desk, "CAM-1", tell)


def checkpoint(folder: Path, death: int, tell: Tell) -> None:
    """Lend three things and bring the WAL in; die on the way."""
    desk = Desk(folder)
    for tag in ("CAM-1", "MIC-1", "TRI-9"):
        _lend(desk, tag, tell)
    signal.setitimer(signal.ITIMER_REAL, 0.000_2 * (1 + death))
    desk.station.checkpoint()


def upgrade(folder: Path, death: int, tell: Tell) -> None:
    """Lend, and start again with a program of a newer version; die on the way."""
    desk = Desk(folder)
    _lend(desk, "CAM-1", tell)
    desk.close()
    signal.setitimer(signal.ITIMER_REAL, 0.01 * (1 + death))
    open_station(folder, KEYS, FakeClock(), _options(folder)).close()


def _lend(desk: Desk, tag: str, tell: Tell) -> None:
    desk.tap("ada")
    for said in desk.scan(tag):
        assert isinstance(said, CheckedOut)
        tell(said.id)
    desk.tap("ada")


def _options(folder: Path):
    versions = folder.parent / "versions"
    return replace(OPTIONS, versions=(schema.VERSIONS, versions))


def _dies(
    act: Callable[[Path, int, Tell], None], folder: Path, death: int
) -> tuple[bool, set[str]]:
    """Let a child do it; says whether it died, and what it had called done."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        act(folder, death, lambda done: os.write(writing, f"{done}\n".encode()))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as lines:
        done = {line.rstrip("\n") for line in lines if line.endswith("\n")}
    return os.waitpid(child, 0)[1] != 0, done


def _wrong(folder: Path, done: set[str], options) -> list[str]:
    """Start the station again; says what is wrong with it."""
    station = open_station(folder, KEYS, FakeClock(), options)
    try:
        wrong = list(station.verify().wrong)
        with station.books.read(station.clock.now()) as book:
            kept = {row[0] for row in book.connection.execute(_REFS)}
            wrong += [row[0] for row in book.connection.execute("PRAGMA integrity_check")]
    finally:
        station.close()
    wrong += [f"{each} was called done and is lost" for each in done - kept]
    return [each for each in wrong if each != "ok"]


def main(folder: Path) -> None:
    """Let every act die at one moment after the other, until it is through."""
    (folder / "versions").mkdir()
    (folder / "versions/9002_second.py").write_text(MIGRATION.format(CURRENT))
    Desk(folder / "first").close()  # what is made once is made before there are children
    for act, options in ((loan, OPTIONS), (checkpoint, OPTIONS), (upgrade, _options(folder / "x"))):
        died = True
        death = -1
        while died and (death := death + 1) < MOST:
            where = folder / f"{act.__name__}-{death}"
            died, done = _dies(act, where, death)
            wrong = _wrong(where, done, options)
            told = {"act": act.__name__, "died": died, "done": len(done), "wrong": wrong}
            sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
