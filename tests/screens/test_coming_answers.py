"""Answers that are laid out before they are durable: seen only when they are, gone when not."""

from datetime import UTC, datetime

import pytest

from kiosk.desk.outcomes import (
    CheckedOut,
    Due,
    Holder,
    Item,
    OnLoan,
    SessionOpened,
    Told,
    Topic,
    Trouble,
)
from kiosk.domain.due import DueKind, DueWords
from kiosk.domain.ids import Entity, LineId, PersonId, Subject
from kiosk.domain.trouble import TroubleCode
from kiosk.screens.desk_presenter import DeskPresenter
from kiosk.shell.palette import Tone
from tests.fakes.desk_view import FakeDeskView

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CAMERA = Item(Subject("asset:1"), Entity.ASSET, "Canon EOS C70", "AV-0142", "camera")
MIC = Item(Subject("asset:2"), Entity.ASSET, "Microphone", "AV-2", "mic")
TODAY = Due(NOW, DueWords(DueKind.TODAY, NOW.date(), NOW.time()))
HELD = (OnLoan(LineId("l1"), CAMERA, TODAY, overdue=False),)


@pytest.fixture
def view():
    return FakeDeskView()


@pytest.fixture
def presenter(view):
    return DeskPresenter(view, lambda _given: None)


@pytest.fixture
def at_desk(presenter):
    presenter.answer(SessionOpened(NOW, "s", Holder(PersonId("p"), "Amina Kovac", "Amina K.")))
    return presenter


def taken(item=CAMERA, loans=()):
    return CheckedOut(at=NOW, id="e1", item=item, due=TODAY, loans=loans)


def test_an_answer_that_was_made_ready_only_sounds_when_it_is_durable(at_desk, view):
    coming = taken()
    assert at_desk.expects(coming)
    at_desk.get_ready(coming)
    ready, sounded = view.session, list(view.tones)
    at_desk.answer(coming)

    assert ready.results[0].title == "Canon EOS C70"
    assert view.session is ready
    assert view.tones == [*sounded, Tone.DONE]


def test_trouble_takes_the_place_of_an_answer_that_could_not_be_recorded(at_desk, view):
    at_desk.answer(taken(item=MIC))
    at_desk.get_ready(taken(loans=HELD))
    at_desk.answer(Trouble(NOW, TroubleCode.STORE_FULL, "The disk is full."))

    assert [each.title for each in view.session.results][1:] == ["Microphone"]
    assert view.session.loans == ()


def test_an_answer_that_is_long_in_coming_leaves_what_stood_before(at_desk, view):
    at_desk.answer(taken(item=MIC))
    before = view.session
    coming = taken()
    at_desk.get_ready(coming)
    at_desk.forget_coming()
    at_desk.forget_coming()
    held = view.session
    at_desk.answer(coming)

    assert held == before
    assert [each.title for each in view.session.results] == ["Canon EOS C70", "Microphone"]


def test_only_what_is_recorded_of_somebody_at_the_desk_is_made_ready(presenter):
    assert not presenter.expects(taken())
    presenter.answer(SessionOpened(NOW, "s", Holder(PersonId("p"), "Amina Kovac", "Amina K.")))
    assert not presenter.expects(Told(NOW, Topic.HELP))
    presenter.answer(Told(NOW, Topic.TIME_WARNING))
    assert not presenter.expects(taken())
