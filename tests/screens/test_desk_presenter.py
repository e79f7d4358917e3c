"""What is seen of a session, decided without a widget."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from kiosk.desk.inputs import (
    ConditionChosen,
    Confirmed,
    PartBrought,
    PinTyped,
    Pressed,
    ReasonGiven,
    Ticked,
    Touched,
    Undone,
)
from kiosk.desk.outcomes import (
    Ambiguous,
    ApprovalNeeded,
    CheckedOut,
    Checklist,
    ChecklistLine,
    Corrected,
    Direction,
    Due,
    Holder,
    How,
    Item,
    OnLoan,
    Problem,
    Refused,
    Repeated,
    Returned,
    SessionClosed,
    SessionOpened,
    Step,
    Told,
    Topic,
    Trouble,
    Undoes,
    Unknown,
)
from kiosk.domain.due import DueKind, DueWords
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Entity, LineId, PersonId, Subject
from kiosk.domain.model import Condition
from kiosk.domain.refusals import Refusal, RefusalCode, Severity
from kiosk.domain.trouble import TroubleCode
from kiosk.screens.desk_presenter import TOLD_S, DeskPresenter
from kiosk.screens.views import PartState
from kiosk.shell.palette import Tone
from tests.fakes.desk_view import FakeDeskView

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CAMERA = Item(Subject("asset:1"), Entity.ASSET, "Canon EOS C70", "AV-0142", "camera")
KIT = Item(Subject("kit:1"), Entity.KIT, "Interview kit", "KIT-1")
CABLE = Item(Subject("part:1"), Entity.PART, "XLR cable")
MIC = Item(Subject("asset:2"), Entity.ASSET, "Microphone", "AV-2", "mic")
TOMORROW = Due(NOW, DueWords(DueKind.TOMORROW, date(2026, 11, 21), time(9, 50), "Lesson 1"))
OVERDUE = Due(NOW, DueWords(DueKind.OVERDUE, date(2026, 11, 18), time(9), days_over=2))
HELD = (
    OnLoan(LineId("l1"), CAMERA, TOMORROW, overdue=False),
    OnLoan(LineId("l2"), CABLE, OVERDUE, overdue=True, quantity=2, debt=True),
)
AMINA = Holder(PersonId("p"), "Amina Kovac", "Amina K.", language="de", staff=True)
TOO_MANY = Refusal(
    RefusalCode.TOO_MANY_ITEMS,
    Severity.STAFF,
    "You already have {held} items.",
    "{held} held.",
    "Please bring one back.",
    facts={"held": 6},
)


@pytest.fixture
def view():
    return FakeDeskView()


@pytest.fixture
def given():
    return []


@pytest.fixture
def presenter(view, given):
    return DeskPresenter(view, given.append)


@pytest.fixture
def at_desk(presenter):
    presenter.answer(SessionOpened(NOW, "s", AMINA))
    return presenter


def taken(**changed):
    return CheckedOut(**({"at": NOW, "id": "e1", "item": CAMERA, "due": TOMORROW} | changed))


def test_a_session_greets_in_the_persons_language_and_counts_what_is_out(presenter, view):
    presenter.answer(SessionOpened(NOW, "s", AMINA, HELD))

    assert view.holder is AMINA
    assert view.session.greeting == "Hello, Amina\N{NO-BREAK SPACE}K."
    assert view.session.loans_title == "2 things with you, 1 overdue"
    assert [loan.title for loan in view.session.loans] == ["Canon EOS C70", "2 × XLR cable"]
    assert view.session.loans[1].due == "missing from its kit, 2 days overdue"
    assert view.session.can_open_staff
    assert view.tones == [Tone.DONE]


def test_what_was_taken_is_the_newest_card_and_can_be_undone(at_desk, view, given):
    at_desk.answer(taken(loans=HELD[:1]))
    at_desk.undone(NOW)

    newest = view.session.results[0]
    assert (newest.word, newest.title, newest.tag) == ("Taken", "Canon EOS C70", "AV-0142")
    assert newest.detail == "until tomorrow, end of Lesson 1"
    assert newest.can_undo
    assert given == [Undone(NOW)]


def test_only_the_newest_answer_can_be_undone(at_desk, view):
    at_desk.answer(taken())
    at_desk.answer(taken(item=MIC))

    assert [result.can_undo for result in view.session.results] == [True, False]


def test_the_cards_of_a_long_session_do_not_grow_without_end(at_desk, view):
    for _ in range(60):
        at_desk.answer(taken())

    assert len(view.session.results) == 20


def test_an_answer_to_nobody_goes_away_by_itself(presenter, view):
    presenter.answer(Returned(NOW, "e", CAMERA))
    assert view.last == "told"

    presenter.tick(NOW + timedelta(seconds=TOLD_S - 1))
    assert view.last == "told"
    presenter.tick(NOW + timedelta(seconds=TOLD_S))

    assert view.last == "rest"


def test_what_was_told_to_nobody_leaves_a_session_alone(presenter, view):
    presenter.answer(Unknown(NOW))
    presenter.answer(SessionOpened(NOW, "s", AMINA))
    presenter.tick(NOW + timedelta(minutes=1))

    assert view.last == "session"


@pytest.mark.parametrize(
    ("returned", "detail", "tone"),
    [
        ({}, "Thank you.", Tone.DONE),
        ({"was_out": False}, "It was not out. All is well.", Tone.DONE),
        ({"place": "Shelf B2"}, "Put it here: Shelf B2", Tone.DONE),
        ({"found": True}, "It was missing. Thank you for finding it!", Tone.DONE),
        ({"to_staff": True}, "Please give it to a member of staff.", Tone.ATTENTION),
        ({"offered": True}, "Would you like to take it? Scan “yes”.", Tone.DONE),
        (
            {"condition": Condition.BROKEN},
            "Thank you for saying so. Staff will look at it.",
            Tone.ATTENTION,
        ),
        (
            {"lines": (ChecklistLine("x", CABLE, 2), ChecklistLine("y", MIC, 1))},
            "Still missing: 2 × XLR cable, Microphone",
            Tone.ATTENTION,
        ),
    ],
)
def test_a_return_says_the_one_thing_that_matters(at_desk, view, returned, detail, tone):
    at_desk.answer(Returned(NOW, "e", CAMERA, **returned))

    assert view.session.results[0].detail == detail
    assert view.session.results[0].tone is tone


def test_a_refusal_shows_every_reason_and_staff_can_be_asked(at_desk, view):
    at_desk.answer(Refused(NOW, CAMERA, (TOO_MANY,), passable=True))

    assert view.refusal.reasons[0].why == "You already have 6 items."
    assert view.refusal.reasons[0].code == "L010"
    assert view.tones[-1] is Tone.REFUSED

    at_desk.staff_asked(NOW)
    assert view.approval.person == "Amina K."

    at_desk.dismissed()
    assert view.last == "session"
    assert view.session.results[0].code == "L010"


def test_a_date_in_a_reason_is_said_as_people_say_it(at_desk, view):
    over = Refusal(
        RefusalCode.VALIDITY_OVER,
        Severity.STAFF,
        "Your account ended on {until}.",
        "",
        "Please ask staff.",
        facts={"until": "2026-10-23"},
    )
    at_desk.answer(Refused(NOW, CAMERA, (over,)))

    assert view.refusal.reasons[0].why == "Your account ended on Friday 23 October."


def test_staff_asked_without_a_refusal_changes_nothing(at_desk, view):
    at_desk.staff_asked(NOW)

    assert view.last == "session"


def test_a_kit_is_ticked_line_by_line_and_confirmed(at_desk, view, given):
    lines = (
        ChecklistLine("m", MIC, 1, ticked=1, decided=True),
        ChecklistLine("c", CABLE, 2, ticked=1),
        ChecklistLine("d", CABLE, 1, owed=True),
    )
    at_desk.answer(Checklist(NOW, KIT, Direction.OUT, lines))

    states = [part.state for part in view.kit.parts]
    assert states == [PartState.SEEN, PartState.PARTLY, PartState.MISSING]
    assert not view.kit.can_confirm
    assert view.kit.missing == "Something is missing"
    assert view.kit.progress == "1 of 3 seen"

    at_desk.ticked("c", NOW)
    at_desk.ticked("m", NOW)
    at_desk.ticked("d", NOW)
    at_desk.ticked("no such line", NOW)
    at_desk.confirmed(NOW)
    assert given == [
        Ticked(NOW, "c", touched=True),
        Ticked(NOW, "m", touched=True),
        PartBrought(NOW, "d"),
        Confirmed(NOW),
    ]


def test_a_kit_comes_back_with_what_is_there(at_desk, view):
    lines = (ChecklistLine("c", CABLE, 2, decided=True), ChecklistLine("m", MIC, 1, ticked=1))
    at_desk.answer(Checklist(NOW, KIT, Direction.BACK, lines))

    assert view.kit.can_confirm
    assert view.kit.confirm == "Return without 2 parts"
    whole = (ChecklistLine("m", MIC, 1, ticked=1),)
    at_desk.answer(Checklist(NOW, KIT, Direction.BACK, whole))
    assert view.kit.confirm == "Return the kit"


def test_a_checklist_stays_on_show_until_it_is_answered(at_desk, view):
    at_desk.answer(Checklist(NOW, KIT, Direction.OUT, (ChecklistLine("m", MIC, 1, ticked=1),)))
    at_desk.refresh()
    assert view.last == "kit"
    assert view.kit.confirm == "Take the kit"

    at_desk.answer(taken(item=KIT))
    assert view.last == "session"


def test_each_step_of_an_approval_has_its_screen(at_desk, view, given):
    until = NOW + timedelta(seconds=90)

    def needs(step, **more):
        at_desk.answer(ApprovalNeeded(NOW, CAMERA, (TOO_MANY,), step, until, **more))

    needs(Step.YES)
    assert view.question.choices[0][0] == "yes"
    at_desk.answered("yes", NOW)
    at_desk.answered("no", NOW)
    needs(Step.BADGE)
    assert view.approval.seconds == 90
    needs(Step.BADGE, problem=Problem.SAME_PERSON)
    assert view.approval.reason == "It has to be somebody else than you."
    needs(Step.PIN, problem=Problem.WAIT, wait_s=8)
    assert (view.pin.wait_seconds, view.pin.locked) == (8, False)
    needs(Step.PIN, problem=Problem.LOCKED)
    assert view.pin.locked
    at_desk.pin_typed("2719", NOW)
    needs(Step.REASON)
    reason = view.question.choices[0][0]
    at_desk.answered(reason, NOW)

    assert given == [
        Pressed(NOW, Command.YES),
        Pressed(NOW, Command.NO),
        PinTyped(NOW, "2719"),
        ReasonGiven(NOW, reason),
    ]


def test_how_a_returned_thing_is_can_be_said_in_one_tap(at_desk, view, given):
    at_desk.rate_opened()
    assert view.last == "session"

    at_desk.answer(Returned(NOW, "e7", MIC))
    at_desk.rate_opened()
    assert view.condition.title == "Microphone"
    at_desk.rated(Condition.BROKEN, NOW)

    assert given == [ConditionChosen(NOW, Condition.BROKEN, "e7")]
    assert view.last == "session"


def test_a_thing_scanned_first_waits_for_a_badge_and_says_what_its_kit_lacks(presenter, view):
    presenter.answer(Told(NOW, Topic.NEEDS_BADGE, CAMERA, seconds=30))
    assert (view.waiting.title, view.waiting.seconds) == ("Canon EOS C70", 30)

    lacking = (ChecklistLine("c", CABLE, 2, ticked=1),)
    presenter.answer(Told(NOW, Topic.NEEDS_BADGE, KIT, lines=lacking, seconds=30))
    assert view.waiting.text == "Tap your badge to take it. It lacks: XLR cable"

    presenter.answer(Told(NOW, Topic.CANCELLED))
    assert view.last == "rest"


def test_the_warning_before_a_time_out_covers_the_session_until_anything_happens(at_desk, view):
    at_desk.touched(NOW)
    at_desk.answer(Told(NOW, Topic.TIME_WARNING, seconds=20))
    assert view.time_out.seconds == 20

    at_desk.answer(Told(NOW, Topic.MORE_TIME))

    assert view.time_out is None
    assert view.shown.count("session") == 1


def test_a_touch_is_a_sign_of_life_only_while_somebody_is_here(presenter, given):
    presenter.touched(NOW)
    presenter.answer(SessionOpened(NOW, "s", AMINA))
    presenter.touched(NOW)

    assert given == [Touched(NOW)]


def test_large_text_is_worn_as_the_desk_says(at_desk, view):
    at_desk.answer(Told(NOW, Topic.LARGE_TEXT, on=True))

    assert view.large_text is True


def test_the_end_of_a_session_leaves_nothing_of_it(at_desk, view):
    at_desk.answer(taken(loans=HELD))
    at_desk.answer(SessionClosed(NOW, "s", How.FINISHED))

    assert (view.last, view.holder) == ("rest", None)
    assert at_desk.holder is None
    at_desk.answer(SessionOpened(NOW, "t", AMINA))
    assert view.session.results == ()


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Repeated(NOW, taken()), "You have it"),
        (Repeated(NOW, Returned(NOW, "e", CAMERA)), "Already returned"),
        (Corrected(NOW, "e", CAMERA, Undoes.CHECK_OUT), "Undone"),
        (Unknown(NOW), "Not known"),
        (Unknown(NOW, badge=True), "Not known"),
        (Ambiguous(NOW, 2), "Not clear"),
        (Trouble(NOW, TroubleCode.STORE_FULL, "The disk is full."), "Not done"),
        *((Told(NOW, topic, CAMERA), None) for topic in Topic),
    ],
)
def test_every_outcome_is_shown_with_a_word(at_desk, view, outcome, word):
    at_desk.answer(outcome)

    if view.last == "session" and word:
        assert view.session.results[0].word == word
    assert view.last in ("session", "waiting", "time_out")
