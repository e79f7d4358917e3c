"""What comes after an answer: taking it back, its condition, and the parts that were missing."""

from dataclasses import replace

from kiosk.desk.approval import ask_staff
from kiosk.desk.effects import BringPart, Correct, Note, Recorded
from kiosk.desk.inputs import ConditionChosen, PartBrought, SparePut, Undone
from kiosk.desk.outcomes import (
    CheckedOut,
    ChecklistLine,
    Item,
    Returned,
    Told,
    Topic,
    Undoes,
)
from kiosk.desk.situation import Answer, Session, Turn, say, start
from kiosk.domain.ids import AssetId, Entity, KitId, Subject, entity_of, subject


def undo(session: Session, given: Undone) -> Turn:
    """Take back the answer that is named, or the last one that stands."""
    if given.answer:
        named = (each for each in session.answers if each.outcome.id == given.answer)
        answer = next((each for each in named if each.stands), None)
    else:
        answer = next(iter(session.standing()), None)
    if answer is None:
        return say(session, Told(given.at, Topic.NOTHING_TO_UNDO))
    recorded = (*answer.recorded, *answer.noted)
    item = answer.outcome.item
    correct = Correct(given.at, item, _undoes(answer), recorded, session.person)
    return start(session, correct)


def _undoes(answer: Answer) -> Undoes:
    match answer.outcome:
        case CheckedOut():
            return Undoes.CHECK_OUT
        case Returned():
            return Undoes.RETURN
        case _:
            return Undoes.CORRECTION


def corrected(answers: tuple[Answer, ...], taken_back: str) -> tuple[Answer, ...]:
    """Note that the answer made of an event no longer stands, or stands again."""
    target = next(each for each in answers if each.recorded[0].event == taken_back)
    return tuple(
        replace(each, stands=not each.stands)
        if each is target or (target.root != target.outcome.id and each.outcome.id == target.root)
        else each
        for each in answers
    )


def choose_condition(session: Session, given: ConditionChosen) -> Turn:
    """Note how a returned thing is; of a kit, how one of its members is."""
    for answer in session.standing():
        asset = _asset(answer, given)
        if asset is not None:
            return start(session, _note(given, asset, answer))
    return say(session, Told(given.at, Topic.NOTHING_WAITS))


def _note(given: ConditionChosen, asset: AssetId, answer: Answer) -> Note:
    about = subject(Entity.ASSET, asset)
    earlier = tuple(each for each in answer.noted if about in each.subjects)
    return Note(given.at, asset, given.condition, answer.outcome.id, earlier)


def notes_about_others(answer: Answer, about: Subject) -> tuple[Recorded, ...]:
    """Give what was noted of the other members of a kit."""
    return tuple(each for each in answer.noted if about not in each.subjects)


def _asset(answer: Answer, given: ConditionChosen) -> AssetId | None:
    outcome = answer.outcome
    if not isinstance(outcome, Returned) or given.answer not in ("", outcome.id):
        return None
    lines = (line.item.subject for line in outcome.lines if line.ticked)
    named = [entity_of(item) for item in (outcome.item.subject, *lines)]
    assets = [AssetId(key) for entity, key in named if entity is Entity.ASSET]
    if given.asset is not None:
        return given.asset if given.asset in assets else None
    return assets[0] if outcome.item.kind is Entity.ASSET else None


def bring_part(session: Session, given: PartBrought | SparePut) -> Turn:
    """End a debt of the kit on show, with the part itself or with a spare."""
    found = _owed(session, given.line)
    if found is None:
        return say(session, Told(given.at, Topic.NOTHING_WAITS))
    kit, item, line = found
    most = line.missing
    quantity = most if given.quantity is None else min(max(given.quantity, 1), most)
    act = BringPart(given.at, kit, line.line, quantity, session.person)
    return start(session, act) if isinstance(given, PartBrought) else ask_staff(session, act, item)


def _owed(session: Session, name: str) -> tuple[KitId, Item, ChecklistLine] | None:
    """Find a part that is missing from the kit on show, or from one that just came back."""
    shown: list[tuple[KitId, tuple[ChecklistLine, ...]]] = []
    if session.ticking is not None:
        owed = tuple(line for line in session.ticking.lines if line.owed)
        shown.append((session.ticking.kit, owed))
    for answer in session.standing():
        outcome = answer.outcome
        if isinstance(outcome, Returned) and outcome.item.kind is Entity.KIT:
            shown.append((KitId(entity_of(outcome.item.subject)[1]), outcome.lines))
    for kit, lines in shown:
        for line in lines:
            if line.line == name and line.missing and line.item.kind is Entity.PART:
                return kit, line.item, line
    return None
