"""An act of staff: who may do it, what it does in one transaction, and what came of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol

from kiosk.desk.panel.staff import Staff
from kiosk.domain.ids import Alias
from kiosk.domain.ports import Books, Clock, WriteBook
from kiosk.domain.roles import Permission


class Why(StrEnum):
    """Why an act was not done; screens say it in words, with the facts."""

    NOT_PERMITTED = "not_permitted"
    OUTRANKED = "outranked"
    """The other person may do what this one may not, so their keys are not this one's to give."""
    GONE = "gone"
    """The record is not there, or is out of use."""
    INVALID = "invalid"
    """Fields cannot hold what was typed; ``facts`` says what is wrong with each."""
    NOTHING_CHANGED = "nothing_changed"
    REASON_MISSING = "reason_missing"
    IN_THE_PAST = "in_the_past"
    TAG_TAKEN = "tag_taken"
    CODE_UNREADABLE = "code_unreadable"
    CODE_TAKEN = "code_taken"
    CODE_IS_COMMAND = "code_is_command"
    UID_RANDOM = "uid_random"
    UID_HALF_READ = "uid_half_read"
    MOVE_NOT_ALLOWED = "move_not_allowed"
    IS_OUT = "is_out"
    NOT_OUT = "not_out"
    KIT_WHOLE = "kit_whole"
    TOO_MANY = "too_many"
    PIN_WEAK = "pin_weak"
    LAST_ADMIN = "last_admin"


@dataclass(frozen=True, slots=True)
class Done:
    """It is recorded; ``id`` names what was made."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class No:
    """It was not done, and nothing was recorded."""

    why: Why
    facts: dict[str, str] = field(default_factory=dict)


Result = Done | No


@dataclass(frozen=True, slots=True)
class Hands:
    """What an act works with: one write transaction, and the staff member's own alias."""

    book: WriteBook
    staff: Staff
    alias: Alias


class Act(Protocol):
    """A frozen dataclass whose fields are what staff chose; asked for its permission first."""

    permission: ClassVar[Permission]

    def perform(self, hands: Hands) -> Result:
        """Do it, all or nothing; called on a worker thread, may raise Trouble."""
        ...


@dataclass(frozen=True, slots=True)
class Perform:
    """The one door for all that staff do; refuses what their roles do not allow.

    The roles are read again for each act: a role that was taken away a moment ago counts.
    """

    books: Books
    clock: Clock

    def __call__(self, staff: Staff, act: Act) -> Result:
        """Perform one act; raises Trouble."""
        with self.books.write(self.clock.now()) as book:
            person = book.person_by_id(staff.id)
            now_staff = Staff.of(person, book.now) if person is not None else None
            if now_staff is None or not now_staff.may(act.permission):
                return No(Why.NOT_PERMITTED)
            alias = book.actor_alias(staff.id)
            return act.perform(Hands(book, now_staff, alias))
