"""Chains of events as stations write them, small and readable."""

from collections.abc import Iterable, Iterator

from kiosk.domain.bodies.people import RoleGiven
from kiosk.domain.bodies.stations import ClockJumped
from kiosk.domain.canonical import GENESIS, encode, event_hash
from kiosk.domain.events import Body, ClockQuality, Event
from kiosk.domain.ids import Alias, IncarnationId, StationId, Subject

START_MS = 1_790_000_000_000


class Chain:
    """Writes events of one incarnation; remembers all of them."""

    def __init__(self, station: str, incarnation: str = "one") -> None:
        self.station = station
        self.incarnation = incarnation
        self.events: list[bytes] = []

    def write(self, *bodies: Body, hlc: int | None = None) -> list[bytes]:
        """Append an event for each body; gives their canonical bytes."""
        return [self.append(self._event(body, hlc)) for body in bodies]

    def jumps(self, count: int) -> list[bytes]:
        """Append small harmless events."""
        return self.write(*(ClockJumped(number) for number in range(count)))

    def append(self, event: Event) -> bytes:
        return self.append_raw(encode(event, b""))

    def append_raw(self, plain: bytes) -> bytes:
        """Append any bytes as an event; the chain holds, whatever they say."""
        before = event_hash(self.events[-1]) if self.events else GENESIS
        self.events.append(before + plain)
        return self.events[-1]

    def copy(self) -> "Chain":
        """Clone the disk."""
        made = Chain(self.station, self.incarnation)
        made.events = list(self.events)
        return made

    def _event(self, body: Body, hlc: int | None) -> Event:
        seq = len(self.events) + 1
        return Event(
            station=StationId(self.station),
            incarnation=IncarnationId(self.incarnation),
            seq=seq,
            hlc=(START_MS + seq) << 16 if hlc is None else hlc,
            actor="",
            subjects=(Subject("station:" + self.station),),
            body=body,
            wall_ms=START_MS + seq,
            boot_id="boot",
            mono_ns=seq,
            clock_quality=ClockQuality.SYNCED,
            seen_cursor=0,
        )


def role_given() -> Body:
    """Make a body of a privileged kind."""
    return RoleGiven(Alias("alias"), "admin")


def hashes(events: Iterable[bytes]) -> Iterator[bytes]:
    yield from map(event_hash, events)
