"""Kits go out whole, come back by checklist, and what is missing stays a debt."""

from kiosk.desk.inputs import (
    ConditionChosen,
    Confirmed,
    PartBrought,
    Picked,
    SparePut,
    Ticked,
)
from kiosk.desk.outcomes import (
    ApprovalNeeded,
    CheckedOut,
    Checklist,
    Direction,
    Problem,
    Refused,
    Repeated,
    Returned,
    SessionClosed,
    Step,
    Told,
    Topic,
)
from kiosk.domain.bodies import lending
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Entity, subject
from kiosk.domain.model import Condition, Status
from tests.desk.school import PART, Desk, about_asset, about_kit, asset_id, kit_id, person_id

CABLE = f"part:{PART}"


def take_kit(desk: Desk, who: str = "ada") -> CheckedOut:
    """Take the interview kit whole, and leave."""
    desk.tap(who)
    desk.scan("KA")
    desk.scan("KB")
    out = desk.press(Command.YES)[-1]
    desk.tap(who)
    assert isinstance(out, CheckedOut)
    return out


def bring_kit_short(desk: Desk) -> Returned:
    """Bring the members back, without any cable."""
    desk.scan("KA")
    desk.scan("KB")
    back = desk.give(Confirmed(desk.now))[-1]
    assert isinstance(back, Returned)
    return back


def debt_line(desk: Desk) -> str:
    return desk.kit("KIT-1").debt[0].id


def test_a_whole_kit_is_one_loan_with_a_line_for_each_thing(desk: Desk) -> None:
    out = take_kit(desk)

    assert out.item.tag == "KIT-1"
    assert [(line.item.name, line.quantity) for line in out.lines] == [
        ("Boom pole", 1),
        ("Recorder", 1),
        ("XLR cable", 2),
    ]
    assert len({line.loan for line in desk.kit("KIT-1").open_lines}) == 1


