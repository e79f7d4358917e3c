"""How far the feed was applied here, and whether the next rows follow."""

from collections.abc import Mapping, Sequence

from kiosk.domain.canonical import event_hash
from kiosk.domain.feed import Cursor, FeedDiffers, FeedRow, What, share
from kiosk.store.driver import Connection
from kiosk.store.settings import SEEN_CURSOR, SPOKEN_OF, read_setting, write_setting

EPOCH = "feed_epoch"
DIGEST = "feed_digest"


def read_cursor(connection: Connection) -> Cursor:
    """Read the cursor."""
    return Cursor(
        read_setting(connection, EPOCH),
        int(read_setting(connection, SEEN_CURSOR) or "0"),
        int(read_setting(connection, DIGEST) or "0"),
    )


def write_cursor(connection: Connection, cursor: Cursor) -> None:
    """Write the cursor, in the transaction of what it stands for."""
    write_setting(connection, EPOCH, cursor.epoch)
    write_setting(connection, SEEN_CURSOR, str(cursor.feed))
    write_setting(connection, DIGEST, str(cursor.digest))


def begin_again(connection: Connection, epoch: str) -> None:
    """Begin with another feed: what is here may speak of numbers that it gives to other events."""
    spoken_of = max(read_cursor(connection).feed, int(read_setting(connection, SPOKEN_OF) or "0"))
    write_setting(connection, SPOKEN_OF, str(spoken_of))
    write_cursor(connection, Cursor(epoch))


def moved(cursor: Cursor, rows: Sequence[FeedRow], hashes: Mapping[int, bytes]) -> Cursor:
    """Give the cursor after rows; ``hashes`` are those of the events as they are held here.

    Raises:
        FeedDiffers: a row is missing, or the digest is another than the centre's.
    """
    feed, digest = cursor.feed, cursor.digest
    for row in rows:
        if row.feed != feed + 1:
            raise FeedDiffers(f"row {row.feed} of the feed came after {feed}")
        feed = row.feed
        if row.what == What.TOMBSTONE:
            digest = row.digest  # what it was made of is gone
            continue
        held = hashes.get(feed) or event_hash(row.content or b"")
        digest += share(feed, row.received_ms, held)
        if digest != row.digest:
            raise FeedDiffers(f"the digest differs at row {feed} of the feed")
    return Cursor(cursor.epoch, feed, digest)
