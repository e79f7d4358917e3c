"""What a thief of the file sees, and what is left of somebody who was erased."""

from datetime import timedelta
from pathlib import Path

from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.ids import Entity, subject
from kiosk.domain.ports import Code
from kiosk.store.erasure import Erasure, erase
from kiosk.store.keyring import has_key
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

    station.secrets.set_pin(person, world.PIN, clock.now())

    told = erase(station, person)

    assert told == Erasure((alias,), 0)
    with station.books.read(clock.now()) as book:
        found = book.person(alias)
        assert found is not None
        assert found.removed
        assert book.person_by_id(person) == found
        assert found.name == f"Person {alias[-4:].upper()}"
        assert book.holder_name(subject(Entity.PERSON, alias)) == found.name
        assert book.find(Code(world.BADGE, technology="em4100")) == ()
    assert station.verify().wrong == []
    assert station.rebuild() == station.status().events
    assert station.verify().wrong == []


def test_nobody_is_erased_who_has_something(station: Station, clock: FakeClock) -> None:
    person, _ = world.lend_something(station)

    assert erase(station, person) == Erasure((), 1)

    with station.books.read(clock.now()) as book:
        found = book.person_by_id(person)
        assert found is not None
        assert found.name == world.NAME


def test_no_decrypted_row_word_or_file_knows_an_erased_person(
    station: Station, clock: FakeClock
) -> None:
    with station.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
        world.add_person(book, "Zoe Quill", "0F99887766")
        world.bar(book, alias)
    assert "khan" in _everything(station)

    erase(station, person)

    left = _everything(station)
    for secret in (world.NAME, "Khan", "Okafor", world.BADGE, world.REASON):
        assert secret.lower() not in left
    assert "okafor"[:3] not in _terms(station)
    assert "qui" in _terms(station)
    assert not Path(f"{station.path}-wal").stat().st_size
    assert station.verify().wrong == []


def test_whoever_was_erased_gets_no_key_of_a_later_year(station: Station, clock: FakeClock) -> None:
    with station.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
    erase(station, person)

    with station.books.write(clock.now() + timedelta(days=400)) as book:
        assert book.actor_alias(person) == alias
        assert not has_key(book.connection, person)


def _everything(station: Station) -> str:
    """Every value of every table, as the keys show it."""
    with station.books.read(station.clock.now()) as book:
        tables = book.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_search'"
        ).fetchall()
        rows = (
            row
            for (table,) in tables
            for row in book.connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608
        )
        values = (value for row in rows for value in row)
        return "\n".join(
            value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            for value in values
        ).lower()


def _terms(station: Station) -> set[str]:
    """Every trigram by which somebody can be searched."""
    with station.books.between_writes() as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'person_search', 'row')"
        )
        found = {row[0] for row in connection.execute("SELECT term FROM temp.terms")}
        connection.execute("DROP TABLE temp.terms")
    return found


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
