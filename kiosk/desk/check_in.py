"""Take an asset back: always, from anybody; and note how it is and where it went."""

from kiosk.desk.effects import Answered, Move, Note, Recorded, TakeBack
from kiosk.desk.outcomes import Returned, Told, Topic
from kiosk.desk.settings import DeskSettings
from kiosk.desk.views import item_of, loans_of
from kiosk.domain.bodies import lending
from kiosk.domain.bodies.records import ConditionNoted, Moved, StatusSet
from kiosk.domain.ids import Alias, Entity, LineId, PersonId, Subject, subject
from kiosk.domain.model import Condition, Status
from kiosk.domain.ports import WriteBook


def check_in(book: WriteBook, effect: TakeBack, settings: DeskSettings) -> Answered:
    """Take one asset back; what was not out is noted, what was lost is found."""
    asset = book.asset(effect.asset)
    if asset is None:
        return Answered(Told(effect.at, Topic.REMOVED))
    line = asset.open_line
    own = line is not None and is_held_by(book, line.id, effect.by)
    actor, by = actor_of(book, effect.by)
    named = subject(Entity.ASSET, asset.id)
    lent_as = (line and line.asset) or asset.id  # a record that was merged into this one
    back = lending.LineIn(line.id if line else LineId(""), asset=lent_as)
    body = lending.CheckedIn(
        session=effect.session,
        lines=(back,),
        condition=Condition.WORKS,
        returned_by=by,
        place=effect.place,
    )
    kit = (subject(Entity.KIT, line.kit),) if line and line.kit else ()
    lent = (subject(Entity.ASSET, lent_as),) if lent_as != asset.id else ()
    subjects = (named, *lent, *kit, *((line.holder,) if line else ()))
    recorded = [Recorded(str(book.append(body, subjects, actor)), subjects)]
    to_staff = settings.check_returns and not own
    if to_staff:
        testing = StatusSet(asset.id, Status.TESTING)
        recorded.append(Recorded(str(book.append(testing, (named,), actor)), (named,)))
    outcome = Returned(
        at=effect.at,
        id=recorded[0].event,
        item=item_of(asset),
        was_out=line is not None,
        found=asset.status is Status.LOST,
        own=own,
        to_staff=to_staff,
        loans=loans_of(book, effect.by) if effect.by else (),
    )
    return Answered(outcome, tuple(recorded))


def is_held_by(book: WriteBook, line: LineId, person: PersonId | None) -> bool:
    """Say whether a line is out to a person, under any of their aliases."""
    return person is not None and any(held.id == line for held in book.open_lines(person))


def actor_of(book: WriteBook, person: PersonId | None) -> tuple[Alias | None, Subject | None]:
    """Give how events name who stands at the desk, if anybody does."""
    if person is None:
        return None, None
    alias = book.actor_alias(person)
    return alias, subject(Entity.PERSON, alias)


def note_condition(book: WriteBook, effect: Note) -> Answered:
    """Note how a returned asset is, in place of what was noted before; broken goes to testing."""
    asset = book.asset(effect.asset)
    if asset is None:
        return Answered(Told(effect.at, Topic.REMOVED))
    subjects = (subject(Entity.ASSET, asset.id),)
    for earlier in effect.earlier:
        book.append(lending.Corrected(earlier.event), earlier.subjects)
    recorded: tuple[Recorded, ...] = ()
    if effect.condition is not Condition.WORKS:
        noted = ConditionNoted(asset.id, effect.condition)
        recorded = (Recorded(str(book.append(noted, subjects)), subjects),)
    told = Told(effect.at, Topic.CONDITION, item_of(asset), condition=effect.condition)
    return Answered(told, recorded)


def move(book: WriteBook, effect: Move) -> Answered:
    """Put what came back somewhere; what went out again meanwhile stays with its holder."""
    for key in effect.assets:
        asset = book.asset(key)
        if asset is not None and asset.open_line is None:
            book.append(Moved(key, effect.place), (subject(Entity.ASSET, key),))
    return Answered(Told(effect.at, Topic.PLACE, place=effect.name))
