"""Fills a founded station in bulk, with the rows that the store would have made.

States, folded tables, keyring, search tables and indexes come from the store's own functions, row
for row. Only the events and their subjects are left out: writing them takes an hour, and nothing
that is measured on this station reads them.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from kiosk.domain.bodies.lending import CheckedOut, LineOut
from kiosk.domain.events import ClockQuality, Event, Personal
from kiosk.domain.fold import order_key
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import (
    Alias,
    AssetId,
    Entity,
    IncarnationId,
    LineId,
    LoanId,
    PersonId,
    StationId,
    Subject,
    TypeId,
    subject,
    uuid7,
)
from kiosk.domain.model import Condition
from kiosk.domain.state import AssetState, BadgeState, Cell, Line, PersonState, RecordState, State
from kiosk.store.driver import Connection, connect
from kiosk.store.folding import loan_row
from kiosk.store.keyring import Keyring
from kiosk.store.keys import Keys
from kiosk.store.projections import Row, line_row, person_rows, rows_of
from kiosk.store.projector import words
from kiosk.store.states import dumps
from kiosk.store.tables import INDEXES

T = TypeVar("T")
TYPES = tuple(TypeId(f"01936a00-0000-7000-8000-0000000001{n:02d}") for n in range(20))
BADGES = "em4100"
_STATION = StationId("01936a00-0000-7000-8000-00000000aaaa")
_INCARNATION = IncarnationId("01936a00-0000-7000-8000-00000000bbbb")
_PERIOD = datetime(2026, 9, 2, tzinfo=UTC)
_BEGUN_MS = to_ms(_PERIOD)
_SECOND_MS, _HOUR_MS = 1000, 3_600_000
_BATCH = 20_000
_NAMES = ("Laptop", "Camera", "Microscope", "Tablet", "Sound recorder", "Data logger", "Projector")
_FAST = (
    "journal_mode = DELETE",
    "journal_mode = OFF",
    "synchronous = OFF",
    "cache_size = -1000000",
)


def asset_id(n: int) -> AssetId:
    """Give the id of an asset."""
    return AssetId(_id(0xA, n))


def tag(n: int) -> str:
    """Give the code on an asset's label."""
    return f"NF-{n:07d}"


def person_id(n: int) -> PersonId:
    """Give the id of a person."""
    return PersonId(_id(0xB, n))


def badge_code(n: int) -> str:
    """Give the number of a person's badge, as its reader says it."""
    return f"{0x2A00000000 + n * 7919:010X}"


def fill(path: Path, keys: Keys, counts: tuple[int, int, int]) -> None:
    """Write assets, people and past loans, one loan after the other from the first asset on."""
    assets, people, loans = counts
    with closing(connect(path, keys.database)) as connection:
        for pragma in _FAST:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        indexes = [_sql_of(connection, str(index.name)) for index in INDEXES]
        connection.execute("BEGIN IMMEDIATE")
        for index in INDEXES:
            connection.execute(f"DROP INDEX {index.name}")
        _write(connection, _types(), 10_000)
        _write(connection, _assets(assets, loans), 20_000)
        _write_loans(connection, assets, people, loans)
        _write(connection, _people(connection, Keyring(keys.organisation), people), 20_000 + assets)
        for index in indexes:
            connection.execute(index)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL").fetchall()


