"""The ledger: appends events to this station's chain, and keeps its MACed head.

Knows: canonical bytes, the chain, the hybrid clock. Does not know: what an event means.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select, update

from kiosk.domain import canonical
from kiosk.domain.bodies.stations import ClockJumped
from kiosk.domain.events import Body, ClockQuality, Event, EventRef, Receipt, UnknownBody
from kiosk.domain.hlc import tick
from kiosk.domain.ids import Entity, IncarnationId, StationId, Subject, subject
from kiosk.domain.trouble import TroubleCode
from kiosk.store.driver import Connection, Row, Statement, trouble
from kiosk.store.tables import chain, event

CLOCK_JUMP_MS = 5 * 60_000
"""How far the wall clock may be behind the last event before the ledger says so."""

_OWN = Statement(
    select(
        chain.c.id,
        chain.c.station,
        chain.c.incarnation,
        chain.c.seq,
        chain.c.hlc,
        chain.c.wall_ms,
        chain.c.hash,
        chain.c.mac,
    )
    .where(chain.c.own == 1)
    .order_by(chain.c.id.desc())
)
_NEW_CHAIN = Statement(insert(chain))
_NEWEST = Statement(select(func.coalesce(func.max(chain.c.hlc), 0)))
_ADD = Statement(
    insert(event).values(
        chain=bindparam("chain"),
        seq=bindparam("seq"),
        kind=bindparam("kind"),
        actor=bindparam("actor"),
        hlc=bindparam("hlc"),
        wall_ms=bindparam("wall_ms"),
        canonical=bindparam("canonical"),
    )
)
_MOVE_HEAD = Statement(
    update(chain)
    .where(chain.c.id == bindparam("which"))
    .values({name: bindparam(name) for name in ("seq", "hlc", "wall_ms", "hash", "mac")})
)
_FIND = Statement(
    select(event.c.canonical)
    .join(chain, chain.c.id == event.c.chain)
    .where(
        chain.c.station == bindparam("station"),
        chain.c.incarnation == bindparam("incarnation"),
        event.c.seq == bindparam("seq"),
    )
)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event of this station's own chain."""

    chain: int
    station: StationId
    incarnation: IncarnationId
    seq: int
    hlc: int
    wall_ms: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Moment:
    """What the station's clocks say while an event is written."""

    wall_ms: int
    mono_ns: int
    boot_id: str
    quality: ClockQuality
    seen_cursor: int
    hlc: int = 0
    """The clock of an event that is written again; 0 for a new one."""


class Ledger:
    """The own chain behind the writing connection; used under the writer's lock."""

    def __init__(self, connection: Connection, station_key: bytes) -> None:
        """Read the head when it is first needed."""
        self._connection = connection
        self._key = station_key
        self._head: Head | None = None
        self._seen_hlc = 0

    @property
    def head(self) -> Head:
        if self._head is None:
            row = _OWN.one(self._connection)
            assert row is not None  # noqa: S101 - create and restore begin a chain
            *values, mac = row
            head = Head(*values)
            if head.seq and not hmac.compare_digest(mac, mac_of(head, self._key)):
                raise trouble(TroubleCode.STORE_KEY_WRONG)  # or somebody else wrote the head
            self._head = head
            self._seen_hlc = self._newest()
        return self._head

    def begin_chain(self, station: StationId, incarnation: IncarnationId) -> None:
        """Begin a new incarnation of this station; its clock goes on from all that is here."""
        genesis = canonical.GENESIS
        row = {"station": station, "incarnation": incarnation, "own": 1, "hash": genesis}
        row |= {"id": None, "seq": 0, "hlc": self._newest(), "wall_ms": 0, "mac": b"", "acked": 0}
        _NEW_CHAIN.run(self._connection, row)
        self._head = None

    def forget(self) -> None:
        """Read the head again: another hand wrote, or what was written was rolled back."""
        self._head = None

    @property
    def next_ref(self) -> EventRef:
        return EventRef(self.head.station, self.head.incarnation, self.head.seq + 1)

    def jump(self, moment: Moment) -> tuple[ClockJumped, Subject] | None:
        """Say what has to be written when the wall clock stands before the last event."""
        head = self.head
        if moment.wall_ms >= head.wall_ms - CLOCK_JUMP_MS:
            return None
        about = subject(Entity.STATION, head.station)
        return ClockJumped(moment.wall_ms - head.wall_ms), about

    def add(
        self,
        body: Body | UnknownBody,
        subjects: Sequence[Subject],
        actor: str,
        moment: Moment,
    ) -> tuple[Event, int]:
        """Write the next event; gives it and its number of arrival."""
        head = self.head
        happened = Event(
            head.station,
            head.incarnation,
            head.seq + 1,
            moment.hlc or tick(max(head.hlc, self._seen_hlc), moment.wall_ms),
            actor,
            tuple(dict.fromkeys(subjects)),
            body,
            moment.wall_ms,
            moment.boot_id,
            moment.mono_ns,
            moment.quality,
            moment.seen_cursor,
        )
        written = canonical.encode(happened, head.hash)
        row = {
            "chain": head.chain,
            "seq": happened.seq,
            "kind": str(body.kind),
            "actor": actor,
            "hlc": happened.hlc,
            "wall_ms": moment.wall_ms,
            "canonical": written,
        }
        number = _ADD.run(self._connection, row).lastrowid
        self._head = Head(
            head.chain,
            head.station,
            head.incarnation,
            happened.seq,
            happened.hlc,
            moment.wall_ms,
            canonical.event_hash(written),
        )
        return happened, number

    def _newest(self) -> int:
        """Give the latest clock of any chain here; those of others are as the centre clamped."""
        row = _NEWEST.one(self._connection)
        assert row is not None  # noqa: S101 - an aggregate always has a row
        hlc: int = row[0]
        return hlc

    def seal_head(self) -> None:
        """Write the MACed head; once, at the end of a transaction that appended."""
        head = self.head
        values = {"which": head.chain, "seq": head.seq, "hlc": head.hlc, "wall_ms": head.wall_ms}
        _MOVE_HEAD.run(
            self._connection, values | {"hash": head.hash, "mac": mac_of(head, self._key)}
        )


def mac_of(head: Head, key: bytes) -> bytes:
    """MAC the head of a chain with the station's key."""
    said = f"{head.station}|{head.incarnation}|{head.seq}|{head.hlc}|{head.wall_ms}|".encode()
    return hmac.new(key, said + head.hash, hashlib.sha256).digest()


def receipt_of(row: Row) -> Receipt | None:
    """Give the receipt from its three columns; None while the event is unsent."""
    return Receipt(*row) if row[0] else None


def find_event(connection: Connection, ref: EventRef) -> Event | None:
    """Read one event of any chain."""
    row = _FIND.one(connection, ref._asdict())
    return canonical.decode(row[0]) if row else None
