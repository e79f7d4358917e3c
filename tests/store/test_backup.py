"""Backups while the station runs, and the way back from one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.ids import Entity, subject
from kiosk.domain.ports import Code
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.backup import DAYS_KEPT, Daily
from kiosk.store.keys import Keys
from kiosk.store.restoring import restore
from kiosk.store.station import DATABASE, Station
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import KEYS, OPTIONS, make_station, reopen


def test_a_backup_of_a_running_station_is_whole(
    station: Station, clock: FakeClock, tmp_path: Path
) -> None:
    world.lend_something(station)
    with station.books.write(clock.now()) as book:
        world.add_asset(book, "LS-2")
        station.back_up(tmp_path / "copy" / DATABASE)

    copy = reopen(tmp_path / "copy", clock)
    with copy.books.read(clock.now()) as book:
        assert len(book.find(Code("LS-0001"))) == 1
        assert book.find(Code("LS-2")) == ()
    assert copy.verify().wrong == []
    copy.close()
    assert [path.name for path in (tmp_path / "copy").iterdir()] == [DATABASE]


def test_a_backup_that_cannot_be_written_leaves_nothing_and_says_so(
    station: Station, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(Trouble, match="could not be made") as found:
        station.back_up(tmp_path / "file" / "copy.db")

    assert found.value.code is TroubleCode.BACKUP_FAILED


def test_there_is_one_backup_a_day_and_seven_are_kept(station: Station, clock: FakeClock) -> None:
    assert station.backup_age() is None
    for _ in range(DAYS_KEPT + 2):
        assert station.daily_backup() is not None
        assert station.daily_backup() is None
        clock.advance(days=1)

    kept = sorted(path.name for path in (station.path.parent / "backups").iterdir())
    assert len(kept) == DAYS_KEPT
    assert kept[0] == "station-2026-11-23.db"
    assert station.backup_age() == timedelta(days=1)


def test_the_daily_backup_goes_where_it_is_told_and_says_why_it_cannot(
    tmp_path: Path, clock: FakeClock
) -> None:
    folder = tmp_path / "other disk"
    folder.write_text("no folder")
    told = replace(OPTIONS, daily=Daily(folder, keep=2))
    station = make_station(tmp_path / "s", clock, told)

    with pytest.raises(Trouble) as failed:
        station.daily_backup()
    assert failed.value.code is TroubleCode.BACKUP_FAILED
    assert station.backup_trouble() == failed.value.message

    folder.unlink()
    for _ in range(3):
        assert station.daily_backup() is not None
        clock.advance(days=1)
    assert station.backup_trouble() == ""
    assert len(list(folder.iterdir())) == 2
    station.close()


def test_a_restored_station_says_so_and_uses_no_number_twice(
    tmp_path: Path, clock: FakeClock
) -> None:
    station = make_station(tmp_path / "s", clock)
    world.lend_something(station)
    backup = station.back_up(tmp_path / "b.db")
    old = station.status()
    with station.books.write(clock.now()) as book:
        world.add_asset(book, "LATER")
    station.close()

    done = restore(tmp_path / "s", backup, KEYS, clock)

    station = reopen(tmp_path / "s", clock)
    new = station.status()
    assert (new.restored_from, new.seq, new.name) == (old.incarnation, 1, "Desk 1")
    assert new.incarnation != old.incarnation
    assert new.events == old.events + 1
    assert (old.restored_at, old.backup_of) == (None, None)
    assert (new.restored_at, new.backup_of) == (clock.now(), old.last_event_at)
    with station.books.read(clock.now()) as book:
        assert len(book.find(Code("LS-0001"))) == 1
        assert book.find(Code("LATER")) == ()
    assert station.verify().wrong == []
    station.close()
    assert done.kept is not None
    assert done.kept.exists()
    assert done.salvaged is None


def test_edits_after_a_restore_conflict_with_nothing_from_before(
    tmp_path: Path, clock: FakeClock
) -> None:
    station = make_station(tmp_path / "s", clock)
    _, asset = world.lend_something(station)
    backup = station.back_up(tmp_path / "b.db")
    station.close()
    clock.advance(hours=1)
    restore(tmp_path / "s", backup, KEYS, clock)
    station = reopen(tmp_path / "s", clock)
    about = (subject(Entity.ASSET, asset),)

    base = ""
    for edit in ({"colour": "red"}, {"name": "Camcorder"}, {"colour": "blue"}):
        with station.books.write(clock.advance(minutes=1)) as book:
            base = str(book.append(RecordChanged(Entity.ASSET, asset, dict(edit), base), about))

    assert station.status().open_exceptions == 0
    with station.books.read(clock.now()) as book:
        found = book.asset(asset)
    assert found is not None
    assert (found.name, found.fields["colour"]) == ("Camcorder", "blue")
    station.close()


def test_a_backup_brings_back_a_station_whose_database_is_gone_or_ruined(
    tmp_path: Path, clock: FakeClock
) -> None:
    station = make_station(tmp_path / "s", clock)
    world.lend_something(station)
    backup = station.back_up(tmp_path / "b.db")
    station.close()
    for ruin in (b"", b"not a database at all" * 1000):
        (tmp_path / "s" / DATABASE).write_bytes(ruin)
        restore(tmp_path / "s", backup, KEYS, clock)
        station = reopen(tmp_path / "s", clock)
        assert station.verify().wrong == []
        station.close()
    (tmp_path / "s" / DATABASE).unlink()

    assert restore(tmp_path / "s", backup, KEYS, clock).kept is None
    reopen(tmp_path / "s", clock).close()


def test_a_backup_that_is_wrong_changes_nothing(tmp_path: Path, clock: FakeClock) -> None:
    station = make_station(tmp_path / "s", clock)
    backup = station.back_up(tmp_path / "b.db")
    world.lend_something(station)
    station.close()
    held = (tmp_path / "s" / DATABASE).read_bytes()
    whole = tmp_path / "whole.db"
    whole.write_bytes(backup.read_bytes())

    with backup.open("r+b") as file:
        file.seek(5 * 4096 + 64)
        file.write(bytes(64))
    with pytest.raises(Trouble) as damaged:
        restore(tmp_path / "s", backup, KEYS, clock)
    with pytest.raises(Trouble) as foreign:
        restore(tmp_path / "s", whole, Keys.make()[0], clock)
    with pytest.raises(Trouble) as missing:
        restore(tmp_path / "s", tmp_path / "nowhere.db", KEYS, clock)

    assert damaged.value.code is TroubleCode.STORE_DAMAGED
    assert foreign.value.code is TroubleCode.STORE_KEY_WRONG
    assert missing.value.code is TroubleCode.STORE_MISSING
    assert (tmp_path / "s" / DATABASE).read_bytes() == held
    assert [path.name for path in (tmp_path / "s").iterdir()] == [DATABASE]


@pytest.mark.parametrize("part", [0.0, 0.0001, 0.5, 0.999])
def test_a_backup_that_was_copied_in_part_is_said_of_the_backup(
    tmp_path: Path, clock: FakeClock, part: float
) -> None:
    station = make_station(tmp_path / "s", clock)
    backup = station.back_up(tmp_path / "half.db")
    station.close()
    held = (tmp_path / "s" / DATABASE).read_bytes()
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * part)])

    with pytest.raises(Trouble, match=r"^The backup file half\.db .* The station is as it was\.$"):
        restore(tmp_path / "s", backup, KEYS, clock)

    assert (tmp_path / "s" / DATABASE).read_bytes() == held
    assert [path.name for path in (tmp_path / "s").iterdir()] == [DATABASE]


def test_the_database_of_the_station_is_no_backup_by_whatever_name(
    tmp_path: Path, clock: FakeClock
) -> None:
    station = make_station(tmp_path / "s", clock)
    world.lend_something(station)
    station.close()
    own = tmp_path / "s" / DATABASE
    held = own.read_bytes()
    (tmp_path / "link.db").symlink_to(own)
    (tmp_path / "hard.db").hardlink_to(own)

    for name in (own, tmp_path / "link.db", tmp_path / "hard.db"):
        with pytest.raises(Trouble, match="the station's own database") as found:
            restore(tmp_path / "s", name, KEYS, clock)
        assert found.value.code is TroubleCode.BACKUP_FAILED
    assert own.read_bytes() == held
    assert [path.name for path in (tmp_path / "s").iterdir()] == [DATABASE]
