"""The fold of records: fields merge one by one, and a conflict is seen by a person."""

from dataclasses import replace

import pytest

from kiosk.domain.bodies.records import RecordRemoved
from kiosk.domain.events import Receipt
from kiosk.domain.fold import fold, step
from kiosk.domain.ids import Entity
from kiosk.domain.state import ExceptionKind, RecordState
from tests.domain.histories import changed, event, history, named

A1 = (Entity.ASSET, "a1")
DESK, OFFICE = "s1", "s2"


def values(state):
    return {name: cell.value for name, cell in state.record.fields.items()}


def test_fields_changed_on_two_sides_merge():
    state = fold(
        *A1,
        [
            (event(changed(name="Drill", colour="red"), 1, station=DESK), Receipt(1, 0, 1)),
            (event(changed(base=named(DESK), colour="blue"), 2, station=DESK), None),
            (event(changed(base=named(DESK), name="Big drill"), 3, station=OFFICE, seen=1), None),
        ],
    ).state

    assert values(state) == {"name": "Big drill", "colour": "blue"}
    assert state.exceptions == ()


def test_the_same_field_changed_on_two_sides_is_a_conflict_and_the_later_wins():
    state = fold(
        *A1,
        [
            (event(changed(colour="red"), 1, station=DESK), Receipt(1, 0, 1)),
            (event(changed(base=named(DESK), colour="blue"), 2, station=DESK), Receipt(2, 0, 2)),
            (event(changed(base=named(DESK), colour="grey"), 1, station=OFFICE, seen=1), None),
        ],
    ).state

    (found,) = state.exceptions
    assert values(state) == {"colour": "grey"}
    assert (found.kind, found.event, found.against) == (
        ExceptionKind.EDIT_CONFLICT,
        named(OFFICE),
        named(DESK, 2),
    )
    assert found.facts == {"colour.before": "blue", "colour.after": "grey"}
    assert state.record.exceptions == ()


@pytest.mark.parametrize(
    ("second", "conflicts"),
    [
        (event(changed(base=named(DESK, 1), colour="grey"), 2, station=DESK), 0),
        (event(changed(base=named(DESK, 9), colour="grey"), 10, station=DESK), 0),
        (event(changed(base=named(OFFICE, 4), colour="grey"), 2, station=DESK), 0),
        (event(changed(colour="grey"), 2, station=OFFICE, seen=1), 0),
        (event(changed(base=named(OFFICE, 4), colour="grey"), 9, station=OFFICE, seen=1), 0),
        (event(changed(base=named(OFFICE, 4), colour="grey"), 9, station=OFFICE), 1),
        (event(changed(base=named(DESK, 0), colour="grey"), 2, station=DESK), 1),
        (event(changed(colour="grey"), 2, station=OFFICE), 1),
        (event(changed(colour="red"), 2, station=OFFICE), 0),
    ],
)
def test_an_edit_conflicts_with_what_its_editor_could_not_know(second, conflicts):
    first = event(changed(colour="red"), 1, station=DESK)

    state = fold(*A1, [(first, Receipt(1, 0, 1)), (second, None)]).state

    assert len(state.exceptions) == conflicts


def test_a_restored_station_knows_what_it_wrote_before():
    before = event(changed(colour="red", name="Drill"), 7)
    renamed = event(changed(base=named(DESK, 7), name="Saw"), 1, at=8_000)
    painted = event(changed(base="s1/i2/1", colour="blue"), 2, at=9_000)
    after = [(replace(each, incarnation="i2"), None) for each in (renamed, painted)]
    entries = [(before, None), *after]

    state = fold(*A1, entries).state

    assert values(state) == {"colour": "blue", "name": "Saw"}
    assert state.exceptions == ()


def test_an_unsent_value_was_seen_by_no_other_station():
    entries = [
        (event(changed(colour="red"), 1, station=DESK), None),
        (event(changed(colour="grey"), 2, station=OFFICE, seen=99), None),
    ]

    assert len(fold(*A1, entries).state.exceptions) == 1


def test_a_record_of_its_own_keeps_its_conflicts():
    entries = [
        (event(changed(Entity.TYPE, "t1", name="Camera"), 1, station=DESK), None),
        (event(changed(Entity.TYPE, "t1", name="Cameras"), 2, station=OFFICE), None),
    ]

    assert len(fold(Entity.TYPE, "t1", entries).state.exceptions) == 1


def test_what_is_taken_out_of_use_keeps_its_fields():
    gone = RecordRemoved(Entity.ASSET, "a1")
    state = fold(*A1, history(changed(name="Drill"), gone)).state

    assert state.record.removed
    assert values(state) == {"name": "Drill"}
    assert step(*A1, state, event(gone, 3), None).state is state


@pytest.mark.parametrize(
    "body",
    [
        changed(Entity.PART, "p1", name="Cable"),
        changed(Entity.KIT, "k2", name="Kit"),
        RecordRemoved(Entity.KIT, "k2"),
        RecordRemoved(Entity.PART, "k1"),
    ],
)
def test_a_record_takes_no_notice_of_another(body):
    state = fold(Entity.KIT, "k1", history(changed(Entity.KIT, "k1", name="Kit"))).state

    assert step(Entity.KIT, "k1", state, event(body, 2), None).state is state
    assert fold(Entity.LOCATION, "k1", history(body)).state == RecordState()
