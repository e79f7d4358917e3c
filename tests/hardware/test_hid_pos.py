"""HID-POS scanners over a real socket that keeps reports apart, and their parser over any bytes."""

import os
import socket
from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.reader import ErrorCode, HardwareError, Reader
from hardware.scanners.hid_pos import HidPosDriver, HidPosParser, HidPosSettings
from hardware.scanners.hid_report import SIMPLE_COM, ScanReport, scan_report
from hardware.scanners.wrapping import Wrapping
from hardware.threaded_reader import ThreadedReader
from tests.hardware.hid_scanner import (
    COUNTED,
    FEATURED,
    KEYBOARD,
    ROOM,
    UNCOUNTED,
    SocketNode,
    reports,
)
from tests.hardware.reader_contract import Inbox, ReaderContract

MS = 1_000_000


def parser(descriptor: bytes = COUNTED, wrapping: Wrapping | None = None) -> HidPosParser:
    report = scan_report(descriptor)
    assert report is not None
    return HidPosParser(report, wrapping or Wrapping())


def read(sent: list[bytes], descriptor: bytes = COUNTED) -> list[tuple[bytes, str]]:
    """What is read of reports that come a millisecond apart, and of the pause after them."""
    parsing = parser(descriptor)
    found = [each for at, report in enumerate(sent) for each in parsing.feed(report, at * MS)]
    found += parsing.pause((len(sent) + 600) * MS)
    return [(reading.raw, reading.symbology) for reading in found]


class ScannerBench:
    codes = ("CAM-0001", "https://id.example/8004/95212345ABC" * 4, "80049521\x1d2177")

    def __init__(self, descriptor: bytes = COUNTED, model: int = 0x0C2E0B61) -> None:
        self._descriptor = descriptor
        self._model = model
        self._far: socket.socket | None = None
        self._is_plugged = True
        self.nodes: list[SocketNode] = []
        driver = HidPosDriver(HidPosSettings("/dev/hidraw7"), self._open)
        driver.presence = self._presence  # type: ignore[method-assign]
        self.reader: Reader = ThreadedReader("gun", driver)

    def present(self, code: str) -> None:
        assert self._far
        for report in reports(code.encode(), b"]Q1"):
            self._far.send(report)

    def unplug(self) -> None:
        self._is_plugged = False
        self.pull()

    def plug(self) -> None:
        self._is_plugged = True

    def pull(self) -> None:
        if self._far:
            self._far.close()

    def _open(self, path: str) -> SocketNode:
        assert path == "/dev/hidraw7"
        if not self._is_plugged:
            raise HardwareError(ErrorCode.GONE, "no scanner at /dev/hidraw7", "Plug it in.")
        self.pull()
        self._far, near = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        near.setblocking(False)
        self.nodes.append(SocketNode(near, self._descriptor, self._model))
        return self.nodes[-1]

    def _presence(self) -> Hashable:
        return self._is_plugged


class TestHidPos(ReaderContract):
    @pytest.fixture
    def bench(self):
        bench = ScannerBench()
        yield bench
        bench.reader.stop()
        bench.pull()

    def test_the_symbology_and_the_separator_arrive(self, bench: ScannerBench, ready: Inbox):
        bench.present(bench.codes[2])
        ready.wait_for_texts(bench.codes[2])
        assert ready.scans[0].symbology == "qr_code"


def test_a_scanner_of_honeywell_is_told_to_send_reports():
    bench = ScannerBench(FEATURED)
    driver = HidPosDriver(HidPosSettings("/dev/hidraw7"), bench._open)
    driver.open().close()
    bench.pull()
    assert bench.nodes[0].features == [b"\xfe\x01"]


def test_a_device_that_is_no_scanner_is_named_with_its_remedy():
    bench = ScannerBench(KEYBOARD)
    with pytest.raises(HardwareError, match="no scanner in HID-POS mode") as refused:
        HidPosDriver(HidPosSettings("/dev/hidraw7"), bench._open).open()
    bench.pull()
    assert refused.value.code is ErrorCode.FAULT
    assert bench.nodes[0].fileno() == -1


def test_a_scanner_of_symbol_that_emulates_a_port_is_known_by_its_number():
    bench = ScannerBench(KEYBOARD, 0x05E00600)
    HidPosDriver(HidPosSettings("/dev/hidraw7"), bench._open).open().close()
    bench.pull()
    parsing = HidPosParser(SIMPLE_COM, Wrapping())
    for at, part in enumerate((b"A" * 63, b"LS-", b"0001")):
        assert parsing.feed(bytes([len(part)]) + part.ljust(63, b"\0"), at * MS) == []
    (code,) = parsing.pause(102 * MS)
    assert code.raw == b"A" * 63 + b"LS-0001"


