"""Events as they come from the centre: put into their chains, or given the receipt they lacked."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain import canonical
from kiosk.domain.events import Event, Receipt
from kiosk.domain.feed import ChainDiffers, FeedDiffers, FeedRow, What, readable
from kiosk.domain.fold.order import HLC_COUNTER_BITS, effective_ms
from kiosk.domain.ids import IncarnationId, StationId
from kiosk.store.driver import Connection, Statement
from kiosk.store.ledger import Head, mac_of, receipt_of
from kiosk.store.quick_json import decode, read_json
from kiosk.store.settings import SPOKEN_OF, read_setting, write_setting
from kiosk.store.tables import UNREADABLE, chain, event

_CHAIN = Statement(
    select(chain).where(
        chain.c.station == bindparam("station"), chain.c.incarnation == bindparam("incarnation")
    )
)
_NEW_CHAIN = Statement(
    insert(chain).values(
        station=bindparam("station"),
        incarnation=bindparam("incarnation"),
        hash=canonical.GENESIS,
        mac=b"",
    )
)
_MOVE = Statement(
    update(chain)
    .where(chain.c.id == bindparam("which"))
    .values({name: bindparam(name) for name in ("seq", "hlc", "wall_ms", "hash", "mac", "acked")})
)
_HERE = Statement(
    select(
        event.c.id,
        event.c.canonical,
        event.c.quarantined,
        event.c.feed,
        event.c.received_ms,
        event.c.effective_ms,
    ).where(event.c.chain == bindparam("chain"), event.c.seq == bindparam("seq"))
)
_ADD = Statement(
    insert(event).values(
        {column.name: bindparam(column.name) for column in event.columns if column.name != "id"}
    )
)
_ADD_NUMBERED = Statement(
    insert(event).values({column.name: bindparam(column.name) for column in event.columns})
)
_NEWEST = Statement(select(func.coalesce(func.max(event.c.id), 0)))
_RECEIPT = Statement(
    update(event)
    .where(event.c.id == bindparam("which"))
    .values({name: bindparam(name) for name in ("feed", "received_ms", "effective_ms")})
)
_DOUBT = Statement(update(event).where(event.c.id == bindparam("which")).values(quarantined=1))


@dataclass(slots=True)
class _Chain:
    id: int
    station: StationId
    incarnation: IncarnationId
    own: int
    seq: int
    hlc: int
    wall_ms: int
    hash: bytes
    mac: bytes
    acked: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """An event of the feed in the ledger, under its number of arrival."""

    event: Event
    number: int
    receipt: Receipt
    is_new: bool
    """Otherwise only its receipt came, or changed."""
    in_place: bool = False
    """It was folded without a receipt, and takes effect where and when it did."""
    is_doubted: bool = False
    """It was folded here, and must not be any more."""


class Arrivals:
    """Takes the events of one batch, within one transaction; ``seal`` ends it."""

    def __init__(self, connection: Connection, station_key: bytes) -> None:
        """Take the key for heads of the station's own earlier incarnations."""
        self._connection = connection
        self._key = station_key
        self._chains: dict[tuple[str, str], _Chain] = {}
        self._spoken_of = int(read_setting(connection, SPOKEN_OF) or "0")
        self.shares: dict[int, bytes] = {}
        """The hash of each row's event, by its number in the feed, for the digest."""

    def take(self, row: FeedRow) -> Arrived | None:
        """Take one event; None when nothing has to be folded.

        Raises:
            FeedDiffers: it does not follow in its chain, or another one is here.
        """
        held = self._chain(row)
        if row.seq <= held.seq:
            return self._again(row, held)
        if row.content is None or row.seq != held.seq + 1:
            raise FeedDiffers(f"event {row.station}/{row.incarnation}/{row.seq} has a gap before")
        if canonical.previous_hash(row.content) != held.hash:
            raise ChainDiffers(row)
        return self._append(row, row.content, held)

    def doubt(self, number: int) -> None:
        """Keep an event out of every fold: it is here, but nobody can fold it."""
        _DOUBT.run(self._connection, {"which": number})

    def seal(self) -> None:
        """Write the heads of the chains that grew."""
        for held in self._chains.values():
            if held.own and held.seq:
                head = Head(
                    held.id,
                    held.station,
                    held.incarnation,
                    held.seq,
                    held.hlc,
                    held.wall_ms,
                    held.hash,
                )
                held.mac = mac_of(head, self._key)
            values = {"seq": held.seq, "hlc": held.hlc, "wall_ms": held.wall_ms}
            values |= {"acked": held.acked, "which": held.id}
            _MOVE.run(self._connection, values | {"hash": held.hash, "mac": held.mac})

    def _chain(self, row: FeedRow) -> _Chain:
        name = (row.station, row.incarnation)
        held = self._chains.get(name)
        if held is None:
            values = {"station": row.station, "incarnation": row.incarnation}
            found = _CHAIN.one(self._connection, values)
            if found is None:
                _NEW_CHAIN.run(self._connection, values)
                found = _CHAIN.one(self._connection, values)
            assert found is not None  # noqa: S101 - it was just made
            held = self._chains[name] = _Chain(*found)
        return held

    def _append(self, row: FeedRow, content: bytes, held: _Chain) -> Arrived | None:
        happened = readable(row, content, read_json)
        if happened is not None:
            held.hlc = max(held.hlc, min(happened.hlc, _latest(row.effective_ms)))
            held.wall_ms = happened.wall_ms
            if not held.own and happened.seen_cursor >= max(row.feed, self._spoken_of + 1):
                self._spoken_of = happened.seen_cursor
                write_setting(self._connection, SPOKEN_OF, str(self._spoken_of))
        number = self._add(_row(row, content, held.id, happened))
        held.seq, held.hash = row.seq, canonical.event_hash(content)
        held.acked = row.seq if held.own else 0
        self.shares[row.feed] = held.hash
        if happened is None:
            return None
        return Arrived(happened, number, _receipt(row), is_new=True)

    def _add(self, values: dict[str, object]) -> int:
        added: int = _ADD.run(self._connection, values).lastrowid
        return added

    def _again(self, row: FeedRow, held: _Chain) -> Arrived | None:
        """Take the receipt of an event that is here."""
        found = _HERE.one(self._connection, {"chain": held.id, "seq": row.seq})
        if found is None or row.content not in (None, found[1]):
            raise ChainDiffers(row)
        number, written, quarantined, *before = found
        self.shares[row.feed] = canonical.event_hash(written)
        if held.own:
            held.acked = max(held.acked, row.seq)
        receipt = _receipt(row)
        if receipt == receipt_of(tuple(before)):
            return None
        values = {"feed": row.feed, "received_ms": row.received_ms, "which": number}
        _RECEIPT.run(self._connection, values | {"effective_ms": row.effective_ms})
        if quarantined:
            return None
        is_doubted = row.what == What.QUARANTINED
        if is_doubted:
            self.doubt(number)
        happened = decode(written)
        in_time = effective_ms(happened, None) == receipt.effective_ms
        in_place = in_time and before[0] == 0 and receipt.feed > self._spoken_of
        return Arrived(happened, number, receipt, False, in_place, is_doubted)


