"""High value needs a second person; staff pass what they may, with badge, PIN and reason."""

from kiosk.desk.outcomes import (
    ApprovalNeeded,
    CheckedOut,
    Problem,
    Refused,
    SessionClosed,
    SessionOpened,
    Step,
    Told,
    Topic,
)
from kiosk.domain.bodies import lending
from kiosk.domain.bodies.people import RoleWithdrawn
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Entity, subject
from kiosk.domain.roles import Role
from tests.desk.school import Desk, person_id


def ask_for_lens(desk: Desk, who: str = "ada") -> ApprovalNeeded:
    desk.tap(who)
    asked = desk.scan("LENS-1")[0]
    assert isinstance(asked, ApprovalNeeded)
    return asked


def test_high_value_goes_out_after_the_badge_and_pin_of_a_second_person(desk: Desk) -> None:
    asked = ask_for_lens(desk)
    pin = desk.tap("tess")[0]

    out = desk.pin("4711")[0]

    assert (asked.awaiting, [reason.code for reason in asked.reasons]) == (Step.BADGE, ["L009"])
    assert pin.awaiting is Step.PIN
    assert isinstance(out, CheckedOut)
    approved = [body for body in desk.bodies() if isinstance(body, lending.Approved)]
    assert len(approved) == 1
    assert desk.held_by("LENS-1") == "ada"


def test_nobody_approves_for_themselves(desk: Desk) -> None:
    ask_for_lens(desk, "tess")

    said = desk.tap("tess")[0]

    assert said.problem is Problem.SAME_PERSON
    assert desk.held_by("LENS-1") == ""


def test_the_badge_of_a_pupil_swaps_while_an_approval_waits(desk: Desk) -> None:
    ask_for_lens(desk)

    assert [type(said) for said in desk.tap("ben")] == [SessionClosed, SessionOpened]


def test_a_wrong_pin_is_said_and_the_right_one_still_passes(desk: Desk) -> None:
    ask_for_lens(desk)
    desk.tap("tess")
    wrong = desk.pin("0000")[0]
    desk.clock.advance(seconds=30)
    desk.tap("tess")

    assert wrong.problem is Problem.WRONG_PIN
    assert isinstance(desk.pin("4711")[0], CheckedOut)


def test_another_member_of_staff_may_step_in_after_a_wrong_pin(desk: Desk) -> None:
    ask_for_lens(desk)
    desk.tap("tess")
    desk.pin("0000")
    desk.tap("dora")

    assert isinstance(desk.pin("1234")[0], CheckedOut)


def test_a_permission_taken_away_meanwhile_does_not_count(desk: Desk) -> None:
    ask_for_lens(desk)
    desk.tap("dora")
    with desk.station.books.write(desk.now) as book:
        alias = book.actor_alias(person_id("dora"))
        book.append(RoleWithdrawn(alias, Role.DESK), (subject(Entity.PERSON, alias),))

    said = desk.pin("1234")[0]

    assert isinstance(said, ApprovalNeeded)
    assert said.awaiting is Step.BADGE


def test_the_wait_for_approval_ends(desk: Desk) -> None:
    ask_for_lens(desk)

    assert desk.wait(100) == []
    assert desk.wait(20)[0].topic is Topic.APPROVAL_OVER
    assert desk.wait(59) == []
    assert desk.wait(1)[0].topic is Topic.TIME_WARNING


def test_an_approval_can_be_cancelled(desk: Desk) -> None:
    ask_for_lens(desk)

    assert desk.press(Command.CANCEL)[0].topic is Topic.CANCELLED
    assert isinstance(desk.tap("tess")[0], SessionClosed)


def test_pins_and_reasons_out_of_place_do_nothing(desk: Desk) -> None:
    desk.tap("ada")

    assert desk.pin("4711")[0].topic is Topic.NOTHING_WAITS
    assert desk.reason("because")[0].topic is Topic.NOTHING_WAITS


def test_all_reasons_are_told_and_recorded(desk: Desk) -> None:
    desk.bar("ada")
    desk.edit_person("ada", may_borrow=0)
    desk.tap("ada")

    said = desk.scan("OLD-1")[0]

    assert isinstance(said, Refused)
    assert [reason.code for reason in said.reasons] == ["L001", "L002", "L004"]
    assert not said.passable
    assert "lens" not in repr(said)
    body = next(each for each in desk.bodies() if isinstance(each, lending.Refused))
    assert [reason.code for reason in body.reasons] == ["L001", "L002", "L004"]


