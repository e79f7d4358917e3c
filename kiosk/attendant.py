"""The attendant: owns the books for the kiosk, with the desk's counter and the owner's socket."""

from collections.abc import Callable
from datetime import tzinfo

from hardware.catalogue import build
from hardware.reader import Reader
from kiosk.config import Config
from kiosk.desk.counter import Counter
from kiosk.desk.outcomes import Outcome
from kiosk.domain.ports import Clock, Trouble, TroubleCode
from kiosk.errands import errands_of
from kiosk.open_station import OpenStation
from kiosk.owner import Lock, OwnerSocket
from kiosk.store.station import DATABASE


class Attendant:
    """An owned, open station and its desk; ``close`` it to let another process own it."""

    def __init__(self, config: Config, lock: Lock, station: OpenStation, counter: Counter) -> None:
        """Read what the screen needs to know, and begin to answer other commands."""
        self.config = config
        self.station = station
        self.counter = counter
        with station.held() as held, held.books.read(held.clock.now()) as book:
            self.zone: tzinfo = book.calendar(book.site()).zone
        self._lock = lock
        errands = errands_of(station.held, station.counter, station.swap)
        self._socket = OwnerSocket(config.data, errands)
        self._socket.start()

    def readers(self) -> list[Reader]:
        """Make the readers of the configuration, not yet started."""
        return [build(each.name, each.driver, each.settings) for each in self.config.readers]

    def close(self) -> None:
        """End what is open; what was answered is recorded already."""
        self._socket.close()
        self.station.close()
        self._lock.release()


def attend(config: Config, clock: Clock, tell: Callable[[Outcome], None]) -> Attendant:
    """Own the data folder, open its books, and put the desk on top.

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
    counter = station.desk(tell, clock)
    counter.recover()
    return Attendant(config, lock, station, counter)
