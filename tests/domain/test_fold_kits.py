"""The fold of a kit: out whole, back with a debt, and the debt paid by anyone."""

import pytest

from kiosk.domain.bodies.lending import (
    CheckedIn,
    LineIn,
    LineOut,
    Overridden,
    PartMissing,
    PartReplaced,
    PartReturned,
    Renewed,
)
from kiosk.domain.fold import fold, step
from kiosk.domain.ids import Entity
from kiosk.domain.state import ExceptionKind, KitState
from tests.domain.histories import back, event, history, kit_back, kit_out, named, out

K1 = (Entity.KIT, "k1")


def folded(*bodies):
    return fold(*K1, history(*bodies))


def kinds(state):
    return [found.kind for found in state.exceptions]


def test_a_kit_goes_out_as_one_loan_with_a_line_for_each_part():
    state, lines = folded(kit_out())

    assert (state.loan, state.members_out) == ("loan1", ("a1",))
    assert state.parts_out == lines
    assert (lines["l1"].part, lines["l1"].quantity, lines["l1"].kit) == ("cable", 2, "k1")


def test_a_whole_kit_comes_back_and_nothing_is_owed():
    state, lines = folded(kit_out(), kit_back())

    assert state == KitState()
    assert lines["l1"].returned_event == named(seq=2)


def test_what_is_missing_stays_on_the_line_and_is_an_exception():
    state, lines = folded(kit_out(members=("a1", "a2")), kit_back(parts=(("l1", "cable", 1),)))

    assert (state.loan, state.members_out) == (None, ())
    assert state.parts_out == {"l1": lines["l1"]}
    assert lines["l1"].quantity == 1
    (found,) = state.exceptions
    assert (found.kind, found.against) == (ExceptionKind.KIT_INCOMPLETE, "loan1")
    assert found.facts == {"part:cable": 1, "asset:a2": 1}


def test_a_debt_has_its_own_due_time_and_is_paid_by_anyone():
    owed = PartMissing("k1", "cable", "l1", 1, 50_000)
    short = (kit_out(), kit_back(parts=(("l1", "cable", 1),)), owed)

    assert folded(*short).state.parts_out["l1"].due_ms == 50_000
    state, lines = folded(*short, PartReturned("k1", "cable", "l1", 1))
    assert state.parts_out == {}
    assert (lines["l1"].returned_event, lines["l1"].replaced) == (named(seq=4), False)


def test_a_spare_ends_a_debt_and_says_so():
    state, lines = folded(kit_out(), PartReplaced("k1", "cable", "l1", 2))

    assert state.parts_out == {}
    assert lines["l1"].replaced


def test_a_part_of_a_debt_can_be_paid():
    state = folded(kit_out(), PartReturned("k1", "cable", "l1", 1)).state

    assert state.parts_out["l1"].quantity == 1


def test_a_kit_out_twice_was_back_in_between_and_its_old_debt_is_still_owed():
    short = (kit_out(), kit_back(parts=()))
    state, lines = folded(
        *short,
        kit_out("loan2", parts=(("l2", "cable", 2),)),
        kit_out("loan3", parts=(("l3", "cable", 2),)),
    )

    assert set(state.parts_out) == {"l1", "l3"}
    assert lines["l2"].implied
    assert kinds(state) == [ExceptionKind.KIT_INCOMPLETE, ExceptionKind.DOUBLE_CHECK_OUT]


def test_an_old_debt_does_not_make_the_next_return_incomplete():
    state = folded(
        kit_out(),
        kit_back(parts=()),
        kit_out("loan2", parts=(("l2", "cable", 1),)),
        kit_back(parts=(("l2", "cable", 1),)),
    ).state

    assert set(state.parts_out) == {"l1"}
    assert kinds(state) == [ExceptionKind.KIT_INCOMPLETE]


def test_a_kit_that_was_not_out_comes_back():
    assert kinds(folded(kit_back()).state) == [ExceptionKind.WAS_NOT_OUT]


def test_a_kit_that_brings_back_only_its_debt_is_no_surprise():
    state = folded(kit_out(), kit_back(parts=()), kit_back()).state

    assert state.parts_out == {}
    assert kinds(state) == [ExceptionKind.KIT_INCOMPLETE]


def test_members_and_parts_can_come_back_before_the_kit():
    early = CheckedIn("s", (LineIn("l1", part="cable", quantity=2), LineIn("", "a1")), "works")
    state = folded(kit_out(), early).state

    assert (state.loan, state.members_out, state.parts_out) == ("loan1", (), {})
    assert folded(kit_out(), early, kit_back(parts=(), members=())).state.exceptions == ()


def test_a_renewal_moves_the_due_times_of_parts():
    state, lines = folded(kit_out(), Renewed((LineOut("l1", 70_000), LineOut("l9", 1))))

    assert state.parts_out["l1"].due_ms == 70_000
    assert lines == state.parts_out


def test_a_release_lets_it_go_out_short_once():
    release = Overridden("session", "kit:k1", "L008", "p9")

    assert folded(release).state.released == named(seq=1)
    assert folded(release, kit_out()).state.released == ""
    assert folded(kit_out(), release, kit_back()).state.released == named(seq=2)


@pytest.mark.parametrize(
    "body",
    [
        out(),
        back("l9", asset="a9"),
        kit_out(kit="k2"),
        kit_back(kit="k2", parts=(), members=()),
        PartMissing("k1", "cable", "l9", 1, 5),
        PartReturned("k1", "cable", "l9", 1),
        Renewed((LineOut("l9", 1),)),
        Overridden("session", "kit:k1", "L007", "p9"),
        Overridden("session", "kit:k2", "L008", "p9"),
    ],
)
def test_what_is_about_something_else_changes_nothing(body):
    state = folded(kit_out()).state

    assert step(*K1, state, event(body, 2), None).state is state
