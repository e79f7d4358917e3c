"""A station's books, secrets and upkeep: made new, opened, and closed again."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import select

from kiosk.domain.bodies.records import CalendarSet, RecordChanged
from kiosk.domain.bodies.stations import StationEnrolled
from kiosk.domain.events import ClockQuality
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import Entity, IncarnationId, LocationId, StationId, subject, uuid7
from kiosk.domain.ports import Clock
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store import backup, schema
from kiosk.store.books import StationBooks, StationClock
from kiosk.store.checkpoints import Checkpoints
from kiosk.store.copies import remove, swap
from kiosk.store.driver import BUSY_MS, Connection, Statement, connect, trouble, troubles
from kiosk.store.folding import Folding
from kiosk.store.folding_pass import fold_marked
from kiosk.store.keyring import Keyring
from kiosk.store.keys import Keys
from kiosk.store.ledger import Ledger
from kiosk.store.rebuild import folds, rebuild
from kiosk.store.secrets import StationSecrets
from kiosk.store.settings import (
    BACKUP_TROUBLE,
    FIRST_SYNC,
    FOLDED_BY,
    JOINED_AS,
    read_setting,
    read_trouble,
    write_setting,
    write_trouble,
)
from kiosk.store.status import StationStatus, read_status
from kiosk.store.tables import chain
from kiosk.store.verify import Report, verify
from kiosk.store.write_book import Writer, WritingBook

DATABASE = "station.db"
_KEY_CHECK = "key_check"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_ENTROPY_BYTES = 10
_FOLDED_AT_ONCE = 16
_log = logging.getLogger(__name__)
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
    daily: backup.Daily | None = None
    """Where the daily backup goes; ``backups`` beside the database when None."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new station is called and where it stands."""

    name: str
    site: LocationId
    site_name: str
    zone: str = "UTC"
    organisation: str = ""
    currency: str = ""


class Station:
    """An open station: ``books`` satisfies ``ports.Books``, ``secrets`` ``ports.Secrets``."""

    def __init__(self, path: Path, keys: Keys, clock: Clock, options: Options) -> None:
        """Open the connections; raises Trouble."""
        self.path = path
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
        self._checkpoints = Checkpoints(self.books)
        if writer is None:
            connection.close()
        elif options.background:
            self._checkpoints.start()

    @property
    def station_key(self) -> bytes:
        """Give the key that heads of the ledger are MACed with."""
        return self._keys.station

    def close(self) -> None:
        """Close every connection; the last one leaves no WAL behind."""
        self._checkpoints.stop()
        self.books.close()

    def back_up(self, target: Path) -> Path:
        """Make a checked copy while the station runs. Raises Trouble."""
        return backup.back_up(self.path, target, self._keys.database)

    def daily_backup(self) -> Path | None:
        """Make today's backup unless it is there; any thread may, beside lending.

        Raises:
            Trouble: it could not be made; ``backup_trouble`` says so until one was.
        """
        where = self._daily
        try:
            made = backup.daily(self.path, self._keys.database, self.clock.now(), where)
        except Trouble as trouble:
            self._note_backup(trouble)
            raise
        self._note_backup(None)
        return made

    def backup_age(self) -> timedelta | None:
        """Say how old the newest daily backup is; None while there is none."""
        made = backup.newest(self._daily.folder)
        return self.clock.now() - made if made else None

    def backup_trouble(self) -> str:
        """Say why the last daily backup could not be made; empty when it could."""
        with self.books.read(self.clock.now()) as book:
            trouble = read_trouble(book.connection, BACKUP_TROUBLE)
        return trouble.message if trouble else ""

    @property
    def _daily(self) -> backup.Daily:
        return self._options.daily or backup.Daily(self.path.parent / backup.FOLDER)

    def _note_backup(self, wrong: Trouble | None) -> None:
        if (wrong.message if wrong else "") != self.backup_trouble():
            with self.books.write_aside() as connection:
                write_trouble(connection, BACKUP_TROUBLE, wrong)

    def status(self) -> StationStatus:
        """Say where the ledger stands. Raises Trouble."""
        with self.books.read(self.clock.now()) as book:
            return read_status(book.connection, self.books.station)

    def checkpoint(self) -> None:
        """Bring the WAL into the database now, as after keys were destroyed."""
        self._checkpoints.truncate()

    def verify(self) -> Report:
        """Check the whole ledger and every table against its fold; lending goes on meanwhile."""
        with self.books.read(self.clock.now()) as book:
            return verify(book.connection, self.books.keyring, self._keys.station)

    def rebuild(self) -> int:
        """Make every folded table anew; gives the number of events. Raises Trouble."""
        with self.books.write_aside() as connection:
            writer = self.books.writer
            assert writer is not None  # noqa: S101 - write_aside needs one
            count = rebuild(connection, writer.folding)
            self.books.number_trees()
        return count

    def fold_marked(self) -> None:
        """Fold what was marked, in transactions so short that lending can wait. Raises Trouble."""
        more = True
        while more:
            with self.books.write_aside() as connection:
                writer = self.books.writer
                assert writer is not None  # noqa: S101 - write_aside needs one
                more = fold_marked(connection, writer.folding, _FOLDED_AT_ONCE) > 0
                if writer.folding.trees_changed:
                    self.books.number_trees()

    def follow_program(self) -> None:
        """Fold everything anew where another program did: it knew other kinds of events.

        A new station that is still being filled is left alone until it is opened the next time.
        Where the same program did, it finishes what a sync that was cut has left to be folded.
        """
        with self.books.read(self.clock.now()) as book:
            done_by = read_setting(book.connection, FOLDED_BY)
            is_filling = read_setting(book.connection, FIRST_SYNC)
        if is_filling:
            return
        try:
            if done_by == folds():
                self.fold_marked()
            else:
                _log.info("store.folded_anew %s", self.rebuild())
        except Exception:  # noqa: BLE001 - what is there stands, and lending goes on with it
            _log.exception("store.not_folded_anew")

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
    path, new = _new_database(folder, keys, options)
    station = StationId(new_id(clock.now()))
    with _continued(new, keys, clock, station) as book:
        site = subject(Entity.LOCATION, founding.site)
        words: dict[str, str | int] = {"name": founding.site_name, "kind": "site"}
        words |= {"organisation": founding.organisation, "currency": founding.currency}
        said = {name: word for name, word in words.items() if word}
        book.append(RecordChanged(Entity.LOCATION, founding.site, said), (site,))
        about = subject(Entity.CALENDAR, founding.site)
        book.append(CalendarSet(founding.site, founding.zone), (about, site))
        enrolled = StationEnrolled(station, founding.name, founding.site, privileged=True)
        book.append(enrolled, (subject(Entity.STATION, station),))
        write_setting(book.connection, _KEY_CHECK, keys.check)
        write_setting(book.connection, FOLDED_BY, folds())
    swap(new, path, keys.database)
    return Station(path, keys, clock, options)


