"""What can happen at a desk: scans, touches, command codes, typed PINs, and the passing of time."""

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.domain.identifiers import Command
from kiosk.domain.ids import AssetId, OrganisationId, Subject
from kiosk.domain.model import Condition
from kiosk.domain.ports import Code


@dataclass(frozen=True, slots=True)
class Scanned:
    """A reader read a code, or somebody typed one; a command code counts as ``Pressed``."""

    at: datetime
    code: Code = field(repr=False)


@dataclass(frozen=True, slots=True)
class Picked:
    """A thing was chosen from a list, or a person found by their number, instead of scanned."""

    at: datetime
    named: Subject


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, or a code of the desk mat."""

    at: datetime
    command: Command


@dataclass(frozen=True, slots=True)
class Touched:
    """The screen was touched: somebody is still there."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Ticked:
    """A line of the checklist is there, ``quantity`` of it; None is all of it, 0 is none."""

    at: datetime
    line: str
    quantity: int | None = None
    touched: bool = False
    """One more of it is there than before; none, once all are. Touches come faster than answers."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The checklist is finished: what is not ticked is missing."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Undone:
    """Take an answer back by its ``id`` (a correction too); empty is the last that stands."""

    at: datetime
    answer: str = ""


@dataclass(frozen=True, slots=True)
class PinTyped:
    """The PIN of the staff member whose badge was just read."""

    at: datetime
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """Why staff let something pass."""

    at: datetime
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ParkAsked:
    """Nobody is here to approve: leave it to staff, at this station or another."""

    at: datetime


@dataclass(frozen=True, slots=True)
class ConditionChosen:
    """How a returned thing is; ``answer`` and ``asset`` empty mean the last that came back."""

    at: datetime
    condition: Condition
    answer: str = ""
    asset: AssetId | None = None
    """Which member, when a kit came back."""


@dataclass(frozen=True, slots=True)
class PartBrought:
    """A missing part of the kit on show came back, from anyone; ``line`` is the debt."""

    at: datetime
    line: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class SparePut:
    """A spare takes the place of a missing part of the kit on show; asks for staff."""

    at: datetime
    line: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class BatchGiven:
    """Staff lend several things at once to a named holder, without a session."""

    at: datetime
    items: tuple[Code, ...] = field(repr=False)
    holder: Code | OrganisationId = field(repr=False)
    staff: Code = field(repr=False)
    pin: str = field(repr=False)
    reason: str = field(default="", repr=False)
    """Given when staff pass what the rules let them pass."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup took the place of the books: whoever was here is in them no longer."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed."""

    at: datetime


Input = (
    Scanned
    | Picked
    | Pressed
    | Touched
    | Ticked
    | Confirmed
    | Undone
    | PinTyped
    | ReasonGiven
    | ParkAsked
    | ConditionChosen
    | PartBrought
    | SparePut
    | BatchGiven
    | Restored
    | Tick
)
