"""What a station could not know when it lent, found once everybody's events are here."""

import pytest

from kiosk.domain.bodies.lending import CheckedOut, LineOut
from kiosk.domain.bodies.people import BadgeGiven, BadgeWithdrawn, Barred, Unbarred
from kiosk.domain.bodies.records import StatusSet
from kiosk.domain.events import Receipt
from kiosk.domain.fold import fold
from kiosk.domain.ids import Entity
from kiosk.domain.state import ExceptionKind
from tests.domain.histories import back, changed, event, named

HOME = "s1"
AWAY = "s2"
BASIS = {"max_items": 2, "high_value_limit": 100, "held": 0}


def lent(line="l1", *, asset="a1", kit=None, loan="loan1", **basis):
    lines = (LineOut(line, 9_000, asset=asset),)
    return CheckedOut(loan, "session", "person:p1", lines, kit=kit, basis=BASIS | basis)


def told(*entries):
    """Give events as (body, station, ms, what the station had seen) with feed numbers in order."""
    return [
        (event(body, seq, at=ms, station=station, seen=seen), Receipt(seq, 9_999, ms))
        for seq, (body, station, ms, seen) in enumerate(entries, 1)
    ]


def about_person(*entries):
    return fold(Entity.PERSON, "p1", told(*entries)).state


def about_asset(*entries):
    return fold(Entity.ASSET, "a1", told(*entries)).state


def found(state):
    return [(each.kind, each.against, each.facts) for each in state.exceptions]


BARRED = Barred("p1", "bar1", "sealed", None)


def test_somebody_barred_elsewhere_who_borrows_is_an_exception_that_the_desk_could_not_know():
    state = about_person((BARRED, HOME, 1_000, 0), (lent(), AWAY, 2_000, 0))

    assert found(state) == [(ExceptionKind.BORROWER_BARRED, named(seq=1), {"known": 0})]


def test_a_desk_that_had_seen_the_bar_is_said_to_have_known():
    state = about_person((BARRED, HOME, 1_000, 0), (lent(), AWAY, 2_000, 1))

    assert found(state) == [(ExceptionKind.BORROWER_BARRED, named(seq=1), {"known": 1})]


def test_two_bars_are_one_exception():
    second = Barred("p1", "bar2", "sealed", None)

    state = about_person((BARRED, HOME, 1, 0), (second, HOME, 2, 0), (lent(), AWAY, 2_000, 0))

    assert found(state) == [(ExceptionKind.BORROWER_BARRED, named(seq=1), {"known": 0})]


def test_a_desk_knows_its_own_bar():
    state = about_person((BARRED, AWAY, 1_000, 0), (lent(), AWAY, 2_000, 0))

    assert state.exceptions[0].facts == {"known": 1}


@pytest.mark.parametrize(
    "before",
    [
        [(BARRED, HOME, 1_000, 0), (Unbarred("p1", "bar1"), HOME, 1_500, 0)],
        [(Barred("p1", "bar1", "sealed", 1_999), HOME, 1_000, 0)],
        [(BARRED, HOME, 3_000, 0)],
    ],
    ids=["lifted", "run out", "barred later"],
)
def test_a_bar_that_does_not_stand_is_none(before):
    assert about_person(*before, (lent(), AWAY, 2_000, 0)).exceptions == ()


@pytest.mark.parametrize("passed", [{"passed": "L001 L002"}, {"said_yes": "L001 L002"}])
def test_what_somebody_let_pass_is_no_exception(passed):
    off = changed(Entity.PERSON, "p1", may_borrow=0)

    state = about_person(
        (BARRED, HOME, 1_000, 0), (off, HOME, 1_500, 0), (lent(**passed), AWAY, 2_000, 0)
    )

    assert state.exceptions == ()


def test_somebody_who_may_not_borrow_any_more_is_an_exception():
    off = changed(Entity.PERSON, "p1", may_borrow=0)
    on = changed(Entity.PERSON, "p1", may_borrow=1)

    state = about_person((off, HOME, 1_000, 0), (lent(), AWAY, 2_000, 0))

    assert found(state) == [(ExceptionKind.BORROWER_BARRED, named(seq=1), {"known": 0})]
    assert about_person((on, HOME, 1_000, 0), (lent(), AWAY, 2_000, 0)).exceptions == ()


def test_the_limit_reached_at_two_desks_at_once_is_one_exception():
    state = about_person(
        (lent("l1"), HOME, 1_000, 0),
        (lent("l2", asset="a2", held=1), HOME, 1_500, 0),
        (lent("l3", asset="a3"), AWAY, 2_000, 0),
    )

    facts = {"held": 3, "max": 2, "known": 0}
    assert found(state) == [(ExceptionKind.OVER_LIMIT, "", facts)]


