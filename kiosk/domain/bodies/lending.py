"""Bodies about lending: sessions, what went out, what came back, and what was refused."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.events import Kind, Personal
from kiosk.domain.ids import Alias, AssetId, KitId, LineId, LoanId, LocationId, PartId, Subject


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """Somebody is at the desk."""

    kind: ClassVar = Kind.SESSION_OPENED
    version: ClassVar = 1

    session: str
    holder: Subject


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """They left: ``finished``, ``swapped``, ``timed_out`` or ``restarted``."""

    kind: ClassVar = Kind.SESSION_CLOSED
    version: ClassVar = 1

    session: str
    holder: Subject
    how: str


@dataclass(frozen=True, slots=True)
class LineOut:
    """One line of a loan: an asset, or a quantity of a kit's part; due is ms since 1970."""

    line: LineId
    due_ms: int
    asset: AssetId | None = None
    part: PartId | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Short:
    """A quantity of a part that was not there."""

    part: PartId
    quantity: int


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """A loan: lines went out to a holder, with the values that the decision rested on.

    ``holder`` is a person's alias or an organisation. A kit goes out as one loan with a line for
    each member and part; ``missing`` is what staff let it go without. ``basis`` holds the policy
    values used, and what they were resolved for. ``approvals`` are event references of
    ``approved`` and ``overridden``.
    """

    kind: ClassVar = Kind.CHECKED_OUT
    version: ClassVar = 1

    loan: LoanId
    session: str
    holder: Subject
    lines: tuple[LineOut, ...]
    kit: KitId | None = None
    missing: tuple[Short, ...] = ()
    missing_members: tuple[AssetId, ...] = ()
    basis: dict[str, str | int] | None = None
    approvals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineIn:
    """An asset or a quantity of a part that came back; ``line`` is empty when it was not out."""

    line: LineId
    asset: AssetId | None = None
    part: PartId | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """Lines came back, from anybody; ``returned_by`` is who stood at the desk, if anyone did.

    With ``kit`` set the kit itself came back; its lines that are not listed stay open as debt.
    ``condition`` is ``works``, ``broken`` or ``part_missing``.
    """

    kind: ClassVar = Kind.CHECKED_IN
    version: ClassVar = 1

    session: str
    lines: tuple[LineIn, ...]
    condition: str
    kit: KitId | None = None
    returned_by: Subject | None = None
    place: LocationId | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """An event is taken back, as if it had not happened; a correction can itself be taken back."""

    kind: ClassVar = Kind.CORRECTED
    version: ClassVar = 1

    event: str


@dataclass(frozen=True, slots=True)
class Renewed:
    """Lines were given a later due time (ms since 1970)."""

    kind: ClassVar = Kind.RENEWED
    version: ClassVar = 1

    lines: tuple[LineOut, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One objection of one rule, with the facts that it rested on."""

    code: str
    facts: dict[str, str | int] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A check-out that the rules did not allow, with every reason."""

    kind: ClassVar = Kind.REFUSED
    version: ClassVar = 1

    session: str
    holder: Subject
    item: Subject
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Overridden:
    """Staff let a check-out pass a rule, or released a short kit (``item``), and said why."""

    kind: ClassVar = Kind.OVERRIDDEN
    version: ClassVar = 1

    session: str
    item: Subject
    code: str
    staff: Alias
    reason: Personal | None = None
    facts: dict[str, str | int] | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """A second person, by badge and PIN, allowed a high-value check-out."""

    kind: ClassVar = Kind.APPROVED
    version: ClassVar = 1

    session: str
    item: Subject
    holder: Subject
    staff: Alias


@dataclass(frozen=True, slots=True)
class Parked:
    """A high-value check-out waits for a second person, perhaps at another station."""

    kind: ClassVar = Kind.PARKED
    version: ClassVar = 1

    request: str
    item: Subject
    holder: Subject


@dataclass(frozen=True, slots=True)
class PartMissing:
    """A part did not come back; it stays on the holder as a debt with its own due time."""

    kind: ClassVar = Kind.PART_MISSING
    version: ClassVar = 1

    kit: KitId
    part: PartId
    line: LineId
    quantity: int
    due_ms: int


@dataclass(frozen=True, slots=True)
class PartReturned:
    """A missing part came back, from anyone."""

    kind: ClassVar = Kind.PART_RETURNED
    version: ClassVar = 1

    kit: KitId
    part: PartId
    line: LineId
    quantity: int


@dataclass(frozen=True, slots=True)
class PartReplaced:
    """Staff put a spare into a kit; the debt of the line ends."""

    kind: ClassVar = Kind.PART_REPLACED
    version: ClassVar = 1

    kit: KitId
    part: PartId
    line: LineId
    quantity: int


@dataclass(frozen=True, slots=True)
class Promised:
    """A thing, or any of a model, is kept for a holder for a period (ms since 1970)."""

    kind: ClassVar = Kind.PROMISED
    version: ClassVar = 1

    promise: str
    what: Subject
    holder: Subject
    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class PromiseEnded:
    """A promise was kept, cancelled or not collected."""

    kind: ClassVar = Kind.PROMISE_ENDED
    version: ClassVar = 1

    promise: str
    how: str


@dataclass(frozen=True, slots=True)
class ExceptionDecided:
    """A person decided what to make of a contradiction; ``exception`` is its stable id."""

    kind: ClassVar = Kind.EXCEPTION_DECIDED
    version: ClassVar = 1

    exception: str
    decision: str
    note: Personal | None = None
