"""The readers and outputs of a station: known, learnt while it runs, and never waited for."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hardware.discovery import DeviceKind, Found
from hardware.outputs.scanner_beep import Answer
from hardware.reader import Preview, ReaderReport, ReaderState, Scan
from hardware.simulated_wire import FrameFeed, WireBadge, badge_frame
from kiosk.back_office import MOST_ON_A_ROLL, PrintedSheets
from kiosk.config import Config, checked, load
from kiosk.desk.outcomes import Told, Topic, Unknown
from kiosk.devices import StationDevices
from kiosk.domain.devices import DeviceRole, DeviceState, Lesson
from tests.admin.gallery import Folder
from tests.hardware.outputs.paper import unreel
from tests.hardware.outputs.tcp_printer import TcpPrinter
from tests.hardware.reader_contract import PATIENCE_S

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TAG = "67003B51C6"


class Ears:
    """Receives what devices tell."""

    def __init__(self) -> None:
        self.scans: list[Scan] = []
        self.reports: list[ReaderReport] = []

    def open(self, devices: StationDevices) -> None:
        devices.start(self.scans.append, self.reports.append, lambda _report: None)


def until(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "kiosk.toml"
    made.write_text('[[readers]]\nname = "Tray"\ndriver = "simulated"\n')
    return made


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[WireBadge]:
    made = WireBadge(tmp_path / "badge")
    yield made
    made.close()


@pytest.fixture
def devices_of() -> Iterator[Callable[..., StationDevices]]:
    made: list[StationDevices] = []

    def make(config: Config, *found: Found) -> StationDevices:
        made.append(StationDevices(config, lambda: found))
        return made[-1]

    yield make
    for each in made:
        each.stop()


def config_with(**lists: list[dict[str, Any]]) -> Config:
    return checked(lists)


def test_a_new_reader_is_learnt_named_and_read_while_the_others_go_on(
    devices_of, file: Path, wire: WireBadge
):
    ears, devices = Ears(), devices_of(load(file), Found(DeviceKind.SERIAL, str(wire.port)))
    ears.open(devices)
    assert [each.address for each in devices.free()] == [str(wire.port)]
    assert devices.learn() == 1
    until(lambda: wire.send(badge_frame(TAG)) and devices.lesson())
    lesson = devices.lesson()
    assert lesson == Lesson("em4100", DeviceRole.BADGES, str(wire.port))

    assert devices.use(lesson, "Door") == ""
    until(lambda: wire.send(badge_frame(TAG) * 2) and ears.scans)

    assert (ears.scans[0].reader, ears.scans[0].text) == ("Door", TAG)
    assert [row.name for row in devices.rows()] == ["Tray", "Door"]
    assert devices.free() == ()
    assert [reader.name for reader in load(file).readers] == ["Tray", "Door"]


def test_a_lesson_under_a_name_that_is_taken_changes_nothing(devices_of, file: Path, wire):
    devices = devices_of(load(file), Found(DeviceKind.SERIAL, str(wire.port)))
    Ears().open(devices)
    devices.learn()
    until(lambda: wire.send(badge_frame(TAG)) and devices.lesson())

    assert "another reader is called 'Tray'" in devices.use(devices.lesson(), "Tray")
    assert [row.name for row in devices.rows()] == ["Tray"]


def test_what_was_not_learnt_cannot_be_used(devices_of, file: Path):
    devices = devices_of(load(file))

    assert devices.learn() == 0
    assert devices.use(Lesson("em4100", DeviceRole.BADGES, "/dev/x"), "Door") != ""


def test_each_device_says_what_it_is_for_and_how_it_fares(devices_of, tmp_path: Path):
    config = config_with(
        readers=[
            {"name": "Tray", "driver": "simulated"},
            {"name": "Door", "driver": "em4100", "port": str(tmp_path / "gone")},
        ],
        outputs=[{"name": "Labels", "driver": "zpl_printer", "address": str(tmp_path / "lp")}],
    )
    devices = devices_of(config)
    assert {row.state for row in devices.rows()} == {DeviceState.OPENING}
    Ears().open(devices)
    until(lambda: DeviceState.OPENING not in {row.state for row in devices.rows()})

    tray, door, labels = devices.rows()
    assert (tray.role, tray.state, tray.is_output) == (
        DeviceRole.OTHER,
        DeviceState.READY,
        False,
    )
    assert (door.role, door.state, door.code) == (DeviceRole.BADGES, DeviceState.GONE, "D001")
    assert door.remedy
    assert (labels.role, labels.is_output) == (DeviceRole.LABELS, True)
    devices.restart("Door")
    assert not devices.test("Tray")


def test_a_camera_is_looked_through(devices_of, tmp_path: Path):
    feed = FrameFeed(tmp_path / "camera")
    config = config_with(
        readers=[
            {"name": "Camera", "driver": "camera", "source": str(feed.folder)},
            {"name": "Tray", "driver": "simulated"},
        ]
    )
    devices = devices_of(config)
    Ears().open(devices)
    seen: list[Preview] = []

    assert devices.watch("Camera", seen.append)
    assert not devices.watch("Tray", seen.append)
    until(lambda: seen)
    devices.watch("Camera", None)

    assert len(seen[0].grey) == seen[0].width * seen[0].height
    feed.close()


def test_an_answer_is_sounded_once_at_the_reader_that_asked(devices_of):
    devices = devices_of(config_with(readers=[{"name": "Tray", "driver": "simulated"}]))
    heard: list[Answer] = []
    reader = devices.reader("Tray")
    reader.answer = heard.append  # as a scanner with a beep
    devices.asked_by = "Tray"

    devices.answered(Told(NOW, Topic.HELP))
    devices.answered(Unknown(NOW))
    devices.answered(Unknown(NOW))

    assert heard == [Answer.REFUSED]
    assert reader.name == "Tray"


# Labels


@pytest.fixture
def printer() -> Iterator[TcpPrinter]:
    made = TcpPrinter()
    yield made
    made.close()


def labels_on(devices: StationDevices, folder: Folder, count: int) -> str:
    sheets = PrintedSheets(folder, devices.outputs)
    return sheets.write_labels(tuple((f"AV-{at}", "Camera") for at in range(count)))


def test_a_few_labels_go_to_the_printer(devices_of, printer: TcpPrinter):
    config = config_with(
        outputs=[
            {"name": "Labels", "driver": "brother_ql", "address": printer.address, "asks": False}
        ]
    )
    devices, folder = devices_of(config), Folder()
    Ears().open(devices)
    until(lambda: devices.rows()[0].state is DeviceState.READY)

    assert labels_on(devices, folder, 2) == "Labels"
    assert len(unreel(printer.wait_for(2)[1])) == 2
    assert folder.labels == ()


def test_many_labels_or_a_dead_printer_make_a_sheet(devices_of, printer, tmp_path: Path):
    address = {"driver": "zpl_printer", "asks": False}
    alive = devices_of(
        config_with(outputs=[{"name": "Labels", "address": printer.address, **address}])
    )
    dead = devices_of(
        config_with(outputs=[{"name": "Labels", "address": str(tmp_path / "lp"), **address}])
    )
    folder = Folder()
    for devices in (alive, dead):
        Ears().open(devices)
        until(lambda devices=devices: devices.rows()[0].state is not DeviceState.OPENING)

    assert labels_on(alive, folder, MOST_ON_A_ROLL + 1).endswith(".pdf")
    assert labels_on(dead, folder, 1).endswith(".pdf")
    assert labels_on(devices_of(config_with()), folder, 1).endswith(".pdf")
    assert ReaderState.GONE in {each.state for each in dead.outputs.states().values()}


def test_tables_are_written_as_before(devices_of):
    folder = Folder()
    sheets = PrintedSheets(folder, devices_of(config_with()).outputs)

    assert sheets.write_table("held", ("With",), (("Ada",),)) == "/media/usb/held.csv"
