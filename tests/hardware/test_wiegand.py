"""Wiegand as bridges print it."""

from pathlib import Path

import pytest

from hardware.reader import Kind
from hardware.rfid.wiegand import WiegandParser, WiegandSettings, wiegand_driver
from tests.hardware.reader_contract import Inbox
from tests.hardware.serial_contract import SerialContract
from tests.hardware.wire_bench import WireBench

BITS = {
    "4D7603": "10100110101110110000000111",
    "3B51C6": "10011101101010001110001100",
    "D1E24D": "11101000111100010010011010",
}
LONG = "1011100011000011010100110000111101"


def printed(code: str) -> bytes:
    bits = f"{int(code, 16):024b}"
    even, odd = bits[:12].count("1") % 2, 1 - bits[12:].count("1") % 2
    return f"{even}{bits}{odd}\r\n".encode()


class TestWiegand(SerialContract):
    pause_s = 0.7

    def code(self, number: int) -> str:
        return f"{0xD1E24D + number:06X}"

    @pytest.fixture
    def bench(self, tmp_path: Path):
        port = tmp_path / "ttyBADGE"
        settings = WiegandSettings(str(port))
        bench = WireBench(
            port,
            lambda opener: wiegand_driver(settings, opener),
            ("4D7603", "3B51C6", "D1E24D"),
            printed,
        )
        yield bench
        bench.close()

    def test_a_tap_is_a_badge_of_26_bits(self, bench: WireBench, ready: Inbox):
        bench.present("4D7603")
        ready.wait_for_texts("4D7603")
        assert (ready.scans[0].kind, ready.scans[0].symbology) == (Kind.BADGE, "w26")


def numbers(*lines: str, **settings) -> list[str]:
    parser = WiegandParser(WiegandSettings("/dev/ttyUSB0", **settings))
    stream = "".join(f"{line}\r\n" for line in lines).encode()
    return [
        reading.raw.decode()
        for at in range(len(stream))
        for reading in parser.feed(stream[at : at + 1], at)
    ]


def inverted(bits: str) -> str:
    return bits.translate(str.maketrans("01", "10"))


@pytest.mark.parametrize(
    ("line", "settings", "number"),
    [
        (BITS["4D7603"], {}, "4D7603"),
        (f"W26: {BITS['3B51C6']}", {}, "3B51C6"),
        (BITS["D1E24D"], {"last_byte_first": True}, "4DE2D1"),
        (inverted(BITS["D1E24D"]), {"inverted": True}, "D1E24D"),
        (LONG, {"bits": "34"}, "7186A61E"),
        ("4D7603", {"prints": "hexadecimal"}, "4D7603"),
        ("7186A61E", {"prints": "hexadecimal", "bits": "34"}, "7186A61E"),
        ("1904649758", {"prints": "decimal", "bits": "34"}, "7186A61E"),
        ("077,30211", {"prints": "facility"}, "4D7603"),
        ("FC: 77 CN: 30211", {"prints": "facility"}, "4D7603"),
        ("00623,27706", {"prints": "facility", "bits": "34"}, "026F6C3A"),
    ],
)
def test_a_card_has_its_number_however_the_bridge_prints_it(line, settings, number):
    assert numbers(line, **settings) == [number]


@pytest.mark.parametrize(
    ("line", "settings"),
    [
        ("0" + BITS["4D7603"][1:], {}),
        (BITS["4D7603"][:-1] + "0", {}),
        (BITS["4D7603"][:-1], {}),
        (LONG, {}),
        ("2" * 26, {}),
        ("4D76", {"prints": "hexadecimal"}),
        ("000000", {"prints": "hexadecimal"}),
        ("16777216", {"prints": "decimal"}),
        ("256,1", {"prints": "facility"}),
        ("1,65536", {"prints": "facility"}),
        ("77", {"prints": "facility"}),
    ],
)
def test_wrong_parity_and_wrong_sizes_are_dropped(line, settings):
    assert numbers(line, **settings) == []


def test_swapped_wires_are_named(caplog: pytest.LogCaptureFixture):
    assert numbers(inverted(BITS["4D7603"])) == []
    assert "swapped" in caplog.text


def test_a_card_that_is_held_is_one_tap():
    assert numbers(*[BITS["4D7603"]] * 5, BITS["3B51C6"]) == ["4D7603", "3B51C6"]
