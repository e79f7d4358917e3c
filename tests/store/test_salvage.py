"""A damaged database is replaced by a backup: what can still be read of it goes on there."""

from pathlib import Path

import pytest

from kiosk.domain.bodies.lending import Corrected
from kiosk.domain.ids import Entity, subject
from kiosk.domain.ports import Code
from kiosk.store.restoring import Salvaged
from kiosk.store.settings import FIRST_SYNC, HISTORY_FOLLOWS, SNAPSHOT, write_setting
from kiosk.store.station import DATABASE
from tests.store import world
from tests.store.accident import THINGS, Accident, add_many, ledger_of, names_of, tags_of
from tests.store.damage import PAGE, damage, page_of
from tests.store.station_fixture import reopen

MANY = 60


@pytest.fixture
def accident(tmp_path: Path) -> Accident:
    return Accident(tmp_path / "s")


def _event(seq: int) -> str:
    return f"SELECT canonical FROM event WHERE id = {seq:d}"  # noqa: S608 - a number


def test_where_the_ledger_can_be_read_nothing_is_lost(accident: Accident) -> None:
    tags = add_many(accident.station, 0, MANY)
    with accident.station.books.write(accident.clock.now()) as book:
        world.add_person(book, "Bea Late", "11223344")
    held = accident.damaged(THINGS)

    done, station = accident.restored()

    assert done.salvaged == Salvaged(len(tags) + 2, is_whole=True)
    assert ledger_of(station) == held
    assert tags_of(station) == ["LS-0001", *tags]
    assert names_of(station) == [world.NAME, "Bea Late"]
    assert station.status().restored_from == held[0][0]
    station.close()


def test_events_behind_a_lost_page_go_on_in_the_new_incarnation(accident: Accident) -> None:
    tags = add_many(accident.station, 0, MANY)
    newest = accident.station.status().seq
    held = accident.damaged(_event(newest - 20))

    done, station = accident.restored()

    assert done.salvaged is not None
    assert not done.salvaged.is_whole
    here = tags_of(station)[1:]
    lost = [tag for tag in tags if tag not in here]
    assert 0 < len(lost) < 20
    assert tags[tags.index(lost[0]) : tags.index(lost[-1]) + 1] == lost
    assert done.salvaged.events == len(here)
    again = ledger_of(station)
    assert again == held[: len(again)]
    assert len(again) == newest - 20 - 1 - lost.index(tags[-21])
    station.close()


def test_of_a_whole_database_nothing_is_taken_over(accident: Accident) -> None:
    add_many(accident.station, 0, 3)
    accident.damaged()

    done, station = accident.restored()

    assert done.salvaged is None
    assert tags_of(station) == ["LS-0001"]
    station.close()


def test_what_was_never_checkpointed_is_read_from_the_wal(accident: Accident) -> None:
    tags = add_many(accident.station, 0, MANY)
    accident.station.close()
    page = page_of(accident.path, "SELECT name FROM asset WHERE n = 2")
    accident.station = reopen(accident.folder, accident.clock)
    tags += add_many(accident.station, MANY, MANY + 5)
    image = {path.name: path.read_bytes() for path in accident.folder.glob(f"{DATABASE}*")}
    assert len(image[f"{DATABASE}-wal"]) > 4096
    accident.station.close()
    for name, held in image.items():
        (accident.folder / name).write_bytes(held)
    damage(accident.path, page)

    done, station = accident.restored()

    assert done.salvaged == Salvaged(len(tags), is_whole=False)  # it might have ended too early
    assert tags_of(station)[1:] == tags
    station.close()


def test_what_it_does_not_know_it_does_not_promise(accident: Accident) -> None:
    add_many(accident.station, 0, 3)
    accident.damaged("SELECT sum(length(hash)) FROM chain")

    done, station = accident.restored()

    assert done.salvaged == Salvaged(3, is_whole=False)
    assert len(tags_of(station)) == 1 + 3
    station.close()


def test_a_backup_is_enough_where_no_event_can_be_read(accident: Accident) -> None:
    add_many(accident.station, 0, MANY)
    root = accident.root("event")
    accident.damaged()
    damage(accident.path, root - 1)

    done, station = accident.restored()

    assert done.salvaged == Salvaged(0, is_whole=False)
    assert tags_of(station) == ["LS-0001"]
    station.close()


