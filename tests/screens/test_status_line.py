"""The line below every screen: in one place, always with room for its words, painted rarely."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.domain.trouble import TroubleCode
from kiosk.screens.deck import Deck
from kiosk.screens.idle_views import StatusView
from kiosk.screens.status_line import StatusLine
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.sound import Sound
from kiosk.shell.sync_words import trouble_word
from kiosk.shell.window import KioskWindow
from kiosk.shell.words import _, languages, ngettext, speak
from tests.screens import samples
from tests.screens.gallery import PANELS, look

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
SCREENS = [
    ("show_session", samples.SESSION),
    ("show_kit", samples.KIT),
    ("show_refusal", samples.REFUSAL),
    ("show_condition", samples.CONDITION),
    ("show_approval", samples.APPROVAL_PARKS),
    ("show_pin", samples.PIN_WRONG),
    ("show_question", samples.QUESTION),
    ("begin_search", samples.SEARCH),
    ("show_trouble", samples.TROUBLE),
    ("show_time_out", samples.TIME_OUT),
    ("show_told", samples.RETURNED),
    ("show_waiting", samples.WAITING),
]


class Painted(StatusLine):
    """Counts how often it is painted."""

    times = 0

    @override
    def paintEvent(self, event):
        Painted.times += 1
        super().paintEvent(event)


@pytest.fixture
def window(qtbot):
    wearing = look("800x480")
    window = KioskWindow(wearing)
    window.resize(800, 480)
    qtbot.addWidget(window)
    window.wearing = wearing
    return window


@pytest.fixture
def deck(window):
    deck = Deck(window.wearing, window, Sound(0.0))
    deck.rest_as(samples.IDLE)
    deck.show_rest()
    window.show()
    return deck


def line_of(window):
    (line,) = window.findChildren(StatusLine)
    return line


def test_a_station_without_a_centre_gives_the_whole_window_to_its_screens(deck, window):
    assert window.findChildren(StatusLine) == []
    assert window.screen_shown.geometry() == window.rect()

    deck.show_status(samples.SYNCED)
    deck.show_status(None)

    assert not line_of(window).isVisible()
    assert window.screen_shown.geometry() == window.rect()


def test_it_stands_at_the_same_place_under_every_screen_and_over_none(deck, window):
    deck.show_status(samples.SYNCED)
    place = line_of(window).geometry()

    for show, view in SCREENS:
        getattr(deck, show)(view)
        window.show_screen(window.screen_shown, at_once=True)
        QApplication.processEvents()
        assert line_of(window).isVisible(), show
        assert line_of(window).geometry() == place, show
        for other in window.findChildren(QWidget, options=DIRECT):
            if other is not line_of(window) and other.isVisible():
                assert not other.geometry().intersects(place), (show, other)
    assert line_of(window).accessibleName() == "Synced 3 min ago · all sent"


def test_answers_and_ticks_of_the_clock_do_not_paint_it_again(qtbot):
    wearing = look("800x480")
    window = KioskWindow(wearing)
    qtbot.addWidget(window)
    window.resize(800, 480)
    deck = Deck(wearing, window, Sound(0.0))
    deck._status = Painted(wearing)
    deck.show_session(samples.EMPTY_SESSION)
    deck.show_status(samples.SYNCED)
    window.show()
    qtbot.waitUntil(lambda: Painted.times > 0)
    QApplication.processEvents()
    Painted.times = 0

    for view in (samples.SESSION, samples.EMPTY_SESSION, samples.SESSION):
        deck.show_session(view)
        deck.show_status(samples.SYNCED)
        QApplication.processEvents()
    assert Painted.times == 0

    deck.show_status(samples.STALE)
    qtbot.waitUntil(lambda: Painted.times > 0)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("panel", PANELS)
def test_every_trouble_has_room_with_the_count_and_the_age(qapp, panel, language):  # noqa: ARG001
    speak(language)
    try:
        age = ngettext("Synced {count} day ago", "Synced {count} days ago", 13).format(count=13)
        unsent = ngettext("{count} unsent", "{count} unsent", 214).format(count=214)
        words = [trouble_word(code) for code in ("S002", *TroubleCode)]
        views = [
            StatusView((word, unsent, age), Tone.ATTENTION) for word in (*words, _("Out of date"))
        ]
    finally:
        speak("en")
    line = StatusLine(look(panel))
    line.resize(line.sizeHint())
    for view in views:
        line.show_status(view)
        assert line.text() == " · ".join(view.parts)
        assert not line.is_clipped()


def test_what_has_no_room_goes_and_the_gravest_stays(qapp):  # noqa: ARG001
    line = StatusLine(look("800x480"))
    line.resize(460, line.sizeHint().height())
    line.show_status(samples.TROUBLED)

    assert line.text() == "Centre not reached · 3 unsent"
    assert line.accessibleName() == "Centre not reached · 3 unsent · Synced 9 min ago"


@pytest.mark.parametrize("dark", [False, True])
def test_what_staff_should_know_differs_by_more_than_its_colour(qapp, dark):  # noqa: ARG001
    line = StatusLine(look("1280x800", dark=dark))
    line.resize(line.sizeHint())
    shapes = []
    for view in (samples.SYNCED, samples.STALE):
        line.show_status(StatusView(("Same", "words"), view.tone))
        picture = line.grab().toImage()
        paper = picture.pixelColor(2, 2).lightness()
        shapes.append(
            {
                (x, y)
                for x in range(picture.width() // 2, picture.width())
                for y in range(picture.height())
                if abs(picture.pixelColor(x, y).lightness() - paper) > 90
            }
        )
    assert shapes[0] != shapes[1]
    assert all(shapes)
