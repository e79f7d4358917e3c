"""What can still be read of a damaged database: the station's own events, and the keyring.

A page that opens is as it was written, for each carries its MAC; one that does not is gone. After
one of those SQLCipher reads nothing more on its connection, so the rest is read on a new one.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any  # a key is a number or text

from sqlalchemy import bindparam, func, select
from sqlalchemy import text as sql

from kiosk.domain.codec import Undecodable
from kiosk.domain.ids import IncarnationId
from kiosk.domain.trouble import Trouble
from kiosk.store import keyring_rows
from kiosk.store.driver import Connection, DatabaseError, Row, Statement, connect
from kiosk.store.quick_json import decode
from kiosk.store.tables import chain, event, person_alias, verifier

_AT_ONCE = 500
_MOST_FAILED = 5_000
"""Reads of one table that may fail, a millisecond each; what is left then counts as gone."""
_EVENTS_A_PAGE = 16
"""More than fit: to know a last number where even that is gone."""
_ONE_BY_ONE = 64
"""Numbers that are tried singly; wider holes are crossed in steps that grow with them."""
_CHAINS = Statement(
    select(chain.c.id, chain.c.incarnation, chain.c.own, chain.c.seq, chain.c.acked).where(
        chain.c.station == bindparam("station")
    )
)
_EVENTS = Statement(
    select(event.c.id, event.c.chain, event.c.seq, event.c.canonical, event.c.feed)
    .where(event.c.id >= bindparam("at"))
    .order_by(event.c.id)
    .limit(bindparam("most"))
)
_NEWEST = Statement(select(func.coalesce(func.max(event.c.id), 0)))
_PAGES = Statement(sql("PRAGMA page_count"))
_ALIASES = Statement(select(person_alias.c.alias, person_alias.c.made_for))
_KEYS = Statement(
    select(*keyring_rows.KEY_COLUMNS)
    .where(person_alias.c.alias >= bindparam("at"))
    .order_by(person_alias.c.alias)
    .limit(bindparam("most"))
)
_VERIFIERS = Statement(
    select(*verifier.columns)
    .where(verifier.c.kind == bindparam("kind"), verifier.c.person >= bindparam("at"))
    .order_by(verifier.c.person)
    .limit(bindparam("most"))
)
_KINDS = ("pin", "password")


@dataclass(slots=True)
class Chain:
    """What could be read of one of the station's chains beyond the backup."""

    events: dict[int, bytes] = field(default_factory=dict)
    end: int = 0
    """The newest number that anything tells of."""
    acked: int = 0
    """Up to here the centre gives back what is missing."""

    def reaches(self, end: int, acked: int) -> None:
        self.end = max(self.end, end)
        self.acked = max(self.acked, acked)


@dataclass(slots=True)
class Found:
    """What could be read of a damaged database."""

    chains: dict[IncarnationId, Chain] = field(default_factory=dict)
    knows_ends: bool = False
    """The ends of all chains are known, and no WAL may have held more."""
    keys: list[bytes] = field(default_factory=list)
    """Rows of the keyring as they travel."""
    verifiers: list[dict[str, object]] = field(default_factory=list)


def read(path: Path, key: bytes, backup: Connection, station: str) -> Found:
    """Read what can be read of a database that nobody has open, and the backup lacks."""
    found = Found()
    wal = path.with_name(f"{path.name}-wal")
    is_alone = not wal.exists() or not wal.stat().st_size
    with suppress(Trouble), closing(_Damaged(path, key)) as damaged:
        _Reading(damaged, backup, station, found).read()
    found.knows_ends = found.knows_ends and is_alone  # a WAL ends unsaid where it is damaged
    return found


