"""The deck: what is touched on any screen reaches the desk, and each view finds its screen."""

from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from kiosk.desk.inputs import ConditionChosen, Confirmed, PinTyped, Pressed, Touched, Undone
from kiosk.desk.outcomes import (
    CheckedOut,
    Due,
    Holder,
    Item,
    OnLoan,
    Returned,
    SessionOpened,
)
from kiosk.domain.due import DueKind, DueWords
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Entity, LineId, PersonId, Subject
from kiosk.domain.model import Condition
from kiosk.screens.answers import card
from kiosk.screens.deck import Deck
from kiosk.screens.desk_presenter import DeskPresenter
from kiosk.screens.idle_views import IdleView, StationView
from kiosk.screens.views import BandView, QuestionView, TimeOutView, TroubleView
from kiosk.shell.palette import Tone
from kiosk.shell.sound import Sound
from kiosk.shell.window import KioskWindow
from kiosk.shell.words import speak, spoken
from tests.screens.gallery import look

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
REST = IdleView("Tap your badge", "09:00", "Friday", StationView("2 readers ready"))
AMINA = Holder(PersonId("p"), "Amina Kovac", "Amina K.", large_text=True, language="de")
_SMOOTHING = 32
"""Edges are smoothed a little otherwise where a part is painted; most of 255."""
MIC = Item(Subject("asset:2"), Entity.ASSET, "Microphone", "AV-2", "mic")


@pytest.fixture
def window(qtbot):
    wearing = look("1280x800")
    window = KioskWindow(wearing)
    window.resize(1280, 800)
    qtbot.addWidget(window)
    window.wearing = wearing
    yield window
    speak("en")


@pytest.fixture
def deck(window):
    deck = Deck(window.wearing, window, Sound(0.0))
    deck.rest_as(REST)
    deck.show_rest()
    window.show()
    return deck


@pytest.fixture
def given(deck):
    given = []
    presenter = DeskPresenter(deck, given.append)
    deck.listen(presenter, lambda: NOW)
    presenter.answer(SessionOpened(NOW, "s", Holder(PersonId("p"), "Amina", "Amina")))
    presenter.answer(Returned(NOW, "e7", MIC))
    return given


def _places(screen):
    return [(each, each.geometry()) for each in screen.findChildren(QWidget) if each.isVisible()]


@pytest.mark.usefixtures("given")
def test_what_is_painted_answer_by_answer_is_what_is_painted_whole(qapp, deck, window):
    presenter = DeskPresenter(deck, lambda _given: None)
    loans = []
    for count in range(20):
        if count % 16 == 0:
            presenter.answer(SessionOpened(NOW, "s", Holder(PersonId("p"), "Amina", "Amina")))
            loans = []
        name = f"Microphone {count}" + " with a stand, a cable and a bag" * (count % 5)
        thing = Item(Subject(f"asset:{count}"), Entity.ASSET, name, f"AV-{count}", "mic")
        due = Due(NOW, DueWords(DueKind.TODAY, NOW.date(), NOW.time()))
        loans.insert(count % 3, OnLoan(LineId(f"line{count}"), thing, due, count % 7 == 0))
        taken = CheckedOut(NOW, f"e{count}", thing, due, tuple(loans))
        back = Returned(NOW, f"e{count}", thing, loans=tuple(loans), to_staff=count % 4 == 0)
        presenter.answer(taken if count % 3 else back)
        qapp.processEvents()
        seen, whole = window.screen().grabWindow(window.winId()), window.grab()
        assert np.abs(_colours(seen) - _colours(whole)).max() <= _SMOOTHING, count


def _colours(picture):
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).astype(np.int16)


