"""Stations of one organisation in folders of their own, and a centre in memory between them."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.bodies.stations import StationEnrolled
from kiosk.domain.ids import Entity, StationId, subject
from kiosk.store.replica import StationReplica
from kiosk.store.station import Station, join
from server_sync.round import Outcome, Round
from tests.fakes.clock import FakeClock
from tests.fakes.memory_centre import MemoryCentre, MemoryServer
from tests.store.station_fixture import KEYS, OPTIONS, SITE, make_station, reopen

TABLES = ("person", "asset", "kit", "part", "loan", "line", "exception", "badge", "bar", "station")
"""What has to be the same at every station, without its internal numbers."""
_COUNT = "SELECT count(*) FROM {}"
_ROWS = "SELECT {} FROM {}"
_COLUMNS = "SELECT name FROM pragma_table_info(?) WHERE name <> 'n'"


@dataclass
class Post:
    """One station at its desk."""

    station: Station
    server: MemoryServer

    def __post_init__(self) -> None:
        self.centre = MemoryCentre(self.server, self.station.books.station)
        self.replica = StationReplica(self.station)

    @property
    def clock(self) -> FakeClock:
        assert isinstance(self.station.clock, FakeClock)
        return self.station.clock

    def sync(self, *, greet: bool = True) -> Outcome:
        return Round(self.replica, self.centre, self.clock).run(greet=greet)

    def reopened(self) -> "Post":
        """Give the same station after a restart."""
        self.station.close()
        return Post(reopen(self.station.path.parent, self.clock), self.server)

    def tables(self) -> dict[str, list[tuple]]:
        """Read every folded table that stations share."""
        with self.station.books.read(self.clock.now()) as book:
            return {name: rows(book.connection, name) for name in TABLES}

    def count(self, table: str) -> int:
        with self.station.books.read(self.clock.now()) as book:
            return book.connection.execute(_COUNT.format(table)).fetchone()[0]


def rows(connection, table: str) -> list[tuple]:
    found = connection.execute(_COLUMNS, (table,)).fetchall()
    names = ", ".join(row[0] for row in found)
    return sorted(connection.execute(_ROWS.format(names, table)).fetchall())


class Town:
    """A first station, others that join, and one server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = MemoryServer()
        self.clock = FakeClock()
        self.server.now_ms = int(self.clock.now().timestamp() * 1000)
        self.first = Post(make_station(folder / "first", self.clock), self.server)
        self.posts = [self.first]

    def joins(self, name: str, *, privileged: bool = False) -> Post:
        """Enrol one more station at the first, and make its empty books."""
        with self.first.station.books.write(self.clock.now()) as book:
            which = StationId(book.new_id())
            enrolled = StationEnrolled(which, name, SITE, privileged)
            book.append(enrolled, (subject(Entity.STATION, which),))
        station = join(self.folder / name, KEYS, FakeClock(self.clock.at), which, OPTIONS)
        self.posts.append(Post(station, self.server))
        return self.posts[-1]

    def sync_all(self) -> None:
        """Let every station sync twice, so that each hears of all the others."""
        for _ in range(2):
            for post in self.posts:
                post.sync()

    def returned(self, post: Post) -> Post:
        """Start a station again of which another disk stands in its place now; gives it."""
        self.posts.remove(post)
        back = Post(reopen(post.station.path.parent, post.clock), self.server)
        self.posts.append(back)
        if post is self.first:
            self.first = back
        return back

    def check_alike(self) -> None:
        """See that every station shows the same, and that every ledger verifies."""
        wanted = self.first.tables()
        for post in self.posts:
            found = post.tables()
            assert {name: found[name] for name in found if found[name] != wanted[name]} == {}
            assert post.station.verify().wrong == []

    def close(self) -> None:
        for post in self.posts:
            post.station.close()
