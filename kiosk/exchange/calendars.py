"""Calendars: rows of place, kind and text; a file sets the whole calendar of its places."""

from dataclasses import fields

from kiosk.domain.bodies.records import CalendarSet
from kiosk.domain.calendar import SiteCalendar
from kiosk.domain.exchange import Records
from kiosk.domain.ids import Entity, LocationId, subject
from kiosk.domain.ports import WriteBook
from kiosk.domain.state import CalendarState
from kiosk.exchange.plan import Cells, Change, Column, Plan, Setting, refer, rows_of
from kiosk.exchange.tables import Table
from kiosk.exchange.trees import Tree
from kiosk.exchange.values import Value, text

_LISTS = ("hours", "periods", "terms", "closed")
_WORDS = {
    "zone": "zone",
    "hours": "hours",
    "period": "periods",
    "term": "terms",
    "closed": "closed",
}
_KIND_OF = {plural: word for word, plural in _WORDS.items()}
_LINES = (
    "Europe/London · 1 08:00-17:00 · Lesson 1 09:00-09:50 · Autumn 2026-09-01/2026-12-18 · "
    "2026-10-26/2026-10-30 Half term"
)


def columns(_currency: str) -> tuple[Column, ...]:
    """The columns of a file of calendars."""
    return (
        Column("Place", "place", text(), required=True, note="path or code of a location"),
        Column("Kind", "kind", text(20), required=True, note=", ".join(_WORDS)),
        Column("Text", "text", text(200), required=True, note=_LINES),
    )


def plan(table: Table, setting: Setting) -> Plan:
    """Plan an import of calendars."""
    made = Plan()
    places = Tree("place", setting.records.records(Entity.LOCATION))
    held = setting.records.calendars()
    lines: dict[str, dict[str, list[str]]] = {}
    for cells in rows_of(table, columns(setting.currency), made):
        values = cells.values()
        if not cells.text("place"):
            cells.complain("place", "is empty")
        refer(cells, values, "place", places.find)
        kind = _WORDS.get(str(values.get("kind", "")).casefold(), "")
        of_place = lines.setdefault(str(values.get("place", "")), {})
        _check(cells, kind, str(values.get("text", "")), of_place)
        made.bad.extend(cells.bad)
        if not cells.bad:
            of_place.setdefault(kind, []).append(str(values["text"]))
    for place, kinds in lines.items():
        before = held.get(LocationId(place))
        after = _state(kinds, before)
        rows = sum(map(len, kinds.values()))
        if before is None:
            made.made += rows
        elif _plain(before) != _plain(after):
            made.changed += rows
        else:
            continue
        made.changes.append(_set(LocationId(place), after))
    return made


def export(records: Records, _currency: str) -> list[dict[str, Value]]:
    """Give every line of every calendar."""
    places = Tree("place", records.records(Entity.LOCATION))
    rows: list[dict[str, Value]] = []
    for place, state in records.calendars().items():
        named = {"place": places.path(place)}
        rows.append({**named, "kind": "zone", "text": state.zone})
        rows += [
            {**named, "kind": _KIND_OF[name], "text": line}
            for name in _LISTS
            for line in getattr(state, name)
        ]
    return rows


def _check(cells: Cells, kind: str, line: str, of_place: dict[str, list[str]]) -> None:
    if not kind:
        cells.complain("kind", f"is none of {', '.join(_WORDS)}")
        return
    if kind == "zone" and "zone" in of_place:
        cells.complain("kind", "this place has a zone already")
    parts: dict[str, tuple[str, ...]] = {} if kind == "zone" else {kind: (line,)}
    try:
        SiteCalendar.parse(line if kind == "zone" else "UTC", **parts)
    except ValueError as error:
        cells.complain("text", str(error).partition("”: ")[2] or str(error))


def _state(kinds: dict[str, list[str]], before: CalendarState | None) -> CalendarState:
    zone = kinds.get("zone") or [before.zone if before else "UTC"]
    hours, periods, terms, closed = (tuple(kinds.get(name, ())) for name in _LISTS)
    return CalendarState(zone[0], hours, periods, terms, closed)


def _plain(state: CalendarState) -> list[object]:
    return [getattr(state, each.name) for each in fields(state) if each.name != "exceptions"]


def _set(place: LocationId, state: CalendarState) -> Change:
    def write(book: WriteBook) -> None:
        body = CalendarSet(place, state.zone, state.hours, state.periods, state.terms, state.closed)
        book.append(body, [subject(Entity.CALENDAR, place)])

    return write
