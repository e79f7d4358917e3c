"""The station's books as sync sees them: what is unsent, and the feed applied in small steps."""

import json
import logging
from collections.abc import Sequence

from sqlalchemy import bindparam, desc, func, select, update

from kiosk.domain.bodies.people import Erased
from kiosk.domain.bodies.stations import StationEnrolled
from kiosk.domain.feed import (
    ChainHead,
    Cursor,
    FeedDiffers,
    FeedRow,
    KeyringRow,
    SnapshotPart,
    What,
)
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import Entity, IncarnationId, LocationId, StationId, subject
from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import Trouble
from kiosk.store import first_sync, keyring_rows, late_keys, snapshot
from kiosk.store.arrivals import Arrivals, Arrived
from kiosk.store.driver import Connection, Statement, trouble_of
from kiosk.store.feed_cursor import begin_again, moved, read_cursor, write_cursor
from kiosk.store.first_sync import FirstSync
from kiosk.store.forking import Forking
from kiosk.store.settings import (
    FIRST_SYNC,
    HEAD,
    HISTORY_DOUBTED,
    JOINED_AS,
    SYNC_TROUBLE,
    SYNCED_MS,
    history_goes_on,
    read_setting,
    write_setting,
)
from kiosk.store.station import Station, new_id
from kiosk.store.sync_status import read_sync
from kiosk.store.tables import chain, event, location
from kiosk.store.tables import station as station_
from kiosk.store.write_book import Writer

STEP = 64
"""Rows of one transaction: some 50 ms of folding on a small machine, so that lending can wait."""
_log = logging.getLogger(__name__)

_CHAINS = Statement(
    select(chain.c.station, chain.c.incarnation, chain.c.seq, chain.c.hash, chain.c.acked)
    .where(chain.c.own == 1)
    .order_by(chain.c.id)
)
_UNSENT = Statement(
    select(event.c.canonical)
    .join(chain, chain.c.id == event.c.chain)
    .where(
        chain.c.own == 1,
        chain.c.incarnation == bindparam("incarnation"),
        event.c.seq > bindparam("after"),
    )
    .order_by(event.c.seq)
    .limit(bindparam("most"))
)
_ACK = Statement(
    update(chain)
    .where(chain.c.own == 1, chain.c.incarnation == bindparam("which"))
    .values(acked=func.min(chain.c.seq, bindparam("upto")))
)
_KNOWN = Statement(select(station_.c.id).where(station_.c.id == bindparam("which")))
_SITE = Statement(
    select(location.c.id)
    .where(location.c.kind == "site", location.c.removed == 0)
    .order_by(desc(location.c.name == bindparam("name")), location.c.id)
)
_UNACK = Statement(update(chain).where(chain.c.own == 1).values(acked=0))


