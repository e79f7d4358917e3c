"""A real station with staff, pupils, things and a kit, and the door of the panel before it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.store.panel_queries import PanelQueries
from kiosk.store.station import Station
from tests.desk.panel.school import School, found_school
from tests.fakes.clock import FakeClock
from tests.store.station_fixture import make_station


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def station(tmp_path: Path, clock: FakeClock) -> Iterator[Station]:
    opened = make_station(tmp_path / "station", clock)
    yield opened
    opened.close()


@pytest.fixture
def school(station: Station, clock: FakeClock) -> School:
    return found_school(station, clock)


@pytest.fixture
def panel(station: Station, clock: FakeClock) -> PanelQueries:
    return PanelQueries(station.books, clock)
