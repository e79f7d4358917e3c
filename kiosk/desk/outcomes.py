"""What the desk answers: one frozen value per outcome, with all that a screen or a line shows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.domain.due import DueWords
from kiosk.domain.ids import Entity, LineId, PersonId, Subject
from kiosk.domain.model import Bar, Condition, Status
from kiosk.domain.refusals import Refusal
from kiosk.domain.trouble import TroubleCode


@dataclass(frozen=True, slots=True)
class Item:
    """An asset, a kit or a part as people know it."""

    subject: Subject
    kind: Entity
    name: str
    tag: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When a thing is due: the instant in the site's zone, and as people say it."""

    at: datetime
    words: DueWords


@dataclass(frozen=True, slots=True)
class OnLoan:
    """One thing that the person at the desk has."""

    line: LineId
    item: Item
    due: Due
    overdue: bool
    quantity: int = 1
    debt: bool = False
    """Its kit came back without it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The person at the desk; outcomes never describe anybody else."""

    person: PersonId
    name: str
    short_name: str
    """For the public screen: ``Ada L.``."""
    category: str = ""
    language: str = ""
    large_text: bool = False
    no_motion: bool = False
    staff: bool = False
    """Has a desk role: the session shows the Staff button."""
    bars: tuple[Bar, ...] = ()


