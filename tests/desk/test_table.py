"""The table of what a scan does, row by row: nobody at the desk, and with a session open."""

import pytest

from kiosk.desk.outcomes import Direction, How, Outcome, Topic
from kiosk.desk.spoken import NAMES
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Entity
from tests.desk.school import SHELF, Desk


def names(said: list[Outcome]) -> list[str]:
    return [NAMES[type(outcome)] for outcome in said]


def lend(desk: Desk, who: str, *tags: str) -> None:
    """Let somebody take things and leave."""
    desk.tap(who)
    for tag in tags:
        desk.scan(tag)
    desk.tap(who)


ADA_HAS_CAMERA = (("ada", "CAM-1"),)

ROWS = [
    # a person
    ("a badge opens the session", (), "", "ada", ["session_opened"]),
    ("the same badge finishes", (), "ada", "ada", ["session_closed"]),
    ("another badge swaps", (), "ada", "ben", ["session_closed", "session_opened"]),
    # an asset that is in
    ("an asset that is in asks for a badge", (), "", "CAM-1", ["told"]),
    ("an asset that is in goes out to this person", (), "ada", "CAM-1", ["checked_out"]),
    # an asset out to this person
    ("own asset, session open: returned", ADA_HAS_CAMERA, "ada", "CAM-1", ["returned"]),
    ("own asset, nobody here: returned", ADA_HAS_CAMERA, "", "CAM-1", ["returned"]),
    # an asset out to somebody else
    ("another's asset, session open: returned", ADA_HAS_CAMERA, "ben", "CAM-1", ["returned"]),
    # a kit or a member
    ("a kit asks for a badge, with its checklist", (), "", "KIT-1", ["told"]),
    ("a member asks for a badge, with the checklist", (), "", "KA", ["told"]),
    ("a kit shows its checklist", (), "ada", "KIT-1", ["checklist"]),
    ("a member shows the checklist", (), "ada", "KA", ["checklist"]),
    ("a kit of one member goes out by its scan", (), "ada", "SOLO", ["checked_out"]),
    # a location
    ("a location with nobody here", (), "", "SHELF-3", ["told"]),
    ("a location in a session", (), "ada", "SHELF-3", ["told"]),
    # command codes
    ("a command wakes the desk", (), "", "LS:DONE", ["told"]),
    ("help helps", (), "", "LS:HELP", ["told"]),
    ("done finishes", (), "ada", "LS:DONE", ["session_closed"]),
    # a badge with a desk role
    ("staff open their own session", (), "", "tess", ["session_opened"]),
    ("staff swap when nothing waits", (), "ada", "tess", ["session_closed", "session_opened"]),
    # nothing known
    ("an unknown code with nobody here", (), "", "WHAT-IS-THIS", ["unknown"]),
    ("an unknown code in a session", (), "ada", "WHAT-IS-THIS", ["unknown"]),
]


