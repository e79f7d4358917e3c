"""The rooms with tables: what each shows in its columns, and where its pages come from."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.admin.models import Action, Cell, Column, Room, Row, Table
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.telling import kind_word, tell
from kiosk.admin.wording import Times, money, status_tone, status_word
from kiosk.domain.panel import (
    AssetRow,
    Cursor,
    EventFilter,
    EventRow,
    KitRow,
    OutRow,
    PersonRow,
)
from kiosk.domain.roles import Permission
from kiosk.shell.palette import Tone
from kiosk.shell.words import _, ngettext

Page = list[tuple[Row, Cursor]]
Asked = tuple[str, Cursor, int]
"""Search, where the page begins, how many rows."""


@dataclass(frozen=True, slots=True)
class RoomSource:
    """The head of one table, and its pages; ``page`` runs on the worker."""

    table: Table
    page: Callable[[Asked], Page]


NEEDS: dict[Room, Permission | None] = {
    Room.TODAY: None,
    Room.PEOPLE: Permission.SEE_PEOPLE,
    Room.ASSETS: None,
    Room.KITS: None,
    Room.HELD: Permission.SEE_PEOPLE,
    Room.OVERDUE: Permission.SEE_PEOPLE,
    Room.TRAIL: Permission.SEE_REPORTS,
    Room.DEVICES: Permission.STATION_SETTINGS,
}


def room_word(room: Room) -> str:
    """Give the name of a room."""
    return {
        Room.TODAY: _("Today"),
        Room.PEOPLE: _("People"),
        Room.ASSETS: _("Things"),
        Room.KITS: _("Kits"),
        Room.HELD: _("Who has what"),
        Room.OVERDUE: _("Overdue"),
        Room.TRAIL: _("Audit trail"),
        Room.DEVICES: _("Devices"),
    }[room]


ROOM_ICONS = {
    Room.TODAY: "layout-dashboard",
    Room.PEOPLE: "users",
    Room.ASSETS: "package",
    Room.KITS: "own-kit-tray",
    Room.HELD: "backpack",
    Room.OVERDUE: "clock",
    Room.TRAIL: "history",
    Room.DEVICES: "usb",
}


def source(room: Room, parts: PanelParts, signed: Signed, only: EventFilter) -> RoomSource:
    """Make the source of a room's table."""
    if room is Room.TRAIL:
        return _trail(parts, signed, only)
    made = {
        Room.PEOPLE: _people,
        Room.ASSETS: _assets,
        Room.KITS: _kits,
        Room.HELD: _held,
        Room.OVERDUE: _overdue,
    }
    return made[room](parts, signed)


def _people(parts: PanelParts, signed: Signed) -> RoomSource:
    new = Action("new:person", _("New person"), "plus", is_main=True)
    may = signed.staff.may(Permission.MANAGE_PEOPLE)
    table = Table(
        Room.PEOPLE,
        room_word(Room.PEOPLE),
        (
            Column(_("Name"), 34),
            Column(_("State"), 24),
            Column(_("Category"), 16, 120),
            Column(_("Department"), 20, 150),
            Column(_("Number"), 14, 190),
        ),
        _("Search by name, number or e-mail, or tap a badge"),
        _("Nobody fits."),
        "users",
        (new,) if may else (),
        new if may else None,
    )

    def page(asked: Asked) -> Page:
        rows = parts.panel.people(parts.clock.now(), *asked)
        return [(person_row(row), row.cursor) for row in rows]

    return RoomSource(table, page)


def person_row(row: PersonRow) -> Row:
    """Put a person into cells."""
    state = Cell("")
    if row.is_barred:
        state = Cell(_("Barred"), "lock", Tone.REFUSED)
    elif row.overdue:
        text = ngettext("{count} overdue", "{count} overdue", row.overdue)
        state = Cell(text.format(count=row.overdue), "clock", Tone.REFUSED)
    elif row.out:
        state = Cell(ngettext("{count} out", "{count} out", row.out).format(count=row.out))
    cells = (
        Cell(row.name, "shield" if row.is_staff else "user", is_strong=True),
        state,
        Cell(row.category),
        Cell(row.department),
        Cell(row.number),
    )
    return Row(f"person:{row.id}", cells)


