"""What can still be read of a damaged database goes into the backup that takes its place.

A page that opens is as it was written, for each carries its MAC; one that does not is gone. After
one of those SQLCipher reads nothing more on its connection, so the rest is read on a new one.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any  # a key is a number or text

from sqlalchemy import bindparam, func, select
from sqlalchemy import text as sql

from kiosk.domain import canonical
from kiosk.domain.codec import Undecodable
from kiosk.domain.events import Event
from kiosk.domain.ids import IncarnationId
from kiosk.domain.trouble import Trouble
from kiosk.store import keyring_rows
from kiosk.store.driver import Connection, DatabaseError, Row, Statement, connect
from kiosk.store.tables import chain, event, person_alias, verifier

_AT_ONCE = 500
_MOST_FAILED = 20_000
"""Reads that may fail, a millisecond each; what is left then counts as gone."""
_EVENTS_A_PAGE = 16
"""More than fit, to know a last number where even that is gone."""
_EVENTS = Statement(
    select(event.c.id, event.c.canonical, event.c.feed)
    .where(event.c.id >= bindparam("at"))
    .order_by(event.c.id)
    .limit(bindparam("most"))
)
_NEWEST = Statement(select(func.coalesce(func.max(event.c.id), 0)))
_PAGES = Statement(sql("PRAGMA page_count"))
_ENDS = Statement(select(chain.c.incarnation, chain.c.seq, chain.c.acked).where(chain.c.own == 1))
_OWN = Statement(select(chain.c.station, chain.c.incarnation, chain.c.seq).where(chain.c.own == 1))
_ALIASES = Statement(select(person_alias.c.alias, person_alias.c.made_for))
_KEYS = Statement(
    select(*keyring_rows.KEY_COLUMNS)
    .where(person_alias.c.alias >= bindparam("at"))
    .order_by(person_alias.c.alias)
    .limit(bindparam("most"))
)
_VERIFIERS = Statement(
    select(*keyring_rows.VERIFIER_COLUMNS)
    .where(verifier.c.kind == bindparam("kind"), verifier.c.person >= bindparam("at"))
    .order_by(verifier.c.person)
    .limit(bindparam("most"))
)
_KINDS = ("pin", "password")


@dataclass(slots=True)
class Found:
    """What could be read: the station's own events that the backup lacks, and the keyring."""

    events: dict[IncarnationId, dict[int, bytes]] = field(default_factory=dict)
    received: set[IncarnationId] = field(default_factory=set)
    """Of which the centre holds events."""
    ends: dict[IncarnationId, tuple[int, int]] | None = None
    """The newest number of each of those chains, and up to where the centre has it."""
    keys: list[bytes] = field(default_factory=list)


def read(path: Path, key: bytes, into: Connection) -> Found:
    """Read what can be read of a database that nobody has open, and ``into`` lacks."""
    found = Found()
    with suppress(Trouble):  # the disk itself fails: what was read until then is much
        damaged = _Damaged(path, key)
        try:
            _Reading(damaged, into, found).read()
        finally:
            damaged.close()
    return found


class _Damaged:
    """A connection that goes on behind what it cannot read."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._connection = connect(path, key, read_only=True)
        self._failed = 0

    def close(self) -> None:
        self._connection.close()

    def all(self, statement: Statement, **values: object) -> list[Row] | None:
        """Give all rows; None where a page of them is gone."""
        try:
            return statement.all(self._connection, values)
        except DatabaseError:
            self._failed += 1
            self._connection.close()
            self._connection = connect(self._path, self._key, read_only=True)
            return None

    def walk(
        self, statement: Statement, begin: object, skip: Callable[[Any], object], **values: object
    ) -> Iterator[Row]:
        """Give rows by their key, the first column, of which ``skip`` names a later one to try."""
        at, most = begin, _AT_ONCE
        while at is not None and self._failed < _MOST_FAILED:
            rows = self.all(statement, at=at, most=most, **values)
            if rows is not None:
                yield from rows
                if len(rows) < most:
                    return
                last = rows[-1][0]
                at = last + 1 if isinstance(last, int) else f"{last}\0"
                most = min(2 * most, _AT_ONCE)
            elif most > 1:
                most = 1
            else:
                at = skip(at)


class _Reading:
    def __init__(self, damaged: _Damaged, into: Connection, found: Found) -> None:
        self._damaged = damaged
        self._into = into
        self._found = found
        own = _OWN.all(into)
        self._station = own[0][0] if own else ""
        self._here = {incarnation: seq for _, incarnation, seq in own}
        self._named: set[str] = set()

    def read(self) -> None:
        found = self._found
        ends = self._damaged.all(_ENDS)
        if ends is not None:
            longer = [row for row in ends if row[1] > self._here.get(row[0], 0)]
            found.ends = {incarnation: (seq, acked) for incarnation, seq, acked in longer}
        for _, written, feed in self._damaged.walk(_EVENTS, 1, self._next_event()):
            happened = self._own(written)
            if happened is None:
                continue
            found.events.setdefault(happened.incarnation, {})[happened.seq] = written
            if feed:
                found.received.add(happened.incarnation)
            self._named |= {about.partition(":")[2] for about in happened.subjects}
        self._read_keyring()

    def _next_event(self) -> Callable[[int], int | None]:
        newest = self._damaged.all(_NEWEST)
        pages = self._damaged.all(_PAGES) or [(0,)]
        last = newest[0][0] if newest else pages[0][0] * _EVENTS_A_PAGE
        return lambda at: at + 1 if at < last else None

    def _own(self, written: bytes) -> Event | None:
        """Give an event of this station that the backup lacks."""
        if f'"station":"{self._station}"'.encode() not in written:
            return None
        try:
            happened = canonical.decode(written)
        except Undecodable:
            return None
        is_new = happened.seq > self._here.get(happened.incarnation, 0)
        return happened if happened.station == self._station and is_new else None

    def _read_keyring(self) -> None:
        known = _ALIASES.all(self._into)
        later = _later({alias for alias, _ in known} | self._named)
        rows = self._damaged.walk(_KEYS, "", later)
        self._found.keys += map(keyring_rows.key_row, rows)
        later = _later({person for _, person in known})
        for kind in _KINDS:
            rows = self._damaged.walk(_VERIFIERS, "", later, kind=kind)
            self._found.keys += map(keyring_rows.verifier_row, rows)


def _later(keys: Iterable[str]) -> Callable[[str], str | None]:
    """Give what names the next of many keys, None behind the last."""
    known = sorted(keys)
    return lambda at: next(iter(known[bisect_right(known, at) :][:1]), None)
