"""The one door through which things go out: every path asks all rules here, and appends here."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.desk.approval import can_park, objection_to, passable
from kiosk.desk.effects import Answered, KitHere, Lend, Recorded
from kiosk.desk.outcomes import (
    ApprovalNeeded,
    CheckedOut,
    ChecklistLine,
    Item,
    OnLoan,
    Refused,
    Step,
    Told,
    Topic,
)
from kiosk.desk.parking import parked_approval
from kiosk.desk.views import calendar_of, due_of, item_of, loans_of
from kiosk.domain.bodies import lending
from kiosk.domain.due import due_at
from kiosk.domain.events import EventRef, Personal
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import (
    Alias,
    AssetId,
    Entity,
    LineId,
    LoanId,
    OrganisationId,
    PersonId,
    Subject,
    subject,
)
from kiosk.domain.model import Asset, Kit, Organisation, Person
from kiosk.domain.policy import Scope
from kiosk.domain.ports import WriteBook
from kiosk.domain.refusals import Refusal, RefusalCode, Severity
from kiosk.domain.rules import CheckOutRequest, objections


@dataclass(frozen=True, slots=True)
class _Door:
    """One check-out on its way: what is asked of the rules, and who it is for."""

    effect: Lend
    request: CheckOutRequest
    scope: Scope
    thing: Asset | Kit
    due: datetime
    holder: Subject
    actor: Alias

    @property
    def about(self) -> Subject:
        return item_of(self.thing).subject


def check_out(book: WriteBook, effect: Lend) -> Answered:
    """Lend one asset or one kit, unless a rule objects that nobody let pass."""
    door = _at_the_door(book, effect)
    if door is None:
        return Answered(Told(effect.at, Topic.REMOVED))
    if not (door.request.items or door.request.parts):
        return Answered(Told(effect.at, Topic.NOTHING_WAITS, item_of(door.thing)))
    refused = objections(door.request)
    by_staff = tuple(each for each in refused if each.severity is Severity.STAFF)
    staff = _staff(book, effect, by_staff)
    asked = tuple(
        each for each in refused if each.severity is Severity.ASK and each.code in effect.passed.yes
    )
    parked = None if staff else _parked(book, door, by_staff)
    stays = tuple(
        each
        for each in refused
        if each not in asked
        and not (staff and each in by_staff)
        and not (parked and each.code is RefusalCode.HIGH_VALUE)
    )
    if stays:
        return Answered(_object(book, door, stays))
    approvals = tuple(_let_pass(book, door, each, staff) for each in by_staff if staff)
    return _lend(book, door, (asked, by_staff), approvals, parked)


def _parked(book: WriteBook, door: _Door, by_staff: tuple[Refusal, ...]) -> EventRef | None:
    """Give the approval that staff gave elsewhere, where it is one that is missing."""
    holder = door.request.holder
    if not isinstance(holder, Person) or not can_park(by_staff):
        return None
    return parked_approval(book, door.about, holder.id, book.now)


def _at_the_door(book: WriteBook, effect: Lend) -> _Door | None:
    holder = _holder(book, effect.holder)
    if holder is None:
        return None
    here = effect.item
    thing = book.kit(here.kit) if isinstance(here, KitHere) else book.asset(here)
    if thing is None:
        return None
    category = holder.category if isinstance(holder, Person) else ""
    place_path = thing.place_path or book.site()
    policy = book.policy(thing.type_path, category, place_path)
    scope = Scope(thing.type_path, category, place_path)
    calendar = calendar_of(book)
    due = due_at(policy, calendar, book.now)
    request = CheckOutRequest(
        holder=holder,
        now=book.now,
        today=calendar.local(book.now).date(),
        policy=policy,
        items=_items(thing, here),
        kit=thing if isinstance(thing, Kit) else None,
        parts=here.parts if isinstance(here, KitHere) else (),
        open_lines=book.open_lines(holder.id) if isinstance(holder, Person) else (),
        data_age_s=book.data_age_s(),
    )
    named, actor = _names(book, holder, effect.by)
    return _Door(effect, request, scope, thing, due, named, actor)


def _holder(book: WriteBook, holder: PersonId | OrganisationId) -> Person | Organisation | None:
    person = book.person_by_id(PersonId(holder))
    if person is not None:
        return None if person.removed else person
    name = book.holder_name(subject(Entity.ORGANISATION, holder))
    return Organisation(OrganisationId(holder), name) if name else None


def _items(thing: Asset | Kit, here: AssetId | KitHere) -> tuple[Asset, ...]:
    if isinstance(thing, Asset):
        return (thing,)
    members = here.members if isinstance(here, KitHere) else frozenset()
    return tuple(member for member in thing.members if member.id in members)


def _names(
    book: WriteBook, holder: Person | Organisation, by: PersonId | None
) -> tuple[Subject, Alias]:
    """Give the holder as events name them, and the alias of who acts."""
    if isinstance(holder, Person):
        alias = book.actor_alias(holder.id)
        return subject(Entity.PERSON, alias), book.actor_alias(by) if by else alias
    return subject(Entity.ORGANISATION, holder.id), book.actor_alias(by) if by else Alias("")


def _staff(book: WriteBook, effect: Lend, reasons: tuple[Refusal, ...]) -> Person | None:
    """Give who lets these pass: somebody else than the holder, who may."""
    staff = book.person_by_id(effect.passed.staff) if effect.passed.staff else None
    if staff is None or staff.removed or objection_to(staff, reasons, effect.holder):
        return None
    return staff


def _object(book: WriteBook, door: _Door, reasons: tuple[Refusal, ...]) -> Refused | ApprovalNeeded:
    """Ask for a yes or an approval where that is all it needs; otherwise refuse, on record."""
    at, item, effect = door.effect.at, item_of(door.thing), door.effect
    asks = any(each.severity is Severity.ASK for each in reasons)
    if all(
        each.severity is Severity.ASK or each.code is RefusalCode.HIGH_VALUE for each in reasons
    ):
        return ApprovalNeeded(at, item, reasons, Step.YES if asks else Step.BADGE, at)
    body = lending.Refused(
        effect.session,
        door.holder,
        door.about,
        tuple(lending.Reason(each.code, dict(each.facts)) for each in reasons),
    )
    book.append(body, (door.about, door.holder), door.actor)
    return Refused(at, item, reasons, passable(reasons), _loans(book, door))


def _loans(book: WriteBook, door: _Door) -> tuple[OnLoan, ...]:
    holder = door.request.holder
    return loans_of(book, holder.id) if isinstance(holder, Person) else ()


def _let_pass(book: WriteBook, door: _Door, refusal: Refusal, staff: Person) -> Recorded:
    """Record that a second person approved, or overrode a rule and why."""
    session, alias = door.effect.session, book.actor_alias(staff.id)
    subjects = (door.about, door.holder)
    if refusal.code is RefusalCode.HIGH_VALUE:
        approved = lending.Approved(session, door.about, door.holder, alias)
        return Recorded(str(book.append(approved, subjects, alias)), subjects)
    reason = door.effect.passed.reason
    overridden = lending.Overridden(
        session,
        door.about,
        refusal.code,
        alias,
        Personal(book.seal(alias, "reason", reason)) if reason else None,
        dict(refusal.facts),
    )
    return Recorded(str(book.append(overridden, subjects, alias)), subjects)


def _lend(
    book: WriteBook,
    door: _Door,
    let_pass: tuple[tuple[Refusal, ...], tuple[Refusal, ...]],
    approvals: tuple[Recorded, ...],
    parked: EventRef | None,
) -> Answered:
    request, effect = door.request, door.effect
    asked, passed = let_pass
    basis = request.policy.basis() | door.scope.basis() | {"held": request.items_held}
    if request.data_age_s is not None:
        basis["data_age_s"] = request.data_age_s
    if asked:
        basis["said_yes"] = " ".join(each.code for each in asked)
    if passed:
        basis["passed"] = " ".join(each.code for each in passed)
    lines = _lines(book, door)
    body = lending.CheckedOut(
        loan=LoanId(book.new_id()),
        session=effect.session,
        holder=door.holder,
        lines=lines,
        kit=request.kit.id if request.kit else None,
        missing=_short(request),
        missing_members=_not_here(request),
        basis=basis,
        approvals=(*(each.event for each in approvals), *([str(parked)] if parked else [])),
    )
    kit = (subject(Entity.KIT, request.kit.id),) if request.kit else ()
    assets = tuple(subject(Entity.ASSET, item.id) for item in request.items)
    subjects = (*assets, *kit, door.holder)
    event = str(book.append(body, subjects, door.actor))
    outcome = CheckedOut(
        at=effect.at,
        id=event,
        item=item_of(door.thing),
        due=due_of(door.due, book.now, calendar_of(book)),
        loans=_loans(book, door),
        lines=_went_out(request, lines),
    )
    return Answered(outcome, (Recorded(event, subjects), *approvals))


def _lines(book: WriteBook, door: _Door) -> tuple[lending.LineOut, ...]:
    due_ms = to_ms(door.due)
    assets = (
        lending.LineOut(LineId(book.new_id()), due_ms, asset=item.id) for item in door.request.items
    )
    parts = (
        lending.LineOut(LineId(book.new_id()), due_ms, part=part, quantity=quantity)
        for part, quantity in door.request.parts
    )
    return (*assets, *parts)


def _short(request: CheckOutRequest) -> tuple[lending.Short, ...]:
    here = dict(request.parts)
    parts = request.kit.parts if request.kit else ()
    missing = ((part.id, part.quantity - here.get(part.id, 0)) for part in parts)
    return tuple(lending.Short(part, quantity) for part, quantity in missing if quantity > 0)


def _not_here(request: CheckOutRequest) -> tuple[AssetId, ...]:
    here = {item.id for item in request.items}
    members = request.kit.members if request.kit else ()
    return tuple(member.id for member in members if not member.removed and member.id not in here)


def _went_out(
    request: CheckOutRequest, lines: tuple[lending.LineOut, ...]
) -> tuple[ChecklistLine, ...]:
    """Show what went out of a kit."""
    if request.kit is None:
        return ()
    named = {item.id: item_of(item) for item in request.items}
    parts = {
        part.id: Item(subject(Entity.PART, part.id), Entity.PART, part.name, icon=part.icon)
        for part in request.kit.parts
    }
    items = (
        named[line.asset] if line.asset else parts[line.part] if line.part else None
        for line in lines
    )
    return tuple(
        ChecklistLine(line.line, item, line.quantity, line.quantity, decided=True)
        for line, item in zip(lines, items, strict=True)
        if item
    )
