"""The line below every screen stays below every room of the panel, in the panel's own size."""

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.admin.models import Room
from kiosk.admin.panel import Panel
from kiosk.screens.deck import Deck
from kiosk.screens.status_line import StatusLine
from kiosk.shell.look import Look
from kiosk.shell.sound import Sound
from kiosk.shell.window import KioskWindow
from tests.desk.panel.school import ADMIN_BADGE
from tests.screens import samples


@pytest.fixture
def window(qtbot, look: Look) -> KioskWindow:
    """A kiosk of a station with a centre, at rest."""
    made = KioskWindow(look)
    qtbot.addWidget(made)
    made.resize(look.theme.width_px, look.theme.height_px)
    made.deck = Deck(look, made, Sound(0.0))
    made.deck.rest_as(samples.IDLE)
    made.deck.show_rest()
    made.deck.show_status(samples.TROUBLED)
    made.show()
    return made


def test_it_stands_at_the_same_place_in_every_room_and_smaller_than_at_the_desk(
    window: KioskWindow, panel: Panel
) -> None:
    (line,) = window.findChildren(StatusLine)
    at_the_desk = line.geometry()

    window.show_screen(panel, at_once=True)
    place = line.geometry()
    assert place.bottom() == at_the_desk.bottom()
    assert place.height() < at_the_desk.height() / 1.5
    panel.scan(ADMIN_BADGE)
    panel.presenter.door.pin("2468")
    for room in Room:
        panel.presenter.go(room)
        QApplication.processEvents()
        assert line.isVisible(), room
        assert line.geometry() == place, room
        assert not panel.geometry().intersects(place), room
        assert line.text() == "Centre not reached · 3 unsent · Synced 9 min ago"

    window.deck.show_session(samples.SESSION)
    assert line.geometry() == at_the_desk
