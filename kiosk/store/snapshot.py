"""A snapshot of the centre: states instead of their history, so that a new station lends first.

Its stages stand in the setting ``first_sync`` beside those of a first sync: ``snapshot FEED PART
PARTS`` while parts come, then the stages of the tables, then ``history``: the station lends, and
the feed from 1 up to the snapshot's number goes into the ledger without being folded. What is
written here meanwhile steps the states, and is folded from its whole history at the end; after
``history_again`` everything is, because something came that the snapshot did not know.
"""

import zlib
from collections.abc import Sequence

import orjson
from sqlalchemy import bindparam, delete, insert, select, update

from kiosk.domain import canonical
from kiosk.domain.feed import FeedRow, SnapshotPart, What
from kiosk.store import disowning, keyring_rows
from kiosk.store.arrivals import Arrivals, Arrived
from kiosk.store.bulk import uncollected
from kiosk.store.driver import Connection, Statement
from kiosk.store.feed_cursor import moved, read_cursor, write_cursor
from kiosk.store.folding import WRITE_LINE, WRITE_LOAN, Folding, known_subjects
from kiosk.store.rebuild import folds
from kiosk.store.settings import (
    FIRST_SYNC,
    FOLDED_BY,
    HISTORY_DOUBTED,
    HISTORY_FOLLOWS,
    SNAPSHOT,
    SYNCED_MS,
    read_setting,
    write_setting,
)
from kiosk.store.tables import chain, event, event_subject, line, loan, state

STEP = 256
"""Rows of history in one transaction: some 50 ms on a small machine, because people lend."""
_OF_STATE = ("subject", "latest", "json")
_ADD_STATE = Statement(insert(state).values({name: bindparam(name) for name in _OF_STATE}))
_EMPTY = tuple(Statement(delete(table)) for table in (state, loan, line))
_NUMBER = Statement(select(state.c.id).where(state.c.subject == bindparam("about")))
_NEW = Statement(insert(state).values(subject=bindparam("about"), latest="", json=""))
_NAME = Statement(insert(event_subject))
_OWN = Statement(
    select(event.c.canonical)
    .join(chain, chain.c.id == event.c.chain)
    .where(chain.c.own == 1, event.c.feed == 0, event.c.quarantined == 0)
)
_ALL_AGAIN = Statement(update(state).values(latest="~"))


def next_part(connection: Connection, newest: int) -> int:
    """Give the part that is wanted of the newest snapshot, the first is 1; 0 for none."""
    stage, *at = read_setting(connection, FIRST_SYNC).split() or [""]
    if stage == "snapshot":
        feed, part, parts = map(int, at)
        return 1 if feed != newest else (part + 1) % (parts + 1)
    return int(stage == "pull" and newest > 0 and read_cursor(connection).feed == 0)


def is_whole(connection: Connection) -> bool:
    """Say whether every part is here, and the tables have to be made of them."""
    stage, *at = read_setting(connection, FIRST_SYNC).split() or [""]
    if stage == "snapshot":
        return at[1] == at[2]
    return stage in ("states", "people", "marked") and after_tables(connection) == HISTORY_FOLLOWS


def forget(connection: Connection) -> None:
    """Read the feed from 1 instead."""
    for statement in _EMPTY:
        statement.run(connection)
    write_setting(connection, SNAPSHOT, "")
    write_setting(connection, FIRST_SYNC, "pull")


@uncollected()
def take_part(connection: Connection, number: int, part: SnapshotPart) -> bool:
    """Take a part within a transaction; False for a snapshot that other folds have made."""
    if part.version != folds():
        forget(connection)
        return False
    if number == 1:
        forget(connection)
    rows: dict[str, list[dict[str, object]]] = {"state": [], "loan": [], "line": []}
    lines = zlib.decompress(part.content).rstrip(b"\n").replace(b"\n", b",")
    for what, *said in orjson.loads(b"[" + lines + b"]"):
        rows[what] += [dict(zip(_OF_STATE, said, strict=True))] if what == "state" else said
    _ADD_STATE.many(connection, rows["state"])
    WRITE_LOAN.many(connection, rows["loan"])
    WRITE_LINE.many(connection, rows["line"])
    write_setting(connection, FIRST_SYNC, f"snapshot {part.feed} {number} {part.parts}")
    write_setting(connection, SNAPSHOT, str(part.feed))
    write_setting(connection, FOLDED_BY, part.version)
    write_setting(connection, SYNCED_MS, str(part.made_ms))
    return True


def take_keys(connection: Connection, rows: Sequence[FeedRow]) -> None:
    """Take rows of the keyring as they are now."""
    keyring_rows.Received(connection).take_many(row.content or b"" for row in rows)


def after_tables(connection: Connection) -> str:
    """Give the stage after the tables were made: the history, where it is not here."""
    upto = int(read_setting(connection, SNAPSHOT) or "0")
    return HISTORY_FOLLOWS if read_cursor(connection).feed < upto else ""


def take_history(
    connection: Connection, folding: Folding, station_key: bytes, rows: Sequence[FeedRow]
) -> int:
    """Put rows up to the snapshot's number into the ledger; gives how many were taken."""
    cursor = read_cursor(connection)
    upto = int(read_setting(connection, SNAPSHOT))
    taken = rows[: min(STEP, upto - cursor.feed)]
    taking = _History(connection, station_key)
    for row in taken:
        taking.take(row)
    taking.arrivals.seal()
    write_cursor(connection, moved(cursor, taken, taking.arrivals.shares))
    if taking.is_doubtful:
        write_setting(connection, FIRST_SYNC, HISTORY_DOUBTED)
    if cursor.feed + len(taken) >= upto:
        end_history(connection, folding)
    return len(taken)


def end_history(connection: Connection, folding: Folding) -> None:
    """Fold what was written here meanwhile from its whole history, or everything."""
    is_doubted = read_setting(connection, FIRST_SYNC) == HISTORY_DOUBTED
    write_setting(connection, SNAPSHOT, "")
    write_setting(connection, FIRST_SYNC, "marked" if is_doubted else "")
    folding.history_came(canonical.decode(row[0]) for row in _OWN.all(connection))
    if is_doubted:
        _ALL_AGAIN.run(connection)


class _History:
    """Rows that the states know already, on their way into the ledger."""

    def __init__(self, connection: Connection, station_key: bytes) -> None:
        self._connection = connection
        self._keyring = keyring_rows.Received(connection)
        self.arrivals = Arrivals(connection, station_key)
        self.is_doubtful = False
        """An event that was written here came back: this is not the feed of the snapshot."""

    def take(self, row: FeedRow) -> None:
        if row.what == What.KEY:
            self._keyring.take(row.content or b"")
        elif row.what != What.TOMBSTONE:
            arrived = self.arrivals.take(row)
            if arrived is not None:
                self._name(arrived)

    def _name(self, arrived: Arrived) -> None:
        if not arrived.is_new:
            self.is_doubtful = True
            return
        for about in known_subjects(arrived.event):
            found = _NUMBER.one(self._connection, {"about": about})
            number = found[0] if found else _NEW.run(self._connection, {"about": about}).lastrowid
            _NAME.run(self._connection, {"subject": number, "event": arrived.number})
        disowning.reach(self._connection, arrived.event, arrived.number)
