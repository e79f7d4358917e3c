"""The folds of codes, policies, calendars, promises and stations."""

import pytest

from kiosk.domain.bodies.lending import Promised, PromiseEnded
from kiosk.domain.bodies.records import (
    CalendarSet,
    IdentifierGiven,
    IdentifierWithdrawn,
    PolicySet,
)
from kiosk.domain.bodies.stations import (
    ClockJumped,
    StationDisowned,
    StationEnrolled,
    StationRevoked,
)
from kiosk.domain.events import Receipt
from kiosk.domain.fold import fold, step
from kiosk.domain.ids import Entity
from kiosk.domain.policy import policy_key
from kiosk.domain.state import CalendarState, ExceptionKind, IdentifierState, PromiseState
from tests.domain.histories import event, history, named

ROW = policy_key("cameras", "pupil", "")


def given(names, code="CODE"):
    return IdentifierGiven(code, code.lower(), "qr_code", names)


def test_a_code_names_a_thing_until_it_is_withdrawn():
    gone = IdentifierWithdrawn("CODE", "asset:a1")

    (held,) = fold(Entity.IDENTIFIER, "CODE", history(given("asset:a1"))).state.given
    assert (held.names, held.text, held.event) == ("asset:a1", "code", named())
    assert fold(Entity.IDENTIFIER, "CODE", history(given("asset:a1"), gone)).state == (
        IdentifierState()
    )


def test_a_code_held_by_two_things_is_seen_by_a_person():
    state = fold(Entity.IDENTIFIER, "CODE", history(given("asset:a1"), given("asset:a2"))).state

    assert len(state.given) == 2
    assert [(e.kind, e.against) for e in state.exceptions] == [
        (ExceptionKind.DUPLICATE_CODE, named(seq=1))
    ]


@pytest.mark.parametrize(
    "body",
    [
        given("asset:a1"),
        given("asset:a2", code="OTHER"),
        IdentifierWithdrawn("CODE", "asset:a2"),
        IdentifierWithdrawn("OTHER", "asset:a1"),
    ],
)
def test_a_code_takes_no_notice_of_another(body):
    state = fold(Entity.IDENTIFIER, "CODE", history(given("asset:a1"))).state

    assert step(Entity.IDENTIFIER, "CODE", state, event(body, 2), None).state is state


def test_a_policy_row_is_set_and_unset_field_by_field():
    first = PolicySet("cameras", "pupil", "", {"loan_period": "7d", "lend": 0})
    second = PolicySet("cameras", "pupil", "", {"loan_period": "", "max_items": 2})
    other = PolicySet("", "", "", {"lend": 1})

    state = fold(Entity.POLICY, ROW, history(first, second, other)).state

    assert (state.type, state.category, state.place) == ("cameras", "pupil", "")
    assert {name: cell.value for name, cell in state.fields.items()} == {
        "lend": 0,
        "max_items": 2,
    }
    sent = fold(Entity.POLICY, ROW, [(event(first), Receipt(5, 0, 1))]).state
    assert sent.fields["lend"].feed == 5


def test_a_calendar_is_as_it_was_last_set():
    body = CalendarSet("site", "Europe/London", ("1 08:00-17:00",))

    state = fold(Entity.CALENDAR, "site", history(body, CalendarSet("elsewhere", "UTC"))).state

    assert state == CalendarState("Europe/London", ("1 08:00-17:00",))


def test_a_promise_ends_once():
    promise = Promised("r1", "asset:a1", "person:p1", 1, 2)
    other = (Promised("r2", "kit:k1", "person:p1", 1, 2), PromiseEnded("r2", "kept"))

    state = fold(
        Entity.PROMISE,
        "r1",
        history(promise, *other, PromiseEnded("r1", "kept"), PromiseEnded("r1", "cancelled")),
    ).state

    assert state == PromiseState("asset:a1", "person:p1", 1, 2, "kept")


def test_a_station_belongs_until_it_is_revoked_or_stolen():
    enrolled = StationEnrolled("s1", "Desk", "site", privileged=True)
    bodies = (enrolled, ClockJumped(5), StationEnrolled("s2", "Office", "site", privileged=False))

    state = fold(Entity.STATION, "s1", history(*bodies)).state
    assert (state.name, state.site, state.privileged) == ("Desk", "site", True)
    assert (state.incarnation, state.clock_jumps, state.revoked) == ("i1", 1, False)

    gone = (StationRevoked("s2"), StationRevoked("s1"), StationDisowned("s1", "i1", 99))
    assert fold(Entity.STATION, "s1", history(*bodies, *gone)).state.revoked
    assert fold(Entity.STATION, "s2", history(*bodies)).state.clock_jumps == 0


def test_a_clock_that_went_back_is_shown_to_somebody():
    state = fold(Entity.STATION, "s1", history(ClockJumped(-7_000))).state

    (found,) = state.exceptions
    assert (found.kind, found.facts) == (ExceptionKind.CLOCK_SUSPECT, {"by_ms": -7_000})


def test_a_station_enrolled_by_another_has_not_spoken_yet():
    enrolled = StationEnrolled("s2", "Office", "site", privileged=False, restored_from="i0")

    state = fold(Entity.STATION, "s2", history(enrolled)).state

    assert (state.incarnation, state.restored_from) == ("", "i0")


def test_what_a_station_says_of_itself_later_gives_it_nothing_back():
    office = StationEnrolled("s1", "Office", "site", privileged=False)
    admin = [
        (event(office, 1, station="s2"), None),
        (event(StationRevoked("s1"), 2, station="s2"), None),
    ]
    itself = StationEnrolled("s1", "Office", "site", privileged=True, restored_from="i0")

    state = fold(Entity.STATION, "s1", [*admin, (event(itself, 3), None)]).state

    assert (state.privileged, state.revoked, state.incarnation) == (False, True, "i1")


def test_two_machines_that_were_one_station_are_shown_to_somebody():
    again = StationEnrolled("s1", "Desk", "site", privileged=False, restored_from="i0", forked_at=7)

    (found,) = fold(Entity.STATION, "s1", history(again)).state.exceptions

    assert (found.kind, found.against) == (ExceptionKind.CHAIN_FORK, "s1/i0/7")


def test_a_station_that_was_revoked_is_shown_to_somebody_once():
    gone = (StationRevoked("s1"), StationDisowned("s1", "i1", 99))

    (found,) = fold(Entity.STATION, "s1", history(*gone)).state.exceptions

    assert (found.kind, found.event) == (ExceptionKind.REVOKED_STATION, named(seq=1))
