"""A damaged database is replaced by a backup: what can still be read of it goes on there."""

from pathlib import Path

import pytest

from kiosk.domain.ports import Code
from kiosk.store.erasure import erase
from kiosk.store.restoring import Restored, Salvaged, restore
from kiosk.store.station import DATABASE, Station
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.damage import PAGE, damage, page_of
from tests.store.station_fixture import KEYS, make_station, reopen

MANY = 60
_THINGS = "SELECT sum(length(name)) FROM asset"
Ledger = list[tuple[str, int, bytes]]


def _ledger(station: Station) -> Ledger:
    """Give the events of the station's first incarnation."""
    with station.books.read(station.clock.now()) as book:
        return book.connection.execute(
            "SELECT incarnation, event.seq, canonical FROM event JOIN chain ON chain.id = chain"
            " WHERE chain = 1 ORDER BY event.seq"
        ).fetchall()


def _tags(station: Station) -> list[str]:
    with station.books.read(station.clock.now()) as book:
        return [row[0] for row in book.connection.execute("SELECT tag FROM asset ORDER BY tag")]


def _names(station: Station) -> list[str]:
    with station.books.read(station.clock.now()) as book:
        return [row[0] for row in book.connection.execute("SELECT name FROM person ORDER BY n")]


def _add_many(station: Station, first: int, last: int) -> list[str]:
    tags = [f"T-{number:03}" for number in range(first, last)]
    for tag in tags:
        with station.books.write(station.clock.now()) as book:
            world.add_asset(book, tag, description="x" * 300)
    return tags


