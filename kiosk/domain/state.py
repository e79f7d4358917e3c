"""What folds give: the state of each entity, small enough to be kept beside its tables."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from kiosk.domain.ids import AssetId, KitId, LineId, LoanId, LocationId, PartId, Subject
from kiosk.domain.model import Condition, Status


class ExceptionKind(StrEnum):
    """A contradiction that a person has to see; found by the fold, so the same everywhere."""

    DOUBLE_CHECK_OUT = "double_check_out"
    WAS_NOT_OUT = "was_not_out"
    LOST_FOUND = "lost_found"
    KIT_INCOMPLETE = "kit_incomplete"
    DUPLICATE_CODE = "duplicate_code"
    EDIT_CONFLICT = "edit_conflict"
    UNKNOWN_ASSET = "unknown_asset"
    CLOCK_SUSPECT = "clock_suspect"
    CHAIN_FORK = "chain_fork"
    BORROWER_BARRED = "borrower_barred"
    OVER_LIMIT = "over_limit"
    CANNOT_LEND = "cannot_lend"
    HIGH_VALUE_UNAPPROVED = "high_value_unapproved"
    UNKNOWN_BADGE = "unknown_badge"
    REVOKED_STATION = "revoked_station"
    STALE_POLICY = "stale_policy"


@dataclass(frozen=True, slots=True)
class FoldedException:
    """One contradiction: its stable id is ``kind:event reference:subject``."""

    kind: ExceptionKind
    event: str
    """The event that brought it to light."""
    against: str = ""
    """The event or value that it contradicts."""
    facts: dict[str, str | int] = field(default_factory=dict)
    decided: str = ""
    """The reference of the ``exception_decided`` event, empty while open."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of one field and who wrote it; ``order`` sorts as the events' effective order."""

    value: str | int
    event: str
    order: str
    feed: int = 0
    """The event's number in the central feed, 0 while unsent: who could have seen the value."""


@dataclass(frozen=True, slots=True)
class RecordState:
    """A record field by field; the whole state of a location, type, part or organisation."""

    fields: dict[str, Cell] = field(default_factory=dict)
    removed: bool = False
    merged_into: str = ""
    exceptions: tuple[FoldedException, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a loan as the fold sees it; times are ms since 1970, 0 for not yet."""

    id: LineId
    loan: LoanId
    holder: Subject
    station: str
    actor: str
    session: str
    event: str
    """The ``checked_out`` event."""
    out_ms: int
    due_ms: int
    asset: AssetId | None = None
    part: PartId | None = None
    quantity: int = 1
    kit: KitId | None = None
    returned_ms: int = 0
    returned_event: str = ""
    implied: bool = False
    """Closed because the asset went out again, not because somebody brought it."""
    replaced: bool = False
    """Closed because staff put in a spare."""
    condition: Condition | None = None
    renewals: int = 0


@dataclass(frozen=True, slots=True)
class AssetState:
    """An asset: its record, where it is in its life, and its one open line."""

    record: RecordState = field(default_factory=RecordState)
    status: Status = Status.IN_STOCK
    condition: Condition = Condition.WORKS
    place: LocationId | None = None
    """Where it was last put; its home when None."""
    open: Line | None = None
    counted_ms: int = 0
    exceptions: tuple[FoldedException, ...] = ()


@dataclass(frozen=True, slots=True)
class KitState:
    """A kit: its record, the loan it is out with, and the part lines that are open."""

    record: RecordState = field(default_factory=RecordState)
    loan: LoanId | None = None
    parts_out: dict[LineId, Line] = field(default_factory=dict)
    """By line id; the lines of members belong to the assets."""
    members_out: tuple[AssetId, ...] = ()
    """What went out with the loan and is not back; cleared when the kit comes back."""
    released: str = ""
    """The ``overridden`` event that lets it go out short once."""
    exceptions: tuple[FoldedException, ...] = ()


@dataclass(frozen=True, slots=True)
class BarState:
    """A bar as it stands; ``reason`` is Personal, sealed in ``event``."""

    reason: str
    event: str
    until_ms: int = 0
    lifted: bool = False
    feed: int = 0


@dataclass(frozen=True, slots=True)
class BadgeState:
    """A badge as it stands; ``code`` is Personal, sealed in ``event``."""

    code: str
    technology: str
    event: str
    given_ms: int
    withdrawn_ms: int = 0
    withdrawn: str = ""
    """The ``badge_withdrawn`` event."""
    withdrawn_feed: int = 0


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Something that a person has, as it counts: all lines of a kit on one loan count as one."""

    counted: str
    event: str
    feed: int = 0


@dataclass(frozen=True, slots=True)
class PersonState:
    """A person under one alias; Personal fields are still sealed here."""

    record: RecordState = field(default_factory=RecordState)
    bars: dict[str, BarState] = field(default_factory=dict)
    badges: dict[str, BadgeState] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    terms: dict[str, int] = field(default_factory=dict)
    held: dict[LineId, HeldLine] = field(default_factory=dict)
    exceptions: tuple[FoldedException, ...] = ()

    def is_known_as(self, other: "PersonState") -> bool:
        """Say whether all that is shown of a person is the same, whatever they hold."""
        return replace(self, held=other.held, exceptions=other.exceptions) == other


@dataclass(frozen=True, slots=True)
class NamedBy:
    """One thing that a code was given to."""

    names: Subject
    text: str
    symbology: str
    event: str


@dataclass(frozen=True, slots=True)
class IdentifierState:
    """A code; it names a thing only while exactly one holds it."""

    given: tuple[NamedBy, ...] = ()
    exceptions: tuple[FoldedException, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyWord:
    """What one event said of a policy row; an empty value unset the field."""

    order: str
    event: str
    fields: dict[str, str | int] = field(default_factory=dict)
    feed: int = 0


@dataclass(frozen=True, slots=True)
class PolicyState:
    """One policy row: the fields that are set, and how it came to that."""

    type: str = ""
    category: str = ""
    place: str = ""
    fields: dict[str, Cell] = field(default_factory=dict)
    exceptions: tuple[FoldedException, ...] = ()
    words: tuple[PolicyWord, ...] = ()
    """Every one, the oldest first: what was lent is judged by what held then."""


@dataclass(frozen=True, slots=True)
class CalendarState:
    """The calendar of one site as it was last set; the lines of ``calendar_set``, unparsed."""

    zone: str = "UTC"
    hours: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    exceptions: tuple[FoldedException, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseState:
    """Something kept for somebody for a period."""

    what: Subject | None = None
    holder: Subject | None = None
    from_ms: int = 0
    until_ms: int = 0
    ended: str = ""
    exceptions: tuple[FoldedException, ...] = ()


@dataclass(frozen=True, slots=True)
class StationState:
    """A station: its name and whether it still belongs."""

    name: str = ""
    site: str = ""
    privileged: bool = False
    incarnation: str = ""
    restored_from: str = ""
    revoked: bool = False
    clock_jumps: int = 0
    exceptions: tuple[FoldedException, ...] = ()


State = (
    AssetState
    | KitState
    | PersonState
    | RecordState
    | IdentifierState
    | PolicyState
    | CalendarState
    | PromiseState
    | StationState
)
