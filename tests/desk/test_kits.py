"""Kits go out whole, come back by checklist, and what is missing stays a debt."""

from kiosk.desk.inputs import (
    ConditionChosen,
    Confirmed,
    Picked,
    Ticked,
)
from kiosk.desk.outcomes import (
    CheckedOut,
    Checklist,
    Direction,
    Refused,
    Repeated,
    Returned,
    SessionClosed,
    Step,
    Topic,
)
from kiosk.domain.bodies import lending
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Entity, subject
from kiosk.domain.model import Condition, Status
from tests.desk.kit_moves import CABLE, bring_kit_short, take_kit
from tests.desk.school import PART, Desk, about_asset, about_kit, asset_id, kit_id, person_id


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


def test_every_touch_of_a_part_counts_though_answers_come_later(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("KIT-1")

    once, twice = (desk.give(Ticked(desk.now, CABLE, touched=True))[0] for _ in range(2))
    again = desk.give(Ticked(desk.now, CABLE, touched=True))[0]

    ticked = [
        next(line.ticked for line in said.lines if line.line == CABLE)
        for said in (once, twice, again)
    ]
    assert ticked == [1, 2, 0]


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
