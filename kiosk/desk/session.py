"""The desk as a pure machine: a session and an input give the next session and what to do.

Knows: who is here, what waits, what was answered. Does not know: devices, clocks, tables, rules.
One effect is in flight; what comes meanwhile waits its turn.
"""

from dataclasses import replace

from kiosk.desk.answering import heard
from kiosk.desk.approval import staff_gave
from kiosk.desk.checklist import confirm, ticked
from kiosk.desk.commands import more_time, pressed
from kiosk.desk.correcting import bring_part, choose_condition, undo
from kiosk.desk.effects import Effect, LendMany, Report
from kiosk.desk.inputs import (
    BatchGiven,
    ConditionChosen,
    Confirmed,
    Input,
    ParkAsked,
    PartBrought,
    Picked,
    PinTyped,
    Pressed,
    ReasonGiven,
    Restored,
    Scanned,
    SparePut,
    Tick,
    Ticked,
    Touched,
    Undone,
)
from kiosk.desk.leaving import expire, restart
from kiosk.desk.outcomes import Told, Topic
from kiosk.desk.scanning import identify
from kiosk.desk.situation import MOST_QUEUED, Session, Turn, say, start
from kiosk.domain.identifiers import command_of


def advance(session: Session, given: Input | Report) -> Turn:
    """Take one input, or what came of the effect in flight, and every input that waited for it."""
    effects: tuple[Effect, ...] = ()
    if isinstance(given, Report):
        session, effects = heard(replace(session, busy=False), given)
    elif session.busy:
        return _wait(session, given)
    else:
        session = replace(session, queue=(*session.queue, given))
    while session.queue and not session.busy:
        session, more = _take(replace(session, queue=session.queue[1:]), session.queue[0])
        effects += more
    return session, effects


def _wait(session: Session, given: Input) -> Turn:
    """Queue an input; time that passes needs no place in a queue."""
    if isinstance(given, Tick):
        return session, ()
    if len(session.queue) >= MOST_QUEUED:
        return say(session, Told(given.at, Topic.ONE_MOMENT))
    return replace(session, queue=(*session.queue, given)), ()


def _take(session: Session, given: Input) -> Turn:
    """Do what is overdue by the time of an input, then the input."""
    if isinstance(given, Restored):
        return restart(session, given.at)
    if session.since is not None and given.at < session.since:
        session = replace(session, since=given.at)  # the wall clock was set back
    expired = expire(session, given.at)
    if expired is not None:
        later, effects = expired
        return replace(later, queue=(given, *later.queue)), effects
    if isinstance(given, Tick):
        return session, ()
    alive = replace(session, since=given.at, warned=False)
    if isinstance(given, Touched) and not session.warned:
        return alive, ()
    return _act(alive, given)


_Detail = (
    Ticked
    | Confirmed
    | PinTyped
    | ReasonGiven
    | ParkAsked
    | ConditionChosen
    | PartBrought
    | SparePut
    | Undone
)


def _act(
    session: Session, given: Scanned | Picked | Pressed | Touched | BatchGiven | _Detail
) -> Turn:
    match given:
        case Scanned():
            command = command_of(given.code.text)
            order = Pressed(given.at, command) if command else None
            return pressed(session, order) if order else identify(session, given)
        case Picked():
            return identify(session, given)
        case Pressed():
            return pressed(session, given)
        case Touched():
            return more_time(session, given.at)
        case BatchGiven():
            return start(session, LendMany(given.at, given))
        case _:
            return _detail(session, given)


def _detail(session: Session, given: _Detail) -> Turn:
    """Do what belongs to something that is on show."""
    match given:
        case Ticked():
            return ticked(session, given)
        case Confirmed():
            return confirm(session, given)
        case PinTyped() | ReasonGiven() | ParkAsked():
            return staff_gave(session, given)
        case ConditionChosen():
            return choose_condition(session, given)
        case PartBrought() | SparePut():
            return bring_part(session, given)
        case _:
            return undo(session, given)