def _assets(parts: PanelParts, signed: Signed) -> RoomSource:
    new = Action("new:asset", _("New thing"), "plus", is_main=True)
    labels = Action("labels", _("Labels"), "printer")
    may = signed.staff.may(Permission.EDIT_RECORDS)
    values = signed.staff.may(Permission.SEE_VALUES)
    columns = (
        Column(_("Name"), 32),
        Column(_("Tag"), 14),
        Column(_("State"), 24),
        Column(_("Place"), 24, 120),
        Column(_("Type"), 16, 190),
        *((Column(_("Value"), 12, 220),) if values else ()),
    )
    table = Table(
        Room.ASSETS,
        room_word(Room.ASSETS),
        columns,
        _("Search by name, tag, make or serial number, or scan it"),
        _("Nothing fits."),
        "package-search",
        (labels, new) if may else (),
        new if may else None,
    )

    def page(asked: Asked) -> Page:
        times = signed.times(parts.clock)
        currency = signed.currency if values else ""
        rows = parts.panel.assets(*asked)
        return [(asset_row(row, times, currency), row.cursor) for row in rows]

    return RoomSource(table, page)


def _near(place: str) -> str:
    """Give the last two steps of a place: ``Media Store › Shelf C``."""
    return " › ".join(place.split(" › ")[-2:])


def asset_row(row: AssetRow, times: Times, currency: str) -> Row:
    """Put a thing into cells; without a currency no values are shown."""
    if row.due_at is not None:
        is_late = row.due_at < times.now
        state = Cell(
            times.due(row.due_at) if is_late else _("With {name}").format(name=row.holder),
            "clock" if is_late else "user",
            Tone.REFUSED if is_late else Tone.NEUTRAL,
        )
    else:
        tone = status_tone(row.status)
        state = Cell(status_word(row.status), tone=Tone.NEUTRAL if tone is Tone.DONE else tone)
    value = (Cell(money(row.value_minor, currency), is_number=True),) if currency else ()
    cells = (
        Cell(row.name, row.icon or "package", is_strong=True),
        Cell(row.tag),
        state,
        Cell("" if row.due_at else _near(row.place)),
        Cell(row.type_name),
        *value,
    )
    return Row(f"asset:{row.id}", cells)


def _kits(parts: PanelParts, signed: Signed) -> RoomSource:
    new = Action("new:kit", _("New kit"), "plus", is_main=True)
    may = signed.staff.may(Permission.EDIT_RECORDS)
    table = Table(
        Room.KITS,
        room_word(Room.KITS),
        (
            Column(_("Name"), 34),
            Column(_("Tag"), 16),
            Column(_("State"), 28),
            Column(_("In it"), 22, 120),
        ),
        _("Search by name or tag, or scan it"),
        _("No kit fits."),
        "own-kit-tray",
        (new,) if may else (),
        new if may else None,
    )

    def page(asked: Asked) -> Page:
        times = signed.times(parts.clock)
        return [(kit_row(row, times), row.cursor) for row in parts.panel.kits(*asked)]

    return RoomSource(table, page)


def kit_row(row: KitRow, times: Times) -> Row:
    """Put a kit into cells."""
    if row.due_at is not None:
        is_late = row.due_at < times.now
        text = times.due(row.due_at) if is_late else _("With {name}").format(name=row.holder)
        tone = Tone.REFUSED if is_late else Tone.NEUTRAL
        state = Cell(text, "clock" if is_late else "user", tone)
    elif row.owed:
        state = Cell(_("In, short"), "package-x", Tone.ATTENTION)
    else:
        state = Cell(_("In"))
    things = ngettext("{count} thing", "{count} things", row.members).format(count=row.members)
    parts = ngettext("{count} part", "{count} parts", row.parts).format(count=row.parts)
    cells = (
        Cell(row.name, row.icon or "own-kit-tray", is_strong=True),
        Cell(row.tag),
        state,
        Cell(f"{things}, {parts}"),
    )
    return Row(f"kit:{row.id}", cells)


