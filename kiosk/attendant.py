"""The attendant: owns the books for the kiosk, with the desk's counter and the owner's socket."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

from kiosk.backups import DailyBackups
from kiosk.config import Config
from kiosk.desk.counter import Counter
from kiosk.desk.outcomes import Outcome
from kiosk.desk.search import Findings, Search
from kiosk.domain.ports import Clock
from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.errands import errands_of
from kiosk.open_station import OpenStation
from kiosk.owner import Lock, Message, OwnerSocket
from kiosk.store.panel_queries import PanelQueries
from kiosk.store.settings import read_setting, write_setting
from kiosk.store.station import DATABASE
from kiosk.store.status import read_status
from kiosk.store.sync_status import read_sync

_NOTED = "restore_noted"
"""The setting that names the incarnation whose beginning somebody has read about."""


class Attendant:
    """An owned, open station and its desk; ``close`` it to let another process own it."""

    def __init__(
        self,
        data: Path,
        lock: Lock,
        station: OpenStation,
        counter: Counter,
        socket: OwnerSocket,
    ) -> None:
        """Read what the screen needs to know, and begin to answer other commands."""
        self.data = data
        self.station = station
        self.counter = counter
        with station.held() as held, held.books.read(held.clock.now()) as book:
            self.zone: tzinfo = book.calendar(book.site()).zone
        self._lock = lock
        self._socket = socket
        self._socket.start()
        self._backups = DailyBackups(station.look_after)

    def search(self, text: str) -> Findings:
        """Find things, and whoever has this number. Raises Trouble."""
        with self.station.held() as held:
            panel = PanelQueries(held.books, held.clock)
            return Search(held.books, panel, held.clock)(text)

    def sync_status(self) -> SyncStatus:
        """Say how sync stands; the zone follows what it brought. Raises Trouble."""
        with self.station.held() as held, held.books.read(held.clock.now()) as book:
            self.zone = book.calendar(book.site()).zone
            return read_sync(book.connection)

    def restored_from(self) -> datetime | None:
        """Say when the backup was made that these books go on from; None once that was noted."""
        with self.station.held() as held, held.books.read(held.clock.now()) as book:
            status = read_status(book.connection, held.books.station)
            noted = read_setting(book.connection, _NOTED)
            if not status.restored_from or noted == status.incarnation:
                return None
            return status.backup_of

    def note_restore(self) -> None:
        """Somebody read that the station was restored."""
        with self.station.held() as held:
            incarnation = held.status().incarnation
            with held.books.write_aside() as connection:
                write_setting(connection, _NOTED, incarnation)

    def close(self) -> None:
        """End what is open; what was answered is recorded already."""
        self._socket.close()
        self._backups.close()
        self.station.close()
        self._lock.release()


def attend(
    config: Config,
    clock: Clock,
    tell: Callable[[Outcome], None],
    swapped: Callable[[], None],
    coming: Callable[[Outcome], None] | None = None,
) -> Attendant:
    """Own the data folder, open its books, and put the desk on top.

    Args:
        config: Whose data folder.
        clock: What time it is.
        tell: Takes what the desk answers.
        swapped: Called on another thread when a backup took the place of the books.
        coming: Takes what the desk will answer when it is durable.

    Raises:
        Trouble: somebody else owns it, or the books cannot be opened.
    """
    if not (config.data / DATABASE).exists():
        raise Trouble(
            TroubleCode.STORE_MISSING,
            "There is no station here yet. A member of staff can make one.",
        )
    lock = Lock.take(config.data)
    if lock is None:
        raise Trouble(
            TroubleCode.STORE_LOCKED,
            "Another process has this station open. Close the other kiosk or desk first.",
        )
    try:
        station = OpenStation(config, clock)
    except BaseException:
        lock.release()
        raise
    counter = station.desk(tell, clock, coming)
    counter.recover()

    def swap(backup: Path) -> Message:
        told = station.swap(backup)
        swapped()
        return told

    socket = OwnerSocket(config.data, errands_of(station.held, station.counter, swap, station.sync))
    return Attendant(config.data, lock, station, counter, socket)
