"""Verify finds whatever was done to the ledger or the tables behind the program's back."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kiosk.domain.bodies.lending import CheckedOut, LineOut
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import Entity, LineId, LoanId, subject
from kiosk.store.driver import Connection, DatabaseError, connect
from kiosk.store.rebuild import rebuild
from kiosk.store.station import DATABASE, Station
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import KEYS, make_station, reopen


@pytest.fixture
def lent(tmp_path: Path, clock: FakeClock) -> Path:
    station = make_station(tmp_path / "s", clock)
    world.lend_something(station)
    station.close()
    return tmp_path / "s"


@contextmanager
def _forced(folder: Path) -> Iterator[Connection]:
    """Open the file as somebody who has the database key, past every trigger."""
    with closing(connect(folder / DATABASE, KEYS.database)) as connection:
        connection.execute("DROP TRIGGER event_stays")
        connection.execute("DROP TRIGGER event_is_kept")
        yield connection


def _findings(folder: Path) -> str:
    station = reopen(folder)
    try:
        return "\n".join(station.verify().wrong)
    finally:
        station.close()


@pytest.mark.parametrize(
    ("deed", "finding"),
    [
        (
            "UPDATE event SET canonical = CAST(canonical || ' ' AS BLOB) WHERE seq = 5",
            "does not follow",
        ),
        ("UPDATE event SET canonical = x'00' WHERE seq = 5", "cannot be read"),
        ("UPDATE event SET actor = 'somebody' WHERE seq = 5", "is not what its columns say"),
        ("DELETE FROM event WHERE seq = 5", "Events are missing before"),
        ("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", "ends at"),
        (
            "UPDATE event SET canonical = (SELECT canonical FROM event WHERE id = 6) WHERE id = 5",
            "does not follow",
        ),
        (
            "INSERT INTO event (chain, seq, canonical) SELECT id, seq + 1, x'00' FROM chain",
            "ends at",
        ),
        ("INSERT INTO event (chain, seq, canonical) VALUES (9, 1, x'00')", "belong to no chain"),
        ("UPDATE chain SET mac = zeroblob(32)", "was not written here"),
        ("UPDATE asset SET status = 'lost'", "A row of the table asset differs"),
        ("UPDATE line SET due_ms = due_ms + 1", "The line .* differs from its fold"),
        ("UPDATE loan SET holder = 'person:x'", "The loan .* differs from its event"),
        ("DELETE FROM line", "The line .* differs from its fold"),
        ("INSERT INTO part (id) VALUES ('p')", "The table part has 1 rows"),
        ("UPDATE person SET name = 'Somebody Else'", "A row of the table person differs"),
        ("UPDATE state SET json = '' WHERE subject LIKE 'asset:%'", "The state of asset"),
        ("DELETE FROM event_subject", "The table event_subject has 0 rows"),
    ],
)
def test_a_deed_behind_the_programs_back_is_found(lent: Path, deed: str, finding: str) -> None:
    assert _findings(lent) == ""

    with _forced(lent) as connection:
        changed = connection.execute(deed)

    assert changed.rowcount > 0
    assert re.search(finding, _findings(lent))


def test_a_cut_tail_with_its_old_head_needs_the_stations_key(lent: Path, clock: FakeClock) -> None:
    with closing(connect(lent / DATABASE, KEYS.database)) as connection:
        old = connection.execute("SELECT seq, hlc, wall_ms, hash FROM chain").fetchone()
    assert old is not None
    station = reopen(lent, clock)
    with station.books.write(clock.now()) as book:
        world.add_asset(book, "LS-9")
    station.close()

    with _forced(lent) as connection:
        connection.execute("DELETE FROM event WHERE seq > ?", old[:1])
        connection.execute("UPDATE chain SET seq = ?, hlc = ?, wall_ms = ?, hash = ?", old)

    assert "was not written here" in _findings(lent)


def test_the_ledger_cannot_be_changed_by_mistake(station: Station) -> None:
    world.lend_something(station)
    for deed in (
        "UPDATE event SET canonical = x'00'",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event (id, chain, seq, canonical) VALUES (1, 1, 1, x'00')",
    ):
        with (
            pytest.raises(DatabaseError, match="insert-only"),
            station.books.write_aside() as connection,
        ):
            connection.execute(deed)
    assert station.verify().is_right


def test_a_rebuild_makes_the_same_tables_again(station: Station, clock: FakeClock) -> None:
    with station.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
        asset = world.add_asset(book, "LS-1")
        line, _ = world.check_out(book, asset, alias)
        world.check_in(book, asset, line, alias)
        world.bar(book, alias)
        world.check_out(book, asset, alias)
        before = (book.person_by_id(person), book.asset(asset), book.open_lines(person))

    with station.books.write_aside() as connection:
        writer = station.books.writer
        assert writer is not None
        assert rebuild(connection, writer.folding) == station.status().seq

    with station.books.read(clock.now()) as book:
        assert (book.person_by_id(person), book.asset(asset), book.open_lines(person)) == before
    assert station.verify().wrong == []
    assert station.rebuild() == station.status().seq


def test_what_is_lent_without_being_named_is_no_loan(station: Station, clock: FakeClock) -> None:
    """No program of ours writes such an event; whoever has a station's credentials can."""
    with station.books.write(clock.now()) as book:
        _, alias = world.add_person(book)
        asset = world.add_asset(book, "LS-1")
        holder = subject(Entity.PERSON, alias)
        out = (LineOut(LineId(book.new_id()), to_ms(clock.now()), asset),)
        book.append(CheckedOut(LoanId(book.new_id()), "s", holder, out), (holder,), alias)
        assert book.asset(asset).open_line is None

    assert station.verify().wrong == []
    station.rebuild()
    assert station.verify().wrong == []
