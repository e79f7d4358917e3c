"""Answers the staff panel: satisfies ``kiosk.domain.panel.PanelBooks`` over a station's books."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from kiosk.domain.codec import Undecodable
from kiosk.domain.events import EventRef
from kiosk.domain.hlc import from_ms, to_ms
from kiosk.domain.ids import AssetId, Entity, KitId, PersonId, Subject, subject
from kiosk.domain.model import AssetType, Location
from kiosk.domain.panel import (
    AssetRow,
    AssetSheet,
    Choice,
    Choices,
    Counts,
    Cursor,
    EventFilter,
    EventRow,
    ExceptionRow,
    KitRow,
    KitSheet,
    LedgerRow,
    OutRow,
    PersonRow,
    PersonSheet,
    UnknownRow,
)
from kiosk.domain.parking import ParkedRow
from kiosk.domain.ports import Clock
from kiosk.store import panel_pages as pages
from kiosk.store import site_facts
from kiosk.store.books import StationBooks
from kiosk.store.driver import Connection, Row, Statement
from kiosk.store.ledger import find_event
from kiosk.store.panel_parked import parked_rows
from kiosk.store.panel_rows import Reader
from kiosk.store.panel_sheets import asset_sheet, kit_sheet, person_sheet
from kiosk.store.panel_trail import name_of, read_trail
from kiosk.store.settings import BACKUP_TROUBLE, read_trouble
from kiosk.store.sync_status import read_sync
from kiosk.store.tables import chain, station

_END = 1 << 62
_LAST_LETTER = "\U0010ffff"

_LEDGER = Statement(select(func.sum(chain.c.seq), func.max(chain.c.wall_ms)))
_OWN = Statement(
    select(station.c.name)
    .join(chain, chain.c.station == station.c.id)
    .where(chain.c.own == 1)
    .order_by(chain.c.id.desc())
)
_STATIONS = Statement(select(station.c.id, station.c.name).order_by(station.c.name))
_STATION = Statement(select(station.c.name).where(station.c.id == bindparam("which")))


def _never() -> timedelta | None:
    return None


class PanelQueries:
    """One reading for each question; safe to call from any thread."""

    def __init__(
        self,
        books: StationBooks,
        clock: Clock,
        backup_age: Callable[[], timedelta | None] = _never,
    ) -> None:
        """Take the books of an open station, and what says how old its newest backup is."""
        self._books = books
        self._clock = clock
        self._backup_age = backup_age

    def people(
        self, now: datetime, search: str, after: Cursor, limit: int
    ) -> tuple[PersonRow, ...]:
        kinds = (pages.PEOPLE, pages.PEOPLE_BEGINNING, pages.PEOPLE_FOUND)
        chosen, values = _chosen(kinds, search)
        found = chosen is pages.PEOPLE_FOUND
        with self._reader() as reader:
            rows = _page(reader.connection, chosen, values | {"now": to_ms(now)}, (after, limit))
            return tuple(reader.person(row, found=found) for row in rows)

    def assets(self, search: str, after: Cursor, limit: int) -> tuple[AssetRow, ...]:
        kinds = (pages.ASSETS, pages.ASSETS_BEGINNING, pages.ASSETS_FOUND)
        chosen, values = _chosen(kinds, search)
        found = chosen is pages.ASSETS_FOUND
        with self._reader() as reader:
            rows = _page(reader.connection, chosen, values, (after, limit))
            return tuple(reader.asset(row, found=found) for row in rows)

    def kits(self, search: str, after: Cursor, limit: int) -> tuple[KitRow, ...]:
        with self._reader() as reader:
            values: dict[str, object] = {"search": search.strip()}
            rows = _page(reader.connection, pages.KITS, values, (after, limit))
            return tuple(reader.kit(row) for row in rows)

    def out(self, due_before: datetime | None, after: Cursor, limit: int) -> tuple[OutRow, ...]:
        before = to_ms(due_before) if due_before else _END
        with self._reader() as reader:
            rows = _page(reader.connection, pages.OUT, {"before": before}, (after, limit))
            return tuple(reader.out(row) for row in rows)

    def held(self, after: Cursor, limit: int) -> tuple[OutRow, ...]:
        with self._reader() as reader:
            rows = _page(reader.connection, pages.HELD, {}, (after, limit))
            return tuple(reader.out(row, by_holder=True) for row in rows)

    def events(self, only: EventFilter, after: Cursor, limit: int) -> tuple[EventRow, ...]:
        with self._reader() as reader:
            return read_trail(reader, self._books.keyring, only, (after, limit))

    def person(self, person: PersonId) -> PersonSheet | None:
        with self._reader() as reader:
            return person_sheet(reader, person)

    def asset(self, asset: AssetId) -> AssetSheet | None:
        with self._reader() as reader:
            return asset_sheet(reader, asset)

    def kit(self, kit: KitId) -> KitSheet | None:
        with self._reader() as reader:
            return kit_sheet(reader, kit)

    def counts(self, now: datetime, end_of_day: datetime) -> Counts:
        with self._reader() as reader:

            def due(before: int) -> int:
                return _count(reader, pages.COUNT_OUT, {"before": before})

            overdue = due(to_ms(now))
            return Counts(
                out=due(_END),
                due_today=due(to_ms(end_of_day)) - overdue,
                overdue=overdue,
                exceptions=_count(reader, pages.COUNT_EXCEPTIONS),
                unknown=_count(reader, pages.COUNT_UNKNOWN),
            )

    def ledger(self) -> LedgerRow:
        with self._reader() as reader:
            events, last_ms = _LEDGER.all(reader.connection)[0]
            own = _OWN.one(reader.connection)
            wrong = read_trouble(reader.connection, BACKUP_TROUBLE)
            sync = read_sync(reader.connection)
        age = self._backup_age()
        return LedgerRow(
            events or 0,
            from_ms(last_ms) if last_ms else None,
            own[0] if own else "",
            self._clock.now() - age if age is not None else None,
            wrong,
            sync,
        )

    def parked(self, now: datetime) -> tuple[ParkedRow, ...]:
        with self._reader() as reader:
            return parked_rows(reader, now)

    def exceptions(self, limit: int) -> tuple[ExceptionRow, ...]:
        with self._reader() as reader:
            rows = pages.EXCEPTIONS.all(reader.connection, {"limit": limit})
            return tuple(_exception(reader, row) for row in rows)

    def unknown_codes(self, limit: int) -> tuple[UnknownRow, ...]:
        with self._reader() as reader:
            rows = pages.UNKNOWN.all(reader.connection, {"limit": limit})
        return tuple(
            UnknownRow(row[0], row[1], row[2], row[3], from_ms(row[4]), row[5]) for row in rows
        )

    def choices(self) -> Choices:
        with self._reader() as reader:
            trees, connection = reader.trees, reader.connection
            places, types = _named(trees.locations), _named(trees.types)
            kits = tuple(Choice(*row) for row in pages.KIT_NAMES.all(connection))
            stations = tuple(Choice(*row) for row in _STATIONS.all(connection))
            words = pages.WORDS.all(connection)
        used = {
            name: tuple(sorted({row[at] for row in words if row[at]}))
            for at, name in enumerate(("category", "department"))
        }
        return Choices(places, types, kits, stations, used)

    def who_logs_in(self, name: str) -> tuple[PersonId, ...]:
        if len(name) < pages.SHORTEST:
            return ()
        quoted = name.replace('"', '""')
        with self._reader() as reader:
            rows = pages.WHO_LOGS_IN.all(reader.connection, {"match": f'"{quoted}"'})
        asked = name.casefold()
        return tuple(PersonId(row[0]) for row in rows if asked in map(str.casefold, row[1:]))

    def currency(self) -> str:
        with self._books.read(self._clock.now()) as book:
            return site_facts.currency(book.connection, book.site())

    @contextmanager
    def _reader(self) -> Iterator[Reader]:
        with self._books.read(self._clock.now()) as book:
            yield Reader(book.connection, book.trees)


def _chosen(
    kinds: tuple[pages.Pages, pages.Pages, pages.Pages], search: str
) -> tuple[pages.Pages, dict[str, object]]:
    """Choose between everybody, a beginning, and words found anywhere."""
    everything, beginning, found = kinds
    text = search.strip()
    match = pages.matching(text)
    if match:
        return found, {"match": match}
    if text:
        low = text[0].upper() + text[1:]
        return beginning, {"low": low, "high": low + _LAST_LETTER}
    return everything, {}


def _page(
    connection: Connection,
    chosen: pages.Pages,
    values: dict[str, object],
    page: tuple[Cursor, int],
) -> list[Row]:
    after, limit = page
    statement = chosen.next if after else chosen.first
    keys = {f"key{at}": part for at, part in enumerate(after)}
    return statement.all(connection, {**values, **keys, "limit": limit})


def _count(reader: Reader, statement: Statement, values: dict[str, object] | None = None) -> int:
    return int(statement.all(reader.connection, values)[0][0])


def _exception(reader: Reader, row: Row) -> ExceptionRow:
    about = Subject(row[2])
    happened = None
    with suppress(Undecodable):
        happened = find_event(reader.connection, EventRef.parse(row[3]))
    at = from_ms(happened.wall_ms if happened else 0)
    who = station_name = ""
    if happened is not None:
        actor = subject(Entity.PERSON, happened.actor) if happened.actor else ""
        who = reader.holder(getattr(happened.body, "holder", actor))
        found = _STATION.one(reader.connection, {"which": happened.station})
        station_name = found[0] if found else ""
    facts = json.loads(row[4] or "{}")
    name = name_of(reader, about)
    return ExceptionRow(row[0], row[1], about, name, at, facts, who, station_name)


def _named(tree: Mapping[str, Location | AssetType]) -> tuple[Choice, ...]:
    """Give the nodes of a tree by their whole path, sorted."""
    found = (
        Choice(key, " › ".join(tree[part].name for part in each.path))
        for key, each in tree.items()
        if not each.removed
    )
    return tuple(sorted(found, key=lambda choice: choice.name))
