"""What a thief of the file sees, and what is left of somebody who was erased."""

from pathlib import Path

from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.ids import Entity, subject
from kiosk.domain.ports import Code
from kiosk.store.station import Station
from tests.fakes.clock import FakeClock
from tests.store import world


def _number(connection_rows: list[tuple[bytes]]) -> bytes:
    return b"".join(row[0] for row in connection_rows)


def test_no_file_of_the_station_holds_a_name_a_badge_or_a_pin_in_clear(
    station: Station, clock: FakeClock, tmp_path: Path
) -> None:
    with station.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
        world.bar(book, alias)
        book.keep_unknown(Code(world.BADGE[::-1], technology="em4100"))
    station.secrets.set_pin(person, world.PIN, clock.now())
    station.daily_backup()

    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert len(held) > 100_000
    for secret in (
        world.NAME,
        "Khan",
        world.BADGE,
        world.BADGE[::-1],
        world.PIN,
        "camera",
        "SQLite",
    ):
        assert secret.encode() not in held
        assert secret.encode("utf-16-le") not in held


def test_an_event_names_a_person_by_nothing_but_the_alias(
    station: Station, clock: FakeClock
) -> None:
    with station.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
        world.bar(book, alias)
        events = book.connection.execute("SELECT canonical FROM event").fetchall()

    ledger = _number(events)
    for secret in (world.NAME, world.BADGE, world.REASON, person):
        assert secret.encode() not in ledger
    assert alias.encode() in ledger


def test_a_person_whose_keys_are_destroyed_has_a_pseudonym_and_no_badge(
    station: Station, clock: FakeClock
) -> None:
    with station.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
        world.bar(book, alias)

    station.destroy_keys(person)

    with station.books.read(clock.now()) as book:
        found = book.person(alias)
        assert found is not None
        assert found.name == f"Person {alias[-4:].upper()}"
        assert book.holder_name(subject(Entity.PERSON, alias)) == found.name
        assert book.find(Code(world.BADGE, technology="em4100")) == ()
    assert station.verify().wrong == []
    assert station.rebuild() == station.status().events
    assert station.verify().wrong == []


def test_sealed_text_moved_to_another_place_cannot_be_read(
    station: Station, clock: FakeClock
) -> None:
    with station.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
        token = book.seal(alias, "name", "Amina")
        about = (subject(Entity.PERSON, alias),)
        book.append(RecordChanged(Entity.PERSON, alias, {"email": token}), about)

        found = book.person_by_id(person)
    assert found is not None
    assert (found.email, found.name) == ("", world.NAME)


def test_nobody_known_has_a_pseudonym_and_is_no_error(station: Station) -> None:
    with station.books.read(station.clock.now()) as book:
        assert book.holder_name(subject(Entity.PERSON, "0000-beef")) == "Person BEEF"
