"""The nouns of the desk as the rules and screens see them: read from the folded tables, frozen."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kiosk.domain.ids import (
    Alias,
    AssetId,
    KitId,
    LineId,
    LoanId,
    LocationId,
    OrganisationId,
    PartId,
    PersonId,
    Subject,
    TypeId,
)
from kiosk.domain.roles import Role


class Status(StrEnum):
    """Life cycle of an asset; *on loan* and *with client* are seen from open lines, not stored."""

    NEW = "new"
    IN_STOCK = "in_stock"
    RETURNED = "returned"
    TESTING = "testing"
    IN_REPAIR = "in_repair"
    LOST = "lost"
    SOLD = "sold"
    DISPOSED = "disposed"


ALLOWED_MOVES: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.IN_STOCK, Status.TESTING, Status.DISPOSED, Status.LOST}),
    Status.IN_STOCK: frozenset(
        {Status.TESTING, Status.IN_REPAIR, Status.LOST, Status.SOLD, Status.DISPOSED}
    ),
    Status.RETURNED: frozenset({Status.IN_STOCK, Status.TESTING, Status.IN_REPAIR, Status.LOST}),
    Status.TESTING: frozenset(
        {Status.IN_STOCK, Status.IN_REPAIR, Status.LOST, Status.SOLD, Status.DISPOSED}
    ),
    Status.IN_REPAIR: frozenset({Status.TESTING, Status.IN_STOCK, Status.LOST, Status.DISPOSED}),
    Status.LOST: frozenset({Status.IN_STOCK, Status.TESTING, Status.DISPOSED}),
    Status.SOLD: frozenset(),
    Status.DISPOSED: frozenset(),
}
"""Where staff may move an asset; a return moves it by itself, from anywhere."""

LENDABLE = frozenset({Status.NEW, Status.IN_STOCK, Status.RETURNED})
"""The statuses in which an asset can go out."""


class Condition(StrEnum):
    """How a thing came back."""

    WORKS = "works"
    BROKEN = "broken"
    PART_MISSING = "part_missing"


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a person may not take anything out; no end means until staff lift it."""

    id: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the organisation knows; ``name`` is a pseudonym while their key is not here."""

    id: PersonId
    alias: Alias
    """The alias of the current retention period; new events use this one."""
    name: str
    category: str = ""
    department: str = ""
    site: LocationId | None = None
    email: str = ""
    number: str = ""
    language: str = ""
    may_borrow: bool = True
    is_staff: bool = False
    can_log_in: bool = False
    large_text: bool = False
    no_motion: bool = False
    valid_until: date | None = None
    roles: frozenset[Role] = frozenset()
    bars: tuple[Bar, ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Organisation:
    """A client, a department, a vendor: holds assets without a badge."""

    id: OrganisationId
    name: str
    kind: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Location:
    """A place; ``path`` runs from the site down to the place itself."""

    id: LocationId
    name: str
    kind: str = ""
    code: str = ""
    path: tuple[LocationId, ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True)
class AssetType:
    """A type; ``path`` runs from the root down to the type itself."""

    id: TypeId
    name: str
    icon: str = ""
    path: tuple[TypeId, ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Something that is out: an asset, or a quantity of a kit's part."""

    id: LineId
    loan: LoanId
    holder: Subject
    out_at: datetime
    due_at: datetime
    asset: AssetId | None = None
    part: PartId | None = None
    quantity: int = 1
    kit: KitId | None = None
    session: str = ""
    name: str = ""
    tag: str = ""
    type: TypeId | None = None
    type_path: tuple[TypeId, ...] = ()
    debt: bool = False
    """The kit came back without this line."""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """A thing with a tag; ``open_line`` says who has it."""

    id: AssetId
    tag: str
    name: str
    status: Status = Status.IN_STOCK
    condition: Condition = Condition.WORKS
    type: TypeId | None = None
    type_path: tuple[TypeId, ...] = ()
    icon: str = ""
    kit: KitId | None = None
    home: LocationId | None = None
    place: LocationId | None = None
    place_path: tuple[LocationId, ...] = ()
    value_minor: int | None = None
    cannot_lend: bool = False
    high_value: bool = False
    """Flagged by staff; the value's limit is judged by the rule."""
    removed: bool = False
    open_line: OpenLine | None = None
    fields: dict[str, str | int] = field(default_factory=dict)
    """Every further field of the record, by name."""


@dataclass(frozen=True, slots=True)
class Part:
    """An untagged thing of a kit, with the quantity that makes the kit whole."""

    id: PartId
    name: str
    quantity: int
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Kit:
    """Several assets and parts that go out and come back together."""

    id: KitId
    tag: str
    name: str
    members: tuple[Asset, ...] = ()
    parts: tuple[Part, ...] = ()
    icon: str = ""
    type: TypeId | None = None
    type_path: tuple[TypeId, ...] = ()
    place_path: tuple[LocationId, ...] = ()
    cannot_lend: bool = False
    removed: bool = False
    loan: LoanId | None = None
    """The loan with which the kit is out; None when it is in, whole or short."""
    open_lines: tuple[OpenLine, ...] = ()
    """Every line of the kit that is out, the debts of earlier loans included."""
    released: bool = False
    """Staff let it go out short once."""

    @property
    def debt(self) -> tuple[OpenLine, ...]:
        """What the kit came back without, or what is still owed from before."""
        return tuple(line for line in self.open_lines if line.loan != self.loan)


Named = Person | Asset | Kit | Location
"""What a code can name at the desk."""
