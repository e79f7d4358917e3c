"""Staff lend several things to a named holder at once, each through the one door."""

from dataclasses import dataclass

from kiosk.desk.approval import problem_of
from kiosk.desk.check_out import check_out
from kiosk.desk.effects import KitHere, Lend, Passed, Several
from kiosk.desk.inputs import BatchGiven
from kiosk.desk.outcomes import (
    Ambiguous,
    ApprovalNeeded,
    Item,
    Outcome,
    Problem,
    Step,
    Told,
    Topic,
    Unknown,
)
from kiosk.domain.ids import AssetId, Entity, OrganisationId, PersonId, subject
from kiosk.domain.model import Asset, Kit, Named, Person
from kiosk.domain.ports import Book, Books, Code, PinAnswer, PinVerdict, Secrets
from kiosk.domain.roles import Permission, permissions_of

_NOBODY = Item(subject(Entity.PERSON, ""), Entity.PERSON, "")
"""A batch is about no single item while it is not known who asks for it."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Who lends, and to whom."""

    staff: Person
    holder: PersonId | OrganisationId


def lend_many(books: Books, secrets: Secrets, given: BatchGiven) -> Several:
    """Lend each thing in a transaction of its own; what is refused does not stop the others."""
    with books.read(given.at) as book:
        batch = _batch(book, given)
    if not isinstance(batch, _Batch):
        return Several((batch,))
    answer = secrets.check_pin(batch.staff.id, given.pin, given.at)
    problem = _problem(batch.staff, answer)
    if problem is not None:
        return Several((_not_approved(given, Step.PIN, problem, answer.wait_s),))
    return Several(tuple(_lend(books, given, batch, code) for code in given.items))


def _batch(book: Book, given: BatchGiven) -> _Batch | Outcome:
    staff = _one(book, given, given.staff)
    if not isinstance(staff, Person):
        return _not_approved(given, Step.BADGE, Problem.NOT_PERMITTED)
    if not isinstance(given.holder, Code):
        return _Batch(staff, given.holder)
    holder = _one(book, given, given.holder)
    if isinstance(holder, Unknown | Ambiguous):
        return holder
    return _Batch(staff, holder.id) if isinstance(holder, Person) else Unknown(given.at)


def _problem(staff: Person, answer: PinAnswer) -> Problem | None:
    if answer.verdict is not PinVerdict.RIGHT:
        return problem_of(answer)
    may = Permission.LEND_FOR_OTHERS in permissions_of(staff.roles)
    return None if may else Problem.NOT_PERMITTED


def _not_approved(
    given: BatchGiven, awaiting: Step, problem: Problem, wait_s: int = 0
) -> ApprovalNeeded:
    return ApprovalNeeded(given.at, _NOBODY, (), awaiting, given.at, problem, wait_s)


def _one(book: Book, given: BatchGiven, code: Code) -> Named | Unknown | Ambiguous:
    found = [each for each in book.find(code) if not (isinstance(each, Person) and each.removed)]
    if len(found) > 1:
        return Ambiguous(given.at, len(found))
    return found[0] if found else Unknown(given.at)


def _lend(books: Books, given: BatchGiven, batch: _Batch, code: Code) -> Outcome:
    with books.write(given.at) as book:
        thing = _one(book, given, code)
        match thing:
            case Unknown() | Ambiguous():
                return thing
            case Asset():
                item: KitHere | AssetId = thing.id
            case Kit():
                item = _whole(thing)
            case _:
                return Told(given.at, Topic.NOTHING_WAITS)
        passed = Passed(staff=batch.staff.id, reason=given.reason)
        act = Lend(given.at, "", batch.holder, item, passed, batch.staff.id)
        return check_out(book, act).outcome


def _whole(kit: Kit) -> KitHere:
    """Take a kit as staff vouch for it: all that is not owed is here."""
    members = frozenset(member.id for member in kit.members if member.open_line is None)
    owed = {line.part: line.quantity for line in kit.debt}
    here = ((part.id, part.quantity - owed.get(part.id, 0)) for part in kit.parts)
    return KitHere(kit.id, members, tuple(each for each in here if each[1] > 0))
