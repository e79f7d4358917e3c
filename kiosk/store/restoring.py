"""A station goes on from a backup, and from what is left of the damaged database it replaces."""

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain import canonical
from kiosk.domain.bodies.people import Erased
from kiosk.domain.events import Event
from kiosk.domain.ids import Alias, IncarnationId, StationId
from kiosk.domain.ports import Clock
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store import backup, keyring_rows, late_keys, salvage, schema
from kiosk.store.copies import check
from kiosk.store.driver import Statement, connect
from kiosk.store.forking import Forking
from kiosk.store.keys import Keys
from kiosk.store.ledger import Head
from kiosk.store.quick_json import decode
from kiosk.store.salvage import Chain, Found
from kiosk.store.station import DATABASE, Options, Station, new_id
from kiosk.store.tables import chain, station, verifier
from kiosk.store.write_book import Writer

_ENROLLED = Statement(
    select(chain.c.station)
    .join(station, station.c.id == chain.c.station)
    .where(chain.c.own == 1)
    .order_by(chain.c.id.desc())
)
_later = insert(verifier).values({c.name: bindparam(c.name) for c in verifier.columns})
_TAKE_VERIFIER = Statement(
    _later.on_conflict_do_update(
        index_elements=["person", "kind"],
        set_={name: _later.excluded[name] for name in verifier.columns.keys()[2:]},
        where=verifier.c.set_ms <= _later.excluded.set_ms,
    )
)
"""With its failures: a lock that came after the backup is not lifted."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came from the damaged database."""

    events: int
    """Of this station, which the backup lacks."""
    is_whole: bool
    """They go on without a gap to the end that the database knew of."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    kept: Path | None
    """Where the replaced database is kept; None where there was none."""
    salvaged: Salvaged | None
    """None where the replaced database was whole: nothing of it is taken over then."""


def restore(folder: Path, file: Path, keys: Keys, clock: Clock) -> Restored:
    """Put a backup in the place of a closed station's database; what was there is kept.

    The station goes on under a new incarnation and says of itself that it was restored, so no
    number of the ledger is ever used twice. Where the database is damaged, the station's own
    events in it that can be read go on in the backup; of a whole one nobody wants them.

    Raises:
        Trouble: the backup is missing, damaged or of another key; the station is as it was.
    """
    path, salvaged = folder / DATABASE, None

    def begin(new: Path) -> str:
        nonlocal salvaged
        is_damaged = _is_damaged(path, keys)
        with closing(connect(new, keys.database, read_only=True)) as connection:
            is_current = schema.is_current(connection)
        if not is_current:
            schema.upgrade(new, keys.database)
        with closing(Station(new, keys, clock, Options(background=False))) as opened:
            going_on = _GoingOn(opened)
            salvaged = going_on.salvage(path, keys) if is_damaged else None
            if not salvaged:
                going_on.begin(Found())
        if is_damaged and not salvaged:
            salvaged = Salvaged(0, is_whole=False)
        return ".damaged" if is_damaged else ".replaced"

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Restored(backup.restore(file, path, keys, begin), salvaged)


def _is_damaged(path: Path, keys: Keys) -> bool:
    if not path.exists():
        return False
    try:
        check(path, keys.database)
    except Trouble as wrong:
        return wrong.code is TroubleCode.STORE_DAMAGED
    return False


class _GoingOn:
    """A station in a file that nobody uses yet, on its way into a new incarnation."""

    def __init__(self, opened: Station) -> None:
        """Raise Trouble for the backup of a station that had no name yet."""
        self._opened = opened
        with opened.books.read(opened.clock.now()) as book:
            own = _ENROLLED.one(book.connection)
        if own is None:
            raise Trouble(
                TroubleCode.BACKUP_FAILED,
                "The backup is of a station that was still getting its first books. Choose a later"
                " one, or let the station join anew.",
            )
        self._station = StationId(own[0])

    def salvage(self, damaged: Path, keys: Keys) -> Salvaged | None:
        """Begin behind what can be read of a database; None where none of it can be used."""
        try:
            with self._opened.books.read(self._opened.clock.now()) as book:
                found = salvage.read(damaged, keys.database, book.connection, self._station)
            return self.begin(found)
        except Exception:  # noqa: BLE001 - the backup alone is worth more than an error
            _log.exception("restore.not_salvaged")
            return None

    def begin(self, found: Found) -> Salvaged:
        """Put in what was found, then begin the new incarnation, in one transaction."""
        books, now = self._opened.books, self._opened.clock.now()
        writer = books.writer
        assert writer is not None  # noqa: S101 - it was opened to be written
        with books.write_aside() as connection:
            forking = Forking(connection, writer.ledger, writer.folding, self._opened.station_key)
            putting = _Putting(writer, forking, self._station)
            putting.put(found)
            before = writer.ledger.head.incarnation
            writer.ledger.begin_chain(self._station, IncarnationId(new_id(now)))
            forking.enrol(before, books.moment(connection, now))
            forking.write_again(putting.apart, books.keyring)
        is_whole = found.knows_ends and not putting.has_gaps
        return Salvaged(putting.taken + len(putting.apart), is_whole)


class _Putting:
    """Puts what was found into the books; within one transaction of the writer."""

    def __init__(self, writer: Writer, forking: Forking, which: StationId) -> None:
        self._writer = writer
        self._forking = forking
        self._station = which
        self._here = salvage.chains_of(writer.connection, which)
        self._erased: list[Alias] = []
        self.taken = 0
        self.has_gaps = False
        self.apart: list[Event] = []
        """What cannot follow where it was, because something before it is gone."""

    def put(self, found: Found) -> None:
        """Put the keys, then the events that go on where they were."""
        connection = self._writer.connection
        for row in found.verifiers:
            _TAKE_VERIFIER.run(connection, row)
        keyring = keyring_rows.Received(connection)
        keyring.take_many(found.keys)
        for incarnation in sorted(found.chains):  # their ids sort as they were made
            self._put(incarnation, found.chains[incarnation])
        late = late_keys.destroy(connection, self._erased, keyring.changed)
        is_destroyed = keyring.destroyed or bool(late)
        self._writer.keys_changed(keyring.changed | late, is_destroyed=is_destroyed)
        if found.keys or found.verifiers:
            keyring_rows.all_unsent(connection)

    def _put(self, incarnation: IncarnationId, grown: Chain) -> None:
        ledger = self._writer.ledger
        last = self._here.get(incarnation)
        if last is None and 1 in grown.events:
            ledger.begin_chain(self._station, incarnation)
        if ledger.head.incarnation == incarnation:
            self._take_up(grown, ledger.head)
            last = ledger.head.seq
        for seq in range(max(last or 0, grown.acked) + 1, grown.end + 1):
            self.has_gaps = True
            if seq in grown.events:
                self.apart.append(decode(grown.events[seq]))
                self._note(self.apart[-1])

    def _take_up(self, grown: Chain, head: Head) -> None:
        self._forking.take_up(self._noted(_following(grown, head.seq, head.hash)))
        now = self._writer.ledger.head
        if now.seq > head.seq and now.hash != canonical.event_hash(grown.events[now.seq]):
            raise RuntimeError("this program writes the events in other bytes")

    def _noted(self, events: Iterator[Event]) -> Iterator[Event]:
        for happened in events:
            self.taken += 1
            self._note(happened)
            yield happened

    def _note(self, happened: Event) -> None:
        if isinstance(happened.body, Erased):
            self._erased += happened.body.aliases


def _following(grown: Chain, seq: int, before: bytes) -> Iterator[Event]:
    """Give the events that follow one without a gap."""
    while written := grown.events.get(seq + 1):
        if canonical.previous_hash(written) != before:
            return
        yield decode(written)
        seq, before = seq + 1, canonical.event_hash(written)
