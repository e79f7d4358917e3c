"""Readers that print a card's number as a line, each in its own way."""

from pathlib import Path

import pytest

from hardware.reader import Kind
from hardware.rfid.ascii_line import AsciiLineParser, AsciiLineSettings, ascii_line_driver
from hardware.settings import SettingsError
from tests.hardware.reader_contract import Inbox
from tests.hardware.serial_contract import SerialContract
from tests.hardware.wire_bench import WireBench

LINE = b"UID: 04 AF 68 DA C8 5A 80\r\n"
MS = 1_000_000


class TestAsciiLine(SerialContract):
    pause_s = 0.2

    @pytest.fixture
    def bench(self, tmp_path: Path):
        port = tmp_path / "ttyBADGE"
        settings = AsciiLineSettings(str(port), technology="iso14443a", drop_pause_ms=50)
        codes = ("04AF68DAC85A80", "22D3DAD6", "90D752C5")
        bench = WireBench(
            port,
            lambda opener: ascii_line_driver(settings, opener),
            codes,
            lambda code: f"{code}\r\n".encode(),
        )
        yield bench
        bench.close()

    def test_a_tap_is_a_badge_of_its_technology(self, bench: WireBench, ready: Inbox):
        bench.send(LINE)
        ready.wait_for_texts("04AF68DAC85A80")
        assert (ready.scans[0].kind, ready.scans[0].symbology) == (Kind.BADGE, "iso14443a")


def uids(*pieces: bytes, **settings) -> list[str]:
    parser = AsciiLineParser(AsciiLineSettings("/dev/ttyUSB0", **settings))
    return [reading.raw.decode() for piece in pieces for reading in parser.feed(piece, 0)]


@pytest.mark.parametrize("cut", range(len(LINE) + 1))
def test_a_line_may_be_split_anywhere(cut: int):
    assert uids(LINE[:cut], LINE[cut:]) == ["04AF68DAC85A80"]


@pytest.mark.parametrize(
    ("line", "settings", "uid"),
    [
        (b"04AF68DAC85A80", {}, "04AF68DAC85A80"),
        (b"04:af:68:da:c8:5a:80", {}, "04AF68DAC85A80"),
        (b"0x22D3DAD6", {}, "22D3DAD6"),
        (b"Card No = 22-D3-DA-D6", {}, "22D3DAD6"),
        (b"D6DAD322", {"last_byte_first": True}, "22D3DAD6"),
        (b"0005076483", {"number": "decimal"}, "004D7603"),
        (b"0042954749443", {"number": "decimal", "most_bytes": 5}, "0A004D7603"),
        (b"T=3;ID=7186A61E;", {"pattern": r"T=\d;ID=(?P<uid>\w+);"}, "7186A61E"),
        (b"4D7603", {"least_bytes": 3, "technology": "w26"}, "4D7603"),
    ],
)
def test_every_make_can_be_described(line: bytes, settings: dict, uid: str):
    assert uids(line + b"\r\n", **settings) == [uid]


@pytest.mark.parametrize(
    "line", [b"ready", b"4D7603", b"00000000", b"04AF68D", b"\xff\xfe", b"04AF" * 20, b"AF:", b"-"]
)
def test_what_is_no_number_of_a_card_is_passed_over(line: bytes):
    assert uids(line + b"\r\n") == []


def test_a_line_that_is_repeated_while_the_card_is_held_is_one_tap():
    parser = AsciiLineParser(AsciiLineSettings("/dev/ttyUSB0"))
    found = [parser.feed(LINE, beat * 65 * MS) for beat in range(100)]
    assert sum(map(len, found)) == 1
    assert parser.feed(LINE, 8000 * MS)


def test_a_pattern_may_leave_its_group_out():
    assert uids(b"ping\r\n", pattern=r"ping|(?P<uid>\w+)") == []


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"pattern": "("}, "pattern: missing"),
        ({"pattern": "x"}, "pattern: it has no group"),
        ({"least_bytes": 8, "most_bytes": 7}, "least_bytes: it is more"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict, problem: str):
    with pytest.raises(SettingsError, match=problem):
        AsciiLineSettings("/dev/ttyUSB0", **settings)