def _types() -> Iterator[tuple[Subject, State, str, list[Row]]]:
    for n, key in enumerate(TYPES):
        written, order = _written(n)
        fields = {"name": f"Kind {n}", "icon": "laptop", "parent": TYPES[(n - 1) // 4] if n else ""}
        state = RecordState({name: Cell(value, written, order) for name, value in fields.items()})
        about = subject(Entity.TYPE, key)
        yield about, state, order, rows_of(about, Entity.TYPE, key, state, _sealed)


def _assets(assets: int, loans: int) -> Iterator[tuple[Subject, State, str, list[Row]]]:
    for n in range(assets):
        written, order = _written(n)
        fields: dict[str, str | int] = {
            "name": f"{_NAMES[n % len(_NAMES)]} {n:07d}",
            "tag": tag(n),
            "type": TYPES[n % len(TYPES)],
            "value": 5_000 + n % 40_000,
            "make": "Northfield",
            "model": f"M{n % 97}",
            "serial": f"S{n:09d}",
        }
        cells = {name: Cell(value, written, order) for name, value in fields.items()}
        state, key = AssetState(RecordState(cells)), asset_id(n)
        about = subject(Entity.ASSET, key)
        latest = _written(_returned_seq(n))[1] if n < loans else order
        yield about, state, latest, rows_of(about, Entity.ASSET, key, state, _sealed)


def _people(
    connection: Connection, keyring: Keyring, people: int
) -> Iterator[tuple[Subject, State, str, list[Row]]]:
    for n in range(people):
        alias, person, (written, order) = _alias(n), person_id(n), _written(n)
        keyring.make(connection, alias, person, _PERIOD)

        def seal(field: str, text: str, alias: str = alias, written: str = written) -> str:
            return keyring.seal(connection, alias, (written, field), text)

        fields = {
            "name": seal("name", f"Ada Example {n:05d}"),
            "email": seal("email", f"a{n}@school.example"),
            "number": seal("number", f"P{n:06d}"),
            "department": f"Form {n % 40}",
            "category": "pupil",
        }
        cells = {name: Cell(value, written, order) for name, value in fields.items()}
        code = Personal(seal("code", badge_code(n)))
        badge = BadgeState(code, BADGES, written, _BEGUN_MS)
        state = PersonState(RecordState(cells), badges={_id(0xC, n): badge})

        def reveal(token: str, ref: str, field: str) -> str | None:
            return keyring.reveal(connection, token, (ref, field))

        rows = person_rows(person, [(alias, state)], reveal)
        yield subject(Entity.PERSON, alias), state, order, rows


def _write_loans(connection: Connection, assets: int, people: int, loans: int) -> None:
    for some in _batches(range(loans)):
        pairs = [_loan(n, n % assets, n * 31 % people) for n in some]
        _insert(connection, "loan", [loan for loan, _ in pairs])
        _insert(connection, "line", [line_row(line) for _, line in pairs])


def _loan(n: int, asset: int, person: int) -> tuple[dict[str, Any], Line]:
    alias, holder = _alias(person), subject(Entity.PERSON, _alias(person))
    loan, line, session = LoanId(_id(0xD, n)), LineId(_id(0xE, n)), _id(0xF, n)
    out_ms = _BEGUN_MS + n * _SECOND_MS
    due_ms = out_ms + 168 * _HOUR_MS
    basis: dict[str, str | int] = {"loan_period": "7d", "max_items": 10}
    out = (LineOut(line, due_ms, asset_id(asset)),)
    body = CheckedOut(loan, session, holder, out, basis=basis)
    happened = _event(_returned_seq(n) - 1, out_ms, body, alias)
    closed = Line(
        id=line,
        loan=loan,
        holder=holder,
        station=_STATION,
        actor=alias,
        session=session,
        event=str(happened.ref),
        out_ms=out_ms,
        due_ms=due_ms,
        asset=asset_id(asset),
        returned_ms=out_ms + _HOUR_MS,
        returned_event=_written(_returned_seq(n))[0],
        condition=Condition.WORKS,
    )
    return dict(loan_row(happened, body, None)), closed


def _write(
    connection: Connection,
    made: Iterator[tuple[Subject, State, str, list[Row]]],
    number: int,
) -> None:
    """Write states, numbered from ``number``, with the rows and search words they make."""
    for batch in _batches(made):
        tables: dict[str, list[dict[str, Any]]] = {}
        for at, (about, state, latest, rows) in enumerate(batch, number):
            kept = {"id": at, "subject": about, "latest": latest, "json": dumps(state)}
            tables.setdefault("state", []).append(kept)
            for table, values in rows:
                found = tables.setdefault(table, [])
                if table in ("asset", "person"):
                    values["n"] = at
                    searched = {"rowid": at, "words": words(Row(table, values))}
                    tables.setdefault(f"{table}_search", []).append(searched)
                found.append(values)
        for table, values_of in tables.items():
            _insert(connection, table, values_of)
        number += len(batch)


def _insert(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    places = ", ".join(f":{name}" for name in names)
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - our own names
    connection.executemany(sql, rows)


def _batches(made: Iterable[T]) -> Iterator[list[T]]:
    left = iter(made)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _sql_of(connection: Connection, name: str) -> str:
    found = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    assert found is not None
    return str(found[0])


def _event(seq: int, ms: int, body: CheckedOut, actor: str = "") -> Event:
    about = (subject(Entity.ASSET, str(body.lines[0].asset)), body.holder)
    free = ClockQuality.FREE
    return Event(
        _STATION, _INCARNATION, seq, ms << 16, actor, about, body, ms, "boot", seq, free, 0
    )


def _written(seq: int) -> tuple[str, str]:
    """Give the reference and the order key of an event that is not kept."""
    event = _event(seq, _BEGUN_MS + seq, _NOTHING)
    return str(event.ref), order_key(event, None)


_NOTHING = CheckedOut(
    LoanId(""), "", subject(Entity.PERSON, ""), (LineOut(LineId(""), 0, AssetId("")),)
)


def _returned_seq(n: int) -> int:
    return 2_000_000 + 2 * n


def _alias(n: int) -> Alias:
    return Alias(_id(0x9, n))


def _id(kind: int, n: int) -> str:
    return uuid7(_BEGUN_MS + n, kind.to_bytes(10, "big"))


def _sealed(_token: str, _ref: str, _field: str) -> str | None:
    """Assets and types hold nothing Personal."""
    return None
