"""Retention: after some school years nobody can tell who had what, and the numbers still hold."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain.bodies.records import RecordRemoved
from kiosk.domain.ids import Alias, Entity, PersonId, subject
from kiosk.domain.ports import Code
from kiosk.store.retention import retired
from kiosk.store.settings import write_setting
from kiosk.store.station import Station
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import make_station

YEAR = 366


@pytest.fixture
def kept(tmp_path: Path, clock: FakeClock) -> Iterator[Station]:
    station = make_station(tmp_path / "s", clock)
    yield station
    assert station.verify().wrong == []
    station.close()


def forget(station: Station, years: int = 1) -> list[PersonId]:
    with closing(retired(station, years)) as going:
        return list(going)


def aliases(station: Station, person: PersonId) -> list[Alias]:
    with station.books.read(station.clock.now()) as book:
        return [alias for alias, _ in station.books.keyring.aliases(book.connection, person)]


def test_an_old_alias_goes_and_whoever_is_still_here_keeps_all_they_have(
    kept: Station, clock: FakeClock
) -> None:
    with kept.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
        asset = world.add_asset(book, "LS-1")
        line, _ = world.check_out(book, asset, alias)
        world.check_in(book, asset, line, alias)
        world.bar(book, alias)
    clock.advance(days=YEAR)
    assert forget(kept) == []
    clock.advance(days=YEAR)

    assert forget(kept) == [person]

    (current,) = aliases(kept, person)
    assert current != alias
    with kept.books.read(clock.now()) as book:
        found = book.person_by_id(person)
        assert found is not None
        assert (found.name, len(found.bars)) == (world.NAME, 1)
        assert book.find(Code(world.BADGE, technology="em4100")) == (found,)
        assert book.person(alias) is None
    assert forget(kept) == []


def test_nothing_goes_while_something_is_out(kept: Station, clock: FakeClock) -> None:
    with kept.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
        asset = world.add_asset(book, "LS-1")
        line, _ = world.check_out(book, asset, alias)
    clock.advance(days=4 * YEAR)

    assert forget(kept) == []
    assert aliases(kept, person) == [alias]
    with kept.books.write(clock.now()) as book:
        world.check_in(book, asset, line, alias)
    assert forget(kept) == [person]


def test_whoever_left_is_forgotten_whole(kept: Station, clock: FakeClock) -> None:
    with kept.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
    kept.secrets.set_pin(person, "2580", clock.now())
    with kept.books.write(clock.now()) as book:
        book.append(RecordRemoved(Entity.PERSON, alias), [subject(Entity.PERSON, alias)])
    clock.advance(days=3 * YEAR)

    assert forget(kept) == [person]

    assert aliases(kept, person) == []
    with kept.books.read(clock.now()) as book:
        assert book.person_by_id(person) is None
        (secrets,) = book.connection.execute("SELECT count(*) FROM verifier").fetchone() or ()
    assert secrets == 0


def test_with_a_centre_the_row_goes_once_it_was_told(kept: Station, clock: FakeClock) -> None:
    with kept.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
    with kept.books.write_aside() as connection:
        write_setting(connection, "feed_epoch", "one")
    clock.advance(days=3 * YEAR)

    assert forget(kept) == [person]
    assert forget(kept) == []
    assert alias in aliases(kept, person)
    with kept.books.write_aside() as connection:
        (key,) = connection.execute(
            "SELECT wrapped_key FROM person_alias WHERE alias = ?", (alias,)
        ).fetchone() or ("there",)
        connection.execute("UPDATE person_alias SET unsent = 0")
    assert key is None

    assert forget(kept) == [person]
    assert alias not in aliases(kept, person)


def test_a_station_without_privilege_drops_only_what_another_destroyed(
    kept: Station, clock: FakeClock
) -> None:
    with kept.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
    clock.advance(days=3 * YEAR)
    with kept.books.write(clock.now()) as book:
        current = book.actor_alias(person)
    with kept.books.write_aside() as connection:
        write_setting(connection, "feed_epoch", "one")
        connection.execute("UPDATE station SET privileged = 0")
        connection.execute("UPDATE person_alias SET unsent = 0")
    assert forget(kept) == []
    assert set(aliases(kept, person)) == {alias, current}

    with kept.books.write_aside() as connection:
        connection.execute("UPDATE person_alias SET wrapped_key = NULL WHERE alias = ?", (alias,))
    kept.books.keyring.forget()
    assert forget(kept) == [person]
    assert aliases(kept, person) == [current]
    with kept.books.write_aside() as connection:
        connection.execute("UPDATE station SET privileged = 1")
