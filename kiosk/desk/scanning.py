"""What a scan does: the table of people, assets, kits and places, with or without somebody here."""

from dataclasses import replace
from datetime import datetime

from kiosk.desk.approval import badge_shown
from kiosk.desk.checklist import seen_back, show, tick_member, ticking_of
from kiosk.desk.effects import FoundAsset, FoundKit, Identify, Lend, Move, Open, TakeBack
from kiosk.desk.inputs import Picked, Scanned
from kiosk.desk.leaving import leave
from kiosk.desk.outcomes import CheckedOut, How, Repeated, Returned, Told, Topic
from kiosk.desk.situation import Session, Turn, say, start
from kiosk.domain.ids import AssetId, Entity, entity_of, subject
from kiosk.domain.model import Location, Person, Status

MOST_WAITING = 10


def identify(session: Session, scanned: Scanned | Picked) -> Turn:
    """Ask what was scanned or picked."""
    named = scanned.code if isinstance(scanned, Scanned) else scanned.named
    return start(session, Identify(scanned.at, named, session.person, session.id))


def person_found(session: Session, at: datetime, person: Person) -> Turn:
    """Approve what waits, or open, finish, or swap."""
    approving = badge_shown(session, at, person)
    if approving is not None:
        return approving
    if session.visitor is None:
        return start(session, Open(at, person.id))
    if person.id == session.person:
        return leave(session, at, How.FINISHED)
    return leave(session, at, How.SWAPPED, then=person.id)


def asset_found(session: Session, at: datetime, found: FoundAsset) -> Turn:
    """Return what is out; lend what is in, or keep it until a badge comes."""
    asset = found.asset
    is_in = asset.open_line is None
    repeated = repeat(session, at, found, is_in=is_in)
    if repeated is not None:
        return repeated
    if not is_in or (asset.status is Status.LOST and not asset.removed):
        return start(session, TakeBack(at, session.id, asset.id, session.person, session.place))
    if asset.removed:
        return say(session, Told(at, Topic.REMOVED, found.item))
    if session.person is not None:
        return start(session, Lend(at, session.id, session.person, asset.id))
    waiting = [item for item in session.waiting if item != found.item]
    waiting = [*waiting, found.item][-MOST_WAITING:]
    told = Told(at, Topic.NEEDS_BADGE, found.item, seconds=session.settings.badge_s)
    return say(replace(session, waiting=tuple(waiting)), replace(told, status=asset.status))


def repeat(
    session: Session, at: datetime, found: FoundAsset | FoundKit, *, is_in: bool
) -> Turn | None:
    """Repeat the answer when the same thing comes again in the same session."""
    answer = session.latest(found.item.subject)
    given = answer.outcome if answer else None
    if isinstance(given, CheckedOut) and found.have is not None:
        return say(session, Repeated(at, given))
    if isinstance(given, Returned) and is_in:
        return say(session, Repeated(at, given))
    if found.have is not None:
        return say(session, Repeated(at, found.have, undoable=False))
    return None


def kit_found(session: Session, at: datetime, found: FoundKit) -> Turn:
    """Show the checklist of a kit, with the member ticked that was scanned."""
    ticking = session.ticking
    if ticking is not None and ticking.kit == found.kit.id:
        return show(session, at, tick_member(ticking, found.member))
    repeated = repeat(session, at, found, is_in=found.kit.loan is None)
    if repeated is not None:
        return repeated
    if found.kit.removed and found.kit.loan is None:
        return say(session, Told(at, Topic.REMOVED, found.item))
    seen = seen_back(session, at)
    if seen is not None:
        named = subject(Entity.ASSET, found.member) if found.member else found.item.subject
        queue = (Picked(at, named), *session.queue)
        return start(replace(session, ticking=None, queue=queue), seen)
    return show(session, at, tick_member(ticking_of(found), found.member))


def place_found(session: Session, at: datetime, place: Location) -> Turn:
    """Put what comes back, and what came back in this session, there."""
    back = [answer.outcome for answer in session.standing()]
    items = [outcome.item.subject for outcome in back if isinstance(outcome, Returned)]
    named = [entity_of(item) for item in items]
    assets = tuple(AssetId(key) for entity, key in named if entity is Entity.ASSET)
    if session.visitor is not None:
        session = replace(session, place=place.id)
    if assets:
        return start(session, Move(at, assets, place.id, place.name))
    topic = Topic.PLACE if session.visitor else Topic.NOTHING_WAITS
    return say(session, Told(at, topic, place=place.name))
