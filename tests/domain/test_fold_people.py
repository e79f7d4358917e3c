"""The fold of a person under one alias."""

import pytest

from kiosk.domain.bodies.people import (
    BadgeGiven,
    BadgeWithdrawn,
    Barred,
    Erased,
    RoleGiven,
    RoleWithdrawn,
    TermsAccepted,
    Unbarred,
)
from kiosk.domain.fold import fold, step
from kiosk.domain.ids import Entity
from kiosk.domain.state import BarState, PersonState, RecordState
from tests.domain.histories import changed, event, history, named, out

P1 = (Entity.PERSON, "p1")


def folded(*bodies):
    return fold(*P1, history(*bodies)).state


def test_a_bar_stands_until_it_is_lifted():
    bar = Barred("p1", "b1", "sealed", 9_000)

    assert folded(bar).bars == {"b1": BarState("sealed", named(), 9_000)}
    assert folded(bar, Unbarred("p1", "b1")).bars["b1"].lifted
    assert folded(Barred("p1", "b1", "sealed")).bars["b1"].until_ms == 0


def test_a_badge_is_kept_with_the_time_it_was_withdrawn():
    state = folded(BadgeGiven("p1", "c1", "sealed", "em4100"), BadgeWithdrawn("p1", "c1"))

    badge = state.badges["c1"]
    assert (badge.given_ms, badge.withdrawn_ms, badge.technology) == (1_000, 2_000, "em4100")


def test_roles_are_given_and_withdrawn():
    given = (RoleGiven("p1", "desk"), RoleGiven("p1", "admin"))

    assert folded(*given).roles == ("admin", "desk")
    assert folded(*given, RoleWithdrawn("p1", "desk")).roles == ("admin",)


def test_the_newest_accepted_terms_count():
    state = folded(TermsAccepted("p1", "laptops", 2), TermsAccepted("p1", "laptops", 1))

    assert state.terms == {"laptops": 2}


def test_nothing_is_left_of_who_was_erased():
    state = folded(changed(Entity.PERSON, "p1", name="sealed"), Erased(("p0", "p1")))

    assert state == PersonState(record=RecordState(removed=True))


@pytest.mark.parametrize(
    "body",
    [
        Barred("p2", "b1", "sealed"),
        Unbarred("p2", "b1"),
        Unbarred("p1", "b9"),
        BadgeGiven("p2", "c1", "sealed", ""),
        BadgeWithdrawn("p2", "c1"),
        BadgeWithdrawn("p1", "c9"),
        BadgeWithdrawn("p1", "c0"),
        RoleGiven("p2", "viewer"),
        RoleGiven("p1", "desk"),
        RoleWithdrawn("p2", "desk"),
        RoleWithdrawn("p1", "admin"),
        TermsAccepted("p2", "laptops", 9),
        Erased(("p2",)),
        out(holder="person:p2"),
    ],
)
def test_what_says_nothing_new_changes_nothing(body):
    state = folded(
        Barred("p1", "b1", "sealed"),
        BadgeGiven("p1", "c1", "sealed", ""),
        BadgeGiven("p1", "c0", "sealed", ""),
        BadgeWithdrawn("p1", "c0"),
        RoleGiven("p1", "desk"),
    )

    assert step(*P1, state, event(body, 9), None).state is state


def test_a_bar_is_lifted_once():
    state = folded(Barred("p1", "b1", "sealed"), Unbarred("p1", "b1"))

    assert step(*P1, state, event(Unbarred("p1", "b1"), 3), None).state is state
