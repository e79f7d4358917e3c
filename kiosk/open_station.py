"""A station that stays the same to its desks while a backup is put in its place."""

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path

from kiosk.config import Config
from kiosk.desk.counter import Counter
from kiosk.desk.line_loop import LineSink
from kiosk.desk.outcomes import Outcome
from kiosk.desk.settings import DeskSettings
from kiosk.desk.visit import close_left_open
from kiosk.domain.ids import PersonId
from kiosk.domain.ports import Book, Clock, PinAnswer, WriteBook
from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.errands import put_back
from kiosk.opening import open_books
from kiosk.owner import Message
from kiosk.store.retention import retired
from kiosk.store.station import Station
from kiosk.syncing import Syncing, begun

MOST_FORGOTTEN = 500
"""People whose old aliases go in one run; a restore or an end has to wait no longer."""


class OpenStation:
    """Satisfies ``ports.Books`` and ``ports.Secrets``; one use at a time, none during a swap."""

    def __init__(self, config: Config, clock: Clock | None = None) -> None:
        """Open the books; raises Trouble. The caller owns the folder."""
        self.config = config
        self._clock = clock
        self._lock = threading.RLock()
        self._still = threading.Lock()
        """Held while the station may not be closed or swapped; taken before the other."""
        self._desks: weakref.WeakSet[Counter] = weakref.WeakSet()
        self._syncing: Syncing | None = None
        self._station = self._opened()

    def _opened(self) -> Station:
        station = open_books(self.config, self._clock)
        self._syncing = begun(station, self.config)
        return station

    def _closed(self) -> None:
        if self._syncing is not None:
            self._syncing.close()
            self._syncing = None
        self._station.close()

    def close(self) -> None:
        with self._still, self._lock:
            self._closed()

    def sync(self) -> SyncStatus:
        """Sync now and say how it stands, also when it joined just now. Raises Trouble."""
        with self._still:
            self._syncing = self._syncing or begun(self._station, self.config)
            syncing = self._syncing
        if syncing is None:
            raise Trouble(TroubleCode.CENTRE_UNREACHABLE, "This station has joined no centre.")
        return syncing.once()

    def back_up(self) -> None:
        """Make today's backup unless there is one; desks go on meanwhile. Raises Trouble."""
        with self._still:
            self._station.daily_backup()

    def look_after(self) -> None:
        """Do what a day needs: its backup, and to forget what is older than is kept."""
        try:
            self.back_up()
        finally:
            self._forget_old()

    def _forget_old(self) -> None:
        with self._still, closing(retired(self._station, self.config.retention.years)) as going:
            for _ in islice(going, MOST_FORGOTTEN):
                continue

    @contextmanager
    def held(self) -> Iterator[Station]:
        with self._lock:
            yield self._station

    def swap(self, backup: Path) -> Message:
        """Put a backup back; desks wait meanwhile, and begin again with nobody there.

        Raises Trouble, and then all is as it was.
        """
        with self._still, self._lock:
            self._closed()
            try:
                told = put_back(self.config, backup)
            finally:
                self._station = self._opened()
            with self.write(self._station.clock.now()) as book:
                close_left_open(book)
        for desk in tuple(self._desks):
            with suppress(OSError):  # a guest that hung up
                desk.restart()
        return told

    def counter(self, sink: LineSink, clock: Clock) -> Counter:
        """Make one more desk that answers in lines."""
        return self.desk(sink.say, clock)

    def desk(
        self,
        tell: Callable[[Outcome], None],
        clock: Clock,
        coming: Callable[[Outcome], None] | None = None,
    ) -> Counter:
        """Make one more desk on these books, to which answers are told as ``Counter`` has it."""
        told = self.config.desk
        settings = DeskSettings(
            badge_s=told.badge_wait_s, idle_s=told.idle_s, warning_s=told.more_time_s
        )
        made = Counter(self, self, clock, tell, settings, coming)
        self._desks.add(made)
        return made

    def first_counter(self, sink: LineSink, clock: Clock) -> Counter:
        """Make the owner's own desk, which closes the sessions that an earlier run left open."""
        made = self.counter(sink, clock)
        made.recover()
        return made

    @contextmanager
    def read(self, now: datetime) -> Iterator[Book]:
        with self._lock, self._station.books.read(now) as book:
            yield book

    @contextmanager
    def glance(self, now: datetime) -> Iterator[Book]:
        with self._lock, self._station.books.glance(now) as book:
            yield book

    @contextmanager
    def write(self, now: datetime) -> Iterator[WriteBook]:
        with self._lock, self._station.books.write(now) as book:
            yield book

    def check_pin(self, person: PersonId, pin: str, now: datetime) -> PinAnswer:
        with self._lock:
            return self._station.secrets.check_pin(person, pin, now)

    def set_pin(self, person: PersonId, pin: str, now: datetime) -> None:
        with self._lock:
            self._station.secrets.set_pin(person, pin, now)

    def check_password(self, person: PersonId, password: str, now: datetime) -> PinAnswer:
        with self._lock:
            return self._station.secrets.check_password(person, password, now)

    def set_password(self, person: PersonId, password: str, now: datetime) -> None:
        with self._lock:
            self._station.secrets.set_password(person, password, now)

    def unlock(self, person: PersonId) -> None:
        with self._lock:
            self._station.secrets.unlock(person)