def _out_table(room: Room, empty: str, icon: str, signed: Signed) -> Table:
    save = Action("export", _("Save as CSV"), "download")
    may = signed.staff.may(Permission.SEE_REPORTS)
    columns = (
        Column(_("Thing"), 34),
        Column(_("Tag"), 14, 100),
        Column(_("Due"), 22),
        *((Column(_("With"), 24),) if room is Room.OVERDUE else ()),
        Column(_("Since"), 18, 150),
    )
    return Table(
        room,
        room_word(room),
        columns,
        note=_("Person by person") if room is Room.HELD else _("Longest overdue first"),
        empty=empty,
        empty_icon=icon,
        actions=(save,) if may else (),
    )


def out_row(row: OutRow, times: Times, *, is_grouped: bool) -> Row:
    """Put something that is out into cells."""
    many = f"{row.quantity} × " if row.quantity > 1 else ""
    tone = times.due_tone(row.due_at)
    holder = () if is_grouped else (Cell(row.holder_name, "user"),)
    cells = (
        Cell(f"{many}{row.name}", row.icon or "package", is_strong=True),
        Cell(row.tag),
        Cell(times.due(row.due_at), tone=tone),
        *holder,
        Cell(times.day(row.out_at)),
    )
    return Row(row.item, cells, row.holder_name if is_grouped else "")


def _held(parts: PanelParts, signed: Signed) -> RoomSource:
    table = _out_table(Room.HELD, _("Everything is in."), "package-check", signed)

    def page(asked: Asked) -> Page:
        times = signed.times(parts.clock)
        rows = parts.panel.held(*asked[1:])
        return [(out_row(row, times, is_grouped=True), row.cursor) for row in rows]

    return RoomSource(table, page)


def _overdue(parts: PanelParts, signed: Signed) -> RoomSource:
    table = _out_table(Room.OVERDUE, _("Nothing is overdue."), "circle-check", signed)

    def page(asked: Asked) -> Page:
        times = signed.times(parts.clock)
        rows = parts.panel.out(parts.clock.now(), *asked[1:])
        return [(out_row(row, times, is_grouped=False), row.cursor) for row in rows]

    return RoomSource(table, page)


def _trail(parts: PanelParts, signed: Signed, only: EventFilter) -> RoomSource:
    table = Table(
        Room.TRAIL,
        room_word(Room.TRAIL),
        (Column(_("What happened"), 46), Column(_("More"), 34, 120), Column(_("When"), 20)),
        note=_trail_note(only),
        empty=_("Nothing like this has happened."),
        empty_icon="history",
        actions=(Action("filter", _("Filter"), "search"),),
    )

    def page(asked: Asked) -> Page:
        rows = parts.panel.events(only, *asked[1:])
        return [(event_row(row, parts, signed), row.cursor) for row in rows]

    return RoomSource(table, page)


def _trail_note(only: EventFilter) -> str:
    """Say what the trail is narrowed to."""
    day = f"{only.since:%Y-%m-%d}" if only.since else ""
    kind = kind_word(only.kind) if only.kind else ""
    one = only.about or only.person
    station = _("one station") if only.station else ""
    parts = [part for part in (kind, _("one record") if one else "", day, station) if part]
    return _("Only {what}").format(what=" · ".join(parts)) if parts else _("Newest first")


def event_row(row: EventRow, parts: PanelParts, signed: Signed) -> Row:
    """Put an event into cells."""
    sees_values = signed.staff.may(Permission.SEE_VALUES)
    told = tell(row, signed.times(parts.clock), sees_values=sees_values)
    cells = (
        Cell(told.title, told.icon, is_strong=True),
        Cell(told.note),
        Cell(told.when),
    )
    return Row("", cells)
