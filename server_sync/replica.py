"""What sync needs of a station's books; ``kiosk.store`` satisfies it by its shape."""

from collections.abc import Sequence
from typing import Protocol

from kiosk.domain.feed import ChainHead, Cursor, FeedRow, KeyringRow, SnapshotPart


class Replica(Protocol):
    """The station's ledger and keyring as sync sees them; called by one thread at a time.

    Every method is durable when it returns, or raises Trouble and has changed nothing. Only parts
    of a first sync may go with the power, cursor and all: they are asked for again.
    """

    def chains(self) -> tuple[ChainHead, ...]:
        """Give every incarnation of this station that was written here, the present one last."""
        ...

    def unsent(self, incarnation: str, after: int, most: int, most_bytes: int) -> list[bytes]:
        """Give canonical events above ``after``, contiguous; at least one if there is one."""
        ...

    def acked(self, incarnation: str, seq: int) -> None:
        """Note that the centre holds the events up to ``seq``; less than before is believed."""
        ...

    def unsent_keyring(self, most: int) -> list[KeyringRow]:
        """Give keyring rows that changed here and that the centre has not confirmed."""
        ...

    def keyring_answered(self, rows: Sequence[KeyringRow], head: int) -> None:
        """Note that rows were pushed as they were, when the feed ended at ``head``.

        They count as sent once the feed brings them back. Those that it did not bring up to
        ``head`` are unsent again, because a centre that was restored since has lost them. With 0
        for ``head`` they were refused, and are not sent again.
        """
        ...

    def cursor(self) -> Cursor: ...

    def next_part(self, newest: int) -> int:
        """Give the part that is wanted of the snapshot with this number; 0 for none.

        Only a new station wants any, before it has read the feed.
        """
        ...

    def take_part(self, number: int, part: SnapshotPart | None) -> bool:
        """Take a part; False when there is none or it is of no use, and the feed has to be read."""
        ...

    def has_snapshot(self) -> bool:
        """Say whether the snapshot is whole, and the tables are still to be made of it."""
        ...

    def take_keys(self, rows: Sequence[FeedRow]) -> None:
        """Take rows of the keyring as they are now."""
        ...

    def lend_first(self) -> None:
        """Make the tables of the snapshot: from now on the station lends, the history follows."""
        ...

    def apply(self, rows: Sequence[FeedRow]) -> int:
        """Apply the next rows of the feed with the cursor, in one transaction; gives how many.

        It may apply fewer than it was given, so that lending never waits; at least one.

        Raises:
            FeedDiffers: they do not follow the cursor, or contradict what is here.
        """
        ...

    def fold_marked(self) -> None:
        """Fold what ``apply`` left for the end, because more rows were to come about it."""
        ...

    def restart_feed(self, epoch: str) -> None:
        """Begin to read the feed from its first row: it is another feed than before.

        What is here stays; all that this station wrote counts as unsent until confirmed again.
        """
        ...

    def begin_incarnation(self, restored_from: str) -> None:
        """Go on under a new incarnation, because ``restored_from`` went on elsewhere."""
        ...

    def fork(self, station: str, incarnation: str, seq: int) -> None:
        """Give up a chain from ``seq`` on: the centre holds other events there, to be pulled.

        What this station wrote itself is written again under a new incarnation; the file as it
        was is kept aside.
        """
        ...

    def expect(self, head: int) -> None:
        """Note the newest number of the feed before it is read, for what a first sync tells."""
        ...

    def settled(self, head: int) -> None:
        """Note that the feed was read up to ``head``; a first sync is finished with it."""
        ...
