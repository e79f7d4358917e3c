"""EM4100 badges over pseudo-terminals, and their parser over any bytes."""

from pathlib import Path

import pytest
import serial
from hypothesis import given
from hypothesis import strategies as st

from hardware.reader import ErrorCode, HardwareError, Kind, ReaderState
from hardware.rfid.em4100 import Em4100Parser, Em4100Settings, em4100_driver, em4100_reader, tag_of
from hardware.simulated_wire import badge_frame
from tests.hardware.reader_contract import Inbox
from tests.hardware.serial_contract import SerialContract
from tests.hardware.wire_bench import WireBench

FRAME = badge_frame("0A004D7603")
TOP_BIT = bytes.fromhex("02 30 31 43 38 46 30 30 38 30 30 33 31 03")
ID_12 = bytes.fromhex("02 30 35 30 30 32 30 37 42 33 32 36 43 0D 0A 03")


def badge_bench(port: Path, *, repeats: bool = True) -> WireBench:
    settings = Em4100Settings(str(port), repeats=repeats)
    codes = ("0A004D7603", "67003B51C6", "01026F6C3A")
    return WireBench(
        port, lambda opener: em4100_driver(settings, opener), codes, lambda c: badge_frame(c) * 2
    )


class TestEm4100(SerialContract):
    noise_end = b"\x03"

    @pytest.fixture
    def bench(self, tmp_path: Path):
        bench = badge_bench(tmp_path / "ttyBADGE")
        yield bench
        bench.close()

    def test_a_tap_is_a_badge_with_its_five_bytes(self, bench: WireBench, ready: Inbox):
        bench.send(TOP_BIT * 2)
        ready.wait_for_texts("01C8F00800")
        assert (ready.scans[0].kind, ready.scans[0].symbology) == (Kind.BADGE, "em4100")
        assert ready.scans[0].raw == b"01C8F00800"

    def test_a_badge_held_by_the_demo_is_one_tap(self, bench: WireBench, ready: Inbox):
        bench.wire.tap("67003B51C6")
        ready.wait_for_texts("67003B51C6")
        bench.wire.tap(bench.codes[2])
        ready.wait_for_texts("67003B51C6", bench.codes[2])

    def test_wrong_sums_zeros_and_broken_frames_are_passed_over(
        self, bench: WireBench, ready: Inbox
    ):
        bench.send(b"\x02" + b"0" * 12 + b"\x03" + FRAME[:9] + FRAME[:-2] + b"5\x03")
        bench.send(FRAME * 2)
        ready.wait_for_texts("0A004D7603")

    def test_a_port_that_another_program_holds_is_named_with_its_remedy(
        self, bench: WireBench, inbox: Inbox
    ):
        other = serial.Serial(str(bench.wire.port), exclusive=True)
        bench.reader.start(inbox.on_scan, inbox.on_report)
        inbox.wait_for_state(ReaderState.BROKEN)
        assert inbox.reports[-1].code is ErrorCode.BUSY
        assert str(bench.wire.port) in inbox.reports[-1].remedy
        other.close()
        inbox.wait_for_state(ReaderState.READY)

    def test_what_is_no_serial_port_is_said_to_be_none(self, tmp_path: Path, inbox: Inbox):
        port = tmp_path / "file"
        port.touch()
        reader = em4100_reader("door", Em4100Settings(str(port)))
        reader.start(inbox.on_scan, inbox.on_report)
        inbox.wait_for_state(ReaderState.BROKEN)
        reader.stop()
        assert inbox.reports[-1].code is ErrorCode.FAULT


class TestId12(SerialContract):
    """The same driver for readers that say a tag once."""

    noise_end = b"\x03"

    @pytest.fixture
    def bench(self, tmp_path: Path):
        bench = badge_bench(tmp_path / "ttyBADGE", repeats=False)
        yield bench
        bench.close()

    def test_one_frame_is_a_tap(self, bench: WireBench, ready: Inbox):
        bench.send(ID_12)
        ready.wait_for_texts("0500207B32")


def taps(pieces: list[bytes], *, repeats: bool = True) -> list[bytes]:
    parser = Em4100Parser(repeats=repeats)
    return [reading.raw for piece in pieces for reading in parser.feed(piece, 0)]


@pytest.mark.parametrize("cut", range(len(FRAME) * 2 + 1))
def test_a_frame_may_be_split_anywhere(cut: int):
    assert taps([(FRAME * 2)[:cut], (FRAME * 2)[cut:]]) == [b"0A004D7603"]


def test_a_frame_may_come_byte_by_byte_after_garbage_and_in_lower_case():
    line = b"\xffgarbage\x02\x03\x020A" + FRAME.lower() * 2
    assert taps([bytes([byte]) for byte in line]) == [b"0A004D7603"]


def test_a_held_badge_is_one_tap():
    parser = Em4100Parser()
    found = [parser.feed(FRAME, beat * 65_000_000) for beat in range(100)]
    assert sum(map(len, found)) == 1


def test_one_frame_of_a_repeating_reader_is_a_ghost():
    assert taps([FRAME]) == []


@pytest.mark.parametrize(
    "body",
    [
        b"0" * 12,
        b"0A004D760333",
        b"0A004D76033",
        b"0A004D76033_",
        b"0A 004D76033",
        b"\r\n0A004D760332",
        "\u0660A004D760332".encode(),
        b"",
    ],
)
def test_a_body_that_is_not_a_tag_is_none(body: bytes):
    assert tag_of(body) is None


framed = st.binary(min_size=0, max_size=16).map(lambda body: b"\x02" + body + b"\x03")
digits = st.text("0123456789abcdefABCDEF\r\n", min_size=10, max_size=14).map(str.encode)
true = st.binary(min_size=5, max_size=5).map(lambda tag: badge_frame(tag.hex()))
lines = st.lists(st.binary() | framed | digits.map(lambda d: b"\x02" + d + b"\x03") | true)


@given(lines)
def test_any_bytes_are_survived_and_no_wrong_sum_is_accepted(pieces: list[bytes]):
    for tag in taps(pieces, repeats=False):
        assert int(tag, 16)
        assert badge_frame(tag.decode()).lower()[:-1] in b"".join(pieces).lower()


def test_what_is_no_tag_cannot_be_tapped():
    with pytest.raises(HardwareError, match="ten hexadecimal digits"):
        badge_frame("0A00")