def test_what_came_back_before_does_not_count_and_a_kit_counts_once():
    state = about_person(
        (lent("l1"), HOME, 1_000, 0),
        (back("l1"), HOME, 1_200, 0),
        (lent("l2", asset="a2", kit="k1", loan="loan2"), HOME, 1_500, 0),
        (lent("l3", asset="a3"), AWAY, 2_000, 0),
    )

    assert state.exceptions == ()
    assert {line: held.counted for line, held in state.held.items()} == {
        "l2": "k1/loan2",
        "l3": "l3",
    }


def test_what_a_desk_had_seen_was_counted_there():
    state = about_person(
        (lent("l1"), HOME, 1_000, 0),
        (lent("l2", asset="a2", held=1), AWAY, 1_500, 1),
        (lent("l3", asset="a3", held="?"), HOME, 1_600, 0),
    )

    assert state.exceptions == ()


def test_a_return_of_what_is_not_held_changes_nothing():
    before = about_person((lent("l1"), HOME, 1_000, 0))

    assert about_person((lent("l1"), HOME, 1_000, 0), (back("l9"), HOME, 1_200, 0)) == before


def test_a_loan_to_somebody_else_in_the_same_history_is_not_theirs():
    other = CheckedOut("loan1", "session", "person:p2", (LineOut("l1", 9, asset="a1"),))

    assert about_person((other, HOME, 1_000, 0)).held == {}


GIVEN = BadgeGiven("p1", "badge1", "sealed", "em4100")
WITHDRAWN = BadgeWithdrawn("p1", "badge1")


@pytest.mark.parametrize(
    ("seen", "expected"),
    [(0, [(ExceptionKind.UNKNOWN_BADGE, named(seq=2), {"known": 0})]), (2, [])],
)
def test_a_badge_that_was_withdrawn_elsewhere_is_an_exception_once(seen, expected):
    state = about_person(
        (GIVEN, HOME, 500, 0), (WITHDRAWN, HOME, 1_000, 0), (lent(), AWAY, 2_000, seen)
    )

    assert found(state) == expected


def test_somebody_with_another_badge_was_known():
    state = about_person(
        (GIVEN, HOME, 500, 0),
        (BadgeGiven("p1", "badge2", "sealed", "em4100"), HOME, 600, 0),
        (WITHDRAWN, HOME, 1_000, 0),
        (lent(), AWAY, 2_000, 0),
    )

    assert state.exceptions == ()


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"cannot_lend": 1}, ExceptionKind.CANNOT_LEND),
        ({"high_value": 1}, ExceptionKind.HIGH_VALUE_UNAPPROVED),
        ({"value": 101}, ExceptionKind.HIGH_VALUE_UNAPPROVED),
    ],
)
def test_a_thing_that_was_not_to_go_out_like_this_is_an_exception(record, kind):
    state = about_asset((changed(name="Drill", **record), HOME, 1_000, 0), (lent(), AWAY, 2_000, 0))

    assert found(state) == [(kind, named(seq=1), {"known": 0})]


@pytest.mark.parametrize(
    ("record", "basis"),
    [
        ({"cannot_lend": 1}, {"passed": "L004"}),
        ({"cannot_lend": 0, "high_value": 0, "value": 100}, {}),
        ({"value": 101}, {"passed": "L009"}),
        ({"value": "dear"}, {}),
        ({"value": 101}, {"high_value_limit": "none"}),
    ],
)
def test_a_thing_that_may_go_out_is_none(record, basis):
    state = about_asset(
        (changed(name="Drill", **record), HOME, 1_000, 0), (lent(**basis), AWAY, 2_000, 0)
    )

    assert state.exceptions == ()


def test_a_thing_that_was_in_repair_elsewhere_is_an_exception():
    state = about_asset(
        (changed(name="Drill"), HOME, 500, 0),
        (StatusSet("a1", "in_repair"), HOME, 1_000, 0),
        (lent(), AWAY, 2_000, 0),
    )

    assert found(state) == [(ExceptionKind.CANNOT_LEND, "", {"status": "in_repair"})]


def test_where_the_rules_were_not_asked_nothing_is_found():
    plain = CheckedOut("loan1", "session", "person:p1", (LineOut("l1", 9, asset="a1"),))
    dear = changed(name="Drill", cannot_lend=1)

    assert about_asset((dear, HOME, 1, 0), (plain, AWAY, 2, 0)).exceptions == ()
    assert about_person((BARRED, HOME, 1, 0), (plain, AWAY, 2, 0)).exceptions == ()


def test_what_is_held_does_not_change_who_somebody_is():
    before = about_person((GIVEN, HOME, 500, 0))
    after = about_person((GIVEN, HOME, 500, 0), (lent(), AWAY, 2_000, 0))

    assert after != before
    assert after.is_known_as(before)
    assert not about_person((GIVEN, HOME, 500, 0), (BARRED, HOME, 900, 0)).is_known_as(before)
