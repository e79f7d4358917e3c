"""A receipt says what a session took and returned, and nothing that was taken back."""

from datetime import UTC, datetime

import pytest

from kiosk.desk.outcomes import (
    CheckedOut,
    Corrected,
    How,
    Outcome,
    Refused,
    Returned,
    SessionClosed,
    SessionOpened,
    Told,
    Topic,
    Undoes,
)
from kiosk.screens.receipt import ReceiptLine, Receipts, Weight
from kiosk.shell.words import speak
from tests.screens.test_desk_presenter import AMINA, CAMERA, HELD, MIC, NOW, TOMORROW

LOCAL = datetime(2026, 11, 20, 10, 32, tzinfo=UTC)
OPENED = SessionOpened(NOW, "s", AMINA)
CLOSED = SessionClosed(NOW, "s", How.FINISHED)
TAKEN = CheckedOut(NOW, "e1", CAMERA, TOMORROW)
BACK = Returned(NOW, "e2", MIC)


def printed(*outcomes: Outcome) -> tuple[ReceiptLine, ...]:
    receipts = Receipts()
    for outcome in outcomes:
        receipt = receipts.take(outcome, LOCAL)
        assert not receipt or isinstance(outcome, SessionClosed)
    return receipts.take(CLOSED, LOCAL)


def texts(*outcomes: Outcome) -> list[str]:
    return [" | ".join(filter(None, (line.left, line.right))) for line in printed(*outcomes)]


def test_a_receipt_names_the_person_the_moment_and_each_thing():
    assert texts(OPENED, TAKEN, BACK) == [
        "Receipt",
        "Amina K. | Friday 20 November, 10:32",
        "",
        "Taken",
        "Canon EOS C70 (AV-0142) | tomorrow, end of Lesson 1",
        "",
        "Returned",
        "Microphone (AV-2)",
    ]


def test_what_was_with_the_person_before_is_listed_too():
    taken = CheckedOut(NOW, "e1", CAMERA, TOMORROW, HELD)

    assert texts(OPENED, taken)[-2:] == ["Still with you", "2 × XLR cable | 2 days overdue"]


def test_titles_stand_out():
    weights = [line.weight for line in printed(OPENED, TAKEN)]

    assert weights[0] is Weight.LARGE
    assert weights[3] is Weight.STRONG
    assert weights[4] is Weight.PLAIN


@pytest.mark.parametrize(
    "outcomes",
    [
        (),
        (OPENED,),
        (OPENED, Told(NOW, Topic.HELP)),
        (OPENED, Refused(NOW, CAMERA, ())),
        (OPENED, TAKEN, Corrected(NOW, "e3", CAMERA, Undoes.CHECK_OUT)),
        (TAKEN,),
    ],
)
def test_nothing_is_printed_when_nothing_moved_in_a_session(outcomes: tuple[Outcome, ...]):
    assert printed(*outcomes) == ()


def test_what_was_taken_back_is_left_out_and_what_was_restored_is_in():
    undone = Corrected(NOW, "e3", CAMERA, Undoes.CHECK_OUT)
    again = Corrected(NOW, "e4", CAMERA, Undoes.CORRECTION)

    assert "Taken" not in texts(OPENED, TAKEN, BACK, undone)
    assert "Taken" in texts(OPENED, TAKEN, BACK, undone, again)


def test_the_next_session_begins_with_an_empty_receipt():
    receipts = Receipts()
    for outcome in (OPENED, TAKEN, CLOSED, OPENED):
        receipts.take(outcome, LOCAL)

    assert receipts.take(CLOSED, LOCAL) == ()


def test_a_receipt_speaks_the_language_of_the_screen():
    speak("de")
    try:
        assert printed(OPENED, TAKEN)[0].left == "Beleg"
    finally:
        speak("en")
