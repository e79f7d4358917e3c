"""What a kit came back without: who owes it, who brings it, and spares."""

from kiosk.desk.inputs import (
    Confirmed,
    PartBrought,
    SparePut,
)
from kiosk.desk.outcomes import (
    ApprovalNeeded,
    CheckedOut,
    Checklist,
    Problem,
    Refused,
    Repeated,
    Returned,
    Step,
    Told,
    Topic,
)
from kiosk.domain.bodies import lending
from kiosk.domain.identifiers import Command
from tests.desk.kit_moves import bring_kit_short, debt_line, take_kit
from tests.desk.school import PART, Desk, about_kit, kit_id


def test_what_is_missing_stays_on_the_person_with_a_due_time_of_its_own(desk: Desk) -> None:
    take_kit(desk)
    desk.clock.advance(days=3)

    back = bring_kit_short(desk)

    assert [(line.item.name, line.missing) for line in back.lines if line.missing] == [
        ("XLR cable", 2)
    ]
    assert desk.kit("KIT-1").loan is None
    assert [line.quantity for line in desk.kit("KIT-1").debt] == [2]
    owed = desk.tap("ada")[-1].loans
    assert [(loan.item.name, loan.quantity, loan.debt) for loan in owed] == [("XLR cable", 2, True)]
    assert owed[0].due.at.day == 1  # the kit was due on 30 November


def test_a_kit_in_short_cannot_go_out_whole(desk: Desk) -> None:
    take_kit(desk)
    bring_kit_short(desk)
    desk.wait(31)
    desk.tap("ben")
    shown = desk.scan("KA")[0]
    desk.scan("KB")

    refused = desk.give(Confirmed(desk.now))[0]

    assert [(line.item.name, line.owed) for line in shown.lines if line.owed] == [
        ("XLR cable", True)
    ]
    assert isinstance(refused, Refused)


def test_anyone_brings_a_missing_part_and_the_kit_is_whole_again(desk: Desk) -> None:
    take_kit(desk)
    bring_kit_short(desk)
    desk.wait(31)
    desk.tap("ben")
    desk.scan("KA")
    desk.scan("KB")

    one = desk.give(PartBrought(desk.now, debt_line(desk), 1))
    other = desk.give(PartBrought(desk.now, debt_line(desk)))

    assert [type(outcome) for outcome in one] == [Returned, Checklist]
    assert not one[0].own
    assert [type(outcome) for outcome in other] == [Returned, CheckedOut]
    assert desk.kit("KIT-1").debt == ()


def test_a_part_is_brought_right_after_the_kit_and_once_only(desk: Desk) -> None:
    take_kit(desk)
    desk.tap("ada")
    bring_kit_short(desk)
    line = debt_line(desk)

    back = desk.give(PartBrought(desk.now, line))[0]

    assert back.own
    assert back.loans == ()
    assert desk.give(PartBrought(desk.now, line))[0].topic is Topic.NOTHING_WAITS


def test_a_part_that_was_settled_meanwhile_comes_too_late(desk: Desk) -> None:
    take_kit(desk)
    bring_kit_short(desk)
    line = debt_line(desk)
    about = (about_kit("KIT-1"),)
    desk.record(lending.PartReturned(kit_id("KIT-1"), PART, line, 2), *about)

    assert desk.give(PartBrought(desk.now, line))[0].topic is Topic.TOO_LATE


def test_bringing_a_part_leaves_other_answers_as_they_are(desk: Desk) -> None:
    take_kit(desk)
    desk.tap("ada")
    desk.scan("CAM-1")
    bring_kit_short(desk)
    desk.give(PartBrought(desk.now, debt_line(desk)))

    again = desk.scan("KIT-1")[0]

    assert isinstance(again, Repeated)
    assert [line.missing for line in again.answer.lines] == [0, 0, 0]
    assert isinstance(desk.scan("CAM-1")[0], Repeated)


def test_undo_makes_a_brought_part_missing_again(desk: Desk) -> None:
    take_kit(desk)
    bring_kit_short(desk)
    desk.give(PartBrought(desk.now, debt_line(desk), 1))

    desk.press(Command.UNDO)

    assert [line.quantity for line in desk.kit("KIT-1").debt] == [2]


def test_staff_put_in_a_spare(desk: Desk) -> None:
    take_kit(desk)
    bring_kit_short(desk)
    desk.wait(31)
    desk.tap("tess")
    desk.scan("KA")
    asked = desk.give(SparePut(desk.now, debt_line(desk)))[0]
    pin = desk.tap("tess")[0]

    said = desk.pin("4711")

    assert (asked.awaiting, pin.awaiting) == (Step.BADGE, Step.PIN)
    assert [type(outcome) for outcome in said] == [Told, Checklist]
    assert said[0].topic is Topic.REPLACED
    assert desk.kit("KIT-1").debt == ()


def test_only_staff_who_may_put_in_a_spare(desk: Desk) -> None:
    take_kit(desk)
    bring_kit_short(desk)
    desk.give(SparePut(desk.now, debt_line(desk)))

    said = desk.tap("dora")[0]

    assert isinstance(said, ApprovalNeeded)
    assert said.problem is Problem.NOT_PERMITTED


def test_a_spare_for_what_is_settled_comes_too_late(desk: Desk) -> None:
    take_kit(desk)
    bring_kit_short(desk)
    line = debt_line(desk)
    desk.give(SparePut(desk.now, line))
    desk.tap("tess")
    desk.record(lending.PartReturned(kit_id("KIT-1"), PART, line, 2), about_kit("KIT-1"))

    assert desk.pin("4711")[0].topic is Topic.TOO_LATE


def test_nothing_is_put_in_for_a_line_that_is_not_owed(desk: Desk) -> None:
    assert desk.give(SparePut(desk.now, "x"))[0].topic is Topic.NOTHING_WAITS


def test_a_missing_member_comes_back_by_its_scan(desk: Desk) -> None:
    take_kit(desk)
    desk.scan("KA")
    desk.press(Command.YES)
    desk.give(Confirmed(desk.now))
    desk.wait(31)

    back = desk.scan("KB")[0]

    assert isinstance(back, Returned)
    assert back.item.tag == "KB"
    assert desk.kit("KIT-1").open_lines == ()


def test_a_debt_from_before_is_shown_when_the_kit_comes_back_again(desk: Desk) -> None:
    take_kit(desk)
    bring_kit_short(desk)
    desk.wait(31)
    desk.tap("ben")
    desk.scan("KA")
    desk.scan("KB")
    desk.give(Confirmed(desk.now))
    desk.tap("tess")
    desk.pin("4711")
    desk.reason("needed today")
    desk.tap("ben")

    shown = desk.scan("KA")[0]
    brought = desk.give(PartBrought(desk.now, debt_line(desk), 1))[1]

    assert [(line.item.name, line.quantity) for line in shown.lines if line.owed] == [
        ("XLR cable", 2)
    ]
    assert [line.quantity for line in brought.lines if line.owed] == [1]