def test_a_kit_is_ticked_part_by_part_on_the_screen(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("KIT-1")
    desk.give(Ticked(desk.now, about_asset("KA")))
    desk.give(Ticked(desk.now, about_asset("KB")))

    some = desk.give(Ticked(desk.now, CABLE, 1))[0]
    out = desk.give(Ticked(desk.now, CABLE, 99))[0]

    assert isinstance(some, Checklist)
    assert isinstance(out, CheckedOut)


def test_a_line_that_is_not_on_the_checklist_is_said_so(desk: Desk) -> None:
    assert desk.give(Ticked(desk.now, "asset:x"))[0].topic is Topic.NOTHING_WAITS
    assert desk.give(Confirmed(desk.now))[0].topic is Topic.NOTHING_WAITS
    desk.tap("ada")
    desk.scan("KIT-1")

    assert desk.give(Ticked(desk.now, "asset:x"))[0].topic is Topic.NOTHING_WAITS


def test_an_unticked_checklist_lends_nothing(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("KIT-1")

    assert isinstance(desk.give(Confirmed(desk.now))[0], Checklist)


def test_a_missing_part_stops_the_kit_until_it_turns_up(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("KA")
    desk.scan("KB")

    refused = desk.give(Confirmed(desk.now))[0]
    out = desk.give(Ticked(desk.now, CABLE))[0]

    assert isinstance(refused, Refused)
    assert [(reason.code, reason.facts["missing"]) for reason in refused.reasons] == [("L008", 2)]
    assert refused.passable
    assert isinstance(out, CheckedOut)


def test_done_after_a_refused_kit_leaves_instead_of_asking_again(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("KA")
    desk.press(Command.DONE)

    assert isinstance(desk.press(Command.DONE)[0], SessionClosed)


def test_staff_release_a_kit_that_is_short_and_the_event_says_what_was_missing(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("KA")
    desk.press(Command.NO)
    desk.press(Command.DONE)
    asked = desk.tap("tess")[0]
    why = desk.pin("4711")[0]
    again = desk.reason("  ")[0]

    out = desk.reason("cable on order")[0]

    assert (asked.awaiting, why.awaiting, again.awaiting) == (Step.PIN, Step.REASON, Step.REASON)
    assert isinstance(out, CheckedOut)
    body = next(each for each in desk.bodies() if isinstance(each, lending.CheckedOut))
    assert [(short.part, short.quantity) for short in body.missing] == [(PART, 2)]
    assert body.missing_members == (asset_id("KB"),)
    assert len(body.approvals) == 1
    assert not desk.kit("KIT-1").released


def test_a_desk_assistant_may_not_release_a_kit_so_their_badge_swaps(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("KA")
    desk.press(Command.DONE)

    assert isinstance(desk.tap("dora")[0], SessionClosed)


def test_the_checklist_waits_for_a_badge(desk: Desk) -> None:
    told = desk.scan("KA")[0]
    desk.scan("KB")
    still = desk.press(Command.DONE)[0]
    desk.press(Command.YES)

    said = desk.tap("ada")

    assert told.topic is still.topic is Topic.NEEDS_BADGE
    assert [line.ticked for line in told.lines] == [0, 1, 0]
    assert isinstance(said[1], CheckedOut)


def test_a_checklist_that_is_not_whole_is_shown_when_the_badge_comes(desk: Desk) -> None:
    desk.scan("KA")

    assert isinstance(desk.tap("ada")[1], Checklist)


def test_yes_and_no_decide_part_by_part_and_then_confirm(desk: Desk) -> None:
    desk.tap("ada")
    first = desk.scan("KA")[0]
    no = desk.press(Command.NO)[0]
    still = desk.press(Command.NO)[0]

    refused = desk.press(Command.YES)[0]

    assert first.asks == CABLE
    assert no.asks == still.asks == ""
    assert isinstance(refused, Refused)


def test_cancel_drops_the_checklist(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("KA")

    assert desk.press(Command.CANCEL)[0].topic is Topic.CANCELLED
    assert desk.press(Command.YES)[0].topic is Topic.NOTHING_WAITS


def test_a_kit_comes_back_whole_by_scanning_and_ticking(desk: Desk) -> None:
    take_kit(desk)
    shown = desk.scan("KB")[0]
    desk.scan("KA")

    back = desk.press(Command.YES)[0]

    assert shown.direction is Direction.BACK
    assert isinstance(back, Returned)
    assert desk.kit("KIT-1").open_lines == ()
    assert desk.kit("KIT-1").loan is None


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


def test_members_seen_coming_back_are_back_when_nobody_finishes_the_checklist(desk: Desk) -> None:
    take_kit(desk)
    desk.scan("KA")

    said = desk.wait(31)

    assert isinstance(said[0], Returned)
    assert desk.held_by("KA") == ""
    assert desk.held_by("KB") == "ada"
    assert desk.kit("KIT-1").loan is not None


def test_members_seen_coming_back_are_back_when_the_next_person_comes(desk: Desk) -> None:
    take_kit(desk)
    desk.tap("ada")
    desk.scan("KA")

    said = desk.tap("ben")

    assert [type(outcome).__name__ for outcome in said] == [
        "Returned",
        "SessionClosed",
        "SessionOpened",
    ]
    assert (said[1].returned, desk.held_by("KA"), desk.held_by("KB")) == (1, "", "ada")


def test_a_kit_brought_bit_by_bit_is_in_with_its_last_bit(desk: Desk) -> None:
    take_kit(desk)
    desk.scan("KA")
    desk.wait(31)
    desk.scan("KB")
    desk.press(Command.YES)

    assert desk.kit("KIT-1").loan is None


def test_another_kit_takes_the_place_of_one_coming_back(desk: Desk) -> None:
    take_kit(desk)
    desk.tap("ada")
    desk.scan("KA")

    said = desk.scan("SOLO")

    assert isinstance(said[0], Returned)
    assert isinstance(said[1], CheckedOut)
    assert (said[1].item.tag, desk.held_by("KA")) == ("KIT-2", "")


def test_a_checklist_coming_back_is_handed_to_whoever_taps(desk: Desk) -> None:
    take_kit(desk)
    desk.scan("KA")

    shown = desk.tap("ada")[1]

    assert (shown.direction, sum(line.ticked for line in shown.lines)) == (Direction.BACK, 1)


def test_the_kit_again_in_the_same_session_is_repeated(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("SOLO")
    out = desk.scan("KIT-2")[0]
    desk.tap("ada")
    desk.scan("SOLO")
    back = desk.scan("SOLO")[0]

    assert isinstance(out, Repeated)
    assert isinstance(back, Repeated)
    assert isinstance(back.answer, Returned)


def test_the_condition_of_a_kit_is_that_of_one_of_its_members(desk: Desk) -> None:
    take_kit(desk)
    bring_kit_short(desk)
    broken = ConditionChosen(desk.now, Condition.BROKEN, asset=asset_id("KA"))

    none = desk.give(ConditionChosen(desk.now, Condition.BROKEN))[0]
    said = desk.give(broken)[0]
    other = desk.give(ConditionChosen(desk.now, Condition.BROKEN, asset=asset_id("KB")))[0]

    assert none.topic is Topic.NOTHING_WAITS
    assert said.topic is other.topic is Topic.CONDITION
    assert desk.asset("KA").status is desk.asset("KB").status is Status.TESTING
    assert (
        desk.give(ConditionChosen(desk.now, Condition.BROKEN, asset=asset_id("SOLO")))[0].topic
        is Topic.NOTHING_WAITS
    )


def test_undo_of_a_kit_takes_the_whole_kit_back_and_undo_of_that_lends_it_again(
    desk: Desk,
) -> None:
    desk.tap("ada")
    desk.scan("KA")
    desk.scan("KB")
    desk.press(Command.YES)

    taken_back = desk.press(Command.UNDO)[0]
    empty = desk.kit("KIT-1").open_lines
    desk.undo(taken_back.id)

    assert empty == ()
    assert len(desk.kit("KIT-1").open_lines) == 3
    assert desk.held_by("KA") == "ada"


def test_undo_of_a_short_return_takes_its_debt_away_too(desk: Desk) -> None:
    take_kit(desk)
    before = desk.kit("KIT-1")
    bring_kit_short(desk)

    desk.press(Command.UNDO)

    assert desk.kit("KIT-1") == before


def test_a_kit_that_went_out_again_can_no_longer_be_put_back(desk: Desk) -> None:
    take_kit(desk)
    bring_kit_short(desk)
    line = lending.LineOut("line-x", 1, asset=asset_id("KA"))
    holder = subject(Entity.ORGANISATION, "o")
    out = lending.CheckedOut("loan-x", "", holder, (line,), kit_id("KIT-1"))
    desk.record(out, about_asset("KA"), about_kit("KIT-1"), holder)

    assert desk.press(Command.UNDO)[0].topic is Topic.TOO_LATE


def test_a_person_found_by_number_is_picked_like_a_badge(desk: Desk) -> None:
    with desk.station.books.write(desk.now) as book:
        ada = subject(Entity.PERSON, book.actor_alias(person_id("ada")))

    said = desk.give(Picked(desk.now, ada))

    assert said[0].holder.person == person_id("ada")


def test_a_kit_is_picked_from_a_list_too(desk: Desk) -> None:
    desk.tap("ada")

    assert isinstance(desk.give(Picked(desk.now, about_kit("KIT-1")))[0], Checklist)
    assert type(desk.give(Picked(desk.now, subject(Entity.TYPE, "x")))[0]).__name__ == "Unknown"
