"""What the staff panel reads: the port ``PanelBooks`` and the frozen rows of its tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kiosk.domain.events import Body, Kind, UnknownBody
from kiosk.domain.ids import (
    Alias,
    AssetId,
    Entity,
    KitId,
    LineId,
    PartId,
    PersonId,
    Subject,
)
from kiosk.domain.model import Condition, Status
from kiosk.domain.parking import ParkedRow
from kiosk.domain.roles import Role
from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import Trouble

Cursor = tuple[str | int, ...]
"""Where the next page begins: the sort key of the last row of this one; empty at the top."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the table of people."""

    id: PersonId
    name: str
    number: str
    category: str
    department: str
    out: int
    overdue: int
    is_barred: bool
    is_staff: bool
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One thing in the table of assets; ``holder`` is empty while it is in."""

    id: AssetId
    tag: str
    name: str
    type_name: str
    icon: str
    status: Status
    place: str
    holder: str
    due_at: datetime | None
    value_minor: int | None
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class KitRow:
    """One kit in the table of kits; ``owed`` counts what came back short."""

    id: KitId
    tag: str
    name: str
    icon: str
    members: int
    parts: int
    owed: int
    holder: str
    due_at: datetime | None
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class OutRow:
    """Something that is out: an asset, or a quantity of a kit's part."""

    line: LineId
    item: Subject
    """The asset, or for a part its kit."""
    name: str
    tag: str
    icon: str
    quantity: int
    holder: Subject
    holder_name: str
    person: PersonId | None
    """Who the holder is; None for an organisation."""
    out_at: datetime
    due_at: datetime
    is_debt: bool
    """The kit came back without it."""
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class BadgeRow:
    """A badge of a person; of its code only the end is shown."""

    id: str
    alias: Alias
    """The alias under which it was given; a withdrawal has to name the same."""
    technology: str
    ending: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar that has not been lifted; it may be over by its date."""

    id: str
    alias: Alias
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of a record as an editor sees them; ``base`` goes into ``record_changed``."""

    entity: Entity
    id: str
    """A person's is their newest alias."""
    fields: Mapping[str, str | int]
    base: str
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A record that lives on as another, and the event that made it so."""

    event: str
    at: datetime
    name: str = ""
    """Of a person it is not kept: their record is the other one now."""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """All that the panel shows of one person, but for their timeline."""

    id: PersonId
    record: Record
    name: str
    site: str
    roles: frozenset[Role]
    bars: tuple[BarRow, ...]
    badges: tuple[BadgeRow, ...]
    out: tuple[OutRow, ...]
    has_pin: bool
    has_password: bool
    is_locked: bool
    merged: tuple[MergedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code that names a thing, beside its tag."""

    code: str
    text: str
    symbology: str


@dataclass(frozen=True, slots=True)
class AssetSheet:
    """All that the panel shows of one thing, but for its timeline."""

    id: AssetId
    record: Record
    tag: str
    name: str
    icon: str
    status: Status
    condition: Condition
    type_name: str
    home: str
    place: str
    kit: KitId | None
    kit_name: str
    value_minor: int | None
    out: OutRow | None
    codes: tuple[CodeRow, ...]
    merged: tuple[MergedRow, ...] = ()
    lives_on: AssetId | None = None
    """The asset that this one was merged into."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a kit and how much of it is missing."""

    id: PartId
    record: Record
    name: str
    icon: str
    quantity: int
    value_minor: int | None


