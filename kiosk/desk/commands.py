"""The codes of the desk mat and their buttons: the whole flow without touching the screen."""

from dataclasses import replace
from datetime import datetime

from kiosk.desk.approval import said_yes
from kiosk.desk.checklist import confirm, decide
from kiosk.desk.correcting import undo
from kiosk.desk.effects import Lend
from kiosk.desk.inputs import Confirmed, Pressed, Undone
from kiosk.desk.leaving import leave
from kiosk.desk.outcomes import How, Step, Told, Topic
from kiosk.desk.situation import Session, Turn, idle, say, start
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import AssetId, entity_of


def pressed(session: Session, given: Pressed) -> Turn:
    """Do what a command means here."""
    return _COMMANDS[given.command](session, given.at)


def _help(session: Session, at: datetime) -> Turn:
    return say(session, Told(at, Topic.HELP))


def _large_text(session: Session, at: datetime) -> Turn:
    large = not session.large_text
    return say(replace(session, large_text=large), Told(at, Topic.LARGE_TEXT, on=large))


def _undo(session: Session, at: datetime) -> Turn:
    return undo(session, Undone(at))


def more_time(session: Session, at: datetime) -> Turn:
    """Say how long the desk waits now; the input itself was the sign of life."""
    settings = session.settings
    seconds = settings.idle_s if session.visitor else settings.badge_s
    return say(session, Told(at, Topic.MORE_TIME, seconds=seconds))


def _done(session: Session, at: datetime) -> Turn:
    """Finish the checklist first, then the session; at an idle desk say how it works."""
    if session.ticking is not None and session.pending is None:
        return confirm(session, Confirmed(at))
    if session.visitor is not None:
        return leave(session, at, How.FINISHED)
    return say(idle(session), Told(at, Topic.HELP))


def _cancel(session: Session, at: datetime) -> Turn:
    """Drop the topmost thing that waits; nothing that was answered changes."""
    if session.pending is not None and session.pending.shown:
        item = session.pending.item
        return say(replace(session, pending=None), Told(at, Topic.CANCELLED, item))
    if session.ticking is not None:
        item = session.ticking.item
        return say(replace(session, ticking=None, pending=None), Told(at, Topic.CANCELLED, item))
    if session.waiting:
        return say(replace(session, waiting=()), Told(at, Topic.CANCELLED, session.waiting[-1]))
    return say(replace(session, offer=None, pending=None), Told(at, Topic.CANCELLED))


def _yes(session: Session, at: datetime) -> Turn:
    pending = session.pending
    if pending is not None and pending.awaiting is Step.YES:
        return said_yes(session, at, pending)
    if session.offer is not None and session.person is not None:
        asset = AssetId(entity_of(session.offer.subject)[1])
        lend = Lend(at, session.id, session.person, asset)
        return start(replace(session, offer=None), lend)
    return decide(session, at, there=True)


def _no(session: Session, at: datetime) -> Turn:
    pending = session.pending
    if pending is not None and pending.awaiting is Step.YES:
        told = Told(at, Topic.APPROVAL_OVER, pending.item)
        return say(replace(session, pending=None), told)
    if session.offer is not None:
        return say(replace(session, offer=None), Told(at, Topic.CANCELLED, session.offer))
    return decide(session, at, there=False)


_COMMANDS = {
    Command.DONE: _done,
    Command.UNDO: _undo,
    Command.CANCEL: _cancel,
    Command.HELP: _help,
    Command.MORE_TIME: more_time,
    Command.YES: _yes,
    Command.NO: _no,
    Command.LARGE_TEXT: _large_text,
}
