"""Scanners on serial lines over pseudo-terminals: plain lines, and Zebra's packets."""

from pathlib import Path

import pytest

from hardware.outputs.scanner_beep import DIALECTS, Answer
from hardware.reader import ErrorCode, Kind, ReaderState
from hardware.scanners.serial_line import (
    PlainParser,
    SerialScanner,
    SerialScannerDriver,
    SerialScannerSettings,
    SsiParser,
)
from hardware.scanners.wrapping import Wrapping
from hardware.settings import SettingsError
from hardware.ssi import ACK, DECODE_DATA, packet
from tests.hardware.reader_contract import PATIENCE_S, Inbox
from tests.hardware.serial_contract import SerialContract
from tests.hardware.wire_bench import WireBench

CODES = ("LS-0001", "Größe 2", "]C1 is no identifier")
SAMPLE = bytes.fromhex("0F F3 00 00 03 41 53 53 45 54 2D 30 30 30 31 FC 8D")
MS = 1_000_000


def scanner_bench(port: Path, codes: tuple[str, str, str] = CODES, **settings) -> WireBench:
    told = SerialScannerSettings(str(port), **{"aim": False, "drop_pause_ms": 50, **settings})
    return WireBench(
        port,
        lambda opener: SerialScannerDriver(told, opener),
        codes,
        lambda code: decoded(code) if told.protocol == "ssi" else f"{code}\r\n".encode(),
        SerialScanner,
    )


def decoded(code: str, status: int = 0) -> bytes:
    return packet(DECODE_DATA, b"\x1c" + code.encode(), source=0, status=status)


def heard(bench: WireBench, amount: int) -> bytes:
    """What the scanner has been sent, once it is as much as this."""
    got = b""
    while len(got) < amount:
        more = bench.wire.receive(PATIENCE_S)
        assert more, f"only {got!r} came"
        got += more
    return got


class TestPlain(SerialContract):
    pause_s = 0.2
    counts_once = False

    @pytest.fixture
    def bench(self, tmp_path: Path):
        bench = scanner_bench(tmp_path / "ttySCAN")
        yield bench
        bench.close()

    def test_a_code_is_its_text_and_its_raw_bytes(self, bench: WireBench, ready: Inbox):
        bench.send("Größe 2\r\n".encode())
        ready.wait_for_texts("Größe 2")
        assert ready.scans[0].raw == "Größe 2".encode()
        assert (ready.scans[0].kind, ready.scans[0].symbology) == (Kind.BARCODE, "")

    def test_what_is_longer_than_any_code_is_refused(self, bench: WireBench, ready: Inbox):
        bench.send(b"A" * 5000 + b"\r")
        ready.wait(lambda: ready.reports[-1].code is ErrorCode.REFUSED, "it was not refused")
        bench.send(b"B" * 40_000 + b"\rLS-0001\r")
        ready.wait_for_texts("LS-0001")

    def test_bytes_that_are_no_text_are_shown_as_digits(self, bench: WireBench, ready: Inbox):
        bench.send(b"\xb8\xd6\r")
        ready.wait_for_texts("raw:B8D6")


class TestByItself(SerialContract):
    """A scanner that reads by itself, and so reads what lies before it again and again."""

    pause_s = 0.2

    @pytest.fixture
    def bench(self, tmp_path: Path):
        bench = scanner_bench(tmp_path / "ttySCAN", away_s=60)
        yield bench
        bench.close()


class TestPause(SerialContract):
    """A scanner without a terminator: a pause ends each code, and half of one is one too."""

    counts_once = False

    def test_half_a_frame_is_given_up_and_the_next_is_read(self, bench: WireBench, ready: Inbox):
        bench.send(b"LS-00")
        ready.wait_for_texts("LS-00")

    @pytest.fixture
    def bench(self, tmp_path: Path):
        settings = {"terminator": "none", "end_pause_ms": 20}
        bench = scanner_bench(tmp_path / "ttySCAN", **settings)
        yield bench
        bench.close()

    def test_a_pause_alone_ends_a_code(self, bench: WireBench, ready: Inbox):
        bench.send(b"LS-0001")
        ready.wait_for_texts("LS-0001")
        bench.send(b"LS-0002")
        ready.wait_for_texts("LS-0001", "LS-0002")


