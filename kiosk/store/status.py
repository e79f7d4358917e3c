"""Where a station's ledger stands, for the panel, ``doctor`` and ``central status``."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from kiosk.domain.hlc import from_ms
from kiosk.store.driver import Connection, Row, Statement
from kiosk.store.tables import chain, event, exception, station

_HEAD = Statement(
    select(chain.c.incarnation, chain.c.seq, chain.c.wall_ms, chain.c.hash)
    .where(chain.c.own == 1)
    .order_by(chain.c.id.desc())
)
_STATION = Statement(
    select(station.c.name, station.c.site, station.c.restored_from, station.c.clock_jumps).where(
        station.c.id == bindparam("which")
    )
)
_BEGUN = Statement(
    select(event.c.wall_ms)
    .join(chain, chain.c.id == event.c.chain)
    .where(chain.c.incarnation == bindparam("incarnation"), event.c.seq == 1)
)
_LEFT = Statement(select(chain.c.wall_ms).where(chain.c.incarnation == bindparam("incarnation")))
_UNSENT = Statement(
    select(func.coalesce(func.sum(chain.c.seq - chain.c.acked), 0)).where(chain.c.own == 1)
)
_EVENTS = Statement(select(func.coalesce(func.max(event.c.id), 0)))
_OPEN = Statement(select(func.count()).select_from(exception).where(exception.c.decided == ""))


@dataclass(frozen=True, slots=True)
class StationStatus:
    """Facts about one station's books."""

    station: str
    name: str
    site: str
    incarnation: str
    seq: int
    head: str
    """The hash of the newest event; written down elsewhere it proves an older copy older."""
    last_event_at: datetime | None
    events: int
    unsent: int
    restored_from: str
    """The incarnation that this restored station goes on from; empty for one never restored."""
    restored_at: datetime | None
    """When it was restored."""
    backup_of: datetime | None
    """The newest event that the backup knew; what came later is not in the books."""
    clock_jumps: int
    open_exceptions: int


def read_status(connection: Connection, which: str) -> StationStatus:
    """Read the facts within the reading that is open on the connection."""
    incarnation, seq, wall_ms, head = _HEAD.one(connection) or ("", 0, 0, b"")
    name, site, restored_from, jumps = _STATION.one(connection, {"which": which}) or ("", "", "", 0)
    events = _EVENTS.one(connection) or (0,)
    waiting = _OPEN.one(connection) or (0,)
    return StationStatus(
        which,
        name,
        site,
        incarnation,
        seq,
        head.hex(),
        _when((wall_ms,)),
        events[0],
        unsent(connection),
        restored_from,
        _when(_BEGUN.one(connection, {"incarnation": incarnation if restored_from else ""})),
        _when(_LEFT.one(connection, {"incarnation": restored_from})),
        jumps,
        waiting[0],
    )


def unsent(connection: Connection) -> int:
    """Count the events of this station that the centre has not confirmed."""
    row = _UNSENT.one(connection)
    assert row is not None  # noqa: S101 - an aggregate always has a row
    count: int = row[0]
    return count


def _when(row: Row | None) -> datetime | None:
    return from_ms(row[0]) if row and row[0] else None
