"""What travels between a station and the centre: rows of the feed, heads of chains, cursors."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple  # a JSON value is Any until a dataclass has taken it

from kiosk.domain import canonical
from kiosk.domain.events import Event
from kiosk.domain.ids import IncarnationId, StationId

_LARGEST = 2**63 - 1
_SPREAD = 2_654_435_761
"""Knuth's multiplier: neighbours end far apart."""


class What(StrEnum):
    """What a row of the feed holds."""

    EVENT = "e"
    KEY = "k"
    """A row of the keyring, as JSON."""
    QUARANTINED = "q"
    """An event that no station folds; it stays in its chain, so that the chain stays whole."""
    TOMBSTONE = "t"
    """A keyring row that changed since: the newer one has a later number."""


class FeedRow(NamedTuple):
    """One row of the centre's feed, in the order in which ``pull`` gives the columns."""

    feed: int
    """Dense from 1, in the order of commits at the centre."""
    what: str
    station: str
    incarnation: str
    seq: int
    received_ms: int
    effective_ms: int
    digest: int
    """The sum, up to this row, of what ``share`` gives of every row."""
    content: bytes | None
    """None for an event that the asking station wrote itself."""


class SnapshotPart(NamedTuple):
    """One part of the centre's newest snapshot, in the order in which ``snapshot`` gives it."""

    feed: int
    """The number of the feed up to which everything is in it."""
    digest: int
    version: str
    """The folds that made it."""
    made_ms: int
    ready: int
    """With this many parts, everything that is not over is there."""
    parts: int
    content: bytes
    """Lines of JSON, zlib."""


class ChainHead(NamedTuple):
    """Where one incarnation of this station stands."""

    station: StationId
    incarnation: IncarnationId
    seq: int
    hash: bytes
    acked: int
    """Up to here the centre has said that it holds the events; never above ``seq``."""


class Cursor(NamedTuple):
    """How far the feed of which centre has been applied here."""

    epoch: str = ""
    feed: int = 0
    digest: int = 0


class KeyringRow(NamedTuple):
    """A keyring row that the centre may not have yet."""

    content: bytes
    unsent: int
    """The number of its change here; the same row can change again while it travels."""


class FeedDiffers(Exception):
    """What the centre sends does not fit what is here; nothing of it was applied."""


class ChainDiffers(FeedDiffers):
    """The centre holds another event at a place of a chain than the one that is here."""

    def __init__(self, row: FeedRow) -> None:
        super().__init__(f"event {row.station}/{row.incarnation}/{row.seq} differs from the centre")
        self.row = row


def share(feed: int, received_ms: int, content_hash: bytes) -> int:
    """Give what a row adds to the digest: four bytes of its SHA-256, moved by number and time.

    So the same events in another order, or received anew after a restore, are another feed.
    """
    moved = ((feed ^ received_ms) & 0x7FFFFFFF) * _SPREAD
    return (moved ^ int.from_bytes(content_hash[:4], "big")) & 0xFFFFFFFF


def readable(
    row: FeedRow, content: bytes, read: Callable[[bytes], Any] = canonical.read_json
) -> Event | None:
    """Read an event; None for one that must not be folded, or that this program cannot.

    ``read`` reads JSON as ``canonical.read_json`` does.
    """
    if row.what == What.QUARANTINED:
        return None
    try:
        happened = canonical.decode(content, read)
    except (ValueError, RecursionError):
        return None
    numbers: tuple[object, ...] = (happened.hlc, happened.wall_ms)
    texts: tuple[object, ...] = (happened.actor, *happened.subjects)
    fits = (
        happened.ref == row[2:5]
        and all(isinstance(each, int) and 0 <= each <= _LARGEST for each in numbers)
        and all(isinstance(each, str) for each in texts)
    )
    return happened if fits else None
