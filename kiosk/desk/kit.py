"""A kit comes back by its checklist; what is missing is a debt until it comes or is replaced."""

from dataclasses import dataclass, replace

from kiosk.desk.check_in import actor_of, is_held_by
from kiosk.desk.checklist import line_of
from kiosk.desk.effects import Answered, BringPart, Recorded, TakeKitBack
from kiosk.desk.outcomes import ChecklistLine, Item, Returned, Told, Topic
from kiosk.desk.views import calendar_of, item_of, loans_of
from kiosk.domain.bodies import lending
from kiosk.domain.due import due_at
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import Entity, subject
from kiosk.domain.model import Condition, Kit, OpenLine
from kiosk.domain.ports import WriteBook


@dataclass(frozen=True, slots=True)
class KitBack:
    """A kit that came back, whole or not."""

    outcome: Returned
    recorded: tuple[Recorded, ...]


def take_kit_back(book: WriteBook, effect: TakeKitBack) -> Answered:
    """Take a kit back by its checklist."""
    back = kit_back(book, effect)
    if back is None:
        return Answered(Told(effect.at, Topic.TOO_LATE))
    return Answered(back.outcome, back.recorded)


def kit_back(book: WriteBook, effect: TakeKitBack) -> KitBack | None:
    """Record what is here; once the checklist is confirmed, the kit is in and the rest is owed."""
    kit = book.kit(effect.kit)
    if kit is None or kit.loan is None:
        return None
    out = tuple(line for line in kit.open_lines if line.loan == kit.loan)
    own = any(is_held_by(book, line.id, effect.by) for line in out)
    lines = tuple(_ticked(line, dict(effect.lines).get(line.id, 0)) for line in out)
    assets = tuple(subject(Entity.ASSET, line.asset) for line in out if line.asset)
    holders = dict.fromkeys(line.holder for line in out)
    subjects = (*assets, subject(Entity.KIT, kit.id), *holders)
    whole = effect.whole or not any(line.missing for line in lines)
    actor, by = actor_of(book, effect.by)
    body = lending.CheckedIn(
        session=effect.session,
        lines=_lines_in(out, lines),
        condition=Condition.WORKS,
        kit=kit.id if whole else None,
        returned_by=by,
        place=effect.place,
    )
    recorded = [Recorded(str(book.append(body, subjects, actor)), subjects)]
    if whole:
        recorded += _owe(book, kit, out, lines)
    outcome = Returned(
        at=effect.at,
        id=recorded[0].event,
        item=item_of(kit),
        own=own,
        lines=lines,
        loans=loans_of(book, effect.by) if effect.by else (),
    )
    return KitBack(outcome, tuple(recorded))


def _ticked(line: OpenLine, quantity: int) -> ChecklistLine:
    ticked = min(max(quantity, 0), line.quantity)
    return replace(line_of(line, owed=False), ticked=ticked, decided=True)


def _lines_in(
    out: tuple[OpenLine, ...], lines: tuple[ChecklistLine, ...]
) -> tuple[lending.LineIn, ...]:
    return tuple(
        lending.LineIn(line.id, line.asset, line.part, tick.ticked)
        for line, tick in zip(out, lines, strict=True)
        if tick.ticked
    )


def _owe(
    book: WriteBook, kit: Kit, out: tuple[OpenLine, ...], lines: tuple[ChecklistLine, ...]
) -> list[Recorded]:
    """Make a debt of every part that is missing, with a due time of its own."""
    policy = book.policy(kit.type_path, "", kit.place_path or book.site())
    due_ms = to_ms(due_at(policy, calendar_of(book), book.now))
    owed = []
    for line, tick in zip(out, lines, strict=True):
        if not tick.missing or line.part is None:
            continue
        subjects = (subject(Entity.KIT, kit.id), line.holder)
        body = lending.PartMissing(kit.id, line.part, line.id, tick.missing, due_ms)
        owed.append(Recorded(str(book.append(body, subjects)), subjects))
    return owed


def bring_part(book: WriteBook, effect: BringPart) -> Answered:
    """End a debt, all of it or some: the part is here again, or a spare is."""
    kit = book.kit(effect.kit)
    lines = (line for line in kit.open_lines if line.id == effect.line) if kit else ()
    line = next((line for line in lines if line.part), None)
    if kit is None or line is None or line.part is None:
        return Answered(Told(effect.at, Topic.TOO_LATE))
    quantity = min(effect.quantity, line.quantity)
    named = subject(Entity.KIT, kit.id)
    subjects = (named, line.holder)
    own = is_held_by(book, line.id, effect.by)
    item = Item(subject(Entity.PART, line.part), Entity.PART, line.name)
    actor, _ = actor_of(book, effect.staff or effect.by)
    kind = lending.PartReplaced if effect.staff else lending.PartReturned
    event = str(book.append(kind(kit.id, line.part, line.id, quantity), subjects, actor))
    if effect.staff:
        return Answered(Told(effect.at, Topic.REPLACED, item))
    loans = loans_of(book, effect.by) if effect.by else ()
    outcome = Returned(effect.at, event, item, own=own, loans=loans)
    return Answered(outcome, (Recorded(event, subjects),))
