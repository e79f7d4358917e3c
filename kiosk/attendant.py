"""The attendant: the one process that owns the books, with the desk's counter on top of them.

Serves the kiosk and ``lendstation desk`` alike. Used on one thread at a time.
"""

from collections.abc import Callable, Mapping
from datetime import tzinfo

from hardware.catalogue import build
from hardware.reader import Reader
from kiosk.config import Config
from kiosk.desk.counter import Counter
from kiosk.desk.outcomes import Outcome
from kiosk.desk.settings import DeskSettings
from kiosk.domain.ports import Clock, Trouble, TroubleCode
from kiosk.owner import Errand, Lock, OwnerSocket
from kiosk.store.keys import Keys
from kiosk.store.station import Station, open_station

_HELD = (
    "Another process has this station open. Close the other kiosk or desk first, or use"
    " another data folder."
)


class Attendant:
    """An owned, open station and its desk; ``close`` it to let another process own it."""

    def __init__(self, config: Config, lock: Lock, station: Station, counter: Counter) -> None:
        self.config = config
        self.station = station
        self.counter = counter
        self._lock = lock
        self._socket: OwnerSocket | None = None

    @property
    def zone(self) -> tzinfo:
        """The zone of the site."""
        with self.station.books.read(self.station.clock.now()) as book:
            return book.calendar(book.site()).zone

    def readers(self) -> list[Reader]:
        """Make the readers of the configuration, not yet started."""
        return [build(each.name, each.driver, each.settings) for each in self.config.readers]

    def serve(self, errands: Mapping[str, Errand]) -> None:
        """Let other commands of this user hand their work over."""
        self._socket = OwnerSocket(self.config.data, errands)
        self._socket.start()

    def close(self) -> None:
        """End what is open; what was answered is recorded already."""
        if self._socket is not None:
            self._socket.close()
        self.station.close()
        self._lock.release()


def attend(config: Config, clock: Clock, tell: Callable[[Outcome], None]) -> Attendant:
    """Own the data folder, open its books, and put the desk on top.

    Raises:
        Trouble: somebody else owns it, or the books cannot be opened.
    """
    if not config.data.is_dir():
        raise Trouble(TroubleCode.STORE_MISSING, "There is no station here yet.")
    lock = Lock.take(config.data)
    if lock is None:
        raise Trouble(TroubleCode.STORE_LOCKED, _HELD)
    try:
        station = open_station(config.data, Keys.load(config.keys), clock)
    except BaseException:
        lock.release()
        raise
    settings = DeskSettings(
        badge_s=config.desk.badge_wait_s,
        idle_s=config.desk.idle_s,
        warning_s=config.desk.more_time_s,
    )
    counter = Counter(station.books, station.secrets, clock, tell, settings)
    counter.recover()
    return Attendant(config, lock, station, counter)