class BulkArrivals(Arrivals):
    """Takes many events of which none is looked at before ``write``."""

    def __init__(self, connection: Connection, station_key: bytes) -> None:
        """Number on from the newest event that is here."""
        super().__init__(connection, station_key)
        self._number: int = (_NEWEST.one(connection) or (0,))[0]
        self._waiting: list[dict[str, object]] = []

    def write(self) -> None:
        """Write what was taken."""
        _ADD_NUMBERED.many(self._connection, self._waiting)
        self._waiting.clear()

    def _add(self, values: dict[str, object]) -> int:
        self._number += 1
        values["id"] = self._number
        self._waiting.append(values)
        return self._number

    def _again(self, row: FeedRow, held: _Chain) -> Arrived | None:
        self.write()
        return super()._again(row, held)


def _row(row: FeedRow, content: bytes, which: int, happened: Event | None) -> dict[str, object]:
    doubted = 1 if row.what == What.QUARANTINED else UNREADABLE
    return {
        "chain": which,
        "seq": row.seq,
        "kind": str(happened.body.kind) if happened else "",
        "actor": happened.actor if happened else "",
        "hlc": happened.hlc if happened else 0,
        "wall_ms": happened.wall_ms if happened else 0,
        "canonical": content,
        "feed": row.feed,
        "received_ms": row.received_ms,
        "effective_ms": row.effective_ms,
        "quarantined": 0 if happened else doubted,
    }


def _receipt(row: FeedRow) -> Receipt:
    return Receipt(row.feed, row.received_ms, row.effective_ms)


def _latest(effective_ms: int) -> int:
    """Give the latest clock that an event may hand on: one in the future stays its station's."""
    return (effective_ms + 1 << HLC_COUNTER_BITS) - 1
