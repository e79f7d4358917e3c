"""A reader is learnt by one scan: what sends it, how fast, and how to write it down."""

import threading
from pathlib import Path

import pytest

from hardware.discovery import DeviceKind, Found
from hardware.learning import (
    KeyboardEar,
    Learner,
    Learnt,
    SerialEar,
    heard_typing,
    recognise,
    recognise_typing,
)
from hardware.reader import ReaderReport, ReaderState
from hardware.scanners.hid_keyboard import HidKeyboardSettings, KeyboardParser
from hardware.scanners.serial_line import PlainParser, SerialScannerSettings
from hardware.serial_line import SerialLine, open_line
from hardware.settings import settings_from
from hardware.simulated_wire import FrameFeed, WireBadge, badge_frame
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake
from tests.hardware.key_pipe import PipeNodes
from tests.hardware.reader_contract import PATIENCE_S, Inbox
from tests.hardware.typist import ENTER, KP_ENTER, TAB, events, keys, press

RDM = b"\x0267003B51C6CB\x03"
ID_12 = RDM[:-1] + b"\r\n\x03"


@pytest.mark.parametrize(
    ("data", "driver", "settings", "text"),
    [
        (RDM, "em4100", {"repeats": True}, b"67003B51C6"),
        (b"\xff\x00" + RDM * 3, "em4100", {"repeats": True}, b"67003B51C6"),
        (ID_12, "em4100", {"repeats": False}, b"67003B51C6"),
        (b"04AF68DAC85A80\r\n", "ascii_line", {"number": "hexadecimal"}, b"04AF68DAC85A80"),
        (b"UID: 90 D7 52 C5\r", "ascii_line", {"number": "hexadecimal"}, b"UID: 90 D7 52 C5"),
        (b"0003887558\r", "ascii_line", {"number": "decimal"}, b"0003887558"),
        (b"AV-0182\r\n", "serial", {}, b"AV-0182"),
        (b"]C1800495212345\r", "serial", {}, b"]C1800495212345"),
        (b"5012345678900", "serial", {"terminator": "none"}, b"5012345678900"),
        (b"AV-0182\t", "serial", {"terminator": "tab"}, b"AV-0182"),
        (b"\x02AV-0182\x03", "serial", {"terminator": "etx"}, b"AV-0182"),
        (b"90D752C5", "ascii_line", {"terminator": "none", "number": "hexadecimal"}, b"90D752C5"),
    ],
)
def test_what_sends_such_bytes_is_known(data: bytes, driver: str, settings: dict, text: bytes):
    found = recognise(data, 9600)

    assert found is not None
    assert (found.driver, found.settings, found.reading.raw) == (
        driver,
        {"baud": 9600, **settings},
        text,
    )


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\t", b"\x03", b""])
def test_what_was_learnt_reads_it_again(end: bytes):
    found = recognise(b"AV-0182" + end, 9600)
    assert found is not None
    told = SerialScannerSettings(**{"port": "/dev/ttyUSB0", **found.settings})  # type: ignore[arg-type]
    parser = PlainParser(told.terminator, told.pause_ms, told.wrapping)
    read = parser.feed(b"AV-0182" + end, 0) + parser.feed(b"", 10**10)
    assert [reading.text for reading in read] == ["AV-0182"]


@pytest.mark.parametrize(
    "data", [b"", b"\r\n", b"AV\r", b"\x80\xfe\xff\x00AB", b"\x1b[A12345", b"x" * 5000]
)
def test_noise_and_crumbs_are_nothing(data: bytes):
    assert recognise(data, 9600) is None


class Lessons:
    """Receives what was learnt."""

    def __init__(self) -> None:
        self.all: list[Learnt] = []
        self.came = threading.Event()
        self.reports: list[ReaderReport] = []
        self.ready = threading.Event()

    def learnt(self, lesson: Learnt) -> None:
        self.all.append(lesson)
        self.came.set()

    def report(self, report: ReaderReport) -> None:
        self.reports.append(report)
        if report.state is ReaderState.READY:
            self.ready.set()


@pytest.fixture
def wire(tmp_path: Path):
    made = WireBadge(tmp_path / "badge")
    yield made
    made.close()


def serial_device(wire: WireBadge) -> Found:
    return Found(DeviceKind.SERIAL, str(wire.port))


def test_one_tap_teaches_a_badge_reader_and_is_told_once(wire: WireBadge):
    lessons, learner = Lessons(), Learner([serial_device(wire)])
    learner.start(lessons.learnt, lessons.report)
    assert lessons.ready.wait(PATIENCE_S)
    for _ in range(3):
        wire.send(badge_frame("67003B51C6"))
    assert lessons.came.wait(PATIENCE_S)
    learner.stop()

    (lesson,) = lessons.all
    assert lesson.driver == "em4100"
    assert lesson.settings == {"port": str(wire.port), "baud": 9600, "repeats": True}
    assert lesson.scan.text == "67003B51C6"


def test_a_learner_that_was_stopped_tells_nothing_and_leaves_no_thread(wire: WireBadge):
    lessons, learner = Lessons(), Learner([serial_device(wire)])
    learner.start(lessons.learnt, lessons.report)
    assert lessons.ready.wait(PATIENCE_S)
    learner.stop()

    wire.send(b"AV-0182\r")
    assert lessons.all == []
    assert not any(thread.name.startswith("reader /") for thread in threading.enumerate())


