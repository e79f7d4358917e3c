"""UHF tags on a ThingMagic module that reads over a pseudo-terminal, and its parser."""

import random
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.reader import ErrorCode, Kind, ReaderState
from hardware.rfid.bulk import Sighting
from hardware.rfid.framing import Frame
from hardware.rfid.thingmagic import (
    ThingMagicParser,
    ThingMagicSettings,
    checksum,
    command_frame,
    sighting_of,
    thingmagic_driver,
)
from hardware.rfid.uhf import UhfReader
from tests.hardware.device_frames import thingmagic_checksum, thingmagic_says
from tests.hardware.reader_contract import Inbox, ReaderContract
from tests.hardware.serial_device import DeviceBench, SerialDevice

RECORD = bytes.fromhex(
    "FF28220000 10001B01FF0101C4110E164000000127000005 0000 0F 0080"
    "3000 000000000000000000001545 E94A 561D"
)
SGTIN = bytes.fromhex(
    "FF28220000 10001B01FF0101D6110E164000000042000005 0000 0F 0080"
    "3000 3034257BF7194E4000001A85 EE2C 4EC7"
)
ALIVE = bytes.fromhex("FF0022040084E0")
TOO_WARM = bytes.fromhex("FF0022050485E4")
VERSION = bytes.fromhex("FF00031D0C")
REGION_NA = bytes.fromhex("FF0197014BBC")
REGION_EU3 = bytes.fromhex("FF0197084BB5")
GEN2 = bytes.fromhex("FF02930005517D")
ANTENNA = bytes.fromhex("FF02910101703B")
POWER_5 = bytes.fromhex("FF029201F440AD")
ALL_SIGHTINGS = bytes.fromhex("FF039A010C00A35D")
START = bytes.fromhex("FF102F00000122000005072210001B03E801FFDD2B")
STOP = bytes.fromhex("FF032F0000025E86")
SET_UP = (VERSION, REGION_EU3, GEN2, ANTENNA, POWER_5, ALL_SIGHTINGS, START)


def framed(operation: int, status: int, data: bytes = b"") -> bytes:
    return thingmagic_says(bytes([operation]) + status.to_bytes(2, "big") + data)


