"""The panel on the sample school, room by room; the tests and the pictures of the docs share it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kiosk.admin.models import Room
from kiosk.admin.panel import Panel
from kiosk.admin.parts import PanelParts
from kiosk.desk.panel.acts import Perform
from kiosk.desk.panel.pins import Pins
from kiosk.desk.panel.sheets import WriteSheets
from kiosk.desk.panel.sign_in import SignIn
from kiosk.domain.devices import DeviceRole, DeviceRow, DeviceState, FreeDevice, Lesson
from kiosk.domain.ports import Clock, Code
from kiosk.shell.look import Look
from kiosk.store.panel_queries import PanelQueries
from kiosk.store.station import Station

Result = TypeVar("Result")
DEVICES = (
    DeviceRow(
        "Badge reader",
        DeviceRole.BADGES,
        "em4100",
        "/dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0",
        DeviceState.READY,
    ),
    DeviceRow("Camera", DeviceRole.CAMERA, "camera", "/dev/v4l/by-id/usb-HD_Webcam-video-index0",
              DeviceState.GONE, "there is no picture from the camera", "Plug the camera in again.",
              "D001"),
    DeviceRow("Hand scanner", DeviceRole.SCANNER, "serial", "/dev/serial/by-id/usb-Datalogic",
              DeviceState.BROKEN, "ModemManager holds /dev/serial/by-id/usb-Datalogic",
              "`sudo systemctl mask --now ModemManager`: it takes readers for modems.", "D002"),
    DeviceRow("Receipts", DeviceRole.RECEIPTS, "receipt_printer", "tcp:192.168.1.40:9100",
              DeviceState.READY),
)  # fmt: skip
FREE = (
    FreeDevice("Honeywell Voyager 1450g", DeviceRole.SCANNER, "/dev/input/by-id/usb-Honeywell-kbd"),
    FreeDevice("Brother QL-800", DeviceRole.LABELS, "usb:04f9:209b:000E9Z123456"),
)


class FakeDevices:
    """Satisfies ``Devices``; nothing is plugged in but words."""

    def __init__(self) -> None:
        self.all: tuple[DeviceRow, ...] = DEVICES
        self.found: tuple[FreeDevice, ...] = FREE
        self.learnt: Lesson | None = None
        self.wrong = ""
        self.is_learning = False
        self.is_busy = False
        self.restarted: list[str] = []
        self.tested: list[str] = []
        self.used: list[str] = []
        self.watched: list[tuple[str, bool]] = []

    def rows(self) -> tuple[DeviceRow, ...]:
        return self.all

    def free(self) -> tuple[FreeDevice, ...]:
        return self.found

    def learn(self) -> int:
        self.is_learning = bool(self.found)
        return len(self.found)

    def lesson(self) -> Lesson | None:
        return self.learnt

    def stop_learning(self) -> None:
        self.is_learning = False

    def use(self, lesson: Lesson, name: str) -> str:
        if self.wrong:
            return self.wrong
        self.used.append(name)
        self.is_learning = False
        new = DeviceRow(name, lesson.role, lesson.driver, lesson.address, DeviceState.OPENING)
        self.all, self.found = (*self.all, new), ()
        return ""

    def restart(self, name: str) -> None:
        self.restarted.append(name)

    def test(self, name: str) -> bool:
        self.tested.append(name)
        return not self.is_busy

    def watch(self, name: str, on_preview: Callable[[object], None] | None) -> bool:
        self.watched.append((name, on_preview is not None))
        return True


class AtOnce:
    """Satisfies ``Runs``: the job is done before ``run`` returns."""

    def run(self, job: Callable[[], Result], done: Callable[[Result], None]) -> None:
        done(job())


class Folder:
    """Satisfies ``Sheets``; remembers what was written."""

    def __init__(self) -> None:
        self.tables: dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {}
        self.labels: tuple[tuple[str, str], ...] = ()

    def write_table(
        self, name: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
    ) -> str:
        self.tables[name] = (columns, rows)
        return str(Path("/media/usb") / f"{name}.csv")

    def write_labels(self, labels: tuple[tuple[str, str], ...]) -> str:
        self.labels = labels
        return "/media/usb/labels.pdf"


def parts_of(
    station: Station,
    clock: Clock,
    sheets: Folder | None = None,
    devices: FakeDevices | None = None,
) -> PanelParts:
    panel = PanelQueries(station.books, clock)
    return PanelParts(
        AtOnce(),
        clock,
        station.books,
        panel,
        Perform(station.books, clock),
        Pins(station.books, station.secrets, clock),
        SignIn(station.books, panel, station.secrets, clock),
        WriteSheets(sheets or Folder()),
        devices or FakeDevices(),
    )


def opened(look: Look, parts: PanelParts, badge: Code, pin: str) -> Panel:
    """A panel of the look's size with somebody signed in."""
    panel = shut(look, parts)
    panel.scan(badge)
    panel.presenter.door.pin(pin)
    return panel


def shut(look: Look, parts: PanelParts) -> Panel:
    """A panel at its door."""
    panel = Panel(look, parts)
    panel.resize(look.theme.width_px, look.theme.height_px)
    panel.show()
    panel.presenter.show_devices(DEVICES)
    panel.open()
    return panel


def in_room(room: Room, search: str = "") -> Callable[[Panel], None]:
    def go(panel: Panel) -> None:
        panel.presenter.go(room)
        if search:
            panel.show_search(search)

    return go


def on_sheet(room: Room, tag: Code, action: str = "") -> Callable[[Panel], None]:
    """The sheet of what a code names, or a form in it."""

    def go(panel: Panel) -> None:
        panel.presenter.go(room)
        panel.scan(tag)
        if action:
            panel.presenter.act(action)

    return go


def badge(code: str) -> Code:
    return Code(code, technology="em4100")
