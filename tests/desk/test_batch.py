"""Staff lend several things at once, to a person or an organisation, through the one door."""

from dataclasses import replace

import pytest

from kiosk.desk.inputs import BatchGiven
from kiosk.desk.outcomes import (
    Ambiguous,
    ApprovalNeeded,
    CheckedOut,
    Problem,
    Refused,
    Told,
    Unknown,
)
from kiosk.domain.bodies.lending import PartMissing
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Entity, OrganisationId, subject
from kiosk.domain.ports import Code
from tests.desk.school import BADGES, Desk, person_id, set_fields

CLIENT = OrganisationId("01936a00-0000-7000-e000-000000000000")


@pytest.fixture
def batch(desk: Desk) -> BatchGiven:
    items = (Code("CAM-1"), Code("MIC-1"))
    return BatchGiven(desk.now, items, BADGES["ada"], BADGES["tess"], "4711")


def found_client(desk: Desk) -> None:
    with desk.station.books.write(desk.now) as book:
        set_fields(book, Entity.ORGANISATION, CLIENT, name="Hill Theatre")


def test_each_thing_goes_out_by_itself_to_the_named_person(desk: Desk, batch: BatchGiven) -> None:
    said = desk.give(batch)

    assert [type(outcome) for outcome in said] == [CheckedOut, CheckedOut]
    assert desk.held_by("CAM-1") == desk.held_by("MIC-1") == "ada"
    assert desk.counter.session.visitor is None


def test_what_is_out_already_is_refused_and_does_not_stop_the_rest(
    desk: Desk, batch: BatchGiven
) -> None:
    desk.tap("ben")
    desk.scan("CAM-1")
    desk.tap("ben")

    said = desk.give(batch)

    assert isinstance(said[0], Refused)
    assert [reason.code for reason in said[0].reasons] == ["L006"]
    assert isinstance(said[1], CheckedOut)
    assert desk.held_by("CAM-1") == "ben"


def test_an_organisation_holds_things_without_a_badge(desk: Desk, batch: BatchGiven) -> None:
    found_client(desk)

    said = desk.give(replace(batch, holder=CLIENT))

    line = desk.asset("CAM-1").open_line
    assert line is not None
    assert line.holder == subject(Entity.ORGANISATION, CLIENT)
    assert said[0].loans == ()


def test_an_organisation_that_does_not_exist_gets_nothing(desk: Desk, batch: BatchGiven) -> None:
    said = desk.give(replace(batch, holder=CLIENT))

    assert [type(outcome) for outcome in said] == [Told, Told]


def test_a_refusal_to_an_organisation_is_on_record_too(desk: Desk, batch: BatchGiven) -> None:
    found_client(desk)

    said = desk.give(replace(batch, holder=CLIENT, items=(Code("OLD-1"),)))

    assert [reason.code for reason in said[0].reasons] == ["L004"]


def test_a_whole_kit_goes_out_on_the_word_of_staff(desk: Desk, batch: BatchGiven) -> None:
    said = desk.give(replace(batch, items=(Code("KIT-1"),)))

    assert isinstance(said[0], CheckedOut)
    assert sum(line.quantity for line in said[0].lines) == 4


def test_a_kit_that_lacks_a_part_needs_a_reason_only_from_who_may(
    desk: Desk, batch: BatchGiven
) -> None:
    desk.give(replace(batch, items=(Code("KIT-1"),)))
    desk.scan("KA")
    desk.scan("KB")
    desk.press(Command.DONE)
    assert any(isinstance(body, PartMissing) for body in desk.bodies())
    kit = replace(batch, items=(Code("KIT-1"),), at=desk.now)

    by_assistant = desk.give(replace(kit, staff=BADGES["dora"], pin="1234"))[0]
    by_technician = desk.give(replace(kit, reason="cable is coming"))[0]

    assert [reason.code for reason in by_assistant.reasons] == ["L008"]
    assert isinstance(by_technician, CheckedOut)


def test_a_member_alone_is_the_kit_s(desk: Desk, batch: BatchGiven) -> None:
    said = desk.give(replace(batch, items=(Code("KA"),), staff=BADGES["dora"], pin="1234"))[0]

    assert [reason.code for reason in said.reasons] == ["L007"]


def test_staff_who_lend_approve_high_value_but_not_to_themselves(
    desk: Desk, batch: BatchGiven
) -> None:
    lens = replace(batch, items=(Code("LENS-1"),))

    own = desk.give(replace(lens, holder=BADGES["tess"]))[0]
    other = desk.give(lens)[0]

    assert isinstance(own, ApprovalNeeded)
    assert isinstance(other, CheckedOut)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"pin": "0000"}, Problem.WRONG_PIN),
        ({"staff": BADGES["ada"]}, Problem.NO_PIN),
        ({"staff": Code("nobody")}, Problem.NOT_PERMITTED),
        ({"staff": Code("CAM-1")}, Problem.NOT_PERMITTED),
    ],
)
def test_only_staff_with_their_pin_lend_for_others(
    desk: Desk, batch: BatchGiven, change: dict[str, object], problem: Problem
) -> None:
    said = desk.give(replace(batch, **change))

    assert [outcome.problem for outcome in said] == [problem]
    assert desk.held_by("CAM-1") == ""


def test_a_pin_alone_is_not_a_permission(desk: Desk, batch: BatchGiven) -> None:
    desk.station.secrets.set_pin(person_id("ben"), "2580", desk.now)

    said = desk.give(replace(batch, staff=BADGES["ben"], pin="2580"))

    assert [outcome.problem for outcome in said] == [Problem.NOT_PERMITTED]


def test_holders_and_things_that_nobody_knows_are_said_so(desk: Desk, batch: BatchGiven) -> None:
    desk.edit(Entity.ASSET, "01936a00-0000-7000-a000-0000000000ff", tag="MIC-1", name="Twin")

    assert isinstance(desk.give(replace(batch, holder=Code("nobody")))[0], Unknown)
    assert isinstance(desk.give(replace(batch, holder=Code("MIC-1")))[0], Ambiguous)
    assert isinstance(desk.give(replace(batch, holder=Code("CAM-1")))[0], Unknown)
    items = (Code("nothing"), Code("MIC-1"), Code("SHELF-3"))
    said = desk.give(replace(batch, items=items))
    assert [type(outcome) for outcome in said] == [Unknown, Ambiguous, Told]