@pytest.mark.usefixtures("given")
def test_the_first_painting_of_an_answer_shows_it_as_it_stays(qapp, deck):
    presenter = DeskPresenter(deck, lambda _given: None)
    presenter.answer(SessionOpened(NOW, "s", Holder(PersonId("p"), "Amina", "Amina")))
    for count in range(6):
        qapp.processEvents()
        thing = Item(Subject(f"asset:{count}"), Entity.ASSET, f"Microphone {count}", "", "mic")
        presenter.answer(Returned(NOW, f"e{count}", thing, to_staff=True))
        at_first = _places(deck.session)
        qapp.processEvents()
        assert _places(deck.session) == at_first


@pytest.mark.parametrize(
    ("screen", "signal", "command"),
    [
        ("idle", "cancelled", Command.CANCEL),
        ("kit", "cancelled", Command.CANCEL),
        ("approval", "cancelled", Command.CANCEL),
        ("pin", "cancelled", Command.CANCEL),
        ("session", "finished", Command.DONE),
    ],
)
def test_buttons_stand_for_the_codes_of_the_desk_mat(deck, given, screen, signal, command):
    getattr(getattr(deck, screen), signal).emit()

    assert given == [Pressed(NOW, command)]


def test_what_is_touched_becomes_one_input(deck, given, window):
    deck.session.undone.emit()
    deck.kit.confirmed.emit()
    deck.kit.missing_reported.emit()
    deck.pin.entered.emit("2719")
    deck.question.answered.emit("yes")
    window.touched.emit()

    assert given == [
        Undone(NOW),
        Confirmed(NOW),
        Confirmed(NOW),
        PinTyped(NOW, "2719"),
        Pressed(NOW, Command.YES),
        Touched(NOW),
    ]


def test_a_returned_thing_is_rated_on_its_own_screen(deck, given, window):
    deck.session.rate_opened.emit()
    assert window.screen_shown is deck.condition

    deck.condition.broken_chosen.emit()

    assert given == [ConditionChosen(NOW, Condition.BROKEN, "e7")]
    assert window.screen_shown is deck.session


def test_the_idle_screen_keeps_what_it_tells_while_the_clock_goes_on(deck):
    deck.show_told(deck_told := _told())
    deck.rest_as(IdleView("Tap your badge", "09:01", "Friday", StationView("2 readers ready")))

    assert not deck.idle.is_at_rest
    assert deck_told.title == "Microphone"
    deck.show_rest()
    assert deck.idle.is_at_rest


def test_a_person_gets_their_language_and_size_and_the_next_one_does_not(deck, window):
    deck.suit(AMINA)
    assert window.wearing.theme.large_text
    assert spoken() == "de"

    deck.suit(None)

    assert not window.wearing.theme.large_text
    assert spoken() == "en"


def test_large_text_survives_another_window_size(deck, window):
    deck.enlarge(large_text=True)
    deck.fit(800, 480)

    assert window.wearing.theme.large_text
    assert (window.wearing.theme.width_px, window.wearing.theme.height_px) == (800, 480)


def test_the_language_button_goes_round_all_languages(deck):
    deck.idle.language_changed.emit()
    assert spoken() != "en"
    while spoken() != "en":
        deck.idle.language_changed.emit()


def test_notices_lie_over_the_screen_and_go_away(deck, window):
    deck.show_time_out(TimeOutView("Still there?", "It closes soon.", "More time", "Done"))
    deck.show_band(BandView("Badge reader is gone", "Use the camera", "Search", "D001"))
    deck.show_band(None)
    deck.show_time_out(None)

    assert window.screen_shown is deck.idle


def test_trouble_and_questions_have_screens_of_their_own(deck, window, qtbot):
    deck.show_question(QuestionView(Tone.ATTENTION, "Take it?", "", (("yes", "Yes", "check"),)))
    assert window.screen_shown is deck.question
    deck.show_trouble(TroubleView(Tone.REFUSED, "Cannot lend", "Full", "S002", "Try again"))
    assert window.screen_shown is deck.trouble

    with qtbot.waitSignal(deck.retried):
        deck.trouble.pressed.emit()


def _told():
    return card(Returned(NOW, "e", MIC))
