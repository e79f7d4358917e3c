"""Bodies about stations: their clocks, and which of them belong."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.events import Kind
from kiosk.domain.ids import IncarnationId, LocationId, StationId


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The wall clock stood far from where the last event left it (ms; negative is backwards)."""

    kind: ClassVar = Kind.CLOCK_JUMPED
    version: ClassVar = 1

    by_ms: int


@dataclass(frozen=True, slots=True)
class StationEnrolled:
    """A station belongs; ``privileged`` says whether it may send roles, policies and badges.

    ``restored_from`` is the incarnation that a restored disk continues, empty for a new station;
    ``forked_at`` its first event of which another machine wrote another one, for a cloned disk.
    """

    kind: ClassVar = Kind.STATION_ENROLLED
    version: ClassVar = 1

    station: StationId
    name: str
    site: LocationId
    privileged: bool
    restored_from: str = ""
    forked_at: int | None = None


@dataclass(frozen=True, slots=True)
class StationRevoked:
    """A station no longer belongs; what it did before stands."""

    kind: ClassVar = Kind.STATION_REVOKED
    version: ClassVar = 1

    station: StationId


@dataclass(frozen=True, slots=True)
class StationDisowned:
    """A stolen station: its events from ``from_seq`` on count in no fold."""

    kind: ClassVar = Kind.STATION_DISOWNED
    version: ClassVar = 1

    station: StationId
    incarnation: IncarnationId
    from_seq: int
