"""What came of the effect in flight: said, remembered, and followed by what it makes possible."""

from dataclasses import replace

from kiosk.desk.approval import objected, pin_checked
from kiosk.desk.checklist import brought, show
from kiosk.desk.correcting import corrected, notes_about_others
from kiosk.desk.effects import (
    Answered,
    BringPart,
    Close,
    Closed,
    Correct,
    Failed,
    Found,
    FoundAsset,
    FoundKit,
    KitHere,
    Lend,
    Note,
    Open,
    Opened,
    Report,
    Several,
    TakeBack,
)
from kiosk.desk.inputs import Picked
from kiosk.desk.outcomes import (
    ApprovalNeeded,
    CheckedOut,
    Corrected,
    Refused,
    Returned,
    SessionClosed,
    Told,
    Topic,
)
from kiosk.desk.scanning import asset_found, kit_found, person_found, place_found
from kiosk.desk.situation import MOST_REMEMBERED, Answer, Session, Turn, Visitor, idle, say, start
from kiosk.domain.ids import Entity, subject
from kiosk.domain.model import Location, Person
from kiosk.domain.ports import PinAnswer


def heard(session: Session, report: Report) -> Turn:
    """Take the result of an effect."""
    result = report.result
    match result:
        case Answered():
            return _answered(session, report, result)
        case Opened() | Closed():
            return _came_or_went(session, report, result)
        case PinAnswer():
            return pin_checked(session, report.at, result)
        case Several(outcomes=outcomes):
            return say(session, *outcomes)
        case Failed():
            return _failed(session, report, result)
        case _:
            return _found(session, report, result)


def _found(session: Session, report: Report, found: Found) -> Turn:
    match found:
        case Person():
            return person_found(session, report.at, found)
        case FoundAsset():
            return asset_found(session, report.at, found)
        case FoundKit():
            return kit_found(session, report.at, found)
        case Location():
            return place_found(session, report.at, found)
        case _:
            return say(session, found)


def _came_or_went(session: Session, report: Report, result: Opened | Closed) -> Turn:
    if isinstance(result, Closed):
        seen = (result.seen,) if result.seen else ()
        return _next_visitor(session, report, *seen, result.outcome)
    return _opened(session, report, result)


def _opened(session: Session, report: Report, result: Opened) -> Turn:
    """Greet, then take what was scanned before the badge came as if it were scanned now."""
    outcome = result.outcome
    waiting = session.waiting
    session = replace(
        session,
        visitor=Visitor(outcome.session, outcome.holder),
        large_text=session.large_text or outcome.holder.large_text,
        waiting=(),
        answers=(),
        queue=(*(Picked(report.at, item.subject) for item in waiting), *session.queue),
    )
    session, effects = say(session, outcome)
    if session.ticking is None:
        return session, effects
    session, more = show(session, report.at, session.ticking)
    return session, (*effects, *more)


def _next_visitor(session: Session, report: Report, *said: Returned | SessionClosed) -> Turn:
    """Leave an empty desk, or open the session of whose badge ended the last one."""
    then = report.effect.then if isinstance(report.effect, Close) else None
    session, effects = say(idle(session), *said)
    if then is None:
        return session, effects
    session, more = start(session, Open(report.at, then))
    return session, (*effects, *more)


def _failed(session: Session, report: Report, result: Failed) -> Turn:
    """Say what is wrong; a session whose end cannot be written ends all the same."""
    if result.bug:
        return say(idle(session), result.outcome)
    effect = report.effect
    if not isinstance(effect, Close):
        return say(session, result.outcome)
    closed = SessionClosed(report.at, effect.session, effect.how, effect.taken, effect.returned)
    session, effects = _next_visitor(session, report, closed)
    return session, (*say(session, result.outcome)[1], *effects)


def _answered(session: Session, report: Report, answer: Answered) -> Turn:
    effect, outcome = report.effect, answer.outcome
    match outcome:
        case Refused() | ApprovalNeeded() if isinstance(effect, Lend):
            return objected(session, effect, outcome)
        case CheckedOut():
            ticked = isinstance(effect, Lend) and isinstance(effect.item, KitHere)
            session = replace(session, ticking=None if ticked else session.ticking)
            return say(_remember(session, outcome, answer), outcome)
        case Returned():
            return _returned(session, report, answer, outcome)
        case Corrected():
            return _corrected(session, report, answer, outcome)
        case _:
            return _told(session, report, answer)


def _remember(session: Session, outcome: CheckedOut | Returned, answer: Answered) -> Session:
    kept = Answer(outcome, answer.recorded, outcome.id)
    answers = (*session.answers, kept)[-MOST_REMEMBERED:]
    return replace(session, answers=answers, offer=None)


def _returned(session: Session, report: Report, answer: Answered, back: Returned) -> Turn:
    """Offer what somebody else had, where the site wants that; show what a kit now has."""
    effect = report.effect
    offered = (
        session.settings.offer_after_return
        and session.visitor is not None
        and isinstance(effect, TakeBack)
        and not (back.own or back.to_staff)
    )
    back = replace(back, offered=offered)
    session = replace(_remember(session, back, answer), offer=back.item if offered else None)
    session, effects = say(session, back)
    if not isinstance(effect, BringPart):
        return session, effects
    session, more = _brought(session, report, effect)
    return session, (*effects, *more)


def _brought(session: Session, report: Report, effect: BringPart) -> Turn:
    """Take what was brought out of what is owed, wherever that is on show."""
    session = replace(
        session, answers=tuple(_no_longer_missing(each, effect) for each in session.answers)
    )
    ticking = session.ticking
    if ticking is None or all(line.line != effect.line for line in ticking.lines):
        return session, ()
    return show(session, report.at, brought(ticking, effect.line, effect.quantity))


def _no_longer_missing(answer: Answer, effect: BringPart) -> Answer:
    outcome = answer.outcome
    if not isinstance(outcome, Returned):
        return answer
    lines = tuple(
        replace(line, ticked=line.ticked + effect.quantity) if line.line == effect.line else line
        for line in outcome.lines
    )
    return replace(answer, outcome=replace(outcome, lines=lines))


def _corrected(session: Session, report: Report, answer: Answered, outcome: Corrected) -> Turn:
    effect = report.effect
    taken_back = effect.recorded[0].event if isinstance(effect, Correct) else ""
    root = next(
        (each.root for each in session.answers if each.recorded[0].event == taken_back), outcome.id
    )
    answers = corrected(session.answers, taken_back)
    answers = (*answers, Answer(outcome, answer.recorded, root))[-MOST_REMEMBERED:]
    return say(replace(session, answers=answers, offer=None), outcome)


def _told(session: Session, report: Report, answer: Answered) -> Turn:
    """Keep a condition with the answer that it is about; show a spare in its kit."""
    effect, outcome = report.effect, answer.outcome
    replaced = isinstance(outcome, Told) and outcome.topic is Topic.REPLACED
    if isinstance(effect, Note):
        session = _noted(session, effect, answer)
    session, effects = say(session, outcome)
    if not (isinstance(effect, BringPart) and replaced):
        return session, effects
    session, more = _brought(session, report, effect)
    return session, (*effects, *more)


def _noted(session: Session, effect: Note, answer: Answered) -> Session:
    about = subject(Entity.ASSET, effect.asset)
    return replace(
        session,
        answers=tuple(
            replace(each, noted=(*notes_about_others(each, about), *answer.recorded))
            if each.outcome.id == effect.answer
            else each
            for each in session.answers
        ),
    )
