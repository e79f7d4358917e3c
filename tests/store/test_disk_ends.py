"""A disk that is full in a checkpoint or an upgrade, and a WAL that lost its bytes."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.ports import Code
from kiosk.domain.trouble import Trouble
from kiosk.store import schema
from kiosk.store.station import DATABASE, Station, open_station
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import KEYS, OPTIONS, make_station, reopen

MIGRATION = """
from alembic import op

revision = "9002"
down_revision = "{}"


def upgrade() -> None:
    op.execute("CREATE TABLE large (x BLOB)")
    op.execute("INSERT INTO large VALUES (zeroblob(4000000))")
"""


@contextmanager
def _files_up_to(size: int) -> Iterator[None]:
    """No file may grow beyond this, as on a disk without room; commits in the WAL still fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)


def _add(station: Station, tag: str, **fields: str) -> None:
    with station.books.write(station.clock.now()) as book:
        world.add_asset(book, tag, **fields)


def _count(station: Station) -> int:
    with station.books.read(station.clock.now()) as book:
        return book.connection.execute("SELECT count(*) FROM asset").fetchone()[0]


def test_a_checkpoint_without_room_loses_nothing_and_is_done_when_there_is_some(
    station: Station,
) -> None:
    station.checkpoint()
    size = station.path.stat().st_size
    for number in range(3):
        _add(station, f"LS-{number}", description="x" * 20_000)
    wal = Path(f"{station.path}-wal")

    with _files_up_to(size), pytest.raises(Trouble):
        station.checkpoint()
    assert (_count(station), station.path.stat().st_size) == (3, size)

    _add(station, "LAST")
    station.checkpoint()
    assert wal.stat().st_size == 0
    assert station.path.stat().st_size > size
    assert station.verify().wrong == []


def test_an_upgrade_without_room_leaves_the_station_as_it_was(tmp_path: Path) -> None:
    clock = FakeClock()
    station = make_station(tmp_path / "s", clock)
    world.lend_something(station)
    station.close()
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "9002_large.py").write_text(MIGRATION.format(schema.known_versions()[-1]))
    options = replace(OPTIONS, versions=(schema.VERSIONS, versions))
    held = (tmp_path / "s" / DATABASE).read_bytes()

    with _files_up_to(len(held) + 1_000_000), pytest.raises(Trouble):
        open_station(tmp_path / "s", KEYS, clock, options)

    assert (tmp_path / "s" / DATABASE).read_bytes() == held
    assert list((tmp_path / "s").glob("*.new*")) == []
    station = open_station(tmp_path / "s", KEYS, clock, options)
    assert (_count(station), station.verify().wrong) == (1, [])
    station.close()


def test_flipped_bytes_in_the_wal_end_it_there_and_nothing_false_is_read(tmp_path: Path) -> None:
    """What lay behind them is gone, as with a restored disk: the centre finds that at hello."""
    clock = FakeClock()
    station = make_station(tmp_path / "a", clock)
    for number in range(4):
        _add(station, f"LS-{number}")
    disk = {file: (tmp_path / "a" / file).read_bytes() for file in (DATABASE, f"{DATABASE}-wal")}
    station.close()
    wal = bytearray(disk[f"{DATABASE}-wal"])

    for place in (0.3, 0.6, 0.9):
        flipped = bytearray(wal)
        flipped[int(len(wal) * place)] ^= 0xFF
        folder = tmp_path / f"at-{place}"
        folder.mkdir()
        (folder / DATABASE).write_bytes(disk[DATABASE])
        (folder / f"{DATABASE}-wal").write_bytes(flipped)

        again = reopen(folder, clock)

        tags = [f"LS-{number}" for number in range(_count(again))]
        with again.books.read(clock.now()) as book:
            assert all(len(book.find(Code(tag))) == 1 for tag in tags)
        assert len(tags) < 4
        assert again.verify().wrong == []
        _add(again, "AFTER")
        again.close()
