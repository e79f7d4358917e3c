"""Fixtures of the store's tests: a clock that stands still and a real station."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.store.station import Station
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
