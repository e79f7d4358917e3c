"""The fold of an asset: who has it, how it is, and what did not fit together."""

import pytest

from kiosk.domain.bodies.lending import LineOut, Renewed
from kiosk.domain.bodies.records import (
    ConditionNoted,
    Counted,
    Merged,
    Moved,
    RecordRemoved,
    StatusSet,
)
from kiosk.domain.fold import fold, step
from kiosk.domain.ids import Entity
from kiosk.domain.model import Condition, Status
from kiosk.domain.state import AssetState, ExceptionKind
from tests.domain.histories import back, changed, event, history, kit_out, named, out

A1 = (Entity.ASSET, "a1")


KNOWN = (event(changed(name="Drill"), 0), None)
"""Comes before what ``history`` tells."""


def folded(*bodies):
    return fold(*A1, [KNOWN, *history(*bodies)])


def kinds(state):
    return [found.kind for found in state.exceptions]


def test_what_goes_out_has_a_line_with_holder_and_due_time():
    state, lines = folded(out())

    assert lines == {"l1": state.open}
    line = state.open
    assert (line.holder, line.loan, line.out_ms, line.due_ms) == (
        "person:p1",
        "loan1",
        1_000,
        9_000,
    )
    assert (line.station, line.actor, line.event) == ("s1", "staff", named())
    assert line.returned_ms == 0


def test_what_comes_back_has_its_line_closed_and_its_place_noted():
    state, lines = folded(out(), back(place="shelf"))

    assert (state.open, state.place, state.exceptions) == (None, "shelf", ())
    line = lines["l1"]
    assert (line.returned_ms, line.returned_event, line.implied) == (2_000, named(seq=2), False)
    assert line.condition is Condition.WORKS


def test_out_while_out_closes_the_first_line_and_is_an_exception():
    state, lines = folded(out(), out("l2", loan="loan2", holder="person:p2"))

    assert lines["l1"].implied
    assert lines["l1"].returned_event == named(seq=2)
    assert state.open == lines["l2"]
    assert kinds(state) == [ExceptionKind.DOUBLE_CHECK_OUT]
    assert state.exceptions[0].against == named(seq=1)


def test_what_was_not_out_comes_back_without_a_line():
    state, lines = folded(back())

    assert lines == {}
    assert kinds(state) == [ExceptionKind.WAS_NOT_OUT]


@pytest.mark.parametrize("before", [(), (out(),)])
def test_what_was_lost_is_found_when_it_comes_back(before):
    state, _ = folded(*before, StatusSet("a1", "lost"), back())

    assert state.status is Status.IN_STOCK
    assert kinds(state) == [ExceptionKind.LOST_FOUND]


def test_what_is_broken_leaves_the_pool_at_once():
    assert folded(out(), back(condition="broken")).state.status is Status.TESTING
    assert folded(ConditionNoted("a1", "broken")).state.status is Status.TESTING
    assert folded(StatusSet("a1", "lost"), back(condition="broken")).state.status is Status.TESTING


def test_a_missing_part_is_noted_and_the_asset_stays():
    state, lines = folded(out(), back(condition="part_missing"))

    assert (state.status, state.condition) == (Status.IN_STOCK, Condition.PART_MISSING)
    assert lines["l1"].condition is Condition.PART_MISSING
    assert folded(ConditionNoted("a1", "works")).state.condition is Condition.WORKS


def test_it_comes_back_whatever_line_the_station_believed_it_to_be_on():
    state, lines = folded(out("l1"), out("l2", loan="loan2"), back("l1"))

    assert state.open is None
    assert lines["l2"].returned_event == named(seq=3)


def test_a_thing_that_nobody_knows_or_that_was_removed_is_an_exception():
    unknown = ExceptionKind.UNKNOWN_ASSET
    assert kinds(fold(*A1, history(out(), back())).state) == [unknown, unknown]
    assert kinds(folded(RecordRemoved(Entity.ASSET, "a1"), out()).state) == [unknown]
    assert kinds(folded(Merged(Entity.ASSET, "a1", "a2"), out()).state) == []


def test_a_record_that_comes_after_the_loan_by_the_clocks_ends_the_wonder():
    state, _ = fold(
        *A1, history(out(), changed(name="Drill"), changed(base=named(seq=2), tag="D-1"))
    )

    assert state.open is not None
    assert state.exceptions == ()


def test_a_return_that_by_the_clocks_came_before_its_loan_leaves_nothing_out():
    state, lines = folded(back("l1"), out("l1"))

    assert state.open is None
    assert (lines["l1"].out_ms, lines["l1"].returned_ms) == (2_000, 2_000)
    assert lines["l1"].returned_event == named()
    assert kinds(state) == [ExceptionKind.WAS_NOT_OUT, ExceptionKind.CLOCK_SUSPECT]
    assert state.exceptions[1].against == named()
    assert folded(back("l1"), out("l2")).state.open is not None


def test_a_renewal_moves_the_due_time_of_the_line_it_names():
    renewal = Renewed((LineOut("l1", 20_000, asset="a1"), LineOut("l9", 30_000)))

    state, lines = folded(out(), renewal)

    assert (state.open.due_ms, state.open.renewals) == (20_000, 1)
    assert lines == {"l1": state.open}


def test_a_member_that_went_out_with_its_kit_knows_the_kit():
    assert folded(kit_out()).state.open.kit == "k1"


def test_it_is_where_it_was_put_and_seen():
    assert folded(Moved("a1", "shelf")).state.place == "shelf"
    counted = folded(Counted("a1", "summer", "cellar")).state
    assert (counted.place, counted.counted_ms) == ("cellar", 1_000)


def test_the_source_of_a_merge_lives_on_as_the_other():
    merge = Merged(Entity.ASSET, "a1", "a2")

    source = fold(*A1, history(merge)).state.record
    assert (source.merged_into, source.removed) == ("a2", True)
    assert fold(Entity.ASSET, "a2", history(merge)).state == AssetState()


@pytest.mark.parametrize(
    "body",
    [
        out(asset="a2"),
        back(asset="a2"),
        Renewed((LineOut("l9", 1),)),
        ConditionNoted("a2", "broken"),
        ConditionNoted("a1", "in pieces"),
        StatusSet("a2", "lost"),
        StatusSet("a1", "in_stock"),
        StatusSet("a1", "borrowed for ever"),
        Moved("a2", "cellar"),
        Moved("a1", "shelf"),
        Counted("a2", "summer", "cellar"),
        Merged(Entity.KIT, "a1", "a2"),
    ],
)
def test_what_says_nothing_new_changes_nothing(body):
    state = folded(Moved("a1", "shelf"), out()).state

    assert step(*A1, state, event(body, 3), None) == (state, {})
    assert step(*A1, state, event(body, 3), None).state is state


def test_a_renewal_of_what_is_in_changes_nothing():
    assert fold(*A1, history(Renewed((LineOut("l1", 1),)))) == (AssetState(), {})
