"""The checklist of a kit: its lines, what is ticked, and what to do when it is whole."""

from dataclasses import replace
from datetime import datetime

from kiosk.desk.effects import FoundKit, KitHere, Lend, Passed, TakeKitBack
from kiosk.desk.inputs import Confirmed, Ticked
from kiosk.desk.outcomes import ChecklistLine, Direction, Item, Told, Topic
from kiosk.desk.situation import Session, Ticking, Turn, say, start
from kiosk.domain.ids import AssetId, Entity, PartId, entity_of, subject
from kiosk.domain.model import Kit, OpenLine


def ticking_of(found: FoundKit) -> Ticking:
    """Make the checklist of a kit: to go out when it is in, to come back when it is out."""
    kit = found.kit
    if kit.loan is None:
        return Ticking(kit.id, found.item, Direction.OUT, (*_members(kit), *_parts(kit)))
    out = sorted(kit.open_lines, key=lambda line: (line.part is not None, line.name, line.tag))
    lines = (line_of(line, owed=line.loan != kit.loan) for line in out)
    return Ticking(kit.id, found.item, Direction.BACK, tuple(lines))


def line_of(line: OpenLine, *, owed: bool) -> ChecklistLine:
    """Show an open line."""
    return ChecklistLine(str(line.id), part_or_asset(line), line.quantity, owed=owed)


def part_or_asset(line: OpenLine) -> Item:
    """Name what a line is about."""
    kind = Entity.PART if line.part else Entity.ASSET
    key = line.part or line.asset or ""
    return Item(subject(kind, key), kind, line.name, line.tag, line.icon)


def _members(kit: Kit) -> list[ChecklistLine]:
    lines = []
    for member in (each for each in kit.members if not each.removed):
        named = subject(Entity.ASSET, member.id)
        item = Item(named, Entity.ASSET, member.name, member.tag, member.icon)
        owed = member.open_line
        lines.append(ChecklistLine(owed.id if owed else named, item, 1, owed=owed is not None))
    return lines


def _parts(kit: Kit) -> list[ChecklistLine]:
    lines = []
    for part in kit.parts:
        owed = [line for line in kit.debt if line.part == part.id]
        here = part.quantity - sum(line.quantity for line in owed)
        named = subject(Entity.PART, part.id)
        item = Item(named, Entity.PART, part.name, icon=part.icon)
        if here > 0:
            lines.append(ChecklistLine(named, item, here))
        lines.extend(ChecklistLine(line.id, item, line.quantity, owed=True) for line in owed)
    return lines


def tick_member(ticking: Ticking, member: AssetId | None) -> Ticking:
    """Tick a member that was scanned."""
    named = subject(Entity.ASSET, member or "")
    lines = tuple(
        replace(line, ticked=line.quantity, decided=True)
        if line.item.subject == named and not line.owed
        else line
        for line in ticking.lines
    )
    return replace(ticking, lines=lines)


def _put(ticking: Ticking, line: ChecklistLine) -> Ticking:
    lines = tuple(line if old.line == line.line else old for old in ticking.lines)
    return replace(ticking, lines=lines)


def ticked(session: Session, ticked: Ticked) -> Turn:
    """Tick a line on the screen, or take its tick away."""
    ticking = session.ticking
    line = _named(ticking, ticked.line)
    if ticking is None or line is None:
        return say(session, Told(ticked.at, Topic.NOTHING_WAITS))
    quantity = line.quantity if ticked.quantity is None else ticked.quantity
    if ticked.touched:
        quantity = line.ticked + 1 if line.missing else 0
    quantity = min(max(quantity, 0), line.quantity)
    return show(session, ticked.at, _put(ticking, replace(line, ticked=quantity, decided=True)))


def _named(ticking: Ticking | None, name: str) -> ChecklistLine | None:
    lines = ticking.lines if ticking else ()
    return next((line for line in lines if line.line == name and not line.owed), None)


def decide(session: Session, at: datetime, *, there: bool) -> Turn:
    """Answer *yes* or *no* for the part that is asked; *yes* to nothing more confirms."""
    ticking = session.ticking
    if ticking is None:
        return say(session, Told(at, Topic.NOTHING_WAITS))
    if ticking.asks:
        return ticked(session, Ticked(at, ticking.asks, None if there else 0))
    return confirm(session, Confirmed(at)) if there else say(session, ticking.shown(at))


def show(session: Session, at: datetime, ticking: Ticking) -> Turn:
    """Show the checklist; one that is whole is confirmed by that."""
    pending = session.pending if session.pending and session.pending.shown else None
    session = replace(session, ticking=ticking, pending=pending)
    if ticking.direction is Direction.OUT and session.visitor is None:
        told = Told(at, Topic.NEEDS_BADGE, ticking.item, ticking.lines, session.settings.badge_s)
        return say(session, told)
    return confirm(session, Confirmed(at)) if ticking.whole else say(session, ticking.shown(at))


def confirm(session: Session, confirmed: Confirmed) -> Turn:
    """Lend or take back what is ticked; the rules say what comes of what is missing."""
    ticking, at = session.ticking, confirmed.at
    if ticking is None:
        return say(session, Told(at, Topic.NOTHING_WAITS))
    if ticking.direction is Direction.BACK:
        return start(replace(session, ticking=None), _take_back(session, ticking, at, whole=True))
    if session.person is None:
        return show(session, at, ticking)
    here = _here(ticking)
    if not (here.members or here.parts):
        return say(session, ticking.shown(at))
    return start(session, Lend(at, session.id, session.person, here, Passed()))


def _here(ticking: Ticking) -> KitHere:
    members, parts = [], []
    for line in ticking.lines:
        entity, key = entity_of(line.item.subject)
        if line.ticked and entity is Entity.PART:
            parts.append((PartId(key), line.ticked))
        elif line.ticked:
            members.append(AssetId(key))
    return KitHere(ticking.kit, frozenset(members), tuple(parts))


def _take_back(session: Session, ticking: Ticking, at: datetime, *, whole: bool) -> TakeKitBack:
    here = tuple((line.line, line.ticked) for line in ticking.lines if line.ticked)
    return TakeKitBack(at, session.id, ticking.kit, here, whole, session.person, session.place)


def seen_back(session: Session, at: datetime) -> TakeKitBack | None:
    """Give what was seen coming back of a kit whose checklist nobody finished."""
    ticking = session.ticking
    if ticking is None or ticking.direction is Direction.OUT:
        return None
    seen = _take_back(session, ticking, at, whole=False)
    return seen if seen.lines else None


def brought(ticking: Ticking, name: str, quantity: int) -> Ticking:
    """Turn what was owed and is here now into a tick."""
    owed = next(line for line in ticking.lines if line.line == name)
    left = owed.quantity - quantity
    lines = [replace(line, quantity=left) if line is owed else line for line in ticking.lines]
    lines = [line for line in lines if line.quantity]
    if ticking.direction is Direction.BACK:
        return replace(ticking, lines=tuple(lines))
    named = str(owed.item.subject)
    there = next((line for line in lines if line.line == named), None)
    if there is None:
        new = ChecklistLine(named, owed.item, quantity, quantity, decided=True)
        return replace(ticking, lines=(*lines, new))
    more = replace(there, quantity=there.quantity + quantity, ticked=there.ticked + quantity)
    return _put(replace(ticking, lines=tuple(lines)), more)
