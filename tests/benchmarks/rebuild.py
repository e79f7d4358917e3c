"""From the ledger to the tables: every event decoded, folded and written again, on one core."""

import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.domain.bodies.lending import CheckedIn, CheckedOut, LineIn, LineOut
from kiosk.domain.bodies.lending import SessionClosed as Closed
from kiosk.domain.bodies.lending import SessionOpened as Opened
from kiosk.domain.bodies.people import BadgeGiven
from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.events import Body, Personal
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import Alias, Entity, LineId, LoanId, Subject, subject
from kiosk.domain.ports import WriteBook
from kiosk.store.station import Options, Station, create, open_station
from tests.benchmarks.big_station import FOUNDING, KEYS, copy_of
from tests.benchmarks.filling import BADGES, asset_id, badge_code, person_id, tag
from tests.benchmarks.ratios import Row
from tests.benchmarks.scale import Scale

EVENTS = 100_000
ASSETS, PEOPLE = 2_000, 200
BOUND = 10_000
_BATCH = 2_000
_WEEK_MS = 7 * 86_400_000
Entry = tuple[Body, tuple[Subject, ...], Alias | None]


def rows(scale: Scale, cache: Path) -> list[Row]:
    """Rebuild a station that has lent and taken back for a while."""
    events = scale.of(EVENTS, least=40)
    kept = cache / f"ledger-{events}"
    with (
        copy_of(kept, cache, lambda new: _make(new, events)) as folder,
        closing(open_station(folder, KEYS, SystemClock(), Options(background=False))) as station,
    ):
        begun = time.perf_counter()
        folded = station.rebuild()
        rate = folded / (time.perf_counter() - begun)
    detail = (
        f"{folded:,} events: records, badges, visits, check-outs and check-ins; with the commit"
    )
    return [Row.at_least("ledger to tables", rate, BOUND, "events/s", detail)]


def _make(folder: Path, events: int) -> None:
    """Append every event as a station does, many to a transaction."""
    with closing(create(folder, KEYS, SystemClock(), FOUNDING)) as station:
        assets, people = min(ASSETS, events // 4), min(PEOPLE, events // 4)
        aliases = _people(station, people)
        entries = _entries(station, assets, aliases)
        left = events - 2 * people
        while left > 0:
            with station.books.write(station.clock.now()) as book:
                for body, subjects, actor in islice(entries, min(left, _BATCH)):
                    book.append(body, subjects, actor)
            left -= _BATCH


def _people(station: Station, people: int) -> list[Alias]:
    with station.books.write(station.clock.now()) as book:
        return [_person(book, n) for n in range(people)]


def _person(book: WriteBook, n: int) -> Alias:
    alias = book.actor_alias(person_id(n))
    about = (subject(Entity.PERSON, alias),)
    fields: dict[str, str | int] = {
        "name": book.seal(alias, "name", f"Ada Example {n:05d}"),
        "number": book.seal(alias, "number", f"P{n:06d}"),
        "category": "pupil",
    }
    book.append(RecordChanged(Entity.PERSON, alias, fields), about)
    code = Personal(book.seal(alias, "code", badge_code(n)))
    book.append(BadgeGiven(alias, f"badge-{n}", code, BADGES), about)
    return alias


def _entries(station: Station, assets: int, aliases: list[Alias]) -> Iterator[Entry]:
    """Give records of all assets, then visits without end: two things out, or two back."""
    for n in range(assets):
        key = asset_id(n)
        fields: dict[str, str | int] = {"name": f"Laptop {n}", "tag": tag(n), "value": 5_000}
        about = (subject(Entity.ASSET, key),)
        yield RecordChanged(Entity.ASSET, key, fields | {"make": "Northfield"}), about, None
    due_ms = to_ms(station.clock.now()) + _WEEK_MS
    visit = 0
    while True:
        for back in (False, True):
            for first in range(0, assets - 1, 2):
                visit += 1
                alias = aliases[first % len(aliases)]
                holder, session = subject(Entity.PERSON, alias), f"session-{visit}"
                yield Opened(session, holder), (holder,), alias
                for n in (first, first + 1):
                    line, key = LineId(f"line-{visit - back * (assets // 2)}-{n}"), asset_id(n)
                    body: Body
                    if back:
                        lines = (LineIn(line, key),)
                        body = CheckedIn(session, lines, "works", returned_by=holder)
                    else:
                        out = (LineOut(line, due_ms, key),)
                        body = CheckedOut(LoanId(f"loan-{visit}-{n}"), session, holder, out)
                    yield body, (subject(Entity.ASSET, key), holder), alias
                yield Closed(session, holder, "finished"), (holder,), alias