class StationReplica:
    """Satisfies ``server_sync.replica.Replica``; called by one thread at a time."""

    def __init__(self, station: Station) -> None:
        """Take the open books of a station that this process owns."""
        self._station = station
        self._books = station.books
        self._first = FirstSync(station)

    def chains(self) -> tuple[ChainHead, ...]:
        with self._books.read(self._station.clock.now()) as book:
            return tuple(ChainHead(*row) for row in _CHAINS.all(book.connection))

    def unsent(self, incarnation: str, after: int, most: int, most_bytes: int) -> list[bytes]:
        values = {"incarnation": incarnation, "after": after, "most": most}
        found: list[bytes] = []
        with self._books.read(self._station.clock.now()) as book:
            for (written,) in _UNSENT.run(book.connection, values):
                most_bytes -= len(written)
                if found and most_bytes < 0:
                    break
                found.append(written)
        return found

    def acked(self, incarnation: str, seq: int) -> None:
        with self._books.write_aside() as connection:
            _ACK.run(connection, {"which": incarnation, "upto": seq})

    def unsent_keyring(self, most: int) -> list[KeyringRow]:
        with self._books.read(self._station.clock.now()) as book:
            return keyring_rows.unsent(book.connection, most)

    def keyring_answered(self, rows: Sequence[KeyringRow], head: int) -> None:
        with self._books.write_aside() as connection:
            keyring_rows.answered(connection, rows, head)

    def cursor(self) -> Cursor:
        with self._books.read(self._station.clock.now()) as book:
            return read_cursor(book.connection)

    def apply(self, rows: Sequence[FeedRow]) -> int:
        if self._is_history():
            return self._take_history(rows)
        if self.progress() is not None and self._take_first(rows[: first_sync.STEP]):
            return len(rows[: first_sync.STEP])
        step = rows[:STEP]
        try:
            destroyed = self._apply(step, careful=False)
        except (Trouble, FeedDiffers):
            raise
        except Exception:  # noqa: BLE001 - one event that no fold takes must not hold up the rest
            _log.exception("replica.poison")
            destroyed = self._apply(step, careful=True)
        if destroyed:
            self._station.checkpoint()
        return len(step)

    def next_part(self, newest: int) -> int:
        with self._books.read(self._station.clock.now()) as book:
            return snapshot.next_part(book.connection, newest)

    def take_part(self, number: int, part: SnapshotPart | None) -> bool:
        with self._books.write_aside(synced=False) as connection:
            if part is None:
                snapshot.forget(connection)
                return False
            return snapshot.take_part(connection, number, part)

    def has_snapshot(self) -> bool:
        with self._books.read(self._station.clock.now()) as book:
            return snapshot.is_whole(book.connection)

    def take_keys(self, rows: Sequence[FeedRow]) -> None:
        with self._books.write_aside(synced=False) as connection:
            snapshot.take_keys(connection, rows)

    def lend_first(self) -> None:
        self._first.finish()
        self._introduce()

    def _is_history(self) -> bool:
        with self._books.read(self._station.clock.now()) as book:
            return history_goes_on(book.connection)

    def _take_history(self, rows: Sequence[FeedRow]) -> int:
        with self._books.write_aside() as connection:
            folding = self._writer.folding
            taken = snapshot.take_history(connection, folding, self._station.station_key, rows)
            is_whole = not history_goes_on(connection)
            destroyed = is_whole and self._destroy_late(connection)
            self._writer.ledger.forget()
            if folding.trees_changed:
                self._books.number_trees()
        self._finish(destroyed=destroyed)
        return taken

    def _destroy_late(self, connection: Connection) -> bool:
        """Destroy the keys that a history shows to be of nobody; says whether there were any."""
        late = late_keys.destroy_all(connection)
        if late:
            self._writer.keys_changed(late, is_destroyed=True)
        return bool(late)

    def _finish(self, *, destroyed: bool) -> None:
        """Fold what was marked, where the history came otherwise than the snapshot knew it."""
        if destroyed:
            self._station.checkpoint()
        if self.progress() is not None:
            self._first.finish()

    def _take_first(self, rows: Sequence[FeedRow]) -> bool:
        """Take rows of a first sync; False where one of them needs more care."""
        try:
            with self._books.write_aside(synced=False) as connection:
                self._first.take(connection, self._writer.folding, rows)
        except (Trouble, FeedDiffers):
            raise
        except Exception:  # noqa: BLE001 - as in apply
            _log.exception("replica.poison")
            return False
        return True

    def progress(self) -> int | None:
        """Say how far a first sync is, in percent; None when the station is ready to lend."""
        return self.status().progress

    def status(self) -> SyncStatus:
        """Say how sync stands."""
        with self._books.read(self._station.clock.now()) as book:
            return read_sync(book.connection)

    def note(self, trouble: Trouble | None) -> None:
        """Keep what ended the last round, for every screen; None when it was well."""
        text = f"{trouble.code.value} {trouble.message}" if trouble else ""
        if text != self.status().trouble:
            with self._books.write_aside() as connection:
                write_setting(connection, SYNC_TROUBLE, text)

    def fold_marked(self) -> None:
        self._station.fold_marked()

    def restart_feed(self, epoch: str) -> None:
        with self._books.write_aside() as connection:
            begin_again(connection, epoch)
            if history_goes_on(connection):
                write_setting(connection, FIRST_SYNC, HISTORY_DOUBTED)
            _UNACK.run(connection)
            keyring_rows.all_unsent(connection)

    def begin_incarnation(self, restored_from: str) -> None:
        with self._books.write_aside() as connection:
            self._begin_chain()
            self._enrol(connection, restored_from, None)

    def fork(self, station: str, incarnation: str, seq: int) -> None:
        now = self._station.clock.now()
        self._station.back_up(self._station.path.with_name(f"forked-{now:%Y%m%dT%H%M%SZ}.db"))
        is_present = incarnation == self.chains()[-1].incarnation
        with self._books.write_aside() as connection:
            forking = self._forking(connection)
            given_up = forking.cut(StationId(station), IncarnationId(incarnation), seq)
            if is_present:
                self._begin_chain()
            forking.write_again(given_up, self._books.keyring)
            if is_present:
                self._enrol(connection, incarnation, seq)
        self._station.checkpoint()

    def _introduce(self) -> None:
        """Say who this new station is, unless the books name it already."""
        with self._books.read(self._station.clock.now()) as book:
            told = json.loads(read_setting(book.connection, JOINED_AS) or "{}")
            known = _KNOWN.one(book.connection, {"which": self._books.station})
            site = _SITE.one(book.connection, {"name": told.get("site", "")})
        if not told or known is not None:
            return
        which = StationId(self._books.station)
        place = LocationId(site[0] if site else "")
        with self._books.write(self._station.clock.now()) as writing:
            enrolled = StationEnrolled(which, told["name"], place, told["privileged"])
            writing.append(enrolled, [subject(Entity.STATION, which)])

    def _forking(self, connection: Connection) -> Forking:
        return Forking(
            connection, self._writer.ledger, self._writer.folding, self._station.station_key
        )

    def _begin_chain(self) -> None:
        incarnation = IncarnationId(new_id(self._station.clock.now()))
        self._writer.ledger.begin_chain(StationId(self._books.station), incarnation)

    def _enrol(self, connection: Connection, before: str, forked_at: int | None) -> None:
        moment = self._books.moment(connection, self._station.clock.now())
        self._forking(connection).enrol(IncarnationId(before), moment, forked_at)

    @property
    def _writer(self) -> Writer:
        writer = self._books.writer
        assert writer is not None  # noqa: S101 - the station is open as its owner
        return writer

    def expect(self, head: int) -> None:
        with self._books.write_aside() as connection:
            write_setting(connection, HEAD, str(head))

    def settled(self, head: int) -> None:
        now = self._station.clock.now()
        if self.cursor().feed >= head and self._is_history():
            with self._books.write_aside() as connection:
                snapshot.end_history(connection, self._writer.folding)
                destroyed = self._destroy_late(connection)
            self._finish(destroyed=destroyed)
        if self.cursor().feed >= head and self.progress() is not None:
            self._first.finish()
            self._introduce()
        with self._books.write_aside() as connection:
            write_setting(connection, HEAD, str(head))
            at = read_cursor(connection).feed
            keyring_rows.miss(connection, at)
            if at >= head:
                write_setting(connection, SYNCED_MS, str(to_ms(now)))

    def _apply(self, rows: Sequence[FeedRow], *, careful: bool) -> bool:
        with self._books.write_aside() as connection:
            batch = _Batch(connection, self._station, careful=careful)
            destroyed = batch.take(rows)
            if batch.folding.trees_changed:
                self._books.number_trees()
        return destroyed


