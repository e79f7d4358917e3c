"""Opens readings and write transactions: one writer at a time, readers beside it.

The writing connection is guarded by a lock instead of belonging to a thread of its own: every
statement of a use case would otherwise be handed over twice. Readers come from a small pool.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from kiosk.domain.events import ClockQuality
from kiosk.domain.hlc import to_ms
from kiosk.domain.ports import Clock
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.book import ReadingBook
from kiosk.store.catalogue import Catalogue
from kiosk.store.driver import Connection, trouble, troubles
from kiosk.store.keyring import Keyring
from kiosk.store.ledger import Moment
from kiosk.store.settings import SEEN_CURSOR, SNAPSHOT, read_setting, write_setting
from kiosk.store.sync_status import progress
from kiosk.store.write_book import Writer, WritingBook

_CATALOGUE = "catalogue"


class StationClock:
    """What is written beside an event: the wall of the transaction, and the machine's own count."""

    def __init__(self, clock: Clock, boot_id: str, quality: Callable[[], ClockQuality]) -> None:
        """Take the clock, the name of this boot, and how far the wall can be believed."""
        self._clock = clock
        self._boot_id = boot_id
        self._quality = quality

    def moment(self, now: datetime, seen_cursor: int) -> Moment:
        return Moment(
            to_ms(now), self._clock.mono_ns(), self._boot_id, self._quality(), seen_cursor
        )