def record(epc: bytes, embedded: bytes = b"") -> bytes:
    """A tag, with data read along with it."""
    bits = (len(embedded) * 8).to_bytes(2, "big") + embedded
    tag = (len(epc) // 2 << 11).to_bytes(2, "big") + epc + b"\xe9\x4a"
    return framed(0x22, 0, RECORD[5:24] + bits + b"\x0f" + (len(tag) * 8).to_bytes(2, "big") + tag)


class M6e(SerialDevice):
    """Understands what comes at its own baud rate; reads without end once it was told to."""

    beat_s = 0.01

    def reset(self) -> None:
        self._told = b""
        self.speed = termios.B115200
        self.is_reading = False
        self.refused: int | None = None

    def hear(self, data: bytes) -> list[bytes]:
        self._told = self._told + data if self.baud == self.speed else b""
        answers = []
        for command in (STOP, *SET_UP):
            if command in self._told:
                self._told = self._told.replace(command, b"")
                self.is_reading = command == START
                is_refused = command[2] == self.refused
                answers.append(framed(command[2], 0x0105 if is_refused else 0))
        return answers

    def beat(self) -> bytes:
        if not self.is_reading or self.baud != self.speed:
            return b""
        return b"".join(record(epc) for epc in self.look()) or ALIVE


class TestThingMagic(ReaderContract):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[DeviceBench]:
        device = M6e(tmp_path / "ttyUHF")
        codes = ("000000000000000000001545", "3034257BF7194E4000001A85", "E2801160")
        driver = thingmagic_driver(ThingMagicSettings(str(device.port)), device.open_line)
        bench = DeviceBench(device, UhfReader("tray", driver), codes)
        yield bench
        bench.close()

    def test_it_is_stopped_and_set_up_before_it_reads(self, bench: DeviceBench, ready: Inbox):
        assert b"".join(bench.device.heard) == STOP + b"".join(SET_UP)
        bench.reader.stop()
        bench.device.wait(lambda: not bench.device.is_reading, "it reads on")
        assert ready.states == [ReaderState.OPENING, ReaderState.READY]

    def test_a_module_that_still_reads_at_another_speed_is_taken_over(
        self, bench: DeviceBench, inbox: Inbox
    ):
        bench.device.speed = termios.B9600
        bench.device.is_reading = True
        bench.reader.start(inbox.on_scan, inbox.on_report)
        bench.present(bench.codes[0])
        inbox.wait_for_texts(bench.codes[0])
        assert inbox.states == [ReaderState.OPENING, ReaderState.READY]

    def test_a_tag_is_an_epc_and_a_tray_is_read_tag_by_tag(self, bench: DeviceBench, ready: Inbox):
        tray = [bytes([0x30, number]) * 6 for number in range(60)]
        bench.device.show(*tray, looks=5)
        ready.wait_for_texts(*(epc.hex().upper() for epc in tray))
        assert {(scan.kind, scan.symbology) for scan in ready.scans} == {(Kind.BADGE, "epc")}

    def test_whoever_counts_sees_every_tag(self, bench: DeviceBench, ready: Inbox):
        bench.reader.counting.begin(0)
        bench.device.show(*(bytes.fromhex(code) for code in bench.codes), looks=3)
        ready.wait_for_texts(*bench.codes)
        tags = bench.reader.counting.tally(0).tags
        assert {(tag.count, tag.strongest) for tag in tags} == {(3, -60)}

    def test_noise_broken_records_and_a_warm_module_are_passed_over(
        self, bench: DeviceBench, ready: Inbox
    ):
        noise = random.Random(5).randbytes(65536)  # noqa: S311 - the same noise each time
        wrong = RECORD[:-1] + b"\0"
        bench.device.send(noise + wrong + TOO_WARM + SGTIN[:20] + framed(0x22, 0, bytes(10)))
        bench.present(bench.codes[0])
        ready.wait_for_texts(bench.codes[0])
        assert ready.states == [ReaderState.OPENING, ReaderState.READY]

    def test_a_module_that_falls_silent_is_named_with_what_to_check(
        self, bench: DeviceBench, ready: Inbox
    ):
        bench.device.is_deaf = True
        ready.wait_for_state(ReaderState.BROKEN)
        assert ready.reports[-1].code is ErrorCode.FAULT
        assert "ThingMagic" in ready.reports[-1].reason
        bench.device.is_deaf = False
        ready.wait_for_state(ReaderState.READY)

    def test_a_missing_antenna_is_told(self, bench: DeviceBench, ready: Inbox):
        bench.device.send(framed(0x22, 0x0505))
        ready.wait(lambda: ReaderState.BROKEN in ready.states, "not broken")
        (broken,) = [report for report in ready.reports if report.state is ReaderState.BROKEN]
        assert "antenna" in broken.remedy
        ready.wait_for_state(ReaderState.READY)

    def test_a_refused_setting_is_told_with_its_number(self, bench: DeviceBench, inbox: Inbox):
        bench.device.refused = REGION_EU3[2]
        bench.reader.start(inbox.on_scan, inbox.on_report)
        inbox.wait_for_state(ReaderState.BROKEN)
        assert "error 105" in inbox.reports[-1].reason
        assert "region" in inbox.reports[-1].remedy

    def test_a_weak_tag_lies_beside_the_desk(self, bench: DeviceBench, inbox: Inbox):
        settings = ThingMagicSettings(str(bench.device.port), weakest_dbm=-50)
        bench.reader = UhfReader("tray", thingmagic_driver(settings, bench.device.open_line))
        bench.reader.start(inbox.on_scan, inbox.on_report)
        bench.present(bench.codes[0])
        bench.device.send(SGTIN)
        inbox.wait_for_texts(bench.codes[1])


def found(*pieces: bytes) -> list[Sighting]:
    parser = ThingMagicParser()
    frames = [frame for piece in pieces for frame in parser.feed(piece, 0)]
    return [sighting for frame in frames if (sighting := sighting_of(frame))]


@pytest.mark.parametrize("frame", [STOP, REGION_NA, *SET_UP])
def test_a_command_is_framed_as_by_the_vendors_own_code(frame: bytes):
    assert command_frame(frame[2], frame[3:-2]) == frame


@given(st.binary(min_size=2))
def test_the_checksum_is_that_of_the_vendors_own_code(data: bytes):
    assert checksum(data) == thingmagic_checksum(data)


@pytest.mark.parametrize(
    ("frame", "epc", "signal"),
    [
        (RECORD, "000000000000000000001545", -60),
        (SGTIN, "3034257BF7194E4000001A85", -42),
        (record(bytes(range(62))), bytes(range(62)).hex(), -60),
        (record(b"\xff\xff", embedded=b"TID!"), "FFFF", -60),
    ],
)
def test_a_tag_is_read_from_its_record(frame: bytes, epc: str, signal: int):
    assert found(frame) == [Sighting(bytes.fromhex(epc), 0, signal)]


@pytest.mark.parametrize(
    "frame",
    [
        ALIVE,
        TOO_WARM,
        framed(0x22, 0, bytes(8)),
        framed(0x22, 0, bytes(10)),
        framed(0x22, 0, RECORD[5:-3]),
        framed(0x22, 0, RECORD[5:29]),
        framed(0x22, 0, RECORD[5:24] + b"\xff\xff" + RECORD[26:-2]),
        framed(0x22, 0, RECORD[5:29] + b"\x38\x00" + RECORD[31:-2]),
        record(b""),
    ],
)
def test_a_record_without_a_whole_tag_is_none(frame: bytes):
    assert len(ThingMagicParser().feed(frame, 0)) == 1
    assert found(frame) == []


@pytest.mark.parametrize("cut", range(len(RECORD) + 1))
def test_a_record_may_be_split_anywhere_or_end_early(cut: int):
    whole = found(RECORD)
    assert found(RECORD[:cut], RECORD[cut:]) == whole != []
    assert found(RECORD[:cut] + RECORD * 8)[-6:] == whole * 6


def test_records_may_be_glued_and_come_byte_by_byte_after_garbage():
    line = b"\xff\xff\x02\xff\x10\x22" + bytes(30) + ALIVE + RECORD + SGTIN
    assert len(found(line)) == len(found(*(bytes([byte]) for byte in line))) == 2


def test_a_record_that_broke_off_does_not_hold_up_those_after_a_pause():
    parser = ThingMagicParser()
    assert parser.feed(b"\xff\xff\x22" + RECORD, 0) == []
    frames = parser.feed(b"", 300_000_000)
    assert [sighting_of(frame).epc for frame in frames] == [bytes(10) + b"\x15\x45"]


pieces = st.lists(st.binary() | st.sampled_from([RECORD, SGTIN, ALIVE, START, RECORD[:20]]))


@given(pieces)
def test_any_bytes_are_survived_and_no_wrong_sum_is_accepted(pieces: list[bytes]):
    parser = ThingMagicParser()
    for frame in [frame for piece in pieces for frame in parser.feed(piece, 0)]:
        assert thingmagic_says(frame.body) in b"".join(pieces)


@given(st.binary().map(lambda told: RECORD[2:22] + told))
def test_no_record_is_too_odd_for_a_tag_to_be_looked_for(body: bytes):
    sighting = sighting_of(Frame(body, 0))
    assert sighting is None or sighting.epc in body
