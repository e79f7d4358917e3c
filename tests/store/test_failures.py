"""The disk fails in every way: the right trouble, nothing half done, and then it goes on."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kiosk.domain.ports import Code
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.driver import connect
from kiosk.store.station import DATABASE, Founding, Station, create
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import KEYS, OPTIONS, SITE, make_station, reopen

ROUNDS = 6


def _add(station: Station, tag: str) -> None:
    with station.books.write(station.clock.now()) as book:
        world.add_asset(book, tag)


def _tags(station: Station) -> list[str]:
    with station.books.read(station.clock.now()) as book:
        return [row[0] for row in book.connection.execute("SELECT tag FROM asset ORDER BY n")]


@contextmanager
def _trouble(code: TroubleCode) -> Iterator[None]:
    with pytest.raises(Trouble) as found:
        yield
    assert found.value.code is code
    assert found.value.message.endswith((".", "`."))


def test_a_full_disk_records_nothing_and_the_station_goes_on_when_there_is_room(
    station: Station,
) -> None:
    writer = station.books.writer
    assert writer is not None
    pages = writer.connection.execute("PRAGMA page_count").fetchone()
    assert pages is not None
    writer.connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    with _trouble(TroubleCode.STORE_FULL), station.books.write(station.clock.now()) as book:
        for number in range(100):
            world.add_asset(book, f"T-{number}", description="x" * 1000)
    assert _tags(station) == []

    writer.connection.execute("PRAGMA max_page_count = 1000000")
    _add(station, "LS-1")
    assert _tags(station) == ["LS-1"]
    assert station.verify().wrong == []


def test_another_program_that_holds_the_database_is_named_and_waited_for(
    station: Station,
) -> None:
    with closing(connect(station.path, KEYS.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with _trouble(TroubleCode.STORE_LOCKED):
            _add(station, "LS-1")
        assert _tags(station) == []
        other.execute("ROLLBACK")

    _add(station, "LS-1")
    assert _tags(station) == ["LS-1"]


def test_a_read_only_database_is_read_and_not_written(tmp_path: Path, clock: FakeClock) -> None:
    station = make_station(tmp_path, clock)
    world.lend_something(station)
    writer = station.books.writer
    assert writer is not None
    writer.connection.execute("PRAGMA query_only = ON")

    with _trouble(TroubleCode.STORE_READ_ONLY):
        _add(station, "LS-2")
    assert _tags(station) == ["LS-0001"]

    writer.connection.execute("PRAGMA query_only = OFF")
    _add(station, "LS-2")
    station.close()


def test_a_station_opened_read_only_can_be_read_beside_its_owner(
    station: Station, clock: FakeClock
) -> None:
    world.lend_something(station)
    guest = reopen(station.path.parent, clock, type(OPTIONS)(read_only=True, background=False))

    assert _tags(guest) == ["LS-0001"]
    assert guest.verify().wrong == []
    with _trouble(TroubleCode.STORE_READ_ONLY):
        _add(guest, "LS-2")
    guest.close()


def test_no_database_and_a_second_one_are_both_refused(tmp_path: Path, clock: FakeClock) -> None:
    with _trouble(TroubleCode.STORE_MISSING):
        reopen(tmp_path, clock)
    make_station(tmp_path, clock).close()
    with _trouble(TroubleCode.STORE_LOCKED):
        create(tmp_path, KEYS, clock, Founding("D", SITE, "S"), OPTIONS)


def test_an_emptied_database_is_damaged_and_not_a_new_station(tmp_path: Path) -> None:
    make_station(tmp_path).close()
    (tmp_path / DATABASE).write_bytes(b"")

    with _trouble(TroubleCode.STORE_DAMAGED):
        reopen(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == b""


def test_damaged_pages_are_a_trouble_and_no_lie(tmp_path: Path, clock: FakeClock) -> None:
    station = make_station(tmp_path, clock)
    world.lend_something(station)
    station.close()
    path = tmp_path / DATABASE
    held = bytearray(path.read_bytes())
    for page in range(4, len(held) // 4096):
        held[page * 4096 + 100 : page * 4096 + 140] = bytes(40)
    path.write_bytes(held)

    with _trouble(TroubleCode.STORE_DAMAGED):
        station = reopen(tmp_path, clock)
        with station.books.read(clock.now()) as book:
            book.find(Code("LS-0001"))


def test_a_deleted_wal_loses_its_events_and_the_station_still_stands(
    tmp_path: Path, clock: FakeClock
) -> None:
    station = make_station(tmp_path / "a", clock)
    _add(station, "LS-1")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / DATABASE).write_bytes((tmp_path / "a" / DATABASE).read_bytes())
    station.close()

    copy = reopen(tmp_path / "b", clock)
    assert _tags(copy) == []
    assert copy.verify().wrong == []
    _add(copy, "LS-1")
    copy.close()


KILLED = """
import sys
from pathlib import Path
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import reopen
station = reopen(Path(sys.argv[1]))
for number in range(10_000):
    with station.books.write(station.clock.now()) as book:
        world.add_asset(book, f"{sys.argv[2]}-{number}a")
        world.add_asset(book, f"{sys.argv[2]}-{number}b")
    print(number, flush=True)
"""


def test_kill_9_at_any_moment_keeps_what_was_answered_and_nothing_by_halves(
    tmp_path: Path, clock: FakeClock
) -> None:
    make_station(tmp_path, clock).close()
    root = Path(__file__).parents[2]
    expected = 0
    for turn in range(ROUNDS):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path), f"R{turn}"],
            stdout=subprocess.PIPE,
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root)},
        ) as process:
            assert process.stdout is not None
            answered = [process.stdout.readline() for _ in range(3 + 7 * turn)]
            process.send_signal(signal.SIGKILL)
            answered += process.stdout.readlines()
        expected += len([line for line in answered if line.endswith(b"\n")])

        station = reopen(tmp_path, clock)
        tags = _tags(station)
        assert len(tags) % 2 == 0
        assert expected <= len(tags) // 2 <= expected + 1 + turn
        assert station.verify().wrong == []
        station.close()


def test_a_file_that_may_not_grow_is_a_trouble_and_the_station_recovers(
    station: Station,
) -> None:
    """A quota, as a user with a limit on files has it; the disk itself has room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    written = 0
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
        with _trouble(TroubleCode.STORE_DAMAGED):
            while True:
                _add(station, f"LS-{written}")
                written += 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)

    assert len(_tags(station)) == written > 0
    _add(station, "LAST")
    assert len(_tags(station)) == written + 1
    assert station.verify().wrong == []


def test_the_log_says_which_trouble_it_was_and_none_of_its_words(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    make_station(tmp_path / "s", clock).close()
    (tmp_path / "s" / DATABASE).write_bytes(b"not a database at all" * 1000)

    with caplog.at_level("WARNING"), _trouble(TroubleCode.STORE_KEY_WRONG):
        reopen(tmp_path / "s", clock)

    facts = {(line.getMessage(), vars(line)["trouble"]) for line in caplog.records}
    assert facts == {("store.trouble", "S007")}
