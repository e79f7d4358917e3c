"""The event: one fact as a station saw it, with its kind, its author and what it is about."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, NamedTuple, NewType, Protocol

from kiosk.domain.codec import Undecodable
from kiosk.domain.ids import IncarnationId, StationId, Subject

Personal = NewType("Personal", str)
"""Text about a person: ``alias.key_version.base64(nonce + ciphertext)``, readable with the key."""


class Kind(StrEnum):
    """Every kind of event there is; a kind is never renamed and never reused."""

    RECORD_CHANGED = "record_changed"
    RECORD_REMOVED = "record_removed"
    MERGED = "merged"
    IDENTIFIER_GIVEN = "identifier_given"
    IDENTIFIER_WITHDRAWN = "identifier_withdrawn"
    BADGE_GIVEN = "badge_given"
    BADGE_WITHDRAWN = "badge_withdrawn"
    ROLE_GIVEN = "role_given"
    ROLE_WITHDRAWN = "role_withdrawn"
    POLICY_SET = "policy_set"
    CALENDAR_SET = "calendar_set"
    SESSION_OPENED = "session_opened"
    SESSION_CLOSED = "session_closed"
    CHECKED_OUT = "checked_out"
    CHECKED_IN = "checked_in"
    CORRECTED = "corrected"
    RENEWED = "renewed"
    REFUSED = "refused"
    OVERRIDDEN = "overridden"
    PARKED = "parked"
    APPROVED = "approved"
    PART_MISSING = "part_missing"
    PART_RETURNED = "part_returned"
    PART_REPLACED = "part_replaced"
    CONDITION_NOTED = "condition_noted"
    MOVED = "moved"
    STATUS_SET = "status_set"
    BARRED = "barred"
    UNBARRED = "unbarred"
    TERMS_ACCEPTED = "terms_accepted"
    PROMISED = "promised"
    PROMISE_ENDED = "promise_ended"
    COUNTED = "counted"
    EXCEPTION_DECIDED = "exception_decided"
    CLOCK_JUMPED = "clock_jumped"
    STATION_ENROLLED = "station_enrolled"
    STATION_REVOKED = "station_revoked"
    STATION_DISOWNED = "station_disowned"
    ERASED = "erased"


class Body(Protocol):
    """What one kind of event says; a frozen dataclass registered in ``kiosk.domain.bodies``."""

    kind: ClassVar[Kind]
    version: ClassVar[int]


PRIVILEGED = frozenset(
    {
        Kind.ROLE_GIVEN,
        Kind.ROLE_WITHDRAWN,
        Kind.POLICY_SET,
        Kind.BADGE_GIVEN,
        Kind.BADGE_WITHDRAWN,
        Kind.ERASED,
        Kind.STATION_ENROLLED,
        Kind.STATION_REVOKED,
        Kind.STATION_DISOWNED,
    }
)
"""What the centre takes from privileged stations alone, and what others cannot take back."""


class ClockQuality(StrEnum):
    """How far the wall clock of an event can be believed."""

    SYNCED = "synced"
    FREE = "free"
    UNKNOWN = "unknown"


class EventRef(NamedTuple):
    """How one event names another."""

    station: StationId
    incarnation: IncarnationId
    seq: int

    def __str__(self) -> str:
        return f"{self.station}/{self.incarnation}/{self.seq}"

    @classmethod
    def parse(cls, text: str) -> "EventRef":
        """Read ``station/incarnation/seq``; raises Undecodable."""
        station, _, rest = text.partition("/")
        incarnation, _, seq = rest.partition("/")
        if not (station and incarnation and seq.isdecimal()):
            raise Undecodable(f"{text!r} names no event")
        return cls(StationId(station), IncarnationId(incarnation), int(seq))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the centre says of an event: its feed number, and its time clamped to what can be."""

    feed: int
    received_ms: int
    effective_ms: int


@dataclass(frozen=True, slots=True)
class UnknownBody:
    """A body of a kind or version that this program does not know yet; kept, never folded."""

    kind: str
    version: int
    plain_json: str


@dataclass(frozen=True, slots=True)
class Event:
    """One fact, as the station that saw it wrote it; times are ms since 1970 and ns since boot."""

    station: StationId
    incarnation: IncarnationId
    seq: int
    hlc: int
    actor: str
    subjects: tuple[Subject, ...]
    body: Body | UnknownBody
    wall_ms: int
    boot_id: str
    mono_ns: int
    clock_quality: ClockQuality
    seen_cursor: int

    @property
    def ref(self) -> EventRef:
        return EventRef(self.station, self.incarnation, self.seq)
