"""What the session machine asks its runner to do, and what comes back: data, nothing else."""

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.desk.inputs import BatchGiven
from kiosk.desk.outcomes import (
    Ambiguous,
    ApprovalNeeded,
    CheckedOut,
    Corrected,
    How,
    Item,
    Outcome,
    Refused,
    Returned,
    SessionClosed,
    SessionOpened,
    Told,
    Trouble,
    Undoes,
    Unknown,
)
from kiosk.domain.ids import AssetId, KitId, LocationId, OrganisationId, PartId, PersonId, Subject
from kiosk.domain.model import Asset, Condition, Kit, Location, Person
from kiosk.domain.ports import Code, PinAnswer
from kiosk.domain.refusals import RefusalCode


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event of an answer, to be taken back with it."""

    event: str
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """Give an outcome; needs nothing from the world."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Identify:
    """Find out what a code, or something picked from a list, names."""

    at: datetime
    named: Code | Subject = field(repr=False)
    visitor: PersonId | None
    session: str


@dataclass(frozen=True, slots=True)
class Open:
    """Open a session for a person."""

    at: datetime
    person: PersonId


@dataclass(frozen=True, slots=True)
class TakeKitBack:
    """Take back what is here of a kit; ``whole`` says that the checklist was confirmed."""

    at: datetime
    session: str
    kit: KitId
    lines: tuple[tuple[str, int], ...]
    whole: bool
    by: PersonId | None
    place: LocationId | None


@dataclass(frozen=True, slots=True)
class Close:
    """End a session; members of a kit that were seen coming back are taken back first."""

    at: datetime
    session: str
    person: PersonId
    how: How
    taken: int
    returned: int
    seen: TakeKitBack | None = None
    then: PersonId | None = None
    """Whose badge ended it."""


@dataclass(frozen=True, slots=True)
class KitHere:
    """A kit with what was seen of it."""

    kit: KitId
    members: frozenset[AssetId]
    parts: tuple[tuple[PartId, int], ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """What lets objections pass: the borrower's yes, and a staff member whose PIN was right."""

    yes: frozenset[RefusalCode] = frozenset()
    staff: PersonId | None = None
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Lend:
    """Ask all rules, and lend if none objects."""

    at: datetime
    session: str
    holder: PersonId | OrganisationId
    item: AssetId | KitHere
    passed: Passed = field(default_factory=Passed)
    by: PersonId | None = None
    """Who acts, when it is not the holder."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take an asset back, from whoever stands here."""

    at: datetime
    session: str
    asset: AssetId
    by: PersonId | None
    place: LocationId | None


@dataclass(frozen=True, slots=True)
class BringPart:
    """End the debt of a part: it came back, or ``staff`` put in a spare."""

    at: datetime
    kit: KitId
    line: str
    quantity: int
    by: PersonId | None = None
    staff: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Note the condition of a returned asset in place of what was noted before."""

    at: datetime
    asset: AssetId
    condition: Condition
    answer: str
    """The return that it belongs to."""
    earlier: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Put returned assets somewhere."""

    at: datetime
    assets: tuple[AssetId, ...]
    place: LocationId
    name: str


@dataclass(frozen=True, slots=True)
class Correct:
    """Take the events of an answer back."""

    at: datetime
    item: Item
    undoes: Undoes
    recorded: tuple[Recorded, ...]
    visitor: PersonId | None


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Check the PIN of a staff member."""

    at: datetime
    staff: PersonId
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Park:
    """Leave a high-value check-out to staff, who approve it at any station."""

    at: datetime
    holder: PersonId
    item: Item


@dataclass(frozen=True, slots=True)
class LendMany:
    """Lend several things for staff, each by itself."""

    at: datetime
    batch: BatchGiven


Work = (
    Identify
    | Open
    | Close
    | Lend
    | TakeBack
    | TakeKitBack
    | BringPart
    | Note
    | Move
    | Correct
    | CheckPin
    | Park
    | LendMany
)
Effect = Say | Work


@dataclass(frozen=True, slots=True)
class FoundAsset:
    """A code named an asset; ``have`` is the answer when it went out in this very session."""

    asset: Asset
    item: Item
    have: CheckedOut | None = None


@dataclass(frozen=True, slots=True)
class FoundKit:
    """A code named a kit, or a member that is with its kit."""

    kit: Kit
    item: Item
    member: AssetId | None = None
    have: CheckedOut | None = None


Found = Person | FoundAsset | FoundKit | Location | Unknown | Ambiguous


@dataclass(frozen=True, slots=True)
class Opened:
    """A session is open."""

    outcome: SessionOpened


@dataclass(frozen=True, slots=True)
class Closed:
    """A session is closed; ``seen`` is what came back of a kit before."""

    outcome: SessionClosed
    seen: Returned | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """Something was recorded, or refused; ``recorded`` is what undo takes back."""

    outcome: CheckedOut | Returned | Refused | ApprovalNeeded | Corrected | Told
    recorded: tuple[Recorded, ...] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """The outcomes of a batch."""

    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """It came to nothing; after a bug the desk starts afresh."""

    outcome: Trouble
    bug: bool = False


Result = Found | Opened | Closed | Answered | Several | PinAnswer | Failed


@dataclass(frozen=True, slots=True)
class Report:
    """What came of the effect in flight."""

    at: datetime
    effect: Work
    result: Result
