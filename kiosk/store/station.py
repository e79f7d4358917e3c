"""A station's books, secrets and upkeep: made new, opened, and closed again."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import select

from kiosk.domain.bodies.records import CalendarSet, RecordChanged
from kiosk.domain.bodies.stations import StationEnrolled
from kiosk.domain.events import ClockQuality
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import Entity, IncarnationId, LocationId, StationId, subject, uuid7
from kiosk.domain.ports import Clock, Trouble, TroubleCode
from kiosk.store import schema
from kiosk.store.books import StationBooks, StationClock
from kiosk.store.driver import BUSY_MS, Connection, Statement, connect, trouble
from kiosk.store.folding import Folding
from kiosk.store.keyring import Keyring
from kiosk.store.keys import Keys
from kiosk.store.ledger import Ledger
from kiosk.store.rebuild import Rebuild
from kiosk.store.secrets import StationSecrets
from kiosk.store.tables import chain
from kiosk.store.verify import Report, verify
from kiosk.store.write_book import Writer

DATABASE = "station.db"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_ENTROPY_BYTES = 10
_OWN_STATION = Statement(
    select(chain.c.station).where(chain.c.own == 1).order_by(chain.c.id.desc())
)


def _clock_is_free() -> ClockQuality:
    return ClockQuality.FREE


@dataclass(frozen=True, slots=True)
class Options:
    """What a station can be opened with; the defaults are those of a real one."""

    read_only: bool = False
    busy_ms: int = BUSY_MS
    year_starts: tuple[int, int] = (9, 1)
    """Month and day on which a retention period begins."""
    clock_quality: Callable[[], ClockQuality] = _clock_is_free
    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    versions: tuple[Path, ...] = (schema.VERSIONS,)
    background: bool = True
    """Keep a thread that checkpoints when nobody writes."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new station is called and where it stands."""

    name: str
    site: LocationId
    site_name: str
    zone: str = "UTC"


class Station:
    """An open station: ``books`` satisfies ``ports.Books``, ``secrets`` ``ports.Secrets``."""

    def __init__(self, folder: Path, keys: Keys, clock: Clock, options: Options) -> None:
        """Open the connections; raises Trouble."""
        self.folder = folder
        self.path = folder / DATABASE
        self.clock = clock
        self._keys = keys
        self._options = options
        keyring = Keyring(keys.organisation, options.year_starts)
        writer = None
        connection = self._connect(read_only=options.read_only)
        if not options.read_only:
            folding = Folding(connection, keyring)
            writer = Writer(connection, Ledger(connection, keys.station), folding, keyring)
        station_clock = StationClock(clock, _boot_id(), options.clock_quality)
        self.books = StationBooks(
            self.path, self._reader, writer, keyring, station_clock, own_station(connection)
        )
        self.secrets = StationSecrets(self.books, keys.pepper, options.hasher)
        if writer is None:
            connection.close()

    def close(self) -> None:
        """Close every connection; the last one leaves no WAL behind."""
        self.books.close()

    def verify(self) -> Report:
        """Check the whole ledger and every table against its fold; lending goes on meanwhile."""
        with self.books.read(self.clock.now()) as book:
            return verify(book.connection, self.books.keyring, self._keys.station)

    def rebuild(self) -> int:
        """Make every folded table anew; gives the number of events. Raises Trouble."""
        with self.books.write_aside() as connection:
            writer = self.books.writer
            assert writer is not None  # noqa: S101 - write_aside needs one
            count = Rebuild(connection, writer.folding).run()
            self.books.number_trees()
        return count

    def _reader(self) -> Connection:
        return self._connect(read_only=True)

    def _connect(self, *, read_only: bool) -> Connection:
        return connect(
            self.path, self._keys.database, read_only=read_only, busy_ms=self._options.busy_ms
        )


def create(
    folder: Path, keys: Keys, clock: Clock, founding: Founding, options: Options | None = None
) -> Station:
    """Make a new station in a folder: its database, its site, its first events.

    Raises:
        Trouble: there is a database already, or none can be written.
    """
    options = options or Options()
    path = folder / DATABASE
    if path.exists():
        raise Trouble(
            TroubleCode.STORE_LOCKED,
            "There is a station in this folder already. Choose another folder, or open this one.",
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    schema.upgrade(new, keys.database, options.versions)
    now = clock.now()
    with closing(connect(new, keys.database)) as connection:
        ledger = Ledger(connection, keys.station)
        station = StationId(_new_id(now))
        ledger.begin_chain(station, IncarnationId(_new_id(now)), 0)
    new.replace(path)
    opened = Station(folder, keys, clock, options)
    site = subject(Entity.LOCATION, founding.site)
    name = {"name": founding.site_name, "kind": "site"}
    with opened.books.write(now) as book:
        book.append(RecordChanged(Entity.LOCATION, founding.site, dict(name)), (site,))
        about = subject(Entity.CALENDAR, founding.site)
        book.append(CalendarSet(founding.site, founding.zone), (about, site))
        enrolled = StationEnrolled(station, founding.name, founding.site, privileged=True)
        book.append(enrolled, (subject(Entity.STATION, station),))
    return opened


def open_station(folder: Path, keys: Keys, clock: Clock, options: Options | None = None) -> Station:
    """Open the station of a folder, after a backup and an upgrade where its version is older.

    Raises:
        Trouble: it is missing, newer, damaged, locked, or of another key.
    """
    options = options or Options()
    path = folder / DATABASE
    if not path.exists():
        raise trouble(TroubleCode.STORE_MISSING)
    with closing(connect(path, keys.database, read_only=True, busy_ms=options.busy_ms)) as found:
        current = schema.is_current(found, options.versions)
    if not current:
        schema.migrate(path, keys.database, clock.now(), options.versions)
    return Station(folder, keys, clock, options)


def own_station(connection: Connection) -> str:
    """Read which station this database belongs to."""
    row = _OWN_STATION.one(connection)
    return row[0] if row else ""


def _new_id(now: datetime) -> str:
    return uuid7(to_ms(now), os.urandom(_ENTROPY_BYTES))


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""
