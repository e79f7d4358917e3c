"""Nobody is here to approve: it is parked, staff approve anywhere, the next scan takes it."""

from datetime import timedelta

from kiosk.desk.inputs import ParkAsked
from kiosk.desk.outcomes import ApprovalNeeded, CheckedOut, Outcome, Step, Told, Topic
from kiosk.desk.panel.acts import Done, No, Perform, Result, Why
from kiosk.desk.panel.approving import ApproveParked
from kiosk.desk.panel.staff import Staff
from kiosk.domain.bodies import lending
from kiosk.domain.ids import PersonId
from kiosk.domain.parking import PARKED_FOR
from kiosk.domain.roles import Role
from kiosk.store.panel_queries import PanelQueries
from tests.desk.school import Desk, person_id


def parked(desk: Desk, who: str = "ada") -> Outcome:
    """Ask for the lens, and leave it to staff elsewhere."""
    desk.tap(who)
    assert isinstance(desk.scan("LENS-1")[0], ApprovalNeeded)
    (said,) = desk.give(ParkAsked(desk.now))
    return said


def waits(desk: Desk) -> list[str]:
    panel = PanelQueries(desk.station.books, desk.clock)
    return [row.event for row in panel.parked(desk.now)]


def approve(desk: Desk, event: str, who: str = "tess") -> Result:
    staff = Staff(PersonId(person_id(who)), who, frozenset({Role.TECHNICIAN}))
    return Perform(desk.station.books, desk.clock)(staff, ApproveParked(event))


def test_what_was_parked_and_approved_goes_out_at_the_next_scan_once(desk: Desk) -> None:
    said = parked(desk)
    assert isinstance(said, Told)
    assert said.topic is Topic.PARKED
    (event,) = waits(desk)
    assert isinstance(desk.scan("LENS-1")[0], ApprovalNeeded)

    assert approve(desk, event) == Done()
    assert waits(desk) == []
    (out,) = desk.scan("LENS-1")

    assert isinstance(out, CheckedOut)
    (gone,) = [body for body in desk.bodies() if isinstance(body, lending.CheckedOut)]
    assert len(gone.approvals) == 1
    desk.clock.advance(seconds=300)
    desk.tap("ben")
    desk.scan("LENS-1")
    desk.tap("ada")
    assert isinstance(desk.scan("LENS-1")[0], ApprovalNeeded)
    assert desk.station.verify().wrong == []


def test_an_approval_that_was_undone_with_its_loan_holds_again(desk: Desk) -> None:
    parked(desk)
    approve(desk, waits(desk)[0])
    desk.scan("LENS-1")
    desk.undo()

    assert isinstance(desk.scan("LENS-1")[0], CheckedOut)


def test_an_approval_is_for_whoever_asked_and_for_a_day(desk: Desk) -> None:
    parked(desk)
    approve(desk, waits(desk)[0])
    desk.tap("ben")
    assert isinstance(desk.scan("LENS-1")[0], ApprovalNeeded)

    desk.clock.advance(seconds=int((PARKED_FOR + timedelta(minutes=1)).total_seconds()))
    desk.tap("ada")
    assert isinstance(desk.scan("LENS-1")[0], ApprovalNeeded)


def test_parking_twice_asks_once(desk: Desk) -> None:
    parked(desk)
    desk.scan("LENS-1")
    desk.give(ParkAsked(desk.now))

    assert len(waits(desk)) == 1


def test_a_request_is_approved_once_in_time_and_never_by_who_asked(desk: Desk) -> None:
    parked(desk, "tess")
    (event,) = waits(desk)
    assert approve(desk, event, "tess") == No(Why.NOT_PERMITTED)
    assert approve(desk, event, "ada") == No(Why.NOT_PERMITTED)
    assert approve(desk, "s/i/99999") == No(Why.GONE)
    desk.clock.advance(seconds=int(PARKED_FOR.total_seconds()) + 60)

    assert waits(desk) == []
    parked(desk)
    (event,) = waits(desk)
    assert [approve(desk, event), approve(desk, event)] == [Done(), No(Why.GONE)]


def test_there_is_nothing_to_park_when_nothing_waits_for_approval(desk: Desk) -> None:
    assert desk.give(ParkAsked(desk.now))[0].topic is Topic.NOTHING_WAITS
    desk.tap("ada")
    assert desk.give(ParkAsked(desk.now))[0].topic is Topic.NOTHING_WAITS
    asked = desk.scan("LENS-1")[0]
    assert asked.awaiting is Step.BADGE
    desk.give(ParkAsked(desk.now))
    assert desk.give(ParkAsked(desk.now))[0].topic is Topic.NOTHING_WAITS
