"""The panel as a whole: which room is shown, where a scan goes, who is signed in."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from kiosk.admin.adoption import PREFIX, Adoption
from kiosk.admin.devices import DevicesPresenter
from kiosk.admin.door import Door
from kiosk.admin.exporting import export_rows, label_rows
from kiosk.admin.models import PanelView, Room, StaffView
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.rooms import NEEDS, source
from kiosk.admin.sheet_presenter import SheetPresenter
from kiosk.admin.table_presenter import TablePresenter
from kiosk.admin.today import TodayFacts, decided, read_today, today
from kiosk.admin.trail_filter import FILTER, filter_form, find_about, read_filter
from kiosk.admin.wording import mistake_words, roles_words, why_words
from kiosk.desk.panel.acts import Done, Result
from kiosk.desk.panel.staff import Staff
from kiosk.domain.devices import DeviceRow
from kiosk.domain.model import Asset, Kit, Named, Person
from kiosk.domain.panel import EventFilter
from kiosk.domain.ports import Code
from kiosk.shell.palette import Tone
from kiosk.shell.words import _


class PanelPresenter:
    """Called on the GUI thread; ``on_closed`` brings the kiosk back."""

    def __init__(self, view: PanelView, parts: PanelParts, on_closed: Callable[[], None]) -> None:
        self._view = view
        self._parts = parts
        self._on_closed = on_closed
        self._signed: Signed | None = None
        self._room = Room.TODAY
        self._search = ""
        self._only = EventFilter()
        self._asks_filter = False
        self._serial = 0
        self.door = Door(view, parts, self._enter, self._leave)
        self.devices = DevicesPresenter(view, parts)
        self._table = TablePresenter(view, parts)
        self._sheet = SheetPresenter(view, parts, self._refresh)
        self._adoption = Adoption(view, parts, self.go, self._refresh)

    def open(self, staff: Staff | None = None) -> None:
        """Open the door: for anybody, or for somebody known who still has to give their PIN."""
        self.door.open(staff)

    def show_devices(self, rows: tuple[DeviceRow, ...]) -> None:
        """Some reader or output fares otherwise; seen on Today and in its own room."""
        self.devices.show_devices(rows)
        if self._signed is not None and self._room is Room.TODAY:
            self._refresh()

    def tick(self) -> None:
        """A second went by."""
        self.door.tick()
        self.devices.tick()

    def scanned(self, code: Code) -> None:
        """A reader read something while the panel is open."""
        self.door.touched()
        if self._signed is None:
            self.door.badge(code)
        elif self._sheet.waits_for_scan:
            self._sheet.scanned(code)
        elif self._room is Room.DEVICES:
            self.devices.scanned(code)
        else:
            self._parts.work.run(lambda: self._find(code), lambda found: self._found(code, found))

    def go(self, room: Room) -> None:
        """Show a room."""
        signed = self._signed
        if signed is None or room not in self._rooms(signed):
            return
        self._room, self._search = room, ""
        self._sheet.close()
        self.devices.leave()
        if room in {Room.TODAY, Room.DEVICES}:
            self._adoption.stop()
            self._table.leave()
        if room is Room.TODAY:
            self._refresh()
        elif room is Room.DEVICES:
            self.devices.enter(signed)
        else:
            self._table.show(source(room, self._parts, signed, self._only))

    def search(self, text: str) -> None:
        """Somebody typed, and stopped for a moment."""
        self._search = text
        self._table.search(text)

    def more(self) -> None:
        self._table.more()

    def open_row(self, key: str) -> None:
        """A row, an item or a result was opened."""
        signed = self._signed
        if not key or signed is None:
            return
        self._asks_filter = False
        if self._adoption.is_waiting:
            self._adoption.give_to(key, signed)
        self._sheet.open(key)

    def act(self, action: str) -> None:
        """An action of the sheet, of the room's head or of Today."""
        signed = self._signed
        if signed is None:
            return
        self._asks_filter = action == FILTER
        if action.startswith(PREFIX):
            self._sheet.open(self._adoption.act(action, signed))
        elif (act := decided(action)) is not None:
            self._parts.work.run(lambda: self._parts.perform(signed.staff, act), self._decided)
        elif action.startswith("new:"):
            self._sheet.open(action)
        elif action == FILTER:
            self._view.show_form(filter_form(self._only, signed))
        elif action in {"export", "labels"}:
            self._write(action, signed)
        elif not self.devices.act(action):
            self._sheet.act(action)

    def submit(self, values: dict[str, str]) -> None:
        """A form was filled in."""
        signed = self._signed
        if not self._asks_filter or signed is None:
            if not self.devices.submit(values):
                self._sheet.submit(values)
            return
        try:
            only = read_filter(values, signed)
        except ValueError:
            self._refuse_filter(values, "day", mistake_words("no_date"))
            return
        about = values.get("about", "").strip()
        if about:
            self._parts.work.run(
                lambda: find_about(self._parts, about),
                lambda found: self._filter_about(only, found, values),
            )
        else:
            self._filter(only)

    def _filter_about(
        self, only: EventFilter, found: EventFilter | None, values: dict[str, str]
    ) -> None:
        if found is None:
            words = _("Nothing fits, or more than one thing.")
            self._refuse_filter(values, "about", words)
        else:
            self._filter(replace(only, person=found.person, about=found.about))

    def _filter(self, only: EventFilter) -> None:
        self._only = only
        self.close_sheet()
        self.go(Room.TRAIL)

    def _refuse_filter(self, values: dict[str, str], field: str, words: str) -> None:
        if self._signed is not None:
            form = filter_form(self._only, self._signed)
            self._view.show_form(form.marked(values, {field: words}, words))

    def leave_form(self) -> None:
        """Back, with nothing done."""
        if self._asks_filter or self._room is Room.DEVICES:
            self.close_sheet()
        else:
            self._sheet.leave_form()

    def close_sheet(self) -> None:
        self._asks_filter = False
        self.devices.close()
        self._sheet.close()

    def _enter(self, signed: Signed) -> None:
        self._signed = signed
        self._only = EventFilter()
        self._sheet.sign(signed)
        staff = signed.staff
        rooms = self._rooms(signed)
        self._view.show_staff(StaffView(staff.name, roles_words(staff.roles), rooms))
        self.go(Room.TODAY)

    def _leave(self) -> None:
        self._signed = None
        self.devices.leave()
        self._adoption.stop()
        self._table.leave()
        self._sheet.sign(None)
        self._on_closed()

    @staticmethod
    def _rooms(signed: Signed) -> tuple[Room, ...]:
        return tuple(room for room, need in NEEDS.items() if need is None or signed.staff.may(need))

    def _refresh(self) -> None:
        """Read the room anew, after something was done."""
        signed = self._signed
        if signed is None:
            return
        if self._room not in {Room.TODAY, Room.DEVICES}:
            self._table.again()
            return
        self._serial += 1
        serial = self._serial
        self._parts.work.run(
            lambda: read_today(self._parts, signed), lambda facts: self._today(serial, facts)
        )

    def _today(self, serial: int, facts: TodayFacts) -> None:
        if self._signed is not None and serial == self._serial and self._room is Room.TODAY:
            self._view.show_today(today(facts, self._parts, self._signed, self.devices.rows))

    def _find(self, code: Code) -> tuple[Named, ...]:
        with self._parts.books.read(self._parts.clock.now()) as book:
            return book.find(code)

    def _found(self, code: Code, found: tuple[Named, ...]) -> None:
        signed = self._signed
        if signed is None:
            return
        if not found:
            self._adoption.show(code, signed, self._sheet.shown)
        elif len(found) > 1:
            self._view.tell(Tone.ATTENTION, _("This code names more than one thing."))
        else:
            self.open_row(_key(found[0]))

    def _write(self, what: str, signed: Signed) -> None:
        room, search = self._room, self._search
        if what == "labels":
            job = partial(label_rows, self._parts, signed, search)
        else:
            job = partial(export_rows, self._parts, signed, room)
        self._parts.work.run(job, self._written)

    def _decided(self, result: Result) -> None:
        if isinstance(result, Done):
            self._refresh()
        else:
            self._view.tell(Tone.REFUSED, why_words(result))

    def _written(self, result: Result) -> None:
        if isinstance(result, Done):
            words = _("Saved as {path}") if "/" in result.id else _("{path} prints them now.")
            self._view.tell(Tone.DONE, words.format(path=result.id))
        else:
            self._view.tell(Tone.REFUSED, why_words(result))


def _key(found: Named) -> str:
    """Give the key by which a found record is opened; a place opens nothing."""
    if isinstance(found, Person):
        return f"person:{found.id}"
    if isinstance(found, Asset):
        return f"asset:{found.id}"
    return f"kit:{found.id}" if isinstance(found, Kit) else ""
