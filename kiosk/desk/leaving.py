"""How a session ends: finished, swapped for the next person, or after nobody moved for a while."""

from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.desk.checklist import seen_back
from kiosk.desk.effects import Close
from kiosk.desk.outcomes import CheckedOut, How, Returned, SessionClosed, Told, Topic
from kiosk.desk.situation import Session, Turn, idle, say, start
from kiosk.domain.ids import PersonId


def leave(session: Session, at: datetime, how: How, then: PersonId | None = None) -> Turn:
    """End the session of the person at the desk; what was answered stands."""
    assert session.visitor is not None  # noqa: S101 - only called with somebody there
    close = Close(
        at,
        session.id,
        session.visitor.holder.person,
        how,
        session.count(CheckedOut),
        session.count(Returned),
        seen_back(session, at),
        then,
    )
    return start(session, close)


def expire(session: Session, at: datetime) -> Turn | None:
    """Do what is due by now; None when nothing is."""
    pending = session.pending
    if pending is not None and at >= pending.until:
        dropped = replace(session, pending=None, since=at)
        over = (Told(at, Topic.APPROVAL_OVER, pending.item),) if pending.shown else ()
        return say(dropped, *over)
    if session.since is None or (pending is not None and pending.shown):
        return None
    quiet = at - session.since
    return _nobody(session, at, quiet) if session.visitor is None else _idle(session, at, quiet)


def _idle(session: Session, at: datetime, quiet: timedelta) -> Turn | None:
    settings = session.settings
    if quiet >= timedelta(seconds=settings.idle_s + settings.warning_s):
        return leave(session, at, How.TIMED_OUT)
    if quiet >= timedelta(seconds=settings.idle_s) and not session.warned:
        warning = Told(at, Topic.TIME_WARNING, seconds=settings.warning_s)
        return say(replace(session, warned=True), warning)
    return None


def _nobody(session: Session, at: datetime, quiet: timedelta) -> Turn | None:
    """Forget what waited for a badge, and what could be undone."""
    if quiet < timedelta(seconds=session.settings.badge_s) or session == idle(session):
        return None
    seen = seen_back(session, at)
    if seen is not None:
        return start(idle(session), seen)
    waited = session.ticking.item if session.ticking else next(iter(session.waiting), None)
    over = (Told(at, Topic.WAIT_OVER, waited),) if waited else ()
    return say(idle(session), *over)


def restart(session: Session, at: datetime) -> Turn:
    """End the session without a word to the books: those that knew of it are gone."""
    if session.visitor is None:
        return idle(session), ()
    return say(idle(session), SessionClosed(at, session.id, How.RESTARTED))
