"""Presents the room of devices: how each fares, what is read, learning one, testing one."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any  # a preview is whatever the shell draws

from kiosk.admin.device_words import (
    ROLE_ICONS,
    STATE_TONES,
    driver_word,
    fault_words,
    role_word,
    short_address,
    shown_text,
    state_word,
    symbology_word,
)
from kiosk.admin.models import (
    Action,
    DeviceCard,
    DevicesView,
    Form,
    FormField,
    Item,
    PanelView,
    Section,
    Sheet,
)
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.wording import Times
from kiosk.domain.devices import DeviceRole, DeviceRow, DeviceState, FreeDevice, Lesson
from kiosk.domain.ports import Code
from kiosk.shell.palette import Tone
from kiosk.shell.words import _, ngettext

LEARN, USE = "device-learn", "device-use"
_TEST, _AGAIN, _TRY = "device-test:", "device-again:", "device-try:"
_REMEMBERED = 12
_LEARN_S = 60


@dataclass(frozen=True, slots=True)
class _Heard:
    code: Code
    at: datetime


class DevicesPresenter:
    """Lives with the panel; ``enter`` and ``leave`` are called as the room is shown and left."""

    def __init__(self, view: PanelView, parts: PanelParts) -> None:
        self._view = view
        self._parts = parts
        self._signed: Signed | None = None
        self._rows: tuple[DeviceRow, ...] = ()
        self._free: tuple[FreeDevice, ...] = ()
        self._heard: deque[_Heard] = deque(maxlen=_REMEMBERED)
        self._counts: Counter[str] = Counter()
        self._shown: DevicesView | None = None
        self._tested = ""
        self._tested_since = 0
        self._sheet: Sheet | None = None
        self._watched = ""
        self._lesson: Lesson | None = None
        self._left_s = 0

    @property
    def rows(self) -> tuple[DeviceRow, ...]:
        """Every device, as it was told last."""
        return self._rows

    def show_devices(self, rows: tuple[DeviceRow, ...]) -> None:
        """Some device fares otherwise."""
        self._rows = rows
        self._show()

    def enter(self, signed: Signed) -> None:
        """The room is shown."""
        self._signed, self._shown = signed, None
        self._heard.clear()
        self._counts.clear()
        self._show()
        self._look()

    def leave(self) -> None:
        """Another room is shown, or nobody is signed in."""
        self._signed = None
        self.close()

    def close(self) -> None:
        """The sheet is closed: nothing is learnt or tested any more."""
        self._tested, self._lesson = "", None
        self._look_away()
        if self._left_s:
            self._left_s = 0
            self._let_go()

    def watch(self, camera: str, offer: Callable[[Any], None]) -> None:
        """A sheet shows what a camera sees: pictures go there from the camera's own thread."""
        self._look_away()
        if self._parts.devices.watch(camera, offer):
            self._watched = camera

    def scanned(self, code: Code) -> None:
        """A configured reader read something."""
        self._heard.appendleft(_Heard(code, self._parts.clock.now()))
        self._counts[code.reader] += 1
        self._show()

    def tick(self) -> None:
        """A second went by."""
        if not self._left_s or self._lesson is not None:
            return
        self._lesson = self._parts.devices.lesson()
        self._left_s -= 1
        if self._lesson is not None:
            self._let_go()  # a keyboard that is listened to cannot type the name
            self._view.show_form(_naming(self._lesson))
        elif not self._left_s:
            self._view.close_sheet()
            self._view.tell(Tone.ATTENTION, _("Nothing was read. No device was learnt."))
            self._left_s = 1
            self.close()

    def act(self, action: str) -> bool:
        """Do what was chosen; give whether it belongs to this room."""
        kind, _sep, name = action.partition(":")
        match f"{kind}{_sep}":
            case "device-learn":
                self._learn()
            case "device-test:":
                self._look_away()
                self._tested, self._tested_since = name, self._counts[name]
                self._sheet = None
                self._show()
            case "device-again:":
                self._parts.work.run(lambda: self._parts.devices.restart(name), lambda _none: None)
            case "device-try:":
                self._try(name)
            case _:
                return False
        return True

    def submit(self, values: dict[str, str]) -> bool:
        """The name of a learnt device was given; give whether there was one."""
        lesson = self._lesson
        if lesson is None:
            return False
        name = values.get("name", "").strip()
        if not name:
            form = _naming(lesson)
            self._view.show_form(form.marked(values, {"name": _("Needed")}, ""))
            return True
        self._parts.work.run(
            lambda: self._parts.devices.use(lesson, name),
            lambda wrong: self._used(lesson, values, wrong),
        )
        return True

    def _learn(self) -> None:
        def listening(count: int) -> None:
            if self._signed is None:  # they left before the devices were open
                self._parts.devices.stop_learning()
            elif not count:
                self._view.tell(Tone.ATTENTION, _("Nothing new is plugged in."))
            else:
                self._left_s, self._tested = _LEARN_S, ""
                self._look_away()
                self._view.show_form(_listening(count))

        self._parts.work.run(self._parts.devices.learn, listening)

    def _used(self, lesson: Lesson, values: dict[str, str], wrong: str) -> None:
        if wrong:
            self._view.show_form(_naming(lesson).marked(values, {}, wrong))
            return
        self._lesson, self._left_s = None, 0
        self._view.close_sheet()
        self._view.tell(Tone.DONE, _("It is in use now."))
        self.show_devices(self._parts.devices.rows())
        self._look()

    def _try(self, name: str) -> None:
        if self._parts.devices.test(name):
            self._view.tell(Tone.DONE, _("Look at it: it prints or clicks now."))
        else:
            self._view.tell(Tone.REFUSED, _("It is still busy with something else."))

    def _let_go(self) -> None:
        self._parts.work.run(self._parts.devices.stop_learning, lambda _none: self._look())

    def _look_away(self) -> None:
        if self._watched:
            self._parts.devices.watch(self._watched, None)
            self._watched = ""

    def _look(self) -> None:
        """Ask the kernel what is plugged in, on the worker."""

        def found(free: tuple[FreeDevice, ...]) -> None:
            self._free = free
            self._show()

        self._parts.work.run(self._parts.devices.free, found)

    def _show(self) -> None:
        signed = self._signed
        if signed is None:
            return
        times = signed.times(self._parts.clock)
        view = DevicesView(
            tuple(self._card(row, times) for row in self._rows), self._read(times), _new(self._free)
        )
        if view != self._shown:
            self._shown = view
            self._view.show_devices(view)
        tested = next((row for row in self._rows if row.name == self._tested), None)
        sheet = self._test(tested) if tested is not None else None
        if sheet is not None and sheet != self._sheet:
            self._view.show_sheet(sheet)
        self._sheet = sheet

    def _card(self, row: DeviceRow, times: Times) -> DeviceCard:
        last = next((each for each in self._heard if each.code.reader == row.name), None)
        note = ""
        if last is not None:
            count = self._counts[row.name]
            text = ngettext("{count} reading", "{count} readings", count).format(count=count)
            note = f"{shown_text(last.code)} · {_clock(last.at, times)} · {text}"
        actions = [Action(f"{_TEST}{row.name}", _("Test"), "list-checks")]
        if row.state in {DeviceState.GONE, DeviceState.BROKEN} and not row.is_output:
            actions.append(Action(f"{_AGAIN}{row.name}", _("Try again"), "refresh-cw"))
        return DeviceCard(
            row.name,
            driver_word(row.driver),
            short_address(row.address),
            ROLE_ICONS[row.role],
            state_word(row.state),
            STATE_TONES[row.state],
            *fault_words(row),
            note,
            tuple(actions),
        )

    def _read(self, times: Times) -> Section:
        items = (
            Item(
                shown_text(each.code),
                f"{each.code.reader} · {symbology_word(each.code)} · {_clock(each.at, times)}",
                "id-card" if each.code.technology else "scan-barcode",
            )
            for each in self._heard
        )
        return Section(
            _("What is read now"),
            items=tuple(items),
            empty=_("Scan a code or tap a badge: it is shown here and does nothing else."),
        )

    def _test(self, row: DeviceRow) -> Sheet:
        steps = _output_steps(row) if row.is_output else self._reader_steps(row)
        is_camera = row.role is DeviceRole.CAMERA
        again = Action(f"{_AGAIN}{row.name}", _("Open it anew"), "refresh-cw")
        sample = Action(f"{_TRY}{row.name}", _("Let it print or click"), ROLE_ICONS[row.role])
        return Sheet(
            f"device:{row.name}",
            ROLE_ICONS[row.role],
            row.name,
            driver_word(row.driver),
            actions=(sample if row.is_output else again,),
            sections=(Section(_("Step by step"), items=steps),),
            camera=row.name if is_camera and row.state is DeviceState.READY else "",
        )

    def _reader_steps(self, row: DeviceRow) -> tuple[Item, ...]:
        count = self._counts[row.name] - self._tested_since
        last = next((each.code for each in self._heard if each.code.reader == row.name), None)
        if count and last is not None:
            text = ngettext("{count} reading", "{count} readings", count).format(count=count)
            says = f"{shown_text(last)} · {symbology_word(last)} · {text}"
            reads = Item(_("It reads"), says, "check", Tone.DONE)
        elif row.state is DeviceState.READY:
            says = _("Scan or tap something with it now.")
            reads = Item(_("It reads"), says, "hourglass", Tone.ATTENTION)
        else:
            reads = Item(_("It reads"), _("Not before it is open."), "circle")
        return (*_output_steps(row), reads)