class Accident:
    """A station with a backup, and events after it; then its disk is damaged."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.folder = folder
        self.path = folder / DATABASE
        station = make_station(folder, self.clock)
        _, self.first = world.lend_something(station)
        self.backup = station.back_up(folder.parent / "b.db")
        self.station = station

    def damaged(self, *queries: str) -> Ledger:
        """Close the station and damage what these need; gives the ledger as it was."""
        held = _ledger(self.station)
        self.station.close()
        damage(self.path, *(page_of(self.path, query) for query in queries))
        return held

    def restored(self) -> tuple[Restored, Station]:
        done = restore(self.folder, self.backup, KEYS, self.clock)
        self.station = reopen(self.folder, self.clock)
        assert self.station.verify().wrong == []
        return done, self.station


@pytest.fixture
def accident(tmp_path: Path) -> Accident:
    return Accident(tmp_path / "s")


def _event(seq: int) -> str:
    return f"SELECT canonical FROM event WHERE id = {seq:d}"  # noqa: S608 - a number


def test_where_the_ledger_can_be_read_nothing_is_lost(accident: Accident) -> None:
    tags = _add_many(accident.station, 0, MANY)
    with accident.station.books.write(accident.clock.now()) as book:
        world.add_person(book, "Bea Late", "11223344")
    held = accident.damaged(_THINGS)

    done, station = accident.restored()

    assert done.salvaged == Salvaged(len(tags) + 2, is_all=True)
    assert _ledger(station) == held
    assert _tags(station) == ["LS-0001", *tags]
    assert _names(station) == [world.NAME, "Bea Late"]
    assert station.status().restored_from == held[0][0]
    station.close()


def test_events_behind_a_lost_page_go_on_in_the_new_incarnation(accident: Accident) -> None:
    tags = _add_many(accident.station, 0, MANY)
    newest = accident.station.status().seq
    held = accident.damaged(_event(newest - 20))

    done, station = accident.restored()

    assert done.salvaged is not None
    assert not done.salvaged.is_all
    here = _tags(station)[1:]
    lost = [tag for tag in tags if tag not in here]
    assert 0 < len(lost) < 20
    assert tags[tags.index(lost[0]) : tags.index(lost[-1]) + 1] == lost
    assert done.salvaged.events == len(here)
    again = _ledger(station)
    assert again == held[: len(again)]
    assert len(again) == newest - 20 - 1 - lost.index(tags[-21])
    station.close()


def test_of_a_whole_database_nothing_is_taken_over(accident: Accident) -> None:
    _add_many(accident.station, 0, 3)
    accident.damaged()

    done, station = accident.restored()

    assert done.salvaged is None
    assert _tags(station) == ["LS-0001"]
    station.close()


def test_what_was_never_checkpointed_is_read_from_the_wal(accident: Accident) -> None:
    tags = _add_many(accident.station, 0, MANY)
    accident.station.close()
    page = page_of(accident.path, "SELECT name FROM asset WHERE n = 2")
    accident.station = reopen(accident.folder, accident.clock)
    tags += _add_many(accident.station, MANY, MANY + 5)
    image = {path.name: path.read_bytes() for path in accident.folder.glob(f"{DATABASE}*")}
    assert len(image[f"{DATABASE}-wal"]) > 4096
    accident.station.close()
    for name, held in image.items():
        (accident.folder / name).write_bytes(held)
    damage(accident.path, page)

    done, station = accident.restored()

    assert done.salvaged == Salvaged(len(tags), is_all=True)
    assert _tags(station)[1:] == tags
    station.close()


def test_who_was_erased_after_the_backup_stays_erased(accident: Accident) -> None:
    with accident.station.books.write(accident.clock.now()) as book:
        person, _ = world.add_person(book, "Bea Late", "11223344")
    backup = accident.station.back_up(accident.folder.parent / "later.db")
    accident.backup = backup
    erase(accident.station, person)
    _add_many(accident.station, 0, MANY)
    accident.damaged(_THINGS)

    done, station = accident.restored()

    assert done.salvaged == Salvaged(MANY + 1, is_all=True)
    assert "Bea Late" not in _names(station)
    with station.books.read(station.clock.now()) as book:
        keys = book.connection.execute(
            "SELECT count(*) FROM person_alias WHERE person = ? AND wrapped_key IS NOT NULL",
            (person,),
        ).fetchone()
    assert keys == (0,)
    station.close()


def test_an_erasure_is_kept_where_the_keyring_is_lost(accident: Accident) -> None:
    with accident.station.books.write(accident.clock.now()) as book:
        person, _ = world.add_person(book, "Bea Late", "11223344")
    accident.backup = accident.station.back_up(accident.folder.parent / "later.db")
    erase(accident.station, person)
    accident.damaged("SELECT count(wrapped_key) FROM person_alias")

    done, station = accident.restored()

    assert done.salvaged == Salvaged(1, is_all=True)
    assert "Bea Late" not in _names(station)
    station.close()


def test_what_it_does_not_know_it_does_not_promise(accident: Accident) -> None:
    _add_many(accident.station, 0, 3)
    accident.damaged("SELECT sum(length(hash)) FROM chain")

    done, station = accident.restored()

    assert done.salvaged == Salvaged(3, is_all=False)
    assert len(_tags(station)) == 1 + 3
    station.close()


def test_a_backup_is_enough_where_no_event_can_be_read(accident: Accident) -> None:
    _add_many(accident.station, 0, MANY)
    with accident.station.books.read(accident.clock.now()) as book:
        root = book.connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'event'"
        ).fetchone()
    assert root is not None
    accident.damaged()
    damage(accident.path, root[0] - 1)

    done, station = accident.restored()

    assert done.salvaged == Salvaged(0, is_all=False)
    assert _tags(station) == ["LS-0001"]
    station.close()


@pytest.mark.parametrize(("first", "salvaged"), [(1, Salvaged(0, is_all=False)), (0, None)])
def test_a_backup_is_enough_where_no_page_can_be_read(
    accident: Accident, first: int, salvaged: Salvaged | None
) -> None:
    _add_many(accident.station, 0, 3)
    accident.damaged()
    damage(accident.path, *range(first, accident.path.stat().st_size // PAGE))

    done, station = accident.restored()

    assert done.salvaged == salvaged
    assert _tags(station) == ["LS-0001"]
    station.close()


def test_what_was_lent_after_the_backup_is_out_and_comes_back(accident: Accident) -> None:
    with accident.station.books.write(accident.clock.now()) as book:
        person, alias = world.add_person(book, "Bea Late", "11223344")
        asset = world.add_asset(book, "LS-0002")
    with accident.station.books.write(accident.clock.advance(minutes=1)) as book:
        line, _ = world.check_out(book, asset, alias)
    _add_many(accident.station, 0, MANY)
    accident.damaged(_THINGS)

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
        tags = _add_many(accident.station, first, first + MANY)
        accident.damaged(_THINGS)
        done, _ = accident.restored()
        assert done.salvaged is not None
        assert done.salvaged.is_all

    assert _tags(accident.station)[-MANY:] == tags
    assert len(_tags(accident.station)) == 1 + 2 * MANY
    accident.station.close()