@dataclass(frozen=True, slots=True)
class KitSheet:
    """All that the panel shows of one kit, but for its timeline."""

    id: KitId
    record: Record
    tag: str
    name: str
    icon: str
    type_name: str
    home: str
    members: tuple[AssetRow, ...]
    parts: tuple[PartRow, ...]
    out: tuple[OutRow, ...]
    """What the kit is out with, and what it is owed from before."""
    is_out: bool
    is_released: bool
    codes: tuple[CodeRow, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of the ledger, with what stands in it for a reader."""

    ref: str
    at: datetime
    kind: Kind | str
    body: Body | UnknownBody
    actor: str
    """The name of who did it; empty for the station itself."""
    station: str
    names: Mapping[str, str]
    """Names of what the event refers to, by bare id (of a person: by alias)."""
    revealed: Mapping[str, str]
    """The Personal fields of the body that can be read."""
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events the audit trail shows; what is empty filters nothing."""

    kind: Kind | None = None
    about: Subject | None = None
    """An asset, a kit …; not for people."""
    person: PersonId | None = None
    """Everything about them, under whichever alias."""
    station: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnknownRow:
    """A code that nobody knew; kept 30 days for staff to adopt."""

    text: str
    technology: str
    symbology: str
    reader: str
    last_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A contradiction that nobody has decided yet."""

    id: str
    kind: str
    subject: Subject
    name: str
    at: datetime
    facts: Mapping[str, str | int]
    """``known``: whether the station had what speaks against it; and what speaks against it."""
    who: str = ""
    """Who took it, or who acted; empty for nobody, or nobody who is known."""
    station: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One record that another may refer to."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of Today."""

    out: int
    due_today: int
    overdue: int
    exceptions: int
    unknown: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """How the ledger stands."""

    events: int
    last_at: datetime | None
    station: str
    backup_at: datetime | None
    """The last backup that was opened and checked; None for never."""
    backup_trouble: Trouble | None = None
    """Why the last one could not be made."""
    sync: SyncStatus = field(default_factory=SyncStatus)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the fields of a record may refer to, and words already in use."""

    places: tuple[Choice, ...] = ()
    types: tuple[Choice, ...] = ()
    kits: tuple[Choice, ...] = ()
    stations: tuple[Choice, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By field: categories and departments of people."""


class PanelBooks(Protocol):
    """Consistent readings for the panel; called on a worker thread; any may raise Trouble.

    Tables come in pages by key: give the last row's ``cursor`` to get the next page. ``search`` of
    three letters or more finds them anywhere in name, tag, number or e-mail; of fewer, at the
    beginning of the name.
    """

    def people(
        self, now: datetime, search: str, after: Cursor, limit: int
    ) -> tuple[PersonRow, ...]: ...

    def assets(self, search: str, after: Cursor, limit: int) -> tuple[AssetRow, ...]: ...

    def kits(self, search: str, after: Cursor, limit: int) -> tuple[KitRow, ...]: ...

    def out(self, due_before: datetime | None, after: Cursor, limit: int) -> tuple[OutRow, ...]:
        """Give what is out, soonest due first; with ``due_before`` only what is due before it."""
        ...

    def held(self, after: Cursor, limit: int) -> tuple[OutRow, ...]:
        """Give what is out, holder by holder."""
        ...

    def events(self, only: EventFilter, after: Cursor, limit: int) -> tuple[EventRow, ...]:
        """Give events, the newest first."""
        ...

    def person(self, person: PersonId) -> PersonSheet | None: ...

    def asset(self, asset: AssetId) -> AssetSheet | None: ...

    def kit(self, kit: KitId) -> KitSheet | None: ...

    def counts(self, now: datetime, end_of_day: datetime) -> Counts: ...

    def ledger(self) -> LedgerRow: ...

    def parked(self, now: datetime) -> tuple[ParkedRow, ...]: ...

    def exceptions(self, limit: int) -> tuple[ExceptionRow, ...]: ...

    def unknown_codes(self, limit: int) -> tuple[UnknownRow, ...]: ...

    def choices(self) -> Choices: ...

    def who_logs_in(self, name: str) -> tuple[PersonId, ...]:
        """Give everybody of exactly this name, e-mail or number who may log in by password."""
        ...

    def currency(self) -> str:
        """Give the site's currency, ``GBP``."""
        ...


class Sheets(Protocol):
    """Writes files for staff: a table as CSV, labels as PDF. May raise Trouble."""

    def write_table(
        self, name: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
    ) -> str:
        """Write a table and say where it lies."""
        ...

    def write_labels(self, labels: tuple[tuple[str, str], ...]) -> str:
        """Write labels (tag, name) as a PDF and say where it lies."""
        ...
