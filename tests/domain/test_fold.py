"""The fold as a whole: the same events give the same state, in whatever order they came."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.bodies.lending import Corrected, ExceptionDecided, SessionClosed
from kiosk.domain.bodies.people import RoleGiven, RoleWithdrawn
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.codec import from_plain, to_plain
from kiosk.domain.events import Receipt, UnknownBody
from kiosk.domain.fold import (
    empty_state,
    exception_id,
    fold,
    needs_refold,
    order_key,
    step,
)
from kiosk.domain.ids import Entity, subject
from kiosk.domain.state import AssetState, ExceptionKind
from tests.domain.histories import (
    SUBJECTS,
    any_body,
    back,
    changed,
    desk_body,
    event,
    histories,
    history,
    named,
    open_lines,
    out,
)

A1 = (Entity.ASSET, "a1")


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(entries, chance):
    shuffled = list(entries)
    chance.shuffle(shuffled)

    for entity, key in SUBJECTS:
        assert fold(entity, key, shuffled) == fold(entity, key, entries)


@given(histories(st.one_of(desk_body, any_body)))
def test_step_by_step_is_the_fold_until_something_is_taken_back(entries):
    plain = [entry for entry in entries if not needs_refold(entry[0])]

    for entity, key in SUBJECTS:
        state, lines = empty_state(entity), {}
        for made, receipt in sorted(plain, key=lambda entry: order_key(*entry)):
            state, touched = step(entity, key, state, made, receipt)
            lines |= touched
        assert (state, lines) == fold(entity, key, plain)


@given(histories())
def test_an_asset_has_at_most_one_open_line(entries):
    for key in ("a1", "a2"):
        state, lines = fold(Entity.ASSET, key, entries)
        expected = [state.open] if state.open else []
        assert open_lines(lines) == expected
        assert all(line.asset == key for line in lines.values())


@given(histories())
def test_the_open_lines_of_a_kit_are_the_parts_that_are_out(entries):
    state, lines = fold(Entity.KIT, "k1", entries)

    assert {line.id: line for line in open_lines(lines)} == state.parts_out


@given(histories())
def test_a_correction_taken_back_restores_the_state(entries):
    last = max((made.hlc for made, _ in entries), default=0)
    undo = event(Corrected(named("s1", 1)), 90, hlc=last + 1, station="s9")
    redo = event(Corrected(str(undo.ref)), 91, hlc=last + 2, station="s9")

    for entity, key in SUBJECTS:
        assert fold(entity, key, [*entries, (undo, None), (redo, None)]) == fold(
            entity, key, entries
        )


@given(histories(any_body), st.sampled_from(Entity), st.text(max_size=3))
def test_no_event_makes_a_fold_raise_and_every_state_can_be_kept(entries, entity, key):
    state, _ = fold(entity, key, entries)

    assert from_plain(type(state), to_plain(state)) == state


def test_a_correction_takes_an_event_back_as_if_it_had_not_happened():
    undone = history(out(), Corrected(named(seq=1)))

    assert fold(*A1, undone) == (AssetState(), {})


def test_a_correction_whose_clock_is_not_later_corrects_nothing():
    early = event(Corrected(named(seq=1)), 2, hlc=event(out()).hlc)

    assert fold(*A1, [(event(out()), None), (early, None)]).state.open


def test_corrections_of_each_other_and_of_nothing_do_no_harm():
    entries = history(
        out(), Corrected(named(seq=3)), Corrected(named(seq=2)), Corrected(named(seq=99))
    )

    assert fold(*A1, entries).state.open
    assert fold(*A1, [*entries, (event(Corrected("not a reference"), 9), None)]).state.open


def test_what_only_a_privileged_station_may_say_is_taken_back_by_none_but_itself():
    withdrawn = event(RoleWithdrawn("alice", "admin"), 2)
    entries = [(event(RoleGiven("alice", "admin"), 1), None), (withdrawn, None)]
    last = withdrawn.hlc + 1
    thief = event(Corrected(str(withdrawn.ref)), 3, hlc=last, station="s9")
    own = event(Corrected(str(withdrawn.ref)), 3, hlc=last)

    def roles(*corrections):
        return fold(Entity.PERSON, "alice", [*entries, *((each, None) for each in corrections)])

    assert roles(thief) == roles()
    assert roles(own) != roles()


def test_the_centre_says_when_an_event_took_effect():
    late = event(out("l2", loan="loan2"), 2)
    moved_back = Receipt(7, 0, 500)

    assert fold(*A1, [(event(out()), None), (late, None)]).state.open.id == "l2"
    state = fold(*A1, [(event(out()), None), (late, moved_back)]).state
    assert (state.open.id, state.open.out_ms) == ("l1", 1_000)
    assert order_key(late, moved_back) < order_key(event(out()), None) < order_key(late, None)


def test_events_at_the_same_time_have_one_order_everywhere():
    ours, theirs = event(out(), 1, station="s1"), event(out(), 1, station="s2")

    assert order_key(ours, None) < order_key(theirs, None)
    assert order_key(ours, None) < order_key(replace(ours, seq=10), None)


def test_a_stolen_stations_later_events_count_in_no_fold():
    theft = event(StationDisowned("s2", "i1", 2), 50, station="s1")
    entries = [
        (event(out("l1"), 1, station="s2"), None),
        (event(back("l1"), 2, station="s2"), None),
        (event(out("l2", loan="loan2"), 1, station="s3", at=9_000), None),
        (theft, None),
    ]

    lines = fold(*A1, entries).lines
    assert lines["l1"].implied
    assert lines["l1"].returned_event == named("s3", 1)


def test_a_disowned_station_disowns_nobody():
    theft = event(StationDisowned("s2", "i1", 1), 3, station="s1")
    revenge = event(StationDisowned("s1", "i1", 1), 4, station="s2")
    ours = event(out(), 1, station="s1")

    assert fold(*A1, [(ours, None), (theft, None), (revenge, None)]).state.open


def test_of_two_disownings_the_earlier_cut_holds():
    cuts = [(event(StationDisowned("s2", "i1", seq), seq), None) for seq in (3, 2, 4)]
    entries = [(event(out(f"l{n}", loan=f"loan{n}"), n, station="s2"), None) for n in (1, 2, 3)]

    assert set(fold(*A1, [*cuts, *entries]).lines) == {"l1"}


@pytest.mark.parametrize("entity", list(Entity))
def test_what_changes_nothing_gives_the_same_state_back(entity):
    state = empty_state(entity)
    unknown = event(UnknownBody("tomorrow", 9, "{}"))
    closed = event(SessionClosed("session", "person:p1", "finished"))

    assert step(entity, "x", state, unknown, None).state is state
    assert step(entity, "x", state, closed, None).state is state
    assert step(entity, "x", None, closed, None) == (state, {})


def test_a_decision_is_kept_with_the_exception_it_decides():
    entries = [(event(changed(name="Drill"), 0), None), *history(back(), back())]
    found, other = fold(*A1, entries).state.exceptions
    name = exception_id(found, subject(*A1))
    decided = (event(ExceptionDecided(name, "nothing to do"), 3), None)

    state = fold(*A1, [*entries, decided]).state

    assert name == "was_not_out:s1/i1/1:asset:a1"
    assert [each.decided for each in state.exceptions] == [named(seq=3), ""]
    assert state.exceptions[1] == other
    again = step(*A1, state, event(ExceptionDecided(name, "again"), 4), None)
    assert again.state is state


def test_a_decision_about_something_unknown_changes_nothing():
    state = fold(*A1, history(changed(name="Drill"))).state

    assert step(*A1, state, event(ExceptionDecided("?", "!"), 2), None).state is state
    assert state.exceptions == ()
    assert ExceptionKind.EDIT_CONFLICT not in {each.kind for each in state.exceptions}