class _Batch:
    """Rows of the feed on their way into the books, within one transaction."""

    def __init__(self, connection: Connection, station: Station, *, careful: bool) -> None:
        writer = station.books.writer
        assert writer is not None  # noqa: S101 - there is a transaction
        self._connection = connection
        self._writer = writer
        self.folding = writer.folding
        self._path = station.path
        self._careful = careful
        self._arrivals = Arrivals(connection, station.station_key)
        self._erased: list[str] = []

    def take(self, rows: Sequence[FeedRow]) -> bool:
        """Take all, keyring first; says whether a key was destroyed."""
        cursor = read_cursor(self._connection)
        keyring = keyring_rows.Received(self._connection)
        for row in rows:
            if row.what == What.KEY:
                keyring.take(row.content or b"")
        for row in rows:
            if row.what in (What.EVENT, What.QUARANTINED):
                self._take(row)
        late = late_keys.destroy(self._connection, self._erased, keyring.changed)
        is_destroyed = keyring.destroyed or bool(late)
        self._writer.keys_changed(keyring.changed | late, is_destroyed=is_destroyed)
        self._arrivals.seal()
        self._writer.ledger.forget()
        write_cursor(self._connection, moved(cursor, rows, self._arrivals.shares))
        return is_destroyed

    def _take(self, row: FeedRow) -> None:
        arrived = self._arrivals.take(row)
        if arrived is None:
            return
        if not self._careful:
            self._fold(arrived)
            return
        self._connection.execute("SAVEPOINT poison")
        try:
            self._fold(arrived)
            self.folding.settle()
        except Exception as error:
            if trouble_of(error, self._path) is not None:
                raise  # the disk's fault, not the event's
            _log.exception("replica.cannot_fold %s", arrived.event.ref)
            self._connection.execute("ROLLBACK TO poison")
            self.folding.forget()
            self.folding.trees_changed = True
            self._arrivals.doubt(arrived.number)
        self._connection.execute("RELEASE poison")

    def _fold(self, arrived: Arrived) -> None:
        if arrived.is_doubted:
            self.folding.dismiss(arrived.event, arrived.number)
        elif arrived.is_new:
            if isinstance(arrived.event.body, Erased):
                self._erased += arrived.event.body.aliases
            self.folding.apply(arrived.event, arrived.number, arrived.receipt)
        else:
            self.folding.receipted(arrived.event, arrived.receipt, in_place=arrived.in_place)
