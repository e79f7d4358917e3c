"""What waits for a yes or for a second person: badge, then PIN, then a reason."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.desk.effects import BringPart, CheckPin, Lend, Park, Passed
from kiosk.desk.inputs import ParkAsked, PinTyped, ReasonGiven
from kiosk.desk.outcomes import ApprovalNeeded, Item, Problem, Refused, Step, Told, Topic
from kiosk.desk.situation import Pending, Session, Turn, say, start
from kiosk.domain.ids import OrganisationId, PersonId
from kiosk.domain.model import Person
from kiosk.domain.ports import PinAnswer, PinVerdict
from kiosk.domain.refusals import Refusal, RefusalCode, Severity
from kiosk.domain.roles import DESK_ROLES, Permission, permissions_of

LONGEST_REASON = 300
_PROBLEMS = {
    PinVerdict.WRONG: Problem.WRONG_PIN,
    PinVerdict.WAIT: Problem.WAIT,
    PinVerdict.LOCKED: Problem.LOCKED,
    PinVerdict.NONE_SET: Problem.NO_PIN,
}


def objection_to(
    staff: Person, reasons: Iterable[Refusal], holder: PersonId | OrganisationId | None
) -> Problem | None:
    """Say why a person cannot let these pass: they gain by it themselves, or may not."""
    if staff.id == holder:
        return Problem.SAME_PERSON
    return None if needed(reasons) <= permissions_of(staff.roles) else Problem.NOT_PERMITTED


def needed(reasons: Iterable[Refusal]) -> frozenset[Permission]:
    """Give what a staff member must be permitted."""
    return frozenset(reason.may_pass for reason in reasons if _by_staff(reason) and reason.may_pass)


def wants_reason(reasons: Iterable[Refusal]) -> bool:
    """Say whether staff override a rule, and so say why; high value is approved, not overridden."""
    return any(_by_staff(reason) and reason.code != RefusalCode.HIGH_VALUE for reason in reasons)


def passable(reasons: Iterable[Refusal]) -> bool:
    """Say whether the borrower and staff together can let all of these pass."""
    return all(reason.severity is not Severity.REFUSE for reason in reasons)


def _by_staff(reason: Refusal) -> bool:
    return reason.severity is Severity.STAFF


def problem_of(answer: PinAnswer) -> Problem | None:
    """Say what was wrong with a PIN, if anything."""
    return _PROBLEMS.get(answer.verdict)


def objected(session: Session, act: Lend | BringPart, answer: Refused | ApprovalNeeded) -> Turn:
    """Keep what was objected to for as long as it may still pass."""
    if isinstance(answer, Refused) and not answer.passable:
        return say(replace(session, pending=None), answer)
    until = act.at + timedelta(seconds=session.settings.approval_s)
    shown = isinstance(answer, ApprovalNeeded)
    awaiting = answer.awaiting if isinstance(answer, ApprovalNeeded) else Step.BADGE
    pending = Pending(act, answer.item, answer.reasons, awaiting, until, shown)
    session = replace(session, pending=pending)
    return say(session, needs(pending, act.at) if shown else answer)


def ask_staff(session: Session, act: BringPart, item: Item) -> Turn:
    """Ask for the badge of somebody who may put in a spare."""
    until = act.at + timedelta(seconds=session.settings.approval_s)
    pending = Pending(act, item, (), Step.BADGE, until)
    return say(replace(session, pending=pending), needs(pending, act.at))


def needs(
    pending: Pending, at: datetime, problem: Problem | None = None, wait_s: int = 0
) -> ApprovalNeeded:
    """Say what is needed next."""
    return ApprovalNeeded(
        at, pending.item, pending.reasons, pending.awaiting, pending.until, problem, wait_s
    )


def badge_shown(session: Session, at: datetime, person: Person) -> Turn | None:
    """Take a badge as that of who approves; None when it only means that somebody came."""
    pending = session.pending
    if pending is None or pending.awaiting is Step.YES or not person.roles & DESK_ROLES:
        return None
    if person.id == pending.staff:
        return say(session, needs(pending, at))
    problem = _problem(pending, person)
    if problem is None:
        return _await(session, at, replace(pending, awaiting=Step.PIN, staff=person.id))
    return say(session, needs(pending, at, problem)) if pending.shown else None


def _problem(pending: Pending, person: Person) -> Problem | None:
    act = pending.act
    if isinstance(act, Lend):
        return objection_to(person, pending.reasons, act.holder)
    may = Permission.OVERRIDE_THING in permissions_of(person.roles)
    return None if may else Problem.NOT_PERMITTED


def _await(session: Session, at: datetime, pending: Pending) -> Turn:
    """Go one step on; from here on it is on show, and has its time anew."""
    until = at + timedelta(seconds=session.settings.approval_s)
    pending = replace(pending, shown=True, until=until)
    return say(replace(session, pending=pending), needs(pending, at))


def staff_gave(session: Session, given: PinTyped | ReasonGiven | ParkAsked) -> Turn:
    """Take what the staff member typed, or that none will come."""
    match given:
        case PinTyped():
            return _pin_typed(session, given)
        case ParkAsked():
            return _park_asked(session, given)
        case _:
            return _reason_given(session, given)


def _pin_typed(session: Session, typed: PinTyped) -> Turn:
    """Check the PIN of whose badge was read."""
    pending = session.pending
    if pending is None or pending.awaiting is not Step.PIN or pending.staff is None:
        return say(session, Told(typed.at, Topic.NOTHING_WAITS))
    return start(session, CheckPin(typed.at, pending.staff, typed.pin))


def can_park(reasons: Iterable[Refusal]) -> bool:
    """Say whether staff elsewhere may let these pass: they approve, and override nothing."""
    return {reason.code for reason in reasons if _by_staff(reason)} == {RefusalCode.HIGH_VALUE}


def _park_asked(session: Session, asked: ParkAsked) -> Turn:
    """Leave what waits for a second person to staff elsewhere."""
    pending = session.pending
    if pending is None or session.person is None or not can_park(pending.reasons):
        return say(session, Told(asked.at, Topic.NOTHING_WAITS))
    return start(replace(session, pending=None), Park(asked.at, session.person, pending.item))


def pin_checked(session: Session, at: datetime, answer: PinAnswer) -> Turn:
    """Go on when it was right; say what is wrong otherwise."""
    pending = session.pending
    assert pending is not None  # noqa: S101 - it waits for this answer
    if answer.verdict is not PinVerdict.RIGHT:
        return say(session, needs(pending, at, problem_of(answer), answer.wait_s))
    if wants_reason(pending.reasons):
        return _await(session, at, replace(pending, awaiting=Step.REASON))
    return _go(session, at, pending)


def _reason_given(session: Session, given: ReasonGiven) -> Turn:
    """Take the reason of the staff member."""
    pending = session.pending
    if pending is None or pending.awaiting is not Step.REASON:
        return say(session, Told(given.at, Topic.NOTHING_WAITS))
    reason = given.reason.strip()[:LONGEST_REASON]
    if not reason:
        return say(session, needs(pending, given.at))
    return _go(session, given.at, pending, reason)


def said_yes(session: Session, at: datetime, pending: Pending) -> Turn:
    """Let pass what the borrower was asked."""
    return _go(session, at, pending)


def _go(session: Session, at: datetime, pending: Pending, reason: str = "") -> Turn:
    """Try again with what was given."""
    session = replace(session, pending=None)
    act = pending.act
    if isinstance(act, BringPart):
        return start(session, replace(act, at=at, staff=pending.staff))
    yes = act.passed.yes
    if pending.awaiting is Step.YES:
        asked = {r.code for r in pending.reasons if r.severity is Severity.ASK}
        yes |= asked
    passed = Passed(yes, pending.staff or act.passed.staff, reason or act.passed.reason)
    return start(session, replace(act, at=at, passed=passed))
