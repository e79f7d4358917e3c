"""A scanner in keyboard mode as a reader, its events coming through a real pipe."""

from types import SimpleNamespace
from typing import Any

import pytest

from hardware.reader import ErrorCode, HardwareError, Reader, ReaderState
from hardware.scanners.hid_keyboard import HidKeyboardDriver, HidKeyboardSettings
from hardware.scanners.input_nodes import EvdevNodes, Identity, _meant
from hardware.settings import SettingsError
from hardware.threaded_reader import ThreadedReader
from tests.hardware.key_pipe import PipeNodes
from tests.hardware.reader_contract import Inbox, ReaderContract
from tests.hardware.typist import ENTER, keys, press


class KeyboardBench:
    codes = ("CAM-0001", "https://id.example/8004/95212345ABC", "80049521\x1d2177")

    def __init__(self, terminator: str = "enter", **settings: Any) -> None:
        self.nodes = PipeNodes()
        self._end = [] if terminator == "none" else press(ENTER)
        settings = HidKeyboardSettings(uniq="SCAN0001", terminator=terminator, **settings)
        self.reader: Reader = ThreadedReader("gun", HidKeyboardDriver(settings, self.nodes))

    def present(self, code: str) -> None:
        self.nodes.type(keys(code) + self._end)

    def unplug(self) -> None:
        self.nodes.is_plugged = False
        self.nodes.pull()

    def plug(self) -> None:
        self.nodes.is_plugged = True


class TestHidKeyboard(ReaderContract):
    @pytest.fixture
    def bench(self):
        bench = KeyboardBench()
        yield bench
        bench.reader.stop()
        bench.nodes.pull()

    def test_a_scan_that_was_begun_when_the_plug_was_pulled_is_dropped(
        self, bench: KeyboardBench, ready: Inbox
    ):
        bench.nodes.type(keys("CAM-00"))
        bench.unplug()
        ready.wait_for_state(ReaderState.GONE)
        bench.plug()
        ready.wait_for_state(ReaderState.READY)
        bench.present("KIT-0002")
        ready.wait_for_texts("KIT-0002")

    def test_a_scanner_that_another_program_holds_is_named_with_its_remedy(
        self, bench: KeyboardBench, inbox: Inbox
    ):
        bench.nodes.is_grabbed = True
        bench.reader.start(inbox.on_scan, inbox.on_report)
        inbox.wait_for_state(ReaderState.BROKEN)
        assert (inbox.reports[-1].code, inbox.reports[-1].remedy) == (ErrorCode.BUSY, "Stop it.")
        bench.nodes.is_grabbed = False
        inbox.wait_for_state(ReaderState.READY)


def presented(code: str, terminator: str = "enter", **settings: Any) -> tuple[str, str]:
    """The text and the symbology of what is read when this is typed."""
    bench, inbox = KeyboardBench(terminator, **settings), Inbox()
    bench.reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.READY)
    bench.present(code)
    inbox.wait(lambda: inbox.scans, f"{code} did not come")
    bench.reader.stop()
    bench.nodes.pull()
    (scan,) = inbox.scans
    return scan.text, scan.symbology


def test_without_terminator_a_pause_ends_a_scan():
    assert presented("CAM-0001", "none") == ("CAM-0001", "")


def test_what_the_scanner_puts_around_a_code_is_taken_off():
    assert presented("<]C1800495|21>", prefix="<", suffix=">", separator="|") == (
        "800495\x1d21",
        "gs1_128",
    )


def test_the_pairs_of_code_39_are_read_where_the_scanner_types_them():
    assert presented("C+A+M/M1", code39_full_ascii=True) == ("Cam-1", "")
    assert presented("]C0C+A+M", code39_full_ascii=True) == ("C+A+M", "code_128")
    assert presented("C+A+M/M1") == ("C+A+M/M1", "")


def test_a_scanner_that_is_not_there_is_gone_on_this_machine():
    absent = Identity(path="/dev/input/by-id/usb-absent-event-kbd")
    with pytest.raises(HardwareError) as gone:
        EvdevNodes().open(absent)
    assert gone.value.code is ErrorCode.GONE
    assert EvdevNodes().presence(absent) is None


def test_an_address_that_is_none_is_a_mistake_of_the_settings():
    with pytest.raises(HardwareError) as trouble:
        HidKeyboardDriver(HidKeyboardSettings("usb:zzzz")).open()
    assert trouble.value.code is ErrorCode.SETTINGS


def test_a_scanner_without_a_name_is_refused():
    with pytest.raises(SettingsError, match="path: give it"):
        HidKeyboardSettings(layout="uk")


def device(
    path: str, port: str, interface: int, uniq: str = "", product: int = 1
) -> SimpleNamespace:
    info = SimpleNamespace(vendor=0x0C2E, product=product)
    return SimpleNamespace(path=path, phys=f"{port}/input{interface}", uniq=uniq, info=info)


DEVICES = [
    device("/dev/input/event1", "usb-1", 0, "A"),
    device("/dev/input/event2", "usb-1", 1, "A"),
    device("/dev/input/event3", "usb-2", 0, "B"),
    device("/dev/input/event4", "usb-3", 0, product=2),
]


@pytest.mark.parametrize(
    ("identity", "nodes"),
    [
        (Identity(path="/dev/input/event1"), "12"),
        (Identity(uniq="A"), "12"),
        (Identity(phys="usb-2"), "3"),
        (Identity(phys="usb-1/input1"), "12"),
        (Identity(vendor=0x0C2E, product=2), "4"),
    ],
)
def test_every_node_of_the_one_device_that_is_meant_is_taken(identity: Identity, nodes: str):
    assert "".join(each.path[-1] for each in _meant(DEVICES, identity)) == nodes


def test_equal_scanners_are_not_told_apart_by_luck():
    with pytest.raises(HardwareError, match="2 devices match"):
        _meant(DEVICES, Identity(vendor=0x0C2E, product=1))
    with pytest.raises(HardwareError, match="not there"):
        _meant(DEVICES, Identity(uniq="C"))
