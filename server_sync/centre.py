"""The centre as a station sees it: its calls, and what they answer."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from kiosk.domain.feed import FeedRow, SnapshotPart

VERSION = 1
"""The version of the conversation that this program speaks."""


class Hello(NamedTuple):
    """What a station says of itself, in the order of the arguments of ``hello``."""

    version: int
    incarnation: str
    seq: int
    hash: bytes
    epoch: str
    cursor: int
    digest: int
    wall_ms: int


class Welcome(NamedTuple):
    """What the centre knows of a station, in the order of the columns of ``hello``."""

    station: str
    name: str
    standing: str
    """``active`` or ``revoked``."""
    privileged: bool
    epoch: str
    min_version: int
    received_ms: int
    head: int
    """The newest number of the feed."""
    acked_seq: int
    acked_hash: bytes
    hash_at: bytes | None
    """What the centre holds at the seq of the caller; None when it holds nothing there."""
    feed_agrees: bool
    snapshot: int


class Pushed(NamedTuple):
    """What became of a push, in the order of the columns of ``push``."""

    acked_seq: int
    acked_hash: bytes
    head: int
    forked: int
    """The first seq at which the centre holds another event; 0 when there is none."""
    quarantined: int
    refused_keys: int
    refusal: str | None = None
    """Why nothing was stored: a gap, another chain, revoked, or too large; ``LS001 …``."""


class Centre(Protocol):
    """One connection to the centre; used by one thread.

    Every call raises Trouble with one of the codes ``CENTRE_*``; after that the connection may be
    gone, and whether the call was carried out is not known: the next round asks.
    """

    def hello(self, said: Hello) -> Welcome: ...

    def push(
        self,
        incarnation: str,
        first_seq: int,
        events: Sequence[bytes],
        keyring: Sequence[bytes],
    ) -> Pushed:
        """Hand over events and keyring rows; what is there already is simply acknowledged."""
        ...

    def pull(self, cursor: int, most: int, own: str) -> list[FeedRow]:
        """Give the next rows of the feed; events of the incarnation ``own`` without content."""
        ...

    def snapshot(self, part: int) -> SnapshotPart | None:
        """Give one part of the newest snapshot, from 1; None when it has no such part."""
        ...

    def keys(self, cursor: int, most: int) -> list[FeedRow]:
        """Give the present rows of the keyring above a number of the feed."""
        ...

    def listen(self, timeout_s: float, bell: int | None = None) -> int:
        """Wait for news; gives the newest number of the feed that was told, 0 for none.

        Ends early when the file descriptor ``bell`` can be read.
        """
        ...

    def close(self) -> None: ...

    def abort(self) -> None:
        """End a call that another thread waits in; it raises Trouble there."""
        ...
