"""The first sync of a new station: the feed in bulk, tables made at the end, resumed anywhere.

While it lasts the tables are empty, so nothing looks whole that is not. Where it stands is kept in
the setting ``first_sync``: ``pull``, then ``states N`` and ``people X`` as their rows are written,
then ``marked``; empty when the station is ready.
"""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import func, insert, select
from sqlalchemy import text as sql

from kiosk.domain.bodies.records import PolicySet
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.feed import FeedRow, What
from kiosk.domain.ids import Subject
from kiosk.store import disowning, keyring_rows, late_keys, snapshot, staleness
from kiosk.store.arrivals import Arrived, BulkArrivals
from kiosk.store.books import StationBooks
from kiosk.store.bulk import uncollected
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
_STATES, _PEOPLE, _MARKED = 4_000, 2_000, 500
_MOST_KNOWN = 300_000

_KNOWN = Statement(
    select(state.c.subject, state.c.id).where(
        state.c.subject.in_(sql("SELECT value FROM json_each(:subjects)"))
    )
)
_NEWEST = Statement(select(func.coalesce(func.max(state.c.id), 0)))
_NAME = Statement(insert(event_subject))


class FirstSync:
    """Takes batches while a station is empty; one for each opening of the books."""

    def __init__(self, station: Station) -> None:
        self._books: StationBooks = station.books
        self._station_key = station.station_key
        self._numbers: dict[Subject, int] = {}
        self._checkpoint = station.checkpoint
        self._destroyed = False

    @uncollected()
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
        if self._destroyed:
            self._checkpoint()
            self._destroyed = False

    @uncollected()
    def _step(self) -> bool:
        with self._books.write_aside(synced=False) as connection:
            writer = self._books.writer
            assert writer is not None  # noqa: S101 - there is a transaction
            at = read_setting(connection, FIRST_SYNC)
            if at.startswith(("pull", "snapshot")) and late_keys.destroy_all(connection):
                self._destroyed = True
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
        self._arrivals = BulkArrivals(connection, station_key)
        self._passing = FoldingPass(connection, staleness.InForce(connection).now())
        self._numbers = numbers
        self._named: list[dict[str, int]] = []
        self._may_disown = disowning.is_known(connection)

    def take(self, rows: Sequence[FeedRow]) -> None:
        cursor = read_cursor(self._connection)
        keyring = keyring_rows.Received(self._connection)
        keyring.take_many(row.content or b"" for row in rows if row.what == What.KEY)
        events = [row for row in rows if row.what in (What.EVENT, What.QUARANTINED)]
        arrived = [each for row in events if (each := self._arrivals.take(row)) is not None]
        self._arrivals.write()
        subjects = [known_subjects(each.event) for each in arrived]
        self._intern(dict.fromkeys(about for each in subjects for about in each))
        for each, named in zip(arrived, subjects, strict=True):
            self._fold(each, named)
        _NAME.many(self._connection, self._named)
        self._passing.flush()
        self._arrivals.seal()
        write_cursor(self._connection, moved(cursor, rows, self._arrivals.shares))

    def _fold(self, arrived: Arrived, subjects: list[Subject]) -> None:
        happened, number = arrived.event, arrived.number
        if not arrived.is_new:
            self._passing.mark(subjects)
            return
        self._passing.fold(happened, arrived.receipt, subjects)
        self._named += [{"subject": self._numbers[about], "event": number} for about in subjects]
        self._may_disown = self._may_disown or isinstance(happened.body, StationDisowned)
        if self._may_disown:
            self._passing.flush()  # what is reached has to be there
            self._passing.mark(disowning.reach(self._connection, happened, number))
        if isinstance(happened.body, PolicySet):  # what comes now is folded with it
            self._passing.flush()
            said = staleness.said_by(happened, happened.body, arrived.receipt)
            in_force = staleness.InForce(self._connection)
            self._passing.mark(staleness.look_back(self._connection, None, said, in_force))
            self._passing.policies = in_force.now()

    def _intern(self, subjects: Iterable[Subject]) -> None:
        """Number subjects; nothing was ever folded for those that are new."""
        wanted = [about for about in subjects if about not in self._numbers]
        found = _KNOWN.all(self._connection, {"subjects": json.dumps(wanted)})
        self._numbers.update((about, number) for about, number in found)
        (newest,) = _NEWEST.one(self._connection) or (0,)
        new = [about for about in wanted if about not in self._numbers]
        self._numbers.update(zip(new, range(newest + 1, newest + 1 + len(new)), strict=True))
        for about in new:
            self._passing.begin(about, self._numbers[about])
