"""How simulations begin: three stations of one school that have joined and synced, made once."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.bodies.stations import StationEnrolled
from kiosk.domain.ids import Entity, StationId, subject
from kiosk.store.replica import StationReplica
from kiosk.store.station import Station, join
from server_sync.centre import Centre
from server_sync.round import Round
from server_sync.wire import Address, PostgresCentre
from tests.centre import TENANT, Login
from tests.desk.school import Desk
from tests.fakes.clock import FakeClock
from tests.postgres import Server
from tests.simulation.hub import Hub, running_hub
from tests.simulation.machine import FILES
from tests.simulation.world import Beginning, World
from tests.store.station_fixture import KEYS, OPTIONS, SITE

FIRST = "hall"
OTHERS = ("office", "store")
_BACKUP = "beginning"


@contextmanager
def running_worlds(server: Server) -> Iterator[Callable[[int], World]]:
    """Give what makes a world from a seed, all over one database; one at a time."""
    with running_hub(server) as hub, tempfile.TemporaryDirectory() as folder:
        beginning, logins = _begin(hub, Path(folder))
        open_lines: dict[str, list[Centre]] = {}
        used: dict[str, int] = {}

        def connect(name: str) -> Centre:
            lines = open_lines.setdefault(name, [])
            at = used[name] = used.get(name, -1) + 1
            if at == len(lines):
                lines.append(_connect(server, hub, logins[name]))
            return lines[at]

        def world(seed: int) -> World:
            used.clear()
            return World(seed, hub, beginning, connect)

        try:
            yield world
        finally:
            for line in (line for lines in open_lines.values() for line in lines):
                line.close()


def _begin(hub: Hub, folder: Path) -> tuple[Beginning, dict[str, Login]]:
    clock = FakeClock()
    desk = Desk(folder / FIRST, clock=clock)
    hub.set_clock(int(clock.now().timestamp() * 1000))
    stations = {FIRST: desk.station}
    for name in OTHERS:
        stations[name] = _joined(desk.station, folder / name, name, clock)
    logins = {
        name: hub.tenant.enrol(name, privileged=name == FIRST, station=station.books.station)
        for name, station in stations.items()
    }
    lines = {name: _connect(hub.tenant.server, hub, login) for name, login in logins.items()}
    for _ in range(2):
        for name, station in stations.items():
            clock.advance(seconds=1)
            Round(StationReplica(station), lines[name], clock).run()
    for name, station in stations.items():
        lines[name].close()
        station.close()
    hub.keep(_BACKUP)
    disks = {
        name: {
            file: (folder / name / file).read_bytes()
            for file in FILES
            if (folder / name / file).exists()
        }
        for name in stations
    }
    return Beginning(disks, _BACKUP, clock.now()), logins


def _joined(first: Station, folder: Path, name: str, clock: FakeClock) -> Station:
    with first.books.write(clock.now()) as book:
        which = StationId(book.new_id())
        enrolled = StationEnrolled(which, name, SITE, privileged=False)
        book.append(enrolled, (subject(Entity.STATION, which),))
    return join(folder, KEYS, clock, which, OPTIONS)


def _connect(server: Server, hub: Hub, login: Login) -> Centre:
    return PostgresCentre.open(
        Address(
            host="127.0.0.1",
            port=server.port,
            database=hub.tenant.database,
            tenant=TENANT,
            role=login.role,
            password=login.password,
            sslmode="disable",
        )
    )
