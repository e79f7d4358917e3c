"""The audit trail: events of the ledger, newest first, with the names of what they speak of."""

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import Select, bindparam, literal, select

from kiosk.domain import canonical
from kiosk.domain.codec import to_plain
from kiosk.domain.events import Event, Kind, UnknownBody
from kiosk.domain.hlc import from_ms, to_ms
from kiosk.domain.ids import Entity, Subject, entity_of
from kiosk.domain.panel import Cursor, EventFilter, EventRow
from kiosk.store.driver import Row, Statement
from kiosk.store.keyring import Keyring
from kiosk.store.panel_rows import Reader
from kiosk.store.tables import (
    asset,
    chain,
    event,
    event_subject,
    kit,
    part,
    person_alias,
    state,
    station,
)

_TOP = 1 << 62
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SEALED = re.compile(r"[0-9a-f-]{36}\.[0-9]+\.[A-Za-z0-9+/=]{30,}")
_NEVER_SHOWN = frozenset({"code"})
"""A badge's code is nobody's to read."""

_COLUMNS = (event.c.id, event.c.canonical, event.c.wall_ms, event.c.effective_ms, station.c.name)


def _events(query: Select[Row], only: EventFilter) -> Statement:
    """Compile one combination of filters; only the subject has an index, the rest is looked at."""
    query = query.join(chain, chain.c.id == event.c.chain).outerjoin(
        station, station.c.id == chain.c.station
    )
    wanted = [event.c.id < bindparam("before")]
    if only.kind is not None:
        wanted.append(event.c.kind == bindparam("kind"))
    if only.station:
        wanted.append(chain.c.station == bindparam("station"))
    if only.since is not None:
        wanted.append(event.c.wall_ms >= bindparam("since"))
    if only.until is not None:
        wanted.append(event.c.wall_ms < bindparam("until"))
    newest_first = query.where(*wanted).order_by(event.c.id.desc())
    return Statement(newest_first.limit(bindparam("limit")))


def all_events(only: EventFilter) -> Statement:
    """Give the statement of the whole trail."""
    return _events(select(*_COLUMNS), only)


def events_about(only: EventFilter) -> Statement:
    """Give the statement of one subject's timeline."""
    about = event_subject.c.event
    query = (
        select(*_COLUMNS)
        .select_from(event_subject)
        .join(event, event.c.id == about)
        .where(
            event_subject.c.subject
            == select(state.c.id).where(state.c.subject == bindparam("about")).scalar_subquery(),
            about < bindparam("before"),
        )
    )
    return _events(query, only)


_ALIASES = Statement(
    select(person_alias.c.alias).where(person_alias.c.person == bindparam("person"))
)
_NAMES = (
    Statement(select(asset.c.name, asset.c.tag).where(asset.c.id == bindparam("key"))),
    Statement(select(kit.c.name, kit.c.tag).where(kit.c.id == bindparam("key"))),
    Statement(select(part.c.name, literal("")).where(part.c.id == bindparam("key"))),
)


def read_trail(
    reader: Reader, keyring: Keyring, only: EventFilter, page: tuple[Cursor, int]
) -> tuple[EventRow, ...]:
    """Read one page of the trail."""
    connection, teller = reader.connection, _Teller(reader, keyring)
    after, limit = page
    values: dict[str, object] = {
        "before": after[0] if after else _TOP,
        "limit": limit,
        "kind": only.kind or "",
        "station": only.station,
        "since": to_ms(only.since) if only.since else 0,
        "until": to_ms(only.until) if only.until else 0,
    }
    subjects = [str(only.about)] if only.about else []
    if only.person is not None:
        aliases = _ALIASES.all(connection, {"person": only.person})
        subjects += [f"{Entity.PERSON}:{row[0]}" for row in aliases]
    elif not subjects:
        return teller.rows(all_events(only).all(connection, values))
    about = events_about(only)
    found: dict[int, Row] = {}
    for each in subjects:
        found |= {row[0]: row for row in about.all(connection, values | {"about": each})}
    newest = sorted(found.values(), key=lambda row: -int(row[0]))[:limit]
    return teller.rows(newest)


def name_of(reader: Reader, about: Subject) -> str:
    """Give the name of a subject; empty for one that has none here."""
    return look_up(reader, entity_of(about)[1])


class _Teller:
    """Finds the names for a page of events, each once."""

    def __init__(self, reader: Reader, keyring: Keyring) -> None:
        self._reader = reader
        self._keyring = keyring
        self._names: dict[str, str] = {}

    def rows(self, rows: list[Row]) -> tuple[EventRow, ...]:
        return tuple(self._row(row) for row in rows)

    def _row(self, row: Row) -> EventRow:
        told = canonical.decode(row[1])
        body = told.body
        is_known = not isinstance(body, UnknownBody)
        plain = to_plain(body) if is_known else {}
        texts = tuple(_texts(plain)) + tuple((s, s) for s in told.subjects)
        ids = {found for _, text in texts for found in _ID.findall(text)}
        return EventRow(
            str(told.ref),
            from_ms(row[3] or row[2]),
            Kind(body.kind) if not isinstance(body, UnknownBody) else body.kind,
            body,
            self._reader.holder(f"{Entity.PERSON}:{told.actor}") if told.actor else "",
            row[4] or "",
            {found: name for found in ids if (name := self._name(found))},
            self._revealed(told, texts),
            (row[0],),
        )

    def _revealed(self, told: Event, texts: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
        sealed = {
            name: self._keyring.reveal(self._reader.connection, text, (told.ref, name))
            for name, text in texts
            if _SEALED.fullmatch(text) and name not in _NEVER_SHOWN
        }
        return {name: text for name, text in sealed.items() if text is not None}

    def _name(self, key: str) -> str:
        if key not in self._names:
            self._names[key] = look_up(self._reader, key)
        return self._names[key]


_IS_ALIAS = Statement(
    select(person_alias.c.alias).where(person_alias.c.alias == bindparam("alias"))
)


def look_up(reader: Reader, key: str) -> str:
    """Find what has this id, whatever it is; things with their tag."""
    known = reader.trees.locations.get(key) or reader.trees.types.get(key)
    if known is not None:
        return known.name
    for statement in _NAMES:
        row = statement.one(reader.connection, {"key": key})
        if row:
            return f"{row[0]} ({row[1]})" if row[1] else str(row[0])
    is_person = _IS_ALIAS.one(reader.connection, {"alias": key}) is not None
    return reader.holder(f"{Entity.PERSON}:{key}") if is_person else ""


def _texts(plain: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Give every text in a body with the name of its field."""
    if isinstance(plain, str):
        yield name, plain
    elif isinstance(plain, dict):
        for key, value in plain.items():
            yield from _texts(value, key)
    elif isinstance(plain, list):
        for value in plain:
            yield from _texts(value, name)
