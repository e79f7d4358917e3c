"""The first sync of a new station: the feed in bulk, tables made at the end, resumed anywhere.

While it lasts the tables are empty, so nothing looks whole that is not. Where it stands is kept in
the setting ``first_sync``: ``pull``, then ``states N`` and ``people X`` as their rows are written,
then ``marked``; empty when the station is ready.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.domain.bodies.records import PolicySet
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.feed import FeedRow, What
from kiosk.domain.ids import Subject
from kiosk.store import disowning, keyring_rows, snapshot, staleness
from kiosk.store.arrivals import Arrivals, Arrived
from kiosk.store.books import StationBooks
from kiosk.store.driver import Connection, Statement
from kiosk.store.feed_cursor import moved, read_cursor, write_cursor
from kiosk.store.folding import Folding, known_subjects
from kiosk.store.folding_pass import (
    FoldingPass,
    empty_tables,
    fold_marked,
    write_people,
    write_states,
)
from kiosk.store.joining import rejoin
from kiosk.store.settings import FIRST_SYNC, HISTORY_FOLLOWS, read_setting, write_setting
from kiosk.store.station import Station
from kiosk.store.tables import event_subject, state

STEP = 2_000
"""Rows of one transaction; nobody lends yet."""
_STATES, _PEOPLE, _MARKED = 4_000, 1_000, 500
_MOST_KNOWN = 300_000

_new = upsert(state).values(subject=bindparam("about"), latest="", json="")
_INTERN = Statement(_new.on_conflict_do_nothing().returning(state.c.id))
_NUMBER = Statement(select(state.c.id).where(state.c.subject == bindparam("about")))
_NAME = Statement(insert(event_subject))


class FirstSync:
    """Takes batches while a station is empty; one for each opening of the books."""

    def __init__(self, station: Station) -> None:
        self._books: StationBooks = station.books
        self._station_key = station.station_key
        self._numbers: dict[Subject, int] = {}

    def take(self, connection: Connection, folding: Folding, rows: Sequence[FeedRow]) -> None:
        """Take rows within a transaction; raises what a poisoned one raises."""
        taking = _Taking(connection, folding, self._station_key, self._numbers)
        try:
            taking.take(rows)
        except BaseException:
            self._numbers.clear()  # what was numbered is rolled back
            raise
        if len(self._numbers) > _MOST_KNOWN:
            self._numbers.clear()

    def finish(self) -> None:
        """Make the tables, in transactions of their own; goes on where it was interrupted."""
        while self._step():
            pass

    def _step(self) -> bool:
        with self._books.write_aside() as connection:
            writer = self._books.writer
            assert writer is not None  # noqa: S101 - there is a transaction
            at = read_setting(connection, FIRST_SYNC)
            following = _next(connection, writer.folding, at)
            write_setting(connection, FIRST_SYNC, following)
            is_ready = following in ("", HISTORY_FOLLOWS)
            if is_ready:
                self._books.number_trees()
        return not is_ready


def _next(connection: Connection, folding: Folding, now: str) -> str:
    """Do the next part of making the tables; gives the stage after it, empty when all is done."""
    stage, _, at = now.partition(" ")
    match stage:
        case "pull":
            empty_tables(connection)
            rejoin(connection)
            return "states 0"
        case "states":
            last = write_states(connection, folding, int(at), _STATES)
            return f"states {last}" if last else "people "
        case "people":
            whom = write_people(connection, folding, at, _PEOPLE)
            return f"people {whom}" if whom else "marked"
        case "snapshot":
            empty_tables(connection)
            return "states 0"
        case _:
            more = fold_marked(connection, folding, _MARKED)
            return "marked" if more else snapshot.after_tables(connection)


class _Taking:
    """One batch on its way into the books of a station that is still empty."""

    def __init__(
        self,
        connection: Connection,
        folding: Folding,
        station_key: bytes,
        numbers: dict[Subject, int],
    ) -> None:
        self._connection = connection
        self._folding = folding
        self._arrivals = Arrivals(connection, station_key)
        self._passing = FoldingPass(connection, staleness.InForce(connection).now())
        self._numbers = numbers
        self._named: list[dict[str, int]] = []
        self._may_disown = disowning.is_known(connection)

    def take(self, rows: Sequence[FeedRow]) -> None:
        cursor = read_cursor(self._connection)
        keyring = keyring_rows.Received(self._connection)
        for row in rows:
            if row.what == What.KEY:
                keyring.take(row.content or b"")
            elif row.what != What.TOMBSTONE:
                arrived = self._arrivals.take(row)
                if arrived is not None:
                    self._fold(arrived)
        _NAME.many(self._connection, self._named)
        self._passing.flush()
        self._arrivals.seal()
        write_cursor(self._connection, moved(cursor, rows, self._arrivals.shares))

    def _fold(self, arrived: Arrived) -> None:
        happened, number = arrived.event, arrived.number
        subjects = known_subjects(happened)
        if not arrived.is_new:
            self._passing.mark(subjects)
            return
        named = [{"subject": self._number(about), "event": number} for about in subjects]
        self._passing.fold(happened, arrived.receipt)
        self._named += named
        self._may_disown = self._may_disown or isinstance(happened.body, StationDisowned)
        if self._may_disown:
            self._passing.mark(disowning.reach(self._connection, happened, number))
        if isinstance(happened.body, PolicySet):  # what comes now is folded with it
            self._passing.flush()
            said = staleness.said_by(happened, happened.body, arrived.receipt)
            self._passing.mark(staleness.look_back(self._connection, None, said))
            self._passing.policies = staleness.InForce(self._connection).now()

    def _number(self, about: Subject) -> int:
        number = self._numbers.get(about)
        if number is None:
            row = _INTERN.one(self._connection, {"about": about})
            if row is not None:
                self._passing.begin(about)
            row = row or _NUMBER.one(self._connection, {"about": about})
            assert row is not None  # noqa: S101 - it is there, or was just made
            number = self._numbers[about] = row[0]
        return number
