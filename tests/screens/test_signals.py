"""What a touch on each screen says, and that a new answer leaves the rest as it is."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kiosk.screens.approval import ApprovalScreen
from kiosk.screens.condition import ConditionScreen
from kiosk.screens.first_start import FirstStartScreen
from kiosk.screens.idle import IdleScreen
from kiosk.screens.kit import KitScreen
from kiosk.screens.notices import ReaderGoneBand, TimeOutSheet, TroubleScreen
from kiosk.screens.pin import PinScreen
from kiosk.screens.refusal import RefusalScreen
from kiosk.screens.result_card import NewestCard
from kiosk.screens.search import SearchScreen
from kiosk.screens.session import SessionScreen
from kiosk.screens.views import PartState
from kiosk.shell.keys import Keypad
from kiosk.shell.surfaces import Card
from tests.screens import samples
from tests.screens.gallery import look


@pytest.fixture
def wearing(qapp):  # noqa: ARG001 -- widgets need an application
    return look("1280x800")


@pytest.fixture
def stand(qtbot, wearing):
    """A screen of a kind, as large as the panel."""

    def make(kind, method, view):
        screen = kind(wearing)
        qtbot.addWidget(screen)
        screen.resize(1280, 800)
        getattr(screen, method)(view)
        screen.show()
        QApplication.processEvents()
        return screen

    return make


def touch(screen, word):
    found = [b for b in screen.findChildren(QAbstractButton) if b.accessibleName() == word]
    assert found, [b.accessibleName() for b in screen.findChildren(QAbstractButton)]
    found[0].click()


ROADS = [
    (IdleScreen, "show_idle", samples.IDLE, "Deutsch", "language_changed", []),
    (IdleScreen, "show_idle", samples.IDLE, "Large text", "large_text_changed", [True]),
    (IdleScreen, "show_idle", samples.IDLE, "No badge? Search", "search_opened", []),
    (SessionScreen, "show_session", samples.SESSION, "Finish", "finished", []),
    (SessionScreen, "show_session", samples.SESSION, "Undo", "undone", []),
    (SessionScreen, "show_session", samples.SESSION, "Staff", "staff_opened", []),
    (SessionScreen, "show_session", samples.SESSION, "Search instead", "search_opened", []),
    (SessionScreen, "show_session", samples.LONG_SESSION, "Not working?", "rate_opened", []),
    (
        SessionScreen,
        "show_session",
        samples.LONG_SESSION,
        "Back to Maximiliane-A. v. H.",
        "swapped",
        [],
    ),
    (KitScreen, "show_kit", samples.KIT, "XLR cable, 1 of 2, partly", "ticked", ["c"]),
    (KitScreen, "show_kit", samples.KIT, "Something is missing", "missing_reported", []),
    (KitScreen, "show_kit", samples.KIT, "Cancel", "cancelled", []),
    (ApprovalScreen, "show_approval", samples.APPROVAL_PARKS, "Ask later", "parked", []),
    (KitScreen, "show_kit", samples.KIT_SHORT, "Return without 1 part", "confirmed", []),
    (RefusalScreen, "show_refusal", samples.REFUSAL, "Understood", "closed", []),
    (RefusalScreen, "show_refusal", samples.REFUSAL, "Ask staff", "staff_asked", []),
    (ConditionScreen, "show_condition", samples.CONDITION, "Works", "works_chosen", []),
    (ConditionScreen, "show_condition", samples.CONDITION, "Broken", "broken_chosen", []),
    (
        ConditionScreen,
        "show_condition",
        samples.CONDITION,
        "Part missing",
        "part_missing_chosen",
        [],
    ),
    (ConditionScreen, "show_condition", samples.CONDITION, "Not now", "skipped", []),
    (ApprovalScreen, "show_approval", samples.APPROVAL, "Leave it here", "cancelled", []),
    (PinScreen, "show_pin", samples.PIN, "Cancel", "cancelled", []),
    (SearchScreen, "show_search", samples.SEARCH, "Back", "closed", []),
    (
        SearchScreen,
        "show_search",
        samples.SEARCH,
        "Canon EOS C70. CAM-0031 · in",
        "chosen",
        ["2"],
    ),
    (SearchScreen, "show_search", samples.SEARCH, "q", "searched", ["q"]),
    (ReaderGoneBand, "show_band", samples.BAND, "Search instead", "pressed", []),
    (TroubleScreen, "show_trouble", samples.TROUBLE, "Try again", "pressed", []),
    (TimeOutSheet, "show_time_out", samples.TIME_OUT, "I need more time", "extended", []),
    (TimeOutSheet, "show_time_out", samples.TIME_OUT, "I am done", "finished", []),
    (FirstStartScreen, "show_page", samples.SITE, "Back", "gone_back", []),
    (FirstStartScreen, "show_page", samples.JOIN, "Back", "gone_back", []),
    (FirstStartScreen, "show_page", samples.JOIN, "Yes, join", "submitted", [()]),
    (
        FirstStartScreen,
        "show_page",
        samples.SITE,
        "Next",
        "submitted",
        [("Northfield Academy", "Main building", "Europe/London")],
    ),
]


@pytest.mark.parametrize("road", ROADS, ids=[f"{r[0].__name__}-{r[4]}" for r in ROADS])
def test_a_touch_says_what_the_button_says(stand, road):
    kind, method, view, word, signal, said = road
    screen = stand(kind, method, view)
    heard = []
    getattr(screen, signal).connect(lambda *args: heard.append(list(args)))
    touch(screen, word)
    assert heard == [said]


def test_a_waiting_thing_is_put_back_by_cancel(stand):
    screen = stand(IdleScreen, "show_idle", samples.IDLE)
    screen.show_waiting(samples.WAITING)
    heard = []
    screen.cancelled.connect(lambda: heard.append("cancelled"))
    touch(screen, "Cancel")
    assert heard == ["cancelled"]


@pytest.mark.parametrize(
    ("kind", "method", "view", "signal"),
    [
        (PinScreen, "show_pin", samples.PIN, "entered"),
        (FirstStartScreen, "show_page", samples.FIRST_PIN, "pin_entered"),
    ],
)
def test_a_pin_goes_out_once_and_is_not_on_the_screen(stand, kind, method, view, signal):
    screen = stand(kind, method, view)
    heard = []
    getattr(screen, signal).connect(heard.append)
    for digit in "4711":
        touch(screen, digit)
    screen.findChild(Keypad).enter.click()
    assert heard == ["4711"]


def test_a_new_answer_leaves_the_loans_and_the_bar_as_they_are(stand):
    screen = stand(SessionScreen, "show_session", samples.SESSION)
    finish = next(b for b in screen.findChildren(QAbstractButton) if b.text() == "Finish")
    more = (samples.RETURNED, *samples.SESSION.results)
    screen.show_session(replace(samples.SESSION, results=more))
    newest = screen.findChild(NewestCard)
    assert newest.accessibleName().startswith("Returned. Zoom H5 recorder")
    assert finish in screen.findChildren(QAbstractButton)


def test_no_widget_is_made_for_another_answer_or_another_person(stand):
    screen = stand(SessionScreen, "show_session", samples.LONG_SESSION)
    before = set(screen.findChildren(QWidget))
    for view in (samples.EMPTY_SESSION, samples.SESSION, samples.LONG_SESSION):
        screen.show_session(view)
        QApplication.processEvents()
    assert set(screen.findChildren(QWidget)) == before


def test_a_row_that_stays_hidden_is_not_seen_again(stand):
    screen = stand(SessionScreen, "show_session", samples.LONG_SESSION)
    screen.show_session(samples.EMPTY_SESSION)
    QApplication.processEvents()
    seen = [each.accessibleName() for each in screen.findChildren(Card) if each.isVisible()]
    assert seen == []


def test_a_finger_on_undo_does_not_take_back_the_answer_that_came_meanwhile(stand, qtbot):
    screen = stand(SessionScreen, "show_session", samples.SESSION)
    undo = next(b for b in screen.findChildren(QAbstractButton) if b.accessibleName() == "Undo")
    heard = []
    screen.undone.connect(lambda: heard.append("undone"))
    qtbot.mousePress(undo, Qt.MouseButton.LeftButton)
    screen.show_session(
        replace(samples.SESSION, results=(samples.RETURNED, *samples.SESSION.results))
    )
    qtbot.mouseRelease(undo, Qt.MouseButton.LeftButton)
    assert heard == []
    undo.click()
    assert heard == ["undone"]


def test_a_tick_changes_its_tile_alone(stand):
    screen = stand(KitScreen, "show_kit", samples.KIT)
    tiles = dict(screen._tiles)
    ticked = replace(samples.KIT.parts[4], state=PartState.SEEN)
    screen.show_kit(replace(samples.KIT, parts=(*samples.KIT.parts[:4], ticked)))
    assert screen._tiles == tiles
    assert "seen" in tiles["e"].accessibleName()


def test_a_finger_on_a_part_counts_while_another_answer_comes(stand, qtbot):
    screen = stand(KitScreen, "show_kit", samples.KIT)
    heard = []
    screen.ticked.connect(heard.append)
    tile = screen._tiles["c"]
    qtbot.mousePress(tile, Qt.MouseButton.LeftButton)
    screen.show_kit(replace(samples.KIT, progress="5 of 5 seen", can_confirm=True))
    qtbot.mouseRelease(tile, Qt.MouseButton.LeftButton)

    assert heard == ["c"]
    assert not tile.isDown()


def test_what_was_found_comes_under_the_text_that_stands(stand):
    screen = stand(SearchScreen, "show_search", samples.EMPTY_SEARCH)
    screen.type_text("canon")
    screen.show_search(samples.SEARCH)
    assert screen._field.text == "canon"
    screen.forget()
    assert screen._field.text == ""


def test_large_text_and_night_reach_a_screen_that_stands(stand, wearing):
    screen = stand(SessionScreen, "show_session", samples.SESSION)
    wearing.wear(wearing.theme.mirrored(dark=True).enlarged(large_text=True))
    QApplication.processEvents()
    corner = screen.grab().toImage().pixelColor(1, 1)
    assert corner.name() == wearing.theme.colours.paper


def test_another_language_rewords_a_screen_that_stands(stand, wearing):
    screen = stand(SessionScreen, "show_session", samples.SESSION)
    wearing.speak("de")
    QApplication.processEvents()
    try:
        words = {b.text() for b in screen.findChildren(QAbstractButton) if b.isVisibleTo(screen)}
        assert "Fertig" in words
    finally:
        wearing.speak("en")


def test_the_clock_moves_on_without_another_picture(stand):
    screen = stand(IdleScreen, "show_idle", samples.IDLE)
    screen.show_clock("10:43", "Tuesday 17 November")
    assert screen._clock.text() == "10:43"