@pytest.mark.parametrize(
    ("before", "session", "scanned", "answers"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_a_scan_does_what_the_table_says(
    desk: Desk,
    before: tuple[tuple[str, str], ...],
    session: str,
    scanned: str,
    answers: list[str],
) -> None:
    for who, tag in before:
        lend(desk, who, tag)
    if session:
        desk.tap(session)

    said = desk.tap(scanned) if scanned.islower() else desk.scan(scanned)

    assert names(said) == answers


def test_a_thing_scanned_before_the_badge_goes_out_when_the_badge_comes(desk: Desk) -> None:
    told = desk.scan("CAM-1")[0]
    desk.scan("MIC-1")

    said = desk.tap("ada")

    assert (told.topic, told.seconds, told.item.name) == (Topic.NEEDS_BADGE, 30, "Canon camera")
    assert names(said) == ["session_opened", "checked_out", "checked_out"]
    assert desk.held_by("CAM-1") == desk.held_by("MIC-1") == "ada"


def test_a_thing_waits_for_a_badge_for_thirty_seconds(desk: Desk) -> None:
    desk.scan("CAM-1")

    assert desk.wait(29) == []
    assert desk.wait(1)[0].topic is Topic.WAIT_OVER
    assert names(desk.tap("ada")) == ["session_opened"]


def test_a_waiting_thing_can_be_cancelled(desk: Desk) -> None:
    desk.scan("CAM-1")

    assert desk.press(Command.CANCEL)[0].topic is Topic.CANCELLED
    assert names(desk.tap("ada")) == ["session_opened"]


def test_what_went_out_in_this_session_is_repeated_with_undo(desk: Desk) -> None:
    desk.tap("ada")
    first = desk.scan("CAM-1")[0]

    again = desk.scan("cam-1")[0]

    assert (again.answer, again.undoable) == (first, True)
    assert desk.held_by("CAM-1") == "ada"
    assert names(desk.press(Command.UNDO)) == ["corrected"]
    assert desk.held_by("CAM-1") == ""
    assert names(desk.scan("CAM-1")) == ["checked_out"]


def test_what_came_back_in_this_session_is_repeated_too(desk: Desk) -> None:
    lend(desk, "ada", "CAM-1")
    desk.tap("ada")
    back = desk.scan("CAM-1")[0]

    again = desk.scan("CAM-1")[0]

    assert again.answer == back
    assert desk.held_by("CAM-1") == ""


def test_nobody_learns_whose_thing_came_back(desk: Desk) -> None:
    lend(desk, "ada", "CAM-1")
    desk.tap("ben")

    back = desk.scan("CAM-1")[0]

    assert not back.own
    assert "Ada" not in repr(back)
    assert "Lovelace" not in repr(back)


def test_a_swap_keeps_what_was_answered(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")

    closed, opened = desk.tap("ben")

    assert (closed.how, closed.taken, closed.returned) == (How.SWAPPED, 1, 0)
    assert opened.holder.short_name == "Ben L."
    assert desk.held_by("CAM-1") == "ada"


def test_a_place_takes_what_came_back_and_what_still_comes(desk: Desk) -> None:
    lend(desk, "ada", "CAM-1", "MIC-1")
    desk.tap("ada")
    desk.scan("CAM-1")

    told = desk.scan("SHELF-3")[0]
    desk.scan("MIC-1")

    assert (told.topic, told.place) == (Topic.PLACE, "Shelf 3")
    assert desk.asset("CAM-1").place == desk.asset("MIC-1").place == SHELF


def test_a_place_takes_what_was_returned_by_nobody(desk: Desk) -> None:
    lend(desk, "ada", "CAM-1", "MIC-1")
    desk.scan("CAM-1")

    desk.scan("SHELF-3")
    desk.wait(31)
    desk.scan("MIC-1")

    assert desk.asset("CAM-1").place == SHELF
    assert desk.asset("MIC-1").place != SHELF


def test_staff_see_the_staff_button_and_others_do_not(desk: Desk) -> None:
    staff = desk.tap("tess")[0]
    other = desk.tap("ada")[1]

    assert staff.holder.staff
    assert not other.holder.staff


def test_an_unknown_code_is_kept_but_not_repeated(desk: Desk) -> None:
    said = desk.scan("4006381333931 secret")[0]

    assert "secret" not in repr(said)
    with desk.station.books.read(desk.now) as book:
        kept = book.connection.execute("SELECT text FROM unknown_code").fetchall()
    assert kept == [("4006381333931 secret",)]


def test_a_code_that_two_things_hold_names_neither(desk: Desk) -> None:
    desk.edit(Entity.ASSET, "01936a00-0000-7000-a000-0000000000ff", tag="CAM-1", name="Twin")

    said = desk.scan("CAM-1")[0]

    assert (NAMES[type(said)], said.count) == ("ambiguous", 2)


def test_the_checklist_shows_members_and_parts(desk: Desk) -> None:
    desk.tap("ada")

    shown = desk.scan("KA")[0]

    assert shown.direction is Direction.OUT
    assert {(line.item.name, line.quantity, line.ticked) for line in shown.lines} == {
        ("Recorder", 1, 1),
        ("Boom pole", 1, 0),
        ("XLR cable", 2, 0),
    }
    assert not shown.whole