def test_a_node_that_is_not_there_is_gone():
    driver = HidPosDriver(HidPosSettings("/dev/hidraw-absent"))
    with pytest.raises(HardwareError) as gone:
        driver.open()
    assert gone.value.code is ErrorCode.GONE
    assert driver.presence() is None


def test_any_node_that_is_no_hid_device_is_let_go_again():
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with pytest.raises(HardwareError) as trouble:
        HidPosDriver(HidPosSettings("/dev/null")).open()
    assert trouble.value.code is ErrorCode.FAULT
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


@pytest.mark.parametrize("length", [1, 55, 56, 57, 112, 113, 4096])
def test_a_code_of_any_length_is_read_whole(length: int):
    code = bytes(ord("A") + at % 26 for at in range(length))
    assert read(reports(code)) == [(code, "")]


def test_a_code_with_nul_bytes_is_cut_by_its_length():
    assert read(reports(b"A\0\0")) == [(b"A\0\0", "")]


def test_without_length_nul_bytes_are_filling():
    assert read([b"]E0" + b"9521234543213".ljust(60, b"\0")], UNCOUNTED) == [
        (b"9521234543213", "ean_13")
    ]


def test_without_a_sign_a_full_report_goes_on_until_a_pause():
    full, rest = b"\0\0\0" + b"A" * 60, b"\0\0\0" + b"B".ljust(60, b"\0")
    assert read([full, rest], UNCOUNTED) == [(b"A" * 60 + b"B", "")]
    assert read([full], UNCOUNTED) == [(b"A" * 60, "")]
    parsing = parser(UNCOUNTED)
    assert parsing.feed(full, 0) == []
    late = parsing.feed(rest, 101 * MS)
    assert [each.raw for each in late] == [b"A" * 60, b"B"]


def test_a_code_whose_rest_does_not_come_is_dropped():
    first, _ = reports(b"A" * 60)
    assert read([first]) == []
    parsing = parser()
    parsing.feed(first, 0)
    assert [each.raw for each in parsing.feed(reports(b"B")[0], 501 * MS)] == [b"B"]


def test_a_length_beyond_the_report_spoils_its_code_alone():
    wrong = bytes([2, 57]) + reports(b"A")[0][2:]
    assert read([wrong, *reports(b"B")]) == [(b"B", "")]


def test_other_reports_and_short_ones_are_no_codes():
    assert read([b"\x03\x01A", b"", b"\x02", b"\x02\x01", *reports(b"A")]) == [(b"A", "")]


def test_an_identifier_in_the_code_is_taken_only_where_the_report_has_none():
    (reading,) = parser().feed(reports(b"]C18004952")[0], 0)
    assert (reading.text, reading.symbology) == ("8004952", "gs1_128")


def test_what_stands_around_a_code_is_taken_off():
    wrapping = Wrapping(prefix="<", suffix=">", separator="|")
    (reading,) = parser(wrapping=wrapping).feed(reports(b"<8004952|21>")[0], 0)
    assert reading.text == "8004952\x1d21"


def test_an_endless_code_is_held_only_as_far_as_it_will_be_refused():
    parsing = parser()
    endless = bytes([2, ROOM]) + bytes(3) + b"A" * ROOM + b"\1"
    for at in range(1000):
        assert parsing.feed(endless, at) == []
    assert len(parsing._held) <= 4 * 4096 + ROOM


any_report = st.binary(max_size=70) | st.binary(max_size=62).map(lambda data: b"\x02" + data)


@given(st.lists(st.tuples(any_report, st.integers(0, 600))), st.sampled_from([COUNTED, UNCOUNTED]))
def test_any_reports_are_survived(sent: list[tuple[bytes, int]], descriptor: bytes):
    parsing, now_ns = parser(descriptor), 0
    for report, after_ms in sent:
        now_ns += after_ms * MS
        for reading in (*parsing.pause(now_ns), *parsing.feed(report, now_ns)):
            assert 0 < len(reading.raw) <= 4 * 4096 + 60


def test_a_report_without_any_place_is_not_invented():
    assert HidPosParser(ScanReport(0, range(1), 5, (9,), 99), Wrapping()).feed(b"\1", 0) == []