def test_a_barred_person_still_brings_things_back(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")
    desk.tap("ada")
    desk.bar("ada")

    opened = desk.tap("ada")[0]
    back = desk.scan("CAM-1")[0]

    assert len(opened.holder.bars) == 1
    assert back.own


def test_staff_pass_a_limit_with_a_reason_and_the_event_keeps_it_sealed(desk: Desk) -> None:
    desk.set_policy(max_items=1)
    desk.tap("ada")
    desk.scan("CAM-1")
    refused = desk.scan("MIC-1")[0]
    desk.tap("dora")
    desk.pin("1234")

    out = desk.reason("exam today")[0]

    assert [reason.code for reason in refused.reasons] == ["L010"]
    assert isinstance(out, CheckedOut)
    body = next(each for each in desk.bodies() if isinstance(each, lending.Overridden))
    assert body.code == "L010"
    assert body.reason
    assert "exam" not in body.reason


def test_a_refusal_no_longer_waits_for_staff_after_a_while(desk: Desk) -> None:
    desk.set_policy(max_items=0)
    desk.tap("ada")
    desk.scan("CAM-1")
    desk.clock.advance(seconds=50)
    desk.press(Command.MORE_TIME)
    desk.clock.advance(seconds=50)
    desk.press(Command.MORE_TIME)
    desk.clock.advance(seconds=30)

    assert isinstance(desk.tap("dora")[0], SessionClosed)


def borrow_and_forget(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")
    desk.tap("ada")
    desk.clock.advance(days=30)


def test_who_holds_overdue_things_is_asked_and_a_yes_lends(desk: Desk) -> None:
    borrow_and_forget(desk)
    opened = desk.tap("ada")[0]
    asked = desk.scan("MIC-1")[0]

    out = desk.press(Command.YES)[0]

    assert opened.loans[0].overdue
    assert (asked.awaiting, asked.reasons[0].code) == (Step.YES, "L011")
    assert isinstance(out, CheckedOut)
    body = [each for each in desk.bodies() if isinstance(each, lending.CheckedOut)][-1]
    assert body.basis is not None
    assert body.basis["said_yes"] == "L011"


def test_a_no_lends_nothing(desk: Desk) -> None:
    borrow_and_forget(desk)
    desk.tap("ada")
    desk.scan("MIC-1")

    said = desk.press(Command.NO)[0]

    assert isinstance(said, Told)
    assert said.topic is Topic.APPROVAL_OVER
    assert desk.held_by("MIC-1") == ""


def test_a_badge_while_a_question_is_open_swaps(desk: Desk) -> None:
    borrow_and_forget(desk)
    desk.tap("ada")
    desk.scan("MIC-1")

    assert isinstance(desk.tap("tess")[0], SessionClosed)


def test_a_yes_and_an_approval_are_asked_one_after_the_other(desk: Desk) -> None:
    borrow_and_forget(desk)
    desk.tap("ada")
    desk.scan("LENS-1")
    second = desk.press(Command.YES)[0]
    desk.tap("tess")

    out = desk.pin("4711")[0]

    assert (second.awaiting, [reason.code for reason in second.reasons]) == (Step.BADGE, ["L009"])
    assert isinstance(out, CheckedOut)


def test_other_scans_go_on_while_an_approval_waits(desk: Desk) -> None:
    ask_for_lens(desk)
    desk.scan("CAM-1")
    desk.tap("tess")

    assert isinstance(desk.pin("4711")[0], CheckedOut)
    assert desk.held_by("CAM-1") == desk.held_by("LENS-1") == "ada"


def test_undo_of_an_approved_loan_takes_the_approval_with_it(desk: Desk) -> None:
    ask_for_lens(desk)
    desk.tap("tess")
    desk.pin("4711")

    desk.press(Command.UNDO)

    assert desk.held_by("LENS-1") == ""
    assert len([body for body in desk.bodies() if isinstance(body, lending.Corrected)]) == 2


def test_no_pin_stands_in_any_answer_event_or_text_of_the_machine(desk: Desk) -> None:
    ask_for_lens(desk)
    desk.tap("tess")
    desk.pin("4711")

    assert "4711" not in repr(desk.said)
    assert "4711" not in repr(desk.bodies())
    assert "4711" not in repr(desk.counter.session)