def _clock(at: datetime, times: Times) -> str:
    """The time to the second: two readings of one minute are told apart."""
    return f"{at.astimezone(times.zone):%H:%M:%S}"


def _output_steps(row: DeviceRow) -> tuple[Item, ...]:
    """Whether it is there, and whether it is open: what is wrong stands at its step."""
    wrong = ". ".join(fault_words(row))
    there, opens = _("It is there"), _("It is open and well")
    match row.state:
        case DeviceState.READY:
            return Item(there, row.address, "check", Tone.DONE), Item(opens, "", "check", Tone.DONE)
        case DeviceState.GONE:
            return Item(there, wrong, "x", Tone.REFUSED), Item(opens, "", "circle")
        case DeviceState.BROKEN:
            return Item(there, row.address, "check", Tone.DONE), Item(
                opens, wrong, "x", Tone.REFUSED
            )
        case DeviceState.OPENING:
            return Item(there, "", "hourglass", Tone.ATTENTION), Item(opens, "", "circle")


def _new(free: tuple[FreeDevice, ...]) -> Section:
    items = (Item(each.name, short_address(each.address), ROLE_ICONS[each.role]) for each in free)
    return Section(
        _("Plugged in, not in use"),
        items=tuple(items),
        empty=_("Everything that is plugged in is in use."),
        actions=(Action(LEARN, _("Learn a reader"), "plus", is_main=True),),
    )


def _listening(count: int) -> Form:
    note = ngettext("{count} device is listened to.", "{count} devices are listened to.", count)
    return Form(
        LEARN,
        _("Learn a reader"),
        "",
        note=" ".join(
            (
                _("Scan a code or hold a badge to the new reader, again every few seconds."),
                note.format(count=count),
            )
        ),
        icon="nfc",
        waits_for_scan=True,
    )


def _naming(lesson: Lesson) -> Form:
    word = role_word(lesson.role)
    return Form(
        USE,
        _("{kind} found").format(kind=word),
        _("Use it"),
        (FormField("name", _("What people call it"), value=word),),
        note=f"{driver_word(lesson.driver)} · {lesson.address}",
        icon=ROLE_ICONS[lesson.role],
    )
