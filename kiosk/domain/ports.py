"""What the desk needs from the world: a clock, the books, and the secrets of people."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kiosk.domain.calendar import SiteCalendar
from kiosk.domain.events import Body, EventRef
from kiosk.domain.ids import Alias, AssetId, KitId, LocationId, PersonId, Subject, TypeId
from kiosk.domain.model import Asset, Kit, Named, OpenLine, Person
from kiosk.domain.parking import Happened
from kiosk.domain.policy import Policy


class Clock(Protocol):
    """Where time comes from; read once per input, then handed on as a value."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""
        ...

    def mono_ns(self) -> int:
        """Give nanoseconds that never go backwards (since boot where the system can)."""
        ...


@dataclass(frozen=True, slots=True)
class Code:
    """What a reader read, ready to be looked up: ``kiosk.domain.identifiers`` makes its forms."""

    text: str
    symbology: str = ""
    technology: str = ""
    """``em4100``, ``iso14443a`` … for badges and tags; empty for optical codes."""
    reader: str = ""

    @property
    def is_badge(self) -> bool:
        """Whether it was read from what people carry; an EPC is taken for a thing's."""
        return self.technology not in ("", "epc")


class Sealer(Protocol):
    """Writes Personal text into bodies; the event's place in the ledger is bound in."""

    def seal(self, alias: Alias, field: str, text: str) -> str:
        """Encrypt under the alias' key, bound to the event being written and ``field``."""
        ...


class Book(Protocol):
    """The folded tables as one consistent reading; called on the thread that opened it."""

    @property
    def now(self) -> datetime:
        """The instant of this reading; the same for everything decided in it."""
        ...

    def find(self, code: Code) -> tuple[Named, ...]:
        """Give everything that a code may name: none is unknown, more than one is ambiguous."""
        ...

    def person(self, alias: Alias) -> Person | None: ...

    def person_by_id(self, person: PersonId) -> Person | None: ...

    def asset(self, asset: AssetId) -> Asset | None: ...

    def kit(self, kit: KitId) -> Kit | None: ...

    def holder_name(self, holder: Subject) -> str:
        """Give the name of a person or organisation, or a pseudonym."""
        ...

    def recent(self, about: Subject, since: datetime) -> tuple[Happened, ...]:
        """Give what happened to something since then and still stands, the newest first."""
        ...

    def open_lines(self, person: PersonId) -> tuple[OpenLine, ...]:
        """Give everything that is out to a person under any of their aliases, soonest due first."""
        ...

    def policy(
        self, type_path: Sequence[TypeId], category: str, place_path: Sequence[LocationId]
    ) -> Policy:
        """Resolve the policy for a thing, a category of person and a place."""
        ...

    def calendar(self, place_path: Sequence[LocationId]) -> SiteCalendar:
        """Give the calendar of the nearest place that has one."""
        ...

    def site(self) -> tuple[LocationId, ...]:
        """Give the path of this station's site."""
        ...

    def data_age_s(self) -> int | None:
        """Give the seconds since this station last heard from the centre; None without one."""
        ...

    def open_sessions(self) -> tuple[tuple[str, Subject], ...]:
        """Give session and holder of what this station opened and has not closed."""
        ...


class WriteBook(Book, Protocol):
    """One write transaction: what is appended is durable when the context ends without error."""

    def append(
        self, body: Body, subjects: Sequence[Subject], actor: Alias | None = None
    ) -> EventRef:
        """Append an event and fold its subjects; later readings in this book see it."""
        ...

    def seal(self, alias: Alias, field: str, text: str) -> str:
        """Encrypt Personal text for the next event to be appended; ``field`` is its body field."""
        ...

    def new_id(self) -> str:
        """Make a UUIDv7 with this book's time."""
        ...

    def actor_alias(self, person: PersonId) -> Alias:
        """Give the alias of the current retention period, made now if there is none."""
        ...

    def keep_unknown(self, code: Code) -> None:
        """Keep an unknown code for 30 days, outside the ledger: it may be somebody's card."""
        ...

    def forget_unknown(self, code: Code) -> None:
        """Forget an unknown code: staff adopted it, or threw it away."""
        ...

    def find_event(self, ref: EventRef) -> Body | None:
        """Give the body of an event of this ledger."""
        ...

    def at_commit(self, call: Callable[[], None]) -> None:
        """Call this as the last thing before the commit, which may fail; it must not raise."""
        ...


class Books(Protocol):
    """The station's books; safe to call from any thread, one writer at a time."""

    def read(self, now: datetime) -> AbstractContextManager[Book]:
        """Open a consistent reading. Raises Trouble."""
        ...

    def glance(self, now: datetime) -> AbstractContextManager[Book]:
        """Open a short reading that a write is likely to follow; it waits for an open write.

        Raises:
            Trouble: the books cannot be read, or not be written.
        """
        ...

    def write(self, now: datetime) -> AbstractContextManager[WriteBook]:
        """Open the write transaction; commits durably at the end, rolls back on any error.

        Raises:
            Trouble: the ledger cannot be written; nothing was.
        """
        ...


class PinVerdict(StrEnum):
    """What came of a PIN."""

    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"
    """Too soon after a wrong one."""
    LOCKED = "locked"
    NONE_SET = "none_set"


@dataclass(frozen=True, slots=True)
class PinAnswer:
    """The verdict, and how long to wait before the next try."""

    verdict: PinVerdict
    wait_s: int = 0


class Secrets(Protocol):
    """PINs and passwords of people; slow by design, so never called on the GUI thread."""

    def check_pin(self, person: PersonId, pin: str, now: datetime) -> PinAnswer:
        """Check a PIN, counting failures durably. Raises Trouble."""
        ...

    def set_pin(self, person: PersonId, pin: str, now: datetime) -> None:
        """Set a PIN and lift a lock. Raises ValueError for one that is too short or all alike."""
        ...

    def check_password(self, person: PersonId, password: str, now: datetime) -> PinAnswer: ...

    def set_password(self, person: PersonId, password: str, now: datetime) -> None: ...

    def unlock(self, person: PersonId) -> None: ...
