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
from types import TracebackType

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.events import ClockQuality
from kiosk.domain.hlc import to_ms
from kiosk.domain.ports import Clock, TroubleCode
from kiosk.store.book import ReadingBook
from kiosk.store.catalogue import Catalogue
from kiosk.store.driver import Connection, DatabaseError, Statement, trouble, trouble_of, troubles
from kiosk.store.keyring import Keyring
from kiosk.store.ledger import Moment
from kiosk.store.tables import setting
from kiosk.store.write_book import Writer, WritingBook

_READ = Statement(select(setting.c.value).where(setting.c.name == bindparam("name")))
_put = insert(setting).values(name=bindparam("name"), value=bindparam("value"))
_WRITE = Statement(
    _put.on_conflict_do_update(index_elements=["name"], set_={"value": _put.excluded.value})
)
_CATALOGUE = "catalogue"
SEEN_CURSOR = "seen_cursor"


def read_setting(connection: Connection, name: str) -> str:
    """Read a setting of this station; empty when it was never set."""
    row = _READ.one(connection, {"name": name})
    return row[0] if row else ""


def write_setting(connection: Connection, name: str, value: str) -> None:
    """Set a setting of this station."""
    _WRITE.run(connection, {"name": name, "value": value})


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
        self.clock = clock
        self.station = station
        self.committed: Callable[[], None] = lambda: None
        """Called after each commit, on the thread that wrote."""
        self._open_reader = open_reader
        self._idle: deque[Connection] = deque()
        self._lock = threading.Lock()
        self._owner = 0
        self._catalogue: tuple[str, Catalogue] | None = None

    def read(self, now: datetime) -> "Reading":
        return Reading(self, now)

    def write(self, now: datetime) -> "Writing":
        return Writing(self, now)

    @contextmanager
    def write_aside(self) -> Iterator[Connection]:
        """Open a durable transaction that appends nothing to the ledger. Raises Trouble."""
        connection = self.take_writer().connection
        try:
            with troubles(self.path):
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self.release_writer()

    def trees(self, connection: Connection) -> Catalogue:
        """Give the catalogue of the reading that is open on a connection."""
        version = read_setting(connection, _CATALOGUE)
        kept = self._catalogue
        if kept is not None and kept[0] == version:
            return kept[1]
        made = Catalogue.load(connection)
        self._catalogue = (version, made)
        return made

    def change_trees(self, connection: Connection) -> None:
        """Number the catalogue anew, within the transaction that changed it."""
        version = read_setting(connection, _CATALOGUE)
        write_setting(connection, _CATALOGUE, str(int(version or "0") + 1))

    def forget_trees(self) -> None:
        """Read the catalogue again: a number of it was rolled back and will be used anew."""
        self._catalogue = None

    def lend_reader(self) -> Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._open_reader()

    def give_back(self, connection: Connection) -> None:
        self._idle.append(connection)

    def take_writer(self) -> Writer:
        """Wait for the writer; raises Trouble when there is none."""
        if self._owner == threading.get_ident():
            raise RuntimeError("this thread has a write transaction open already")
        if self.writer is None:
            raise trouble(TroubleCode.STORE_READ_ONLY)
        self._lock.acquire()
        self._owner = threading.get_ident()
        return self.writer

    def release_writer(self) -> None:
        self._owner = 0
        self._lock.release()

    def close(self) -> None:
        """Close every connection that is not in use."""
        while self._idle:
            self._idle.pop().close()
        if self.writer is not None:
            self.writer.connection.close()


class Reading:
    """The context of one reading."""

    def __init__(self, books: StationBooks, now: datetime) -> None:
        """Begin nothing yet."""
        self._books = books
        self._now = now

    def __enter__(self) -> ReadingBook:
        books = self._books
        with troubles(books.path):
            self._connection = books.lend_reader()
            self._connection.execute("BEGIN")
        self._trees: Catalogue | None = None
        return ReadingBook(
            self._connection, self._now, books.keyring, self._one_reading, books.station
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._books.give_back(self._connection)
        if isinstance(error, DatabaseError):
            raise trouble_of(error, self._books.path) or error from error

    def _one_reading(self, connection: Connection) -> Catalogue:
        if self._trees is None:
            self._trees = self._books.trees(connection)
        return self._trees


class Writing:
    """The context of one write transaction."""

    def __init__(self, books: StationBooks, now: datetime) -> None:
        """Begin nothing yet."""
        self._books = books
        self._now = now

    def __enter__(self) -> WritingBook:
        books = self._books
        writer = self._writer = books.take_writer()
        try:
            with troubles(books.path):
                writer.connection.execute("BEGIN IMMEDIATE")
                cursor = int(read_setting(writer.connection, SEEN_CURSOR) or "0")
            moment = books.clock.moment(self._now, cursor)
            self._trees: Catalogue | None = None
            self._book = WritingBook(writer, self._now, self._fresh_trees, moment)
        except BaseException:
            self._roll_back()
            books.release_writer()
            raise
        return self._book

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._commit()
                self._books.committed()
                return
            self._roll_back()
            if isinstance(error, DatabaseError):
                raise trouble_of(error, self._books.path) or error from error
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._books.release_writer()

    def _commit(self) -> None:
        if self._book.failed:
            raise RuntimeError("an append failed in this transaction, so it cannot be committed")
        with troubles(self._books.path):
            if self._book.appended:
                self._book.seal_head()
            if self._writer.folding.trees_changed:
                self._books.change_trees(self._writer.connection)
            self._writer.connection.execute("COMMIT")
        self._writer.folding.trees_changed = False

    def _roll_back(self) -> None:
        """Forget what was not committed; an error of the disk has rolled back by itself."""
        writer = self._writer
        if writer.connection.in_transaction:
            writer.connection.execute("ROLLBACK")
        writer.ledger.forget()
        writer.keyring.forget()
        writer.folding.trees_changed = False
        self._books.forget_trees()

    def _fresh_trees(self, connection: Connection) -> Catalogue:
        """Give the catalogue with this transaction's own changes."""
        folding = self._writer.folding
        if folding.trees_changed:
            self._books.change_trees(connection)
            folding.trees_changed = False
            self._trees = None
        if self._trees is None:
            self._trees = self._books.trees(connection)
        return self._trees