class _Damaged:
    """A connection that goes on behind what it cannot read."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._connection = connect(path, key, read_only=True)

    def close(self) -> None:
        self._connection.close()

    def all(self, statement: Statement, **values: object) -> list[Row] | None:
        """Give all rows; None where a page of them is gone. Raises Trouble when nothing opens."""
        try:
            return statement.all(self._connection, values)
        except DatabaseError:
            self._connection.close()
            self._connection = connect(self._path, self._key, read_only=True)
            return None

    def walk(
        self,
        statement: Statement,
        begin: Any,  # noqa: ANN401 - a key is a number or text
        later: Callable[[Any, Any], object],
        **values: object,
    ) -> Iterator[Row]:
        """Give rows in the order of their key, which is the first column.

        Args:
            statement: Gives ``most`` rows from the key ``at`` on.
            begin: The first key.
            later: Names a later key than one that cannot be read, None for the end; is told where
                the hole began too.
            values: Other values of the statement.
        """
        at, most, failed, hole = begin, _AT_ONCE, 0, None
        while at is not None and failed < _MOST_FAILED:
            rows = self.all(statement, at=at, most=most, **values)
            if rows is None and most > 1:
                most = 1
            elif rows is None:
                failed += 1
                hole = at if hole is None else hole
                at = later(at, hole)
            else:
                yield from rows
                if len(rows) < most:
                    return
                last = rows[-1][0]
                at, hole = (last + 1 if isinstance(last, int) else f"{last}\0"), None
                most = min(2 * most, _AT_ONCE)


class _Reading:
    def __init__(self, damaged: _Damaged, backup: Connection, station: str, found: Found) -> None:
        self._damaged = damaged
        self._backup = backup
        self._station = station
        self._found = found
        self._here = chains_of(backup, station)
        self._names: dict[int, IncarnationId] | None = None
        self._people: set[str] = set()

    def read(self) -> None:
        found = self._found
        chains = self._damaged.all(_CHAINS, station=self._station)
        if chains is not None:
            found.knows_ends = True
            self._names = {number: incarnation for number, incarnation, *_ in chains}
            for _, incarnation, own, seq, acked in chains:
                if seq > self._here.get(incarnation, 0):
                    self._chain(incarnation).reaches(seq, acked if own else seq)
        for _, number, seq, written, feed in self._damaged.walk(_EVENTS, 1, self._next_event()):
            if self._may_lack(number, seq, written):
                self._take(written, feed)
        self._read_keyring()

    def _chain(self, incarnation: IncarnationId) -> Chain:
        return self._found.chains.setdefault(incarnation, Chain())

    def _next_event(self) -> Callable[[int, int], int | None]:
        newest = self._damaged.all(_NEWEST)
        pages = self._damaged.all(_PAGES) or [(0,)]
        last: int = newest[0][0] if newest else pages[0][0] * _EVENTS_A_PAGE

        def later(at: int, hole: int) -> int | None:
            then = at + 1 + (at - hole) // _ONE_BY_ONE
            return then if then <= last else None

        return later

    def _may_lack(self, number: int, seq: int, written: bytes) -> bool:
        """Say without much ado whether the backup may lack an event that is of this station."""
        if self._names is None:
            return f'"station":"{self._station}"'.encode() in written
        incarnation = self._names.get(number)
        return incarnation is not None and seq > self._here.get(incarnation, 0)

    def _take(self, written: bytes, feed: int) -> None:
        try:
            happened = decode(written)
        except Undecodable:
            return
        at = happened.incarnation
        if happened.station == self._station and happened.seq > self._here.get(at, 0):
            grown = self._chain(at)
            grown.events[happened.seq] = written
            grown.reaches(happened.seq, happened.seq if feed else 0)
            self._people |= {about.partition(":")[2] for about in happened.subjects}

    def _read_keyring(self) -> None:
        known = _ALIASES.all(self._backup)
        later = _later({alias for alias, _ in known} | self._people)
        rows = self._damaged.walk(_KEYS, "", later)
        self._found.keys += map(keyring_rows.key_row, rows)
        later = _later({person for _, person in known})
        names = verifier.columns.keys()
        for kind in _KINDS:
            for row in self._damaged.walk(_VERIFIERS, "", later, kind=kind):
                self._found.verifiers.append(dict(zip(names, row, strict=True)))


def chains_of(connection: Connection, station: str) -> Mapping[IncarnationId, int]:
    """Give the newest number of each chain of a station."""
    return {row[1]: row[3] for row in _CHAINS.all(connection, {"station": station})}


def _later(keys: Iterable[str]) -> Callable[[str, str], str | None]:
    """Give what names the next of many keys, None behind the last."""
    known = sorted(keys)

    def later(at: str, _hole: str) -> str | None:
        place = bisect_right(known, at)
        return known[place] if place < len(known) else None

    return later