class How(StrEnum):
    """How a session ended; stored in the ledger."""

    FINISHED = "finished"
    SWAPPED = "swapped"
    TIMED_OUT = "timed_out"
    RESTARTED = "restarted"


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """Somebody is at the desk."""

    at: datetime
    session: str
    holder: Holder
    loans: tuple[OnLoan, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """They left; what was answered stands."""

    at: datetime
    session: str
    how: How
    taken: int = 0
    returned: int = 0


class Direction(StrEnum):
    """Where a kit is going."""

    OUT = "out"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """A member or part of a kit; ``line`` is what ``Ticked``, ``PartBrought`` name it by."""

    line: str
    item: Item
    quantity: int
    ticked: int = 0
    decided: bool = False
    """Somebody ticked it or said that it is not there."""
    owed: bool = False
    """Missing since an earlier loan: it can be brought or replaced."""

    @property
    def missing(self) -> int:
        return self.quantity - self.ticked


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """Something is now out to the holder, recorded."""

    at: datetime
    id: str
    """Names the answer for ``Undone``."""
    item: Item
    due: Due
    loans: tuple[OnLoan, ...] = ()
    """All that the holder now has; empty for an organisation."""
    lines: tuple[ChecklistLine, ...] = ()
    """What went out of a kit."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Something is back, recorded; whose it was is not said."""

    at: datetime
    id: str
    item: Item
    was_out: bool = True
    found: bool = False
    """It was lost, and is found again."""
    own: bool = False
    """The person at the desk had it."""
    offered: bool = False
    """They may take it: *yes* lends it to them."""
    to_staff: bool = False
    """It goes to staff, who check it before it is lent again."""
    condition: Condition = Condition.WORKS
    place: str = ""
    """The name of the place where it goes."""
    lines: tuple[ChecklistLine, ...] = ()
    """What came back of a kit; what is missing stays with its holder."""
    loans: tuple[OnLoan, ...] = ()
    """All that the person at the desk still has; empty when nobody stands there."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An expected no, with every reason; ``passable`` says that staff may let it pass now."""

    at: datetime
    item: Item
    reasons: tuple[Refusal, ...]
    passable: bool = False
    loans: tuple[OnLoan, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """A kit to be ticked line by line; ``asks`` is the line that *yes* and *no* decide."""

    at: datetime
    kit: Item
    direction: Direction
    lines: tuple[ChecklistLine, ...]
    asks: str = ""

    @property
    def whole(self) -> bool:
        return all(line.missing == 0 for line in self.lines)


class Step(StrEnum):
    """What is needed next before something can pass."""

    YES = "yes"
    """From the borrower: yes or no."""
    BADGE = "badge"
    """Of a staff member who may."""
    PIN = "pin"
    REASON = "reason"


class Problem(StrEnum):
    """Why the step that was just tried did not do."""

    SAME_PERSON = "same_person"
    NOT_PERMITTED = "not_permitted"
    WRONG_PIN = "wrong_pin"
    WAIT = "wait"
    LOCKED = "locked"
    NO_PIN = "no_pin"


@dataclass(frozen=True, slots=True)
class ApprovalNeeded:
    """Something waits for a yes, or for a second person's badge and PIN."""

    at: datetime
    item: Item
    reasons: tuple[Refusal, ...]
    awaiting: Step
    until: datetime
    problem: Problem | None = None
    wait_s: int = 0
    """Seconds before the next PIN is looked at."""


class Topic(StrEnum):
    """What a ``Told`` is about."""

    NEEDS_BADGE = "needs_badge"
    """This item is in; a badge takes it out."""
    WAIT_OVER = "wait_over"
    """No badge came."""
    TIME_WARNING = "time_warning"
    MORE_TIME = "more_time"
    ONE_MOMENT = "one_moment"
    """Too many inputs at once: this one was not taken."""
    CANCELLED = "cancelled"
    NOTHING_TO_UNDO = "nothing_to_undo"
    TOO_LATE = "too_late"
    """It cannot be undone: it went on to somebody else, or came back, meanwhile."""
    NOTHING_WAITS = "nothing_waits"
    """The command or action has nothing to act on."""
    HELP = "help"
    LARGE_TEXT = "large_text"
    PLACE = "place"
    """The things returned in this session go there."""
    CONDITION = "condition"
    REMOVED = "removed"
    """The item was taken out of use."""
    REPLACED = "replaced"
    """A spare is in the kit."""
    APPROVAL_OVER = "approval_over"
    """Nobody approved in time, or the borrower said no."""
    PARKED = "parked"
    """Staff are asked, here and elsewhere; once they approved, the next scan takes it out."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something to know; nothing was lent or returned."""

    at: datetime
    topic: Topic
    item: Item | None = None
    lines: tuple[ChecklistLine, ...] = ()
    """What the kit is made of, and what it lacks."""
    seconds: int = 0
    """How long the desk waits now."""
    place: str = ""
    on: bool = False
    """Large text: whether it is on now."""
    condition: Condition | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same item again in the same session: nothing changed, the answer stands."""

    at: datetime
    answer: CheckedOut | Returned
    undoable: bool = True


class Undoes(StrEnum):
    """What a correction took back."""

    CHECK_OUT = "check_out"
    RETURN = "return"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Corrected:
    """An answer was taken back; so can this be, by its own ``id``."""

    at: datetime
    id: str
    item: Item
    undoes: Undoes
    loans: tuple[OnLoan, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A code that names nothing; kept for staff. The code may be somebody's card: not repeated."""

    at: datetime
    reader: str = ""
    badge: bool = False
    """It was read as a card."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A code that could name several things, and so names none."""

    at: datetime
    count: int
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The world is broken, or the program is; nothing was done, the desk stays usable."""

    at: datetime
    code: TroubleCode
    message: str


Outcome = (
    SessionOpened
    | SessionClosed
    | CheckedOut
    | Returned
    | Refused
    | Checklist
    | ApprovalNeeded
    | Told
    | Repeated
    | Corrected
    | Unknown
    | Ambiguous
    | Trouble
)


class Meaning(StrEnum):
    """The three colours, shapes and sounds of an answer, and silence."""

    DONE = "done"
    REFUSED = "refused"
    ATTENTION = "attention"
    QUIET = "quiet"


def meaning(outcome: Outcome) -> Meaning:
    """Say how an outcome looks and sounds."""
    match outcome:
        case CheckedOut() | Returned() | Corrected() | SessionOpened():
            return Meaning.DONE
        case Refused() | Unknown() | Ambiguous() | Trouble():
            return Meaning.REFUSED
        case Checklist() | ApprovalNeeded() | Repeated():
            return Meaning.ATTENTION
        case SessionClosed():
            return Meaning.QUIET
        case _:
            return Meaning.QUIET if outcome.topic in _QUIET else Meaning.ATTENTION


_QUIET = frozenset(
    {Topic.HELP, Topic.LARGE_TEXT, Topic.MORE_TIME, Topic.PLACE, Topic.CONDITION, Topic.REPLACED}
)