class StationBooks:
    """Satisfies ``ports.Books``; safe to call from any thread."""

    def __init__(
        self,
        path: Path,
        open_reader: Callable[[], Connection],
        writer: Writer | None,
        keyring: Keyring,
        clock: StationClock,
        station: str,
    ) -> None:
        """Take the connections; without a writer the books are read-only."""
        self.path = path
        self.writer = writer
        self.keyring = keyring
        self._clock = clock
        self.station = station
        self._told: list[Callable[[], None]] = []
        self._open_reader = open_reader
        self._idle: deque[Connection] = deque()
        self._lock = threading.Lock()
        self._owner = 0
        self._is_synced = True
        self._catalogue: tuple[str, Catalogue] | None = None

    @contextmanager
    def read(self, now: datetime) -> Iterator[ReadingBook]:
        """Open a consistent reading. Raises Trouble."""
        with troubles(self.path):
            connection = self._lend_reader()
            try:
                with self._reading(connection, now) as book:
                    yield book
            finally:
                self._idle.append(connection)

    @contextmanager
    def glance(self, now: datetime) -> Iterator[ReadingBook]:
        """Open a short reading on the writing connection. Raises Trouble.

        A reader forgets all its pages at each commit, and has to decrypt them again.
        """
        with self.between_writes() as connection, self._reading(connection, now) as book:
            yield book

    @contextmanager
    def write(self, now: datetime) -> Iterator[WritingBook]:
        """Open the write transaction; commits durably at the end, rolls back on any error.

        Raises:
            Trouble: the ledger cannot be written; nothing was.
        """
        writer = self._take_writer()
        try:
            with troubles(self.path):
                writer.connection.execute("BEGIN IMMEDIATE")
                _check_filled(writer.connection)
                moment = self.moment(writer.connection, now)
                book = WritingBook(writer, now, self._trees, moment)
                yield book
                book.finish()
                if writer.folding.trees_changed:
                    self._number_trees(writer)
                if book.call_at_commit is not None:
                    book.call_at_commit()
                writer.connection.execute("COMMIT")
        except BaseException:
            self._roll_back(writer)
            raise
        finally:
            self._release_writer()
        for tell in self._told:
            tell()

    def on_commit(self, tell: Callable[[], None]) -> None:
        """Have something called after each commit that appended, on the thread that wrote."""
        self._told.append(tell)

    @contextmanager
    def between_writes(self) -> Iterator[Connection]:
        """Hold the writing connection while no transaction is open. Raises Trouble."""
        connection = self._take_writer().connection
        try:
            with troubles(self.path):
                yield connection
        finally:
            self._release_writer()

    @contextmanager
    def write_aside(self, *, synced: bool = True) -> Iterator[Connection]:
        """Open a durable transaction that appends nothing to the ledger. Raises Trouble.

        Without ``synced`` it need not outlive a power cut: it is whole or not there, and at the
        latest as durable as whatever is written after it. For what can be asked for again.
        """
        writer = self._take_writer(synced=synced)
        try:
            with troubles(self.path):
                writer.connection.execute("BEGIN IMMEDIATE")
                yield writer.connection
                writer.connection.execute("COMMIT")
        except BaseException:
            self._roll_back(writer)
            raise
        finally:
            self._release_writer()

    def moment(self, connection: Connection, now: datetime) -> Moment:
        """Say what the clocks say, and how much of the feed is known, for an event of now."""
        seen = max(int(read_setting(connection, name) or "0") for name in (SEEN_CURSOR, SNAPSHOT))
        return self._clock.moment(now, seen)

    def number_trees(self) -> None:
        """Have the catalogue read again, by every reader, after the transaction that is open."""
        if self.writer is not None:
            self._number_trees(self.writer)

    @contextmanager
    def _reading(self, connection: Connection, now: datetime) -> Iterator[ReadingBook]:
        connection.execute("BEGIN")
        try:
            yield ReadingBook(connection, now, self.keyring, self._trees, self.station)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close every connection that is not in use."""
        while self._idle:
            self._idle.pop().close()
        if self.writer is not None:
            self.writer.connection.close()

    def _trees(self, connection: Connection) -> Catalogue:
        """Give the catalogue of the transaction that is open on a connection."""
        writer = self.writer
        if writer is not None and connection is writer.connection and writer.folding.trees_changed:
            self._number_trees(writer)
        version = read_setting(connection, _CATALOGUE)
        kept = self._catalogue
        if kept is not None and kept[0] == version:
            return kept[1]
        made = Catalogue.load(connection)
        self._catalogue = (version, made)
        return made

    def _number_trees(self, writer: Writer) -> None:
        """Number the catalogue anew, within the transaction that changed it."""
        version = int(read_setting(writer.connection, _CATALOGUE) or "0")
        write_setting(writer.connection, _CATALOGUE, str(version + 1))
        writer.folding.trees_changed = False

    def _lend_reader(self) -> Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._open_reader()

    def _take_writer(self, *, synced: bool = True) -> Writer:
        """Wait for the writer, whose commits are synced or not; raises Trouble."""
        if self._owner == threading.get_ident():
            raise RuntimeError("this thread has a write transaction open already")
        if self.writer is None:
            raise trouble(TroubleCode.STORE_READ_ONLY)
        self._lock.acquire()
        self._owner = threading.get_ident()
        try:
            self._sync_commits(self.writer.connection, synced=synced)
        except BaseException:
            self._release_writer()
            raise
        return self.writer

    def _sync_commits(self, connection: Connection, *, synced: bool) -> None:
        if synced is not self._is_synced:
            with troubles(self.path):
                connection.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
            self._is_synced = synced

    def _release_writer(self) -> None:
        self._owner = 0
        self._lock.release()

    def _roll_back(self, writer: Writer) -> None:
        """Forget what was not committed; an error of the disk has rolled back by itself."""
        if writer.connection.in_transaction:
            writer.connection.execute("ROLLBACK")
        writer.ledger.forget()
        writer.keyring.forget()
        writer.folding.forget()
        self._catalogue = None  # its number will be used again


def _check_filled(connection: Connection) -> None:
    """Raise Trouble while a new station does not have all that the others know."""
    percent = progress(connection)
    if percent is not None:
        raise Trouble(
            TroubleCode.STORE_FILLING,
            "This station is still getting its books from the centre: {percent} % are here. It"
            " lends when it has them all.",
            percent=str(percent),
        )
