"""The panel of a small school on a real station; jobs are done at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.admin.panel import Panel
from kiosk.admin.parts import PanelParts
from kiosk.admin.presenter import PanelPresenter
from kiosk.shell.look import Look
from kiosk.store.station import Station
from tests.admin.fake_view import FakeView
from tests.admin.gallery import Folder, parts_of, shut
from tests.desk.panel.school import ADMIN_BADGE, School, found_school
from tests.fakes.clock import FakeClock
from tests.screens.gallery import look as wearing
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
def sheets() -> Folder:
    return Folder()


@pytest.fixture
def parts(school: School, sheets: Folder) -> PanelParts:
    return parts_of(school.station, school.clock, sheets)


@pytest.fixture
def look(qapp) -> Look:  # noqa: ARG001 - fonts need an application
    return wearing("1280x800")


@pytest.fixture
def panel(look: Look, parts: PanelParts, qtbot) -> Panel:
    """At its door."""
    made = shut(look, parts)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def view() -> FakeView:
    return FakeView()


@pytest.fixture
def closed() -> list[bool]:
    return []


@pytest.fixture
def presenter(view: FakeView, parts: PanelParts, closed: list[bool]) -> PanelPresenter:
    made = PanelPresenter(view, parts, lambda: closed.append(True))
    made.open()
    return made


@pytest.fixture
def signed(presenter: PanelPresenter) -> PanelPresenter:
    """The admin is in."""
    presenter.scanned(ADMIN_BADGE)
    presenter.door.pin("2468")
    return presenter
