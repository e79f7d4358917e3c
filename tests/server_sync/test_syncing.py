"""The thread beside lending: it wakes, it waits, it ends, and the desk never waits for it."""

import threading
from pathlib import Path
from random import Random

import pytest

from kiosk.clock import SystemClock
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.replica import StationReplica
from kiosk.store.station import Station
from server_sync.round import Round
from server_sync.worker import Worker
from tests.fakes.memory_centre import MemoryCentre, MemoryServer
from tests.server_sync.town import Town
from tests.store import world
from tests.store.station_fixture import make_station

_RNG = Random(1)  # noqa: S311 - it spreads waits
_LONG_S = 30.0


@pytest.fixture
def worker(tmp_path: Path):
    station = make_station(tmp_path / "one", SystemClock())
    made = Worker(StationReplica(station), _away, station.clock, _RNG)
    yield made
    made.close()
    station.close()


def _away() -> MemoryCentre:
    raise Trouble(TroubleCode.CENTRE_UNREACHABLE, "away")


def _rests(worker: Worker) -> tuple[threading.Thread, threading.Event]:
    ended = threading.Event()
    thread = threading.Thread(target=lambda: (worker.rest(_LONG_S), ended.set()))
    thread.start()
    return thread, ended


def test_while_the_centre_is_away_loans_do_not_knock_but_a_command_does(worker: Worker) -> None:
    worker.step()
    thread, ended = _rests(worker)

    for _ in range(5):
        worker.bell.ring()
    assert not ended.wait(0.2)
    worker.hurry()
    thread.join(_LONG_S)

    assert ended.is_set()


def test_a_worker_that_is_to_end_does_not_rest_first(worker: Worker) -> None:
    worker.step()

    worker.abort()
    worker.rest(_LONG_S)

    assert worker.state.trouble is not None


def test_desks_write_while_the_feed_comes_in(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    for batch in range(8):
        with town.first.station.books.write(town.clock.now()) as book:
            for n in range(30):
                world.add_asset(book, f"A-{batch}-{n}")
    town.first.sync()
    wrong: list[BaseException] = []

    def lend() -> None:
        try:
            for n in range(60):
                with other.station.books.write(other.clock.now()) as book:
                    world.add_asset(book, f"B-{n}")
        except BaseException as error:  # noqa: BLE001 - told on the test's own thread
            wrong.append(error)

    desk = threading.Thread(target=lend)
    desk.start()
    while desk.is_alive():
        other.sync()
    desk.join()
    town.sync_all()

    assert wrong == []
    assert other.count("asset") == town.first.count("asset") == 300
    assert other.tables() == town.first.tables()
    assert other.station.verify().wrong == []


def test_one_station_s_disk_that_is_full_ends_its_round_and_nobody_else_s(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    world.lend_something(town.first.station)
    town.first.sync()
    writer = other.station.books.writer
    assert writer is not None
    pages = writer.connection.execute("PRAGMA page_count").fetchone()[0]
    writer.connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(Trouble) as found:
        _until_full(other.station, other.server)
    writer.connection.execute("PRAGMA max_page_count = 1073741823")
    town.sync_all()

    assert found.value.code is TroubleCode.STORE_FULL
    assert other.tables() == town.first.tables()


def _until_full(station: Station, server: MemoryServer) -> None:
    centre = MemoryCentre(server, station.books.station)
    for _ in range(50):
        Round(StationReplica(station), centre, station.clock).run()
        world.lend_something(station)
