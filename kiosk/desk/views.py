"""From the books to what outcomes show: items, holders, due times and open loans."""

from datetime import datetime
from functools import cache

from kiosk.desk.checklist import part_or_asset
from kiosk.desk.outcomes import Due, Holder, Item, OnLoan
from kiosk.domain.calendar import SiteCalendar
from kiosk.domain.due import in_words
from kiosk.domain.ids import Entity, PersonId, subject
from kiosk.domain.model import Asset, Kit, Person
from kiosk.domain.names import short_name
from kiosk.domain.ports import Book
from kiosk.domain.roles import DESK_ROLES


def item_of(thing: Asset | Kit) -> Item:
    """Show an asset or a kit."""
    kind = Entity.ASSET if isinstance(thing, Asset) else Entity.KIT
    return Item(subject(kind, thing.id), kind, thing.name, thing.tag, thing.icon)


def holder_of(person: Person) -> Holder:
    """Show the person at the desk."""
    return Holder(
        person=person.id,
        name=person.name,
        short_name=short_name(person.name),
        category=person.category,
        language=person.language,
        large_text=person.large_text,
        no_motion=person.no_motion,
        staff=bool(person.roles & DESK_ROLES),
        bars=person.bars,
    )


def calendar_of(book: Book) -> SiteCalendar:
    """Give the calendar of the lending station's site: it decides."""
    return book.calendar(book.site())


def due_of(due_at: datetime, now: datetime, calendar: SiteCalendar) -> Due:
    """Show a due time in the site's zone."""
    return Due(calendar.local(due_at), in_words(due_at, now, calendar))


def loans_of(book: Book, person: PersonId) -> tuple[OnLoan, ...]:
    """Show all that a person has, soonest due first."""
    calendar = calendar_of(book)

    @cache  # what was lent together is due together
    def due(due_at: datetime) -> Due:
        return due_of(due_at, book.now, calendar)

    return tuple(
        OnLoan(
            line=line.id,
            item=part_or_asset(line),
            due=due(line.due_at),
            overdue=line.due_at < book.now,
            quantity=line.quantity,
            debt=line.debt,
        )
        for line in book.open_lines(person)
    )
