"""The station itself on screen: at rest, without a reader, in trouble."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.screens.idle_views import StatusView
from kiosk.screens.station_presenter import ReaderStatus, StationPresenter
from kiosk.shell.palette import Tone

NOW = datetime(2026, 11, 20, 8, 55, tzinfo=UTC)
BADGE = ReaderStatus("Badge reader", is_lost=False, is_ready=True)
CAMERA = ReaderStatus("Camera", is_lost=False, is_ready=True)
GONE = ReaderStatus("Badge reader", is_lost=True, is_ready=False, code="D001")
CAMERA_GONE = ReaderStatus("Camera", is_lost=True, is_ready=False, code="D001")


class Screens:
    def __init__(self):
        self.rest = self.trouble = self.status = None
        self.bands = []

    def rest_as(self, view):
        self.rest = view

    def show_status(self, view):
        self.status = view

    def show_band(self, view):
        self.bands.append(view)

    def show_trouble(self, view):
        self.trouble = view


@pytest.fixture
def screens():
    return Screens()


@pytest.fixture
def presenter(screens):
    return StationPresenter(screens)


def status(*readers):
    return {reader.name: reader for reader in readers}


def test_the_idle_screen_tells_the_time_and_that_the_station_starts(presenter, screens):
    presenter.tick(NOW)

    assert (screens.rest.clock, screens.rest.date) == ("08:55", "Friday 20 November")
    assert screens.rest.station.text == "Starting"


def test_an_open_station_counts_its_readers(presenter, screens):
    presenter.opened()
    presenter.readers(status(BADGE, CAMERA))
    presenter.tick(NOW)

    assert screens.rest.station.text == "2 readers ready"
    assert screens.rest.station.tone is Tone.NEUTRAL


def test_a_station_without_a_reader_asks_for_attention(presenter, screens):
    presenter.opened()
    presenter.tick(NOW)

    assert screens.rest.station.text == "No reader"
    assert screens.rest.station.tone is Tone.ATTENTION


def test_a_reader_that_is_gone_is_named_with_the_next_way_in(presenter, screens):
    presenter.opened()
    presenter.readers(status(BADGE, CAMERA))
    presenter.readers(status(GONE, CAMERA))
    presenter.readers(status(GONE, CAMERA))
    presenter.tick(NOW)

    assert len(screens.bands) == 1
    assert screens.bands[0].title == "Badge reader is gone"
    assert screens.bands[0].next_way == "Use this instead: Camera"
    assert screens.bands[0].code == "D001"
    assert screens.rest.station.text == "1 reader is gone"


def test_with_no_reader_left_the_screen_takes_over(presenter, screens):
    presenter.readers(status(GONE, CAMERA_GONE))

    assert screens.bands[0].title == "Readers are gone: Badge reader, Camera"
    assert screens.bands[0].next_way == "Search on the screen instead."


def test_the_band_goes_when_the_reader_is_back(presenter, screens):
    presenter.readers(status(GONE, CAMERA))
    presenter.readers(status(BADGE, CAMERA))

    assert screens.bands[-1] is None


def test_a_station_alone_says_nothing_of_sync_and_one_with_a_centre_says_it_below(
    presenter, screens
):
    presenter.opened()
    presenter.readers(status(BADGE))
    presenter.tick(NOW)
    assert screens.status is None

    presenter.synced(SyncStatus(has_centre=True, synced_at=NOW - timedelta(minutes=9), unsent=3))
    presenter.tick(NOW)

    assert screens.status == StatusView(("Synced 9 min ago", "3 unsent"))
    assert screens.rest.station.text == "1 reader ready"


def test_trouble_says_what_is_wrong_and_how_to_go_on(presenter, screens):
    presenter.trouble(Trouble(TroubleCode.STORE_FULL, "The disk is full."))

    assert (screens.trouble.text, screens.trouble.code) == ("The disk is full.", "S002")
    assert screens.trouble.button == "Try again"


def test_a_bug_asks_for_staff(presenter, screens):
    presenter.failed()

    assert screens.trouble.code == "B001"


def test_a_restored_station_says_so(presenter, screens):
    presenter.restored(NOW)

    assert "Friday 20 November, 08:55" in screens.trouble.text
