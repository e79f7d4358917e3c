"""A station goes on from a backup, and from what is left of the damaged database it replaces."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from kiosk.domain import canonical
from kiosk.domain.bodies.people import Erased
from kiosk.domain.events import Event
from kiosk.domain.ids import IncarnationId, StationId
from kiosk.domain.ports import Clock
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store import backup, keyring_rows, late_keys, salvage, schema
from kiosk.store.copies import check
from kiosk.store.driver import Statement, connect, trouble
from kiosk.store.forking import Forking
from kiosk.store.keys import Keys
from kiosk.store.ledger import Head
from kiosk.store.station import DATABASE, Options, Station, new_id
from kiosk.store.tables import chain, station
from kiosk.store.write_book import Writer

_ENROLLED = Statement(
    select(chain.c.station)
    .join(station, station.c.id == chain.c.station)
    .where(chain.c.own == 1)
    .order_by(chain.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came from the damaged database."""

    events: int
    """Of this station, which the backup lacks."""
    is_all: bool
    """Whatever the station recorded is in its books now, or comes back from the centre."""


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

    def begin(new: Path) -> None:
        nonlocal salvaged
        with closing(connect(new, keys.database, read_only=True)) as connection:
            is_current = schema.is_current(connection)
        if not is_current:
            schema.upgrade(new, keys.database)
        with closing(Station(new, keys, clock, Options(background=False))) as opened:
            found = _found(path, keys, opened) if _is_damaged(path, keys) else None
            salvaged = _go_on(opened, found)

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


def _found(path: Path, keys: Keys, opened: Station) -> salvage.Found:
    with opened.books.read(opened.clock.now()) as book:
        return salvage.read(path, keys.database, book.connection)


def _go_on(opened: Station, found: salvage.Found | None) -> Salvaged | None:
    """Begin a new incarnation, behind what was found."""
    books, now, key = opened.books, opened.clock.now(), opened.station_key
    writer = books.writer
    assert writer is not None  # noqa: S101 - it was opened to be written
    with books.write_aside() as connection:
        own = _ENROLLED.one(connection)
        if own is None:
            raise trouble(TroubleCode.STORE_DAMAGED)
        forking = Forking(connection, writer.ledger, writer.folding, key)
        putting = _Putting(writer, forking, found or salvage.Found())
        putting.put()
        before = writer.ledger.head.incarnation
        writer.ledger.begin_chain(StationId(own[0]), IncarnationId(new_id(now)))
        forking.enrol(before, books.moment(connection, now))
        forking.write_again(putting.apart, books.keyring)
        if writer.folding.trees_changed:
            books.number_trees()
    return putting.salvaged if found else None


class _Putting:
    """Puts what was found into the books; within one transaction of the writer."""

    def __init__(self, writer: Writer, forking: Forking, found: salvage.Found) -> None:
        self._writer = writer
        self._forking = forking
        self._found = found
        self._taken: list[Event] = []
        self._is_all = found.ends is not None
        self.apart: list[Event] = []
        """What cannot follow where it was, because something before it is gone."""

    @property
    def salvaged(self) -> Salvaged:
        return Salvaged(len(self._taken) + len(self.apart), self._is_all)

    def put(self) -> None:
        """Put the keys, then the events that go on where they were."""
        connection, folding = self._writer.connection, self._writer.folding
        received = keyring_rows.Received(connection)
        received.take_many(self._found.keys)
        if received.changed:
            keyring_rows.all_unsent(connection)
        for incarnation in self._incarnations():
            self._take_up(incarnation, self._found.events.get(incarnation, {}))
        bodies = [happened.body for happened in self._taken + self.apart]
        erased = [alias for body in bodies if isinstance(body, Erased) for alias in body.aliases]
        late = late_keys.destroy(connection, erased, received.changed)
        self._writer.keyring.forget()
        for alias, person in (received.changed | late).items():
            folding.key_changed(alias, person)
        if received.destroyed or late:
            keyring_rows.FORGET_WORDS.run(connection)
        folding.settle()

    def _incarnations(self) -> list[IncarnationId]:
        """List the chains that grew, in the order in which the station had them."""
        present = self._writer.ledger.head.incarnation
        grown = dict.fromkeys([*self._found.events, *(self._found.ends or ())])
        return sorted(grown, key=lambda each: (each != present, each))

    def _take_up(self, incarnation: IncarnationId, held: Mapping[int, bytes]) -> None:
        ledger = self._writer.ledger
        if ledger.head.incarnation != incarnation and 1 in held:
            ledger.begin_chain(ledger.head.station, incarnation)
        run: list[Event] = []
        last = 0
        if ledger.head.incarnation == incarnation:
            run = list(_following(held, ledger.head))
            last = ledger.head.seq + len(run)
            self._forking.take_up(run)
        self._taken += run
        end, acked = self._end(incarnation, held)
        for seq in range(max(last, acked) + 1, end + 1):
            if seq in held:
                self.apart.append(canonical.decode(held[seq]))
            else:
                self._is_all = False

    def _end(self, incarnation: IncarnationId, held: Mapping[int, bytes]) -> tuple[int, int]:
        """Give the last number of a chain, and up to which the centre gives it back."""
        known = (self._found.ends or {}).get(incarnation)
        if known is not None:
            return known
        last = max(held)
        return last, last if incarnation in self._found.received else 0


def _following(held: Mapping[int, bytes], head: Head) -> Iterator[Event]:
    """Give the events that follow a head without a gap, and are written as we write them."""
    seq, before = head.seq + 1, head.hash
    while (written := held.get(seq, b"")) and canonical.previous_hash(written) == before:
        happened = canonical.decode(written)
        if canonical.encode(happened, before) != written:
            return
        yield happened
        seq, before = seq + 1, canonical.event_hash(written)