class TestSsi(SerialContract):
    noise_end = b""
    pause_s = 1.2
    counts_once = False

    @pytest.fixture
    def bench(self, tmp_path: Path):
        bench = scanner_bench(tmp_path / "ttySCAN", protocol="ssi", beep="ssi")
        yield bench
        bench.close()

    def test_a_packet_is_a_code_of_its_symbology_and_acknowledged(
        self, bench: WireBench, ready: Inbox
    ):
        bench.send(SAMPLE)
        ready.wait_for_texts("ASSET-0001")
        assert ready.scans[0].symbology == "code_128"
        assert heard(bench, len(ACK)) == ACK

    def test_a_packet_sent_again_is_acknowledged_again_and_read_once(
        self, bench: WireBench, ready: Inbox
    ):
        bench.send(decoded("LS-0001") + decoded("LS-0001", status=1))
        assert heard(bench, 2 * len(ACK)) == 2 * ACK
        bench.send(decoded("LS-0001"))
        ready.wait_for_texts("LS-0001", "LS-0001")

    def test_a_code_in_several_packets_is_dropped_whole_and_acknowledged(
        self, bench: WireBench, ready: Inbox
    ):
        parts = decoded("LS-0001", 2) + decoded("LS-0001", 3) + decoded("LS-0002", 2)
        bench.send(parts + decoded("LS-0003") + decoded("LS-0003", 1) + decoded("LS-0004"))
        ready.wait_for_texts("LS-0004")
        assert heard(bench, 6 * len(ACK)) == 6 * ACK

    def test_an_answer_to_a_command_is_not_acknowledged(self, bench: WireBench, ready: Inbox):
        bench.send(packet(0xD0, source=0) + packet(0xF6, b"\1", source=0) + SAMPLE)
        ready.wait_for_texts("ASSET-0001")
        assert heard(bench, 2 * len(ACK)) == 2 * ACK

    def test_a_code_may_hold_line_ends_and_stays_one(self, bench: WireBench, ready: Inbox):
        bench.send(decoded("LS-0001\r\nLS:YES\r\n"))
        ready.wait_for_texts("LS-0001LS:YES")

    def test_wrong_sums_are_passed_over(self, bench: WireBench, ready: Inbox):
        bench.send(SAMPLE[:-1] + b"\x8e" + SAMPLE[:9])
        bench.send(bytes(300) + SAMPLE)
        ready.wait_for_texts("ASSET-0001")

    def test_the_desks_answer_is_sounded_and_the_lamp_goes_out_again(
        self, bench: WireBench, ready: Inbox
    ):
        bench.reader.answer(Answer.DONE)
        signal = DIALECTS["ssi"][Answer.DONE]
        both = signal.at_once + signal.later
        assert heard(bench, len(both)) == both
        bench.unplug()
        ready.wait_for_state(ReaderState.GONE)
        bench.reader.answer(Answer.REFUSED)
        assert ready.states[-1] is ReaderState.GONE


PLAIN = b"LS-0001\r\nLS-0002\r\n"


def plain(*pieces: bytes, **wrapping) -> list[tuple[str | None, str]]:
    parser = PlainParser("line", 500, Wrapping(**wrapping))
    return [(r.text, r.symbology) for piece in pieces for r in parser.feed(piece, 0)]


def ssi(*pieces: bytes) -> list[tuple[str | None, str]]:
    parser = SsiParser(Wrapping())
    return [(r.text, r.symbology) for piece in pieces for r in parser.feed(piece, 0)]


@pytest.mark.parametrize("cut", range(len(PLAIN) + 1))
def test_lines_may_be_split_anywhere(cut: int):
    assert plain(PLAIN[:cut], PLAIN[cut:]) == [("LS-0001", ""), ("LS-0002", "")]


@pytest.mark.parametrize("cut", range(2 * len(SAMPLE) + 1))
def test_packets_may_be_split_anywhere(cut: int):
    twice = SAMPLE * 2
    assert ssi(twice[:cut], twice[cut:]) == [("ASSET-0001", "code_128")] * 2


def test_a_packet_may_come_byte_by_byte_and_with_its_identifier():
    one = packet(DECODE_DATA, b"\x0f]C18004A\x1d2177", source=0)
    assert ssi(*(bytes([byte]) for byte in one)) == [("8004A\x1d2177", "gs1_128")]


def test_a_packet_behind_half_of_another_is_read_once_the_half_is_stale():
    parser = SsiParser(Wrapping())
    assert parser.feed(SAMPLE[:9], 0) == []
    assert parser.feed(b"", 1000 * MS) == []
    assert [r.text for r in parser.feed(SAMPLE, 2000 * MS)] == ["ASSET-0001"]


def test_what_a_scanner_puts_around_a_code_is_taken_off():
    read = b"<]C1" + b"8004A|2177" + b">\r"
    wrapping = {"prefix": "<", "suffix": ">", "separator": "|"}
    assert plain(read, **wrapping) == [("8004A\x1d2177", "gs1_128")]


def test_an_identifier_is_part_of_the_code_where_a_scanner_sends_none():
    assert plain(b"]C18004A\r", has_aim=False) == [("]C18004A", "")]


def test_a_scanner_may_send_latin_1():
    assert plain(b"Gr\xf6\xdfe\r", encoding="latin-1") == [("Größe", "")]


def test_a_scanner_may_send_seven_bits_and_a_parity():
    even = bytes(byte | byte.bit_count() % 2 << 7 for byte in b"LS-0001\r\n")
    parser = PlainParser("line", 500, Wrapping(), seven_bits=True)
    assert [reading.text for reading in parser.feed(even, 0)] == ["LS-0001"]


def test_what_cannot_be_written_in_the_encoding_is_a_wrong_setting():
    with pytest.raises(SettingsError, match="encoding: 'Ж' cannot be written so"):
        SerialScannerSettings("/dev/ttyACM0", prefix="Ж", encoding="latin-1")
