"""What is committed is on the disk, and the WAL is brought in when nobody writes."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.settings import SNAPSHOT, read_setting, write_setting
from kiosk.store.station import Station
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import OPTIONS, make_station


def test_the_writing_connection_syncs_every_commit_and_never_checkpoints_in_one(
    station: Station,
) -> None:
    writer = station.books.writer
    assert writer is not None
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "wal_autocheckpoint": 0,
        "temp_store": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
        "cell_size_check": 1,
        "trusted_schema": 0,
    }

    found = {name: writer.connection.execute(f"PRAGMA {name}").fetchone() for name in wanted}

    assert {name: row[0] for name, row in found.items() if row} == wanted


@pytest.mark.parametrize("fails", [False, True])
def test_only_a_transaction_that_may_be_lost_leaves_its_syncs_out(
    station: Station, *, fails: bool
) -> None:
    said = [Trouble(TroubleCode.STORE_FULL, "")] if fails else []

    with (
        pytest.raises(Trouble) if fails else nullcontext(),
        station.books.write_aside(synced=False) as connection,
    ):
        within = connection.execute("PRAGMA synchronous").fetchone()
        write_setting(connection, SNAPSHOT, "7")
        for each in said:
            raise each

    for begin in (station.books.between_writes, station.books.write_aside):
        with begin() as connection:
            assert (within, connection.execute("PRAGMA synchronous").fetchone()) == ((1,), (2,))
            assert read_setting(connection, SNAPSHOT) == ("" if fails else "7")
    with station.books.write(station.clock.now()) as book:
        assert book.connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_the_wal_is_brought_in_and_emptied(station: Station) -> None:
    world.lend_something(station)
    wal = Path(f"{station.path}-wal")
    assert wal.stat().st_size > 0

    station.checkpoint()

    assert wal.stat().st_size == 0
    assert station.verify().wrong == []


def test_a_station_in_use_closes_at_once_and_leaves_one_file(
    tmp_path: Path, clock: FakeClock
) -> None:
    station = make_station(tmp_path, clock, replace(OPTIONS, background=True))
    world.lend_something(station)

    station.close()

    assert [path.name for path in tmp_path.iterdir()] == [station.path.name]
