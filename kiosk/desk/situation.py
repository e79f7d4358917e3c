"""Where the desk stands between two inputs: who is here, what waits, what was answered."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from kiosk.desk.effects import BringPart, Effect, Lend, Recorded, Say, Work
from kiosk.desk.inputs import Input
from kiosk.desk.outcomes import (
    CheckedOut,
    Checklist,
    ChecklistLine,
    Corrected,
    Direction,
    Holder,
    Item,
    Outcome,
    Returned,
    Step,
)
from kiosk.desk.settings import DeskSettings
from kiosk.domain.ids import Entity, KitId, LocationId, PersonId, Subject
from kiosk.domain.refusals import Refusal

MOST_QUEUED = 32
MOST_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the desk, and the session they opened."""

    session: str
    holder: Holder


@dataclass(frozen=True, slots=True)
class Ticking:
    """A kit on its way, line by line."""

    kit: KitId
    item: Item
    direction: Direction
    lines: tuple[ChecklistLine, ...]

    @property
    def asks(self) -> str:
        """Give the part that *yes* and *no* are about."""
        parts = (line for line in self.lines if line.item.kind is Entity.PART)
        return next((line.line for line in parts if not (line.decided or line.owed)), "")

    @property
    def whole(self) -> bool:
        """Say whether nothing is missing; what is owed from before only stops a kit going out."""
        back = self.direction is Direction.BACK
        return all(line.missing == 0 or (line.owed and back) for line in self.lines)

    def shown(self, at: datetime) -> Checklist:
        """Give the checklist as it is now."""
        return Checklist(at, self.item, self.direction, self.lines, self.asks)


@dataclass(frozen=True, slots=True)
class Pending:
    """Something that passes when the borrower says yes, or staff come with badge and PIN."""

    act: Lend | BringPart
    item: Item
    reasons: tuple[Refusal, ...]
    awaiting: Step
    until: datetime
    shown: bool = True
    """False after a refusal: it waits for staff, but does not stand in anybody's way."""
    staff: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered and recorded, so that it can be repeated and taken back."""

    outcome: CheckedOut | Returned | Corrected
    recorded: tuple[Recorded, ...]
    root: str
    """The id of the answer that this one is or corrects."""
    stands: bool = True
    noted: tuple[Recorded, ...] = ()
    """The condition that was chosen afterwards."""


@dataclass(frozen=True, slots=True)
class Session:
    """The whole state of the machine."""

    settings: DeskSettings = field(default_factory=DeskSettings)
    visitor: Visitor | None = None
    since: datetime | None = None
    """The last sign of life."""
    warned: bool = False
    large_text: bool = False
    waiting: tuple[Item, ...] = ()
    """Assets scanned before a badge."""
    ticking: Ticking | None = None
    pending: Pending | None = None
    offer: Item | None = None
    answers: tuple[Answer, ...] = ()
    place: LocationId | None = None
    busy: bool = False
    queue: tuple[Input, ...] = ()

    @property
    def id(self) -> str:
        return self.visitor.session if self.visitor else ""

    @property
    def person(self) -> PersonId | None:
        return self.visitor.holder.person if self.visitor else None

    def latest(self, named: Subject) -> Answer | None:
        """Give the last answer about a thing that stands."""
        return next((answer for answer in self.standing() if answer_item(answer) == named), None)

    def standing(self) -> tuple[Answer, ...]:
        """Give the answers that stand, newest first, corrections left out."""
        return tuple(
            answer
            for answer in reversed(self.answers)
            if answer.stands and not isinstance(answer.outcome, Corrected)
        )

    def count(self, kind: type[CheckedOut | Returned]) -> int:
        """Count the answers of a kind that stand."""
        return sum(isinstance(answer.outcome, kind) for answer in self.standing())


Turn = tuple[Session, tuple[Effect, ...]]


def answer_item(answer: Answer) -> Subject:
    """Give what an answer is about."""
    return answer.outcome.item.subject


def say(session: Session, *outcomes: Outcome) -> Turn:
    """Answer without asking anything of the world."""
    return session, tuple(Say(outcome) for outcome in outcomes)


def start(session: Session, work: Work, *before: Outcome) -> Turn:
    """Put an effect in flight."""
    return replace(session, busy=True), (*(Say(outcome) for outcome in before), work)


def idle(session: Session) -> Session:
    """Give the desk with nobody at it; inputs that wait are kept."""
    return Session(session.settings, since=session.since, queue=session.queue)