def test_a_named_driver_is_tried_on_every_serial_port_and_on_nothing_else(wire: WireBadge):
    devices = [
        serial_device(wire),
        Found(DeviceKind.KEYBOARD, "/dev/input/event3"),
        Found(DeviceKind.PRINTER, "/dev/usb/lp0"),
    ]

    assert [each.kind for each in Learner(devices, "pn532").devices] == [DeviceKind.SERIAL]
    assert [each.kind for each in Learner(devices).devices] == [
        DeviceKind.SERIAL,
        DeviceKind.KEYBOARD,
    ]


def test_a_camera_is_learnt_by_a_code_held_before_it(tmp_path: Path):
    feed = FrameFeed(tmp_path / "camera")
    lessons, learner = Lessons(), Learner([Found(DeviceKind.CAMERA, str(feed.folder))])
    learner.start(lessons.learnt, lessons.report)
    assert lessons.ready.wait(PATIENCE_S)
    feed.show("CAM-0001", 0.7)
    assert lessons.came.wait(PATIENCE_S)
    learner.stop()
    feed.close()

    assert lessons.all[0].driver == "camera"
    assert lessons.all[0].settings == {"source": str(feed.folder)}


SCANNER = "/dev/input/by-id/usb-scanner-event-kbd"
ENDS = [
    (press(ENTER), {}),
    (press(KP_ENTER), {}),
    (press(TAB), {"terminator": "tab"}),
    (press(ENTER) + press(TAB), {"terminator": "tab"}),
    ([], {"terminator": "none"}),
]


@pytest.mark.parametrize(("end", "settings"), ENDS)
def test_what_was_learnt_of_a_scanner_that_types_reads_it_again(end: list, settings: dict):
    later_ns = 10_000_000_000
    unknown = HidKeyboardSettings(SCANNER)
    ear = KeyboardParser(unknown, heard_typing(unknown))
    typed = keys("AV-0182") + end
    heard = [each for event in events(typed) for each in ear.feed(event)] + ear.pause(later_ns)
    (found,) = [recognise_typing(each.raw) for each in heard]

    assert found is not None
    assert (found.settings, found.reading.text) == (settings, "AV-0182")
    told = settings_from(HidKeyboardSettings, {"path": SCANNER, **found.settings})
    parser = KeyboardParser(told)
    for at_ns in (0, later_ns):
        read = [each for event in events(typed, at_ns) for each in parser.feed(event)]
        read += parser.pause(at_ns + later_ns)
        assert [each.text for each in read] == ["AV-0182"]


def test_a_code_with_a_tab_within_is_learnt_by_what_ends_it():
    found = recognise_typing(b"AV-0182\tCAM-0001\r")

    assert found is not None
    assert (found.settings, found.reading.raw) == ({}, b"AV-0182\tCAM-0001")
    assert recognise_typing(b"\r\n\t") is None


def test_of_two_codes_in_one_breath_the_last_is_taken():
    found = recognise_typing(b"AV-0182\rCAM-0001\r")

    assert found is not None
    assert found.reading.text == "CAM-0001"


def test_a_person_who_types_at_a_keyboard_is_not_learnt():
    unknown = HidKeyboardSettings(SCANNER, slowest_key_ms=50)
    ear = KeyboardParser(unknown, heard_typing(unknown))
    typed = events(keys("password"), step_ns=40_000_000)

    assert [each for event in typed for each in ear.feed(event)] + ear.pause(10**10) == []


@pytest.mark.parametrize(("end", "settings"), ENDS)
def test_a_scanner_that_types_is_heard_whatever_ends_its_codes(end: list, settings: dict):
    nodes, inbox = PipeNodes(), Inbox()
    ear = KeyboardEar(SCANNER, nodes)
    reader = ThreadedReader("ear", ear)
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.READY)
    nodes.type(keys("AV-0182") + end)
    inbox.wait(lambda: inbox.scans, "nothing was heard")
    reader.stop()
    nodes.pull()

    assert [scan.text for scan in inbox.scans] == ["AV-0182"]
    assert ear.recognised is not None
    assert ear.recognised.settings == {"path": SCANNER, **settings}


class Impatient:
    """A line that is heard at each speed and has nothing to say until the last of them."""

    def __init__(self) -> None:
        self.speeds: list[int] = []

    def open(self, _port: str, baud: int) -> SerialLine:
        self.speeds.append(baud)
        return self  # type: ignore[return-value]

    def read(self, stop: Wake, timeout_s: float = 1.0) -> bytes:  # noqa: ARG002 - never waits
        return b"AV-0182\r" if self.speeds[-1] == 115200 and timeout_s != 0.15 else b""

    def close(self) -> None:
        pass


def test_the_usual_speeds_are_tried_in_turn(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hardware.learning._LISTEN_S", 0.0)
    line, inbox = Impatient(), Inbox()
    ear = SerialEar("/dev/ttyUSB0", line.open)
    reader = ThreadedReader("ear", ear)
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait(lambda: inbox.scans, "nothing was heard")
    reader.stop()

    assert line.speeds[:2] == [9600, 115200]
    assert ear.recognised is not None
    assert ear.recognised.settings == {"port": "/dev/ttyUSB0", "baud": 115200}


def test_an_ear_lets_a_real_port_go(wire: WireBadge):
    reader, inbox = ThreadedReader("ear", SerialEar(str(wire.port))), Inbox()
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.READY)
    reader.stop()

    open_line(str(wire.port), 9600).close()
