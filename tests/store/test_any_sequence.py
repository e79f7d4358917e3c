"""Whatever is appended, in whatever order: the tables are the fold, and one holder at most."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kiosk.domain.bodies.lending import Corrected
from kiosk.domain.events import EventRef
from kiosk.domain.ids import Alias, AssetId, Entity, LineId, subject
from kiosk.domain.ports import WriteBook
from kiosk.store.driver import Statement
from kiosk.store.station import Station
from kiosk.store.tables import FOLDED
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import make_station

PEOPLE = ASSETS = 2
DEED = st.tuples(
    st.sampled_from(["out", "out", "in", "in", "undo", "bar", "year", "edit"]),
    st.integers(0, ASSETS - 1),
    st.integers(0, PEOPLE - 1),
    st.integers(0, 20),
)


class _Play:
    """The things of a small world, and what was done with them."""

    def __init__(self, book: WriteBook) -> None:
        self.people = [
            world.add_person(book, f"N{n}", f"0A000000{n:02X}")[0] for n in range(PEOPLE)
        ]
        self.assets = [world.add_asset(book, f"LS-{n}") for n in range(ASSETS)]
        self.done: list[tuple[EventRef, AssetId, Alias]] = []
        self.lines: dict[AssetId, LineId] = {}

    def do(self, book: WriteBook, deed: tuple[str, int, int, int]) -> None:
        what, which, who, far = deed
        asset, alias = self.assets[which], book.actor_alias(self.people[who])
        match what:
            case "out":
                self.lines[asset], ref = world.check_out(book, asset, alias)
                self.done.append((ref, asset, alias))
            case "in":
                line = self.lines.get(asset, LineId(""))
                self.done.append((world.check_in(book, asset, line, alias), asset, alias))
            case "undo" if self.done:
                ref, asset, alias = self.done[-1 - far % len(self.done)]
                about = (subject(Entity.ASSET, asset), subject(Entity.PERSON, alias))
                undone = book.append(Corrected(str(ref)), about)
                self.done.append((undone, asset, alias))
            case "bar":
                world.bar(book, alias)
            case _:
                pass


@settings(max_examples=25, deadline=None)
@given(st.lists(DEED, max_size=25))
def test_the_tables_are_always_the_fold_of_the_ledger(
    deeds: list[tuple[str, int, int, int]],
) -> None:
    clock = FakeClock()
    with tempfile.TemporaryDirectory() as folder:
        station = make_station(Path(folder), clock)
        with station.books.write(clock.now()) as book:
            play = _Play(book)
        for deed in deeds:
            clock.advance(days=360 if deed[0] == "year" else 0, seconds=deed[3] - 2)
            with station.books.write(clock.now()) as book:
                play.do(book, deed)

        assert station.verify().wrong == []
        tables = _tables(station)
        station.rebuild()
        assert _tables(station) == tables
        assert station.verify().wrong == []
        station.close()


def _tables(station: Station) -> dict[str, list[tuple[object, ...]]]:
    with station.books.read(station.clock.now()) as book:
        return {
            table.name: sorted(
                Statement(select(*(c for c in table.columns if c.name != "n"))).all(book.connection)
            )
            for table in FOLDED
            if table.name != "state"
        }