def join(
    folder: Path,
    keys: Keys,
    clock: Clock,
    station: StationId,
    options: Options | None = None,
    joined_as: str = "",
) -> Station:
    """Make the books of a station that the centre knows: empty, until a first sync filled them.

    ``joined_as`` is what it says of itself when they are full, as JSON.

    Raises:
        Trouble: there is a database already, or none can be written.
    """
    options = options or Options()
    path, new = _new_database(folder, keys, options)
    with _continued(new, keys, clock, station) as book:
        write_setting(book.connection, _KEY_CHECK, keys.check)
        write_setting(book.connection, FOLDED_BY, folds())
        write_setting(book.connection, FIRST_SYNC, "pull")
        write_setting(book.connection, JOINED_AS, joined_as)
    swap(new, path, keys.database)
    return Station(path, keys, clock, options)


def _new_database(folder: Path, keys: Keys, options: Options) -> tuple[Path, Path]:
    """Make the file that will be a folder's database; gives its place, and where it is now."""
    path = folder / DATABASE
    if path.exists():
        raise Trouble(
            TroubleCode.STORE_LOCKED,
            "There is a station in this folder already. Choose another folder, or open this one.",
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    remove(new)
    schema.upgrade(new, keys.database, options.versions)
    return path, new


def open_station(folder: Path, keys: Keys, clock: Clock, options: Options | None = None) -> Station:
    """Open the station of a folder, after a backup and an upgrade where its version is older.

    Raises:
        Trouble: it is missing, newer, damaged, locked, or of another key.
    """
    options = options or Options()
    path = folder / DATABASE
    if not path.exists():
        raise trouble(TroubleCode.STORE_MISSING)
    with (
        troubles(path),
        closing(connect(path, keys.database, read_only=True, busy_ms=options.busy_ms)) as found,
    ):
        if not schema.version_of(found):
            raise trouble(TroubleCode.STORE_DAMAGED)  # an empty file is no station to begin with
        if read_setting(found, _KEY_CHECK) not in ("", keys.check):
            raise trouble(TroubleCode.STORE_KEY_WRONG)  # of people or PINs: it would only show late
        current = schema.is_current(found, options.versions)
    if not current and options.read_only:
        raise Trouble(
            TroubleCode.STORE_NEWER,
            "This database is older than the program. Start the station once, so that it is"
            " brought up to date.",
        )
    if not current:
        schema.migrate(path, keys.database, clock.now(), options.versions)
    station = Station(path, keys, clock, options)
    if not options.read_only:
        station.follow_program()
    return station


@contextmanager
def _continued(path: Path, keys: Keys, clock: Clock, station: StationId) -> Iterator[WritingBook]:
    """Open a database that nobody uses yet, for the first events of a new incarnation."""
    now = clock.now()
    opened = Station(path, keys, clock, Options(background=False))
    try:
        with opened.books.write_aside() as connection:
            Ledger(connection, keys.station).begin_chain(station, IncarnationId(new_id(now)))
        with opened.books.write(now) as book:
            yield book
    finally:
        opened.close()


def own_station(connection: Connection) -> str:
    """Read which station this database belongs to."""
    row = _OWN_STATION.one(connection)
    return row[0] if row else ""


def new_id(now: datetime) -> str:
    """Make an id of this moment."""
    return uuid7(to_ms(now), os.urandom(_ENTROPY_BYTES))


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""
