"""Park a high-value check-out for staff anywhere, and find what they approved."""

from datetime import datetime

from kiosk.desk.effects import Answered, Park
from kiosk.desk.outcomes import Told, Topic
from kiosk.domain.bodies.lending import Parked
from kiosk.domain.events import EventRef
from kiosk.domain.ids import Alias, Entity, PersonId, Subject, entity_of, subject
from kiosk.domain.parking import PARKED_FOR, Happened, approval, waiting
from kiosk.domain.ports import Book, WriteBook


def park(book: WriteBook, effect: Park) -> Answered:
    """Record that the check-out waits for a second person; twice is once."""
    about = effect.item.subject
    alias = book.actor_alias(effect.holder)
    holder = subject(Entity.PERSON, alias)
    recent = book.recent(about, effect.at - PARKED_FOR)
    if not any(isinstance(each.body, Parked) and each.body.holder == holder
               for each in waiting(recent)):  # fmt: skip
        site = tuple(subject(Entity.LOCATION, each) for each in book.site()[-1:])
        book.append(Parked(book.new_id(), about, holder), (about, holder, *site), alias)
    return Answered(Told(effect.at, Topic.PARKED, effect.item))


def parked_approval(book: Book, about: Subject, who: PersonId, now: datetime) -> EventRef | None:
    """Give the approval by which a person may take a thing now."""
    recent = book.recent(about, now - PARKED_FOR)
    return approval(recent, frozenset(_of(book, recent, who)))


def _of(book: Book, recent: tuple[Happened, ...], who: PersonId) -> set[Subject]:
    """Give the names under which a person parked: two stations may have given them one each."""
    return {
        each.body.holder
        for each in recent
        if isinstance(each.body, Parked) and is_same(book, each.body.holder, who)
    }


def is_same(book: Book, holder: Subject, who: PersonId) -> bool:
    """Say whether a holder is this person."""
    person = book.person(Alias(entity_of(holder)[1]))
    return person is not None and person.id == who
