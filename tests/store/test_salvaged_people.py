"""People of a damaged station: keys, PINs and erasures that came after its backup."""

from pathlib import Path

import pytest

from kiosk.domain.ids import PersonId
from kiosk.store.erasure import erase
from kiosk.store.restoring import Salvaged
from kiosk.store.station import Station
from tests.store import world
from tests.store.accident import KEYRING, THINGS, Accident, add_many, names_of
from tests.store.damage import damage

MANY = 60
LATE = "Bea Late"
PIN = "493817"


@pytest.fixture
def accident(tmp_path: Path) -> Accident:
    """Give a station with somebody more, who has a PIN, in the backup."""
    made = Accident(tmp_path / "s")
    with made.station.books.write(made.clock.now()) as book:
        made.late, _ = world.add_person(book, LATE, "11223344")
    made.station.secrets.set_pin(made.late, PIN, made.clock.now())
    made.backup = made.station.back_up(tmp_path / "later.db")
    return made


def _left(station: Station, person: PersonId) -> tuple[int, int]:
    """Count the keys and the secrets that are left of somebody."""
    with station.books.read(station.clock.now()) as book:
        found = book.connection.execute(
            "SELECT (SELECT count(wrapped_key) FROM person_alias WHERE person = :who),"
            " (SELECT count(*) FROM verifier WHERE person = :who)",
            {"who": person},
        ).fetchone()
    assert found is not None
    return found


@pytest.mark.parametrize("gone", [THINGS, KEYRING])
def test_who_was_erased_after_the_backup_stays_erased(accident: Accident, gone: str) -> None:
    assert _left(accident.station, accident.late) == (1, 1)
    erase(accident.station, accident.late)
    add_many(accident.station, 0, MANY)
    accident.damaged(gone)

    done, station = accident.restored()

    assert done.salvaged == Salvaged(MANY + 1, is_whole=True)
    assert _left(station, accident.late) == (0, 0)
    assert LATE not in names_of(station)
    station.close()


def test_who_was_erased_stays_erased_where_no_event_can_be_read(accident: Accident) -> None:
    erase(accident.station, accident.late)
    root = accident.root("event")
    accident.damaged()
    damage(accident.path, root - 1)

    done, station = accident.restored()

    assert done.salvaged == Salvaged(0, is_whole=False)
    assert _left(station, accident.late) == (0, 0)
    station.close()


def test_a_pin_that_was_set_or_locked_after_the_backup_is_so_still(accident: Accident) -> None:
    with accident.station.books.write(accident.clock.now()) as book:
        new, _ = world.add_person(book, "Cid New", "99887766")
    accident.station.secrets.set_pin(new, PIN, accident.clock.now())
    said = "SELECT person, verifier, failures, next_ms, locked, set_ms FROM verifier"
    for _ in range(4):
        accident.station.secrets.check_pin(accident.late, "000000", accident.clock.now())
    with accident.station.books.read(accident.clock.now()) as book:
        wanted = book.connection.execute(said).fetchall()
    accident.damaged(THINGS)

    _, station = accident.restored()

    with station.books.read(accident.clock.now()) as book:
        assert book.connection.execute(said).fetchall() == wanted
    assert max(row[2] for row in wanted) > 0
    station.close()


def test_names_behind_a_lost_page_of_the_keyring_are_read(accident: Accident) -> None:
    people = {}
    for number in range(4 * MANY):
        accident.clock.advance(seconds=1)
        with accident.station.books.write(accident.clock.now()) as book:
            person, alias = world.add_person(book, f"Pupil {number:03}", f"{number:08X}")
            people[f"Pupil {number:03}"] = (person, alias)
    middle = people[f"Pupil {2 * MANY:03}"][1]
    query = f"SELECT wrapped_key FROM person_alias WHERE alias = '{middle}'"  # noqa: S608 - an id
    held = accident.damaged(query)

    _, station = accident.restored()

    names = names_of(station)
    read = [name for name in people if name in names]
    assert len(held) > len(people)
    assert 2 * MANY < len(read) < len(people)
    assert {"Pupil 000", f"Pupil {4 * MANY - 1:03}"} <= set(read)
    station.close()
