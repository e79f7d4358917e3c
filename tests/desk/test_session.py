"""A session from its first sign of life to its end: time, undo, conditions, settings, the queue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.desk.effects import Identify
from kiosk.desk.inputs import (
    ConditionChosen,
    Picked,
    Pressed,
    Scanned,
    Tick,
    Touched,
)
from kiosk.desk.outcomes import (
    CheckedOut,
    Corrected,
    How,
    Meaning,
    Outcome,
    Repeated,
    Returned,
    SessionClosed,
    Told,
    Topic,
    Undoes,
    meaning,
)
from kiosk.desk.session import advance
from kiosk.desk.settings import DeskSettings
from kiosk.desk.situation import MOST_QUEUED, MOST_REMEMBERED, Session
from kiosk.domain.bodies import lending
from kiosk.domain.bodies.records import RecordRemoved, StatusSet
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Entity, subject
from kiosk.domain.model import Condition, Status
from kiosk.domain.ports import Code
from tests.desk.school import Desk, about_asset, asset_id, kit_id

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def topics(said: list[Outcome]) -> list[Topic]:
    return [outcome.topic for outcome in said if isinstance(outcome, Told)]


def test_an_idle_session_warns_and_then_closes_and_what_was_scanned_stands(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")

    assert desk.wait(59) == []
    warning = desk.wait(1)[0]
    assert desk.wait(19) == []
    closed = desk.wait(1)[0]

    assert (warning.topic, warning.seconds) == (Topic.TIME_WARNING, 20)
    assert (closed.how, closed.taken) == (How.TIMED_OUT, 1)
    assert desk.held_by("CAM-1") == "ada"


@pytest.mark.parametrize("command", [Command.MORE_TIME, None])
def test_more_time_by_button_code_or_touch_keeps_the_session(
    desk: Desk, command: Command | None
) -> None:
    desk.tap("ada")
    desk.wait(70)

    said = desk.press(command) if command else desk.give(Touched(desk.now))

    assert topics(said) == [Topic.MORE_TIME]
    assert desk.wait(59) == []


def test_a_touch_without_a_warning_is_a_silent_sign_of_life(desk: Desk) -> None:
    desk.tap("ada")
    desk.clock.advance(seconds=50)

    assert desk.give(Touched(desk.now)) == []
    assert desk.wait(50) == []


def test_a_scan_long_after_finds_the_session_closed(desk: Desk) -> None:
    desk.tap("ada")
    desk.clock.advance(minutes=5)

    said = desk.scan("CAM-1")

    assert isinstance(said[0], SessionClosed)
    assert topics(said) == [Topic.NEEDS_BADGE]


def test_a_clock_set_back_keeps_nobody_for_an_hour(desk: Desk) -> None:
    desk.tap("ada")
    desk.clock.advance(hours=-1)
    desk.counter.tick()

    assert topics(desk.wait(60)) == [Topic.TIME_WARNING]


def test_an_answer_to_nobody_can_be_undone_for_a_while(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")
    desk.scan("MIC-1")
    desk.tap("ada")
    desk.scan("CAM-1")
    again = desk.scan("CAM-1")[0]

    desk.press(Command.UNDO)
    desk.scan("MIC-1")
    silent = desk.wait(31)

    assert isinstance(again, Repeated)
    assert silent == []
    assert topics(desk.press(Command.UNDO)) == [Topic.NOTHING_TO_UNDO]
    assert (desk.held_by("CAM-1"), desk.held_by("MIC-1")) == ("ada", "")


def test_undo_walks_back_answer_by_answer(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")
    desk.scan("MIC-1")

    first = desk.press(Command.UNDO)[0]
    second = desk.press(Command.UNDO)[0]

    assert (first.item.tag, second.item.tag) == ("MIC-1", "CAM-1")
    assert second.loans == ()
    assert topics(desk.press(Command.UNDO)) == [Topic.NOTHING_TO_UNDO]


def test_undoing_a_correction_restores_and_can_itself_be_undone(desk: Desk) -> None:
    desk.tap("ada")
    out = desk.scan("CAM-1")[0]
    before = desk.asset("CAM-1")
    first = desk.undo(out.id)[0]

    second = desk.undo(first.id)[0]
    restored = desk.asset("CAM-1")
    repeated = desk.scan("CAM-1")[0]
    desk.undo(second.id)

    assert isinstance(second, Corrected)
    assert (first.undoes, second.undoes) == (Undoes.CHECK_OUT, Undoes.CORRECTION)
    assert restored == before
    assert isinstance(repeated, Repeated)
    assert desk.held_by("CAM-1") == ""
    assert topics(desk.undo(first.id)) == [Topic.NOTHING_TO_UNDO]


def test_a_thing_that_was_returned_meanwhile_is_not_undone(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")
    line = desk.asset("CAM-1").open_line
    assert line is not None
    back = lending.CheckedIn("", (lending.LineIn(line.id, asset_id("CAM-1")),), "works")
    desk.record(back, about_asset("CAM-1"), line.holder)

    assert topics(desk.press(Command.UNDO)) == [Topic.TOO_LATE]
    assert isinstance(desk.scan("CAM-1")[0], CheckedOut)


def test_a_return_is_not_undone_when_the_thing_is_out_again(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")
    desk.tap("ada")
    desk.tap("ben")
    desk.scan("CAM-1")
    holder = subject(Entity.ORGANISATION, "o")
    line = lending.LineOut("line-x", 1, asset=asset_id("CAM-1"))
    desk.record(lending.CheckedOut("l", "", holder, (line,)), about_asset("CAM-1"), holder)

    assert topics(desk.press(Command.UNDO)) == [Topic.TOO_LATE]
    assert isinstance(desk.scan("CAM-1")[0], Returned)


def test_one_tap_says_how_a_thing_came_back(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")
    desk.tap("ada")
    back = desk.scan("CAM-1")[0]

    said = desk.give(ConditionChosen(desk.now, Condition.BROKEN, back.id))[0]
    broken = desk.asset("CAM-1")
    desk.give(ConditionChosen(desk.now, Condition.WORKS))
    works = desk.asset("CAM-1")

    assert (said.topic, said.condition) == (Topic.CONDITION, Condition.BROKEN)
    assert (broken.condition, broken.status) == (Condition.BROKEN, Status.TESTING)
    assert (works.condition, works.status) == (Condition.WORKS, Status.IN_STOCK)


def test_undo_of_a_return_takes_its_condition_back_too(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")
    before = desk.asset("CAM-1")
    desk.tap("ada")
    desk.scan("CAM-1")
    desk.give(ConditionChosen(desk.now, Condition.BROKEN))

    desk.press(Command.UNDO)

    assert desk.asset("CAM-1") == before


@pytest.mark.parametrize("answer", ["", "no/such/1"])
def test_a_condition_of_nothing_is_said_so(desk: Desk, answer: str) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")

    said = desk.give(ConditionChosen(desk.now, Condition.BROKEN, answer))

    assert topics(said) == [Topic.NOTHING_WAITS]


def test_a_lost_thing_is_found_again_by_whoever_scans_it(desk: Desk) -> None:
    desk.record(StatusSet(asset_id("CAM-1"), Status.LOST), about_asset("CAM-1"))

    said = desk.scan("CAM-1")[0]

    assert (said.found, said.was_out) == (True, False)
    assert desk.asset("CAM-1").status is Status.IN_STOCK


def test_a_thing_taken_out_of_use_is_named_and_not_lent(desk: Desk) -> None:
    desk.record(RecordRemoved(Entity.ASSET, asset_id("CAM-1")), about_asset("CAM-1"))
    kit = subject(Entity.KIT, kit_id("KIT-1"))
    desk.record(RecordRemoved(Entity.KIT, kit_id("KIT-1")), kit)
    desk.tap("ada")

    assert topics(desk.scan("CAM-1")) == [Topic.REMOVED]
    assert topics(desk.scan("KIT-1")) == [Topic.REMOVED]


def test_the_commands_that_have_nothing_to_do_say_so(desk: Desk) -> None:
    assert topics(desk.press(Command.YES)) == [Topic.NOTHING_WAITS]
    assert topics(desk.press(Command.NO)) == [Topic.NOTHING_WAITS]
    assert topics(desk.press(Command.CANCEL)) == [Topic.CANCELLED]
    assert topics(desk.press(Command.HELP)) == [Topic.HELP]
    assert topics(desk.press(Command.MORE_TIME)) == [Topic.MORE_TIME]


def test_large_text_is_switched_for_the_session_only(desk: Desk) -> None:
    desk.tap("ada")
    on = desk.press(Command.LARGE_TEXT)[0]
    off = desk.press(Command.LARGE_TEXT)[0]
    desk.press(Command.LARGE_TEXT)
    desk.tap("ada")

    assert (on.on, off.on, desk.counter.session.large_text) == (True, False, False)


def furnish(tmp_path: Path, settings: DeskSettings) -> Desk:
    desk = Desk(tmp_path / "set", settings)
    desk.tap("ada")
    desk.scan("CAM-1")
    desk.tap("ben")
    return desk


def test_a_returned_thing_is_offered_where_a_site_wants_that(tmp_path: Path) -> None:
    desk = furnish(tmp_path, DeskSettings(offer_after_return=True))
    offered = desk.scan("CAM-1")[0]

    out = desk.press(Command.YES)[0]

    assert offered.offered
    assert isinstance(out, CheckedOut)
    assert desk.held_by("CAM-1") == "ben"
    assert isinstance(desk.scan("CAM-1")[0], Repeated)
    desk.close()


def test_an_offer_can_be_declined(tmp_path: Path) -> None:
    desk = furnish(tmp_path, DeskSettings(offer_after_return=True))
    desk.scan("CAM-1")

    assert topics(desk.press(Command.NO)) == [Topic.CANCELLED]
    assert topics(desk.press(Command.YES)) == [Topic.NOTHING_WAITS]
    desk.close()


def test_what_somebody_else_brought_is_checked_by_staff_where_a_site_wants_that(
    tmp_path: Path,
) -> None:
    desk = furnish(tmp_path, DeskSettings(check_returns=True))

    back = desk.scan("CAM-1")[0]
    checked = desk.asset("CAM-1").status
    desk.press(Command.UNDO)

    assert back.to_staff
    assert checked is Status.TESTING
    assert (desk.asset("CAM-1").status, desk.held_by("CAM-1")) == (Status.IN_STOCK, "ada")
    desk.close()


def test_a_thing_taken_in_this_session_is_known_even_when_its_answer_is_forgotten(
    desk: Desk,
) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")
    counter = desk.counter
    counter._session = replace(counter.session, answers=())

    again = desk.scan("CAM-1")[0]

    assert isinstance(again, Repeated)
    assert not again.undoable
    assert desk.held_by("CAM-1") == "ada"


def test_only_so_many_things_wait_for_a_badge(desk: Desk) -> None:
    for tag in ("CAM-1", "MIC-1", "CAM-1"):
        desk.scan(tag)

    assert [item.tag for item in desk.counter.session.waiting] == ["MIC-1", "CAM-1"]


def test_a_picked_asset_counts_as_scanned(desk: Desk) -> None:
    desk.tap("ada")

    assert isinstance(desk.give(Picked(desk.now, about_asset("CAM-1")))[0], CheckedOut)


def test_inputs_wait_their_turn_and_beyond_thirty_two_are_told_to() -> None:
    session, effects = advance(Session(), Scanned(AT, Code("CAM-1")))
    for _ in range(MOST_QUEUED):
        session, said = advance(session, Pressed(AT, Command.HELP))
        assert said == ()

    session, ticked = advance(session, Tick(AT))
    full, refused = advance(session, Pressed(AT, Command.HELP))

    assert isinstance(effects[0], Identify)
    assert ticked == ()
    assert refused[0].outcome.topic is Topic.ONE_MOMENT
    assert len(full.queue) == MOST_QUEUED


def test_what_a_session_remembers_is_bounded(desk: Desk) -> None:
    desk.tap("ada")
    for _ in range(MOST_REMEMBERED // 2 + 5):
        desk.scan("CAM-1")
        desk.press(Command.UNDO)

    assert len(desk.counter.session.answers) == MOST_REMEMBERED


def test_a_tick_at_an_idle_desk_says_nothing(desk: Desk) -> None:
    assert desk.wait(3600) == []
    desk.press(Command.HELP)
    assert desk.wait(3600) == []


def test_every_answer_has_a_meaning(desk: Desk) -> None:
    desk.scan("nobody knows")
    desk.press(Command.HELP)
    desk.tap("ada")
    desk.scan("KA")
    desk.scan("LENS-1")
    desk.tap("ada")

    assert [meaning(outcome) for outcome in desk.said] == [
        Meaning.REFUSED,
        Meaning.QUIET,
        Meaning.DONE,
        Meaning.ATTENTION,
        Meaning.ATTENTION,
        Meaning.QUIET,
    ]


def test_due_times_are_in_the_zone_of_the_site(desk: Desk) -> None:
    desk.clock.at = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    desk.tap("ada")

    due = desk.scan("CAM-1")[0].due

    assert due.at.isoformat() == "2026-07-08T17:00:00+01:00"
    assert due.at - desk.now == timedelta(days=7, hours=6, minutes=59, seconds=56)