@pytest.mark.parametrize(("first", "salvaged"), [(1, Salvaged(0, is_whole=False)), (0, None)])
def test_a_backup_is_enough_where_no_page_can_be_read(
    accident: Accident, first: int, salvaged: Salvaged | None
) -> None:
    add_many(accident.station, 0, 3)
    accident.damaged()
    damage(accident.path, *range(first, accident.path.stat().st_size // PAGE))

    done, station = accident.restored()

    assert done.salvaged == salvaged
    assert tags_of(station) == ["LS-0001"]
    station.close()


def test_what_was_lent_after_the_backup_is_out_and_comes_back(accident: Accident) -> None:
    with accident.station.books.write(accident.clock.now()) as book:
        person, alias = world.add_person(book, "Bea Late", "11223344")
        asset = world.add_asset(book, "LS-0002")
    with accident.station.books.write(accident.clock.advance(minutes=1)) as book:
        line, _ = world.check_out(book, asset, alias)
    add_many(accident.station, 0, MANY)
    accident.damaged(THINGS)

    _, station = accident.restored()

    with station.books.read(station.clock.now()) as book:
        assert len(book.find(Code("LS-0002"))) == 1
        assert [each.asset for each in book.open_lines(person)] == [asset]
    with station.books.write(accident.clock.advance(hours=1)) as book:
        world.check_in(book, asset, line, alias)
    assert station.status().open_exceptions == 0
    assert station.verify().wrong == []
    station.close()


def test_a_second_accident_is_survived_like_the_first(accident: Accident) -> None:
    for first in (0, 100):
        tags = add_many(accident.station, first, first + MANY)
        accident.damaged(THINGS)
        done, _ = accident.restored()
        assert done.salvaged is not None
        assert done.salvaged.is_whole

    assert tags_of(accident.station)[-MANY:] == tags
    assert len(tags_of(accident.station)) == 1 + 2 * MANY
    accident.station.close()


def test_a_wal_that_was_cut_is_no_end_to_rely_on(accident: Accident) -> None:
    tags = add_many(accident.station, 0, MANY)
    accident.station.close()
    page = page_of(accident.path, "SELECT name FROM asset WHERE n = 2")
    accident.station = reopen(accident.folder, accident.clock)
    add_many(accident.station, MANY, MANY + 10)
    image = {path.name: path.read_bytes() for path in accident.folder.glob(f"{DATABASE}*")}
    accident.station.close()
    wal = bytearray(image.pop(f"{DATABASE}-wal"))
    wal[len(wal) // 2] ^= 255
    (accident.folder / f"{DATABASE}-wal").write_bytes(wal)
    accident.path.write_bytes(image[DATABASE])
    damage(accident.path, page)

    done, station = accident.restored()

    assert done.salvaged is not None
    assert not done.salvaged.is_whole
    assert tags_of(station)[1 : MANY + 1] == tags
    station.close()


def test_what_the_books_cannot_take_yet_makes_no_restore_fail(accident: Accident) -> None:
    station, about = accident.station, (subject(Entity.ASSET, accident.first),)
    with station.books.write_aside() as connection:  # as while a history follows its snapshot
        write_setting(connection, FIRST_SYNC, HISTORY_FOLLOWS)
        write_setting(connection, SNAPSHOT, "3")
    accident.backup = station.back_up(accident.folder.parent / "later.db")
    with station.books.write_aside() as connection:
        write_setting(connection, FIRST_SYNC, "")
        write_setting(connection, SNAPSHOT, "")
    with station.books.write(accident.clock.now()) as book:
        book.append(Corrected(str(accident.lent)), about)
    accident.damaged(THINGS)

    done = accident.put_back()

    assert done.salvaged == Salvaged(0, is_whole=False)


def test_a_second_restore_leaves_the_damaged_database_where_it_is(accident: Accident) -> None:
    add_many(accident.station, 0, 3)
    accident.damaged(THINGS)
    damaged = accident.path.read_bytes()

    first, station = accident.restored()
    station.close()
    second, station = accident.restored()
    station.close()

    assert first.kept is not None
    assert second.kept is not None
    assert (first.kept.suffix, second.kept.suffix) == (".damaged", ".replaced")
    assert first.kept.read_bytes() == damaged


def test_a_backup_with_another_past_gets_what_is_new_and_forks_nothing(accident: Accident) -> None:
    accident.station.close()
    image = accident.path.read_bytes()
    clone = reopen(accident.folder, accident.clock)
    add_many(clone, 100, 103)
    accident.backup = clone.back_up(accident.folder.parent / "clone.db")
    clone.close()
    accident.path.write_bytes(image)
    accident.station = reopen(accident.folder, accident.clock)
    add_many(accident.station, 0, MANY)
    accident.damaged(THINGS)

    done, station = accident.restored()

    assert done.salvaged == Salvaged(MANY - 3, is_whole=False)
    assert tags_of(station) == ["LS-0001", *(f"T-{n:03}" for n in (*range(3, MANY), 100, 101, 102))]
    station.close()
