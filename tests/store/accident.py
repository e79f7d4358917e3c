"""A station whose disk is damaged after its backup, and what it has in its books."""

from pathlib import Path

from kiosk.store.restoring import Restored, restore
from kiosk.store.station import DATABASE, Station
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.damage import damage, page_of
from tests.store.station_fixture import KEYS, make_station, reopen

THINGS = "SELECT sum(length(name)) FROM asset"
"""Needs pages of things, and none of the ledger."""
KEYRING = "SELECT count(wrapped_key) FROM person_alias"
Ledger = list[tuple[str, int, bytes]]


def ledger_of(station: Station) -> Ledger:
    """Give the events of the station's first incarnation."""
    with station.books.read(station.clock.now()) as book:
        return book.connection.execute(
            "SELECT incarnation, event.seq, canonical FROM event JOIN chain ON chain.id = chain"
            " WHERE chain = 1 ORDER BY event.seq"
        ).fetchall()


def tags_of(station: Station) -> list[str]:
    with station.books.read(station.clock.now()) as book:
        return [row[0] for row in book.connection.execute("SELECT tag FROM asset ORDER BY tag")]


def names_of(station: Station) -> list[str]:
    with station.books.read(station.clock.now()) as book:
        return [row[0] for row in book.connection.execute("SELECT name FROM person ORDER BY n")]


def add_many(station: Station, first: int, last: int) -> list[str]:
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
        with station.books.write(station.clock.now()) as book:
            self.late, alias = world.add_person(book)
            self.first = world.add_asset(book, "LS-0001")
            _, self.lent = world.check_out(book, self.first, alias)
        self.backup = station.back_up(folder.parent / "b.db")
        self.station = station

    def damaged(self, *queries: str) -> Ledger:
        """Close the station and damage what these need; gives the ledger as it was."""
        held = ledger_of(self.station)
        self.station.close()
        damage(self.path, *(page_of(self.path, query) for query in queries))
        return held

    def root(self, table: str) -> int:
        """Give the number of the page where a table begins, counted from 1."""
        with self.station.books.read(self.clock.now()) as book:
            row = book.connection.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
            ).fetchone()
        assert row is not None
        return row[0]

    def put_back(self) -> Restored:
        return restore(self.folder, self.backup, KEYS, self.clock)

    def restored(self) -> tuple[Restored, Station]:
        """Restore the backup, open the station and prove its books."""
        done = self.put_back()
        self.station = reopen(self.folder, self.clock)
        assert self.station.verify().wrong == []
        return done, self.station
