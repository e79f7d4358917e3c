"""UHF tags on readers of the families 18 and 288M over a pseudo-terminal, and their parser."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.reader import ErrorCode, Kind, ReaderState
from hardware.rfid.bulk import Sighting
from hardware.rfid.framing import Frame
from hardware.rfid.uhf import UhfReader
from hardware.rfid.uhfreader18 import (
    UhfReader18Parser,
    UhfReader18Settings,
    checksum,
    command_frame,
    inventory_command,
    sightings_of,
    uhfreader18_driver,
)
from tests.hardware.device_frames import uhfreader_checksum, uhfreader_says
from tests.hardware.reader_contract import Inbox, ReaderContract
from tests.hardware.serial_device import DeviceBench, SerialDevice

E313 = "000000000000000000000313"
SGTIN = "3034257BF7194E4000001A85"
ONE = bytes.fromhex("130001030 10C 000000000000000000000313 3F39".replace(" ", ""))
ONE_SGTIN = bytes.fromhex("130001010 10C 3034257BF7194E4000001A85 964F".replace(" ", ""))
TWO = bytes.fromhex(
    "200001030 20C 000000000000000000000313 0C 000000000000000000000314 9AC9".replace(" ", "")
)
WITH_SIGNAL = bytes.fromhex("15000103 01 01 0C 000000000000000000000313 6B B1A5")
NONE = bytes.fromhex("050001FBF23D")
NONE_288 = bytes.fromhex("07000101 0100 1E4B")
INVENTORY = bytes.fromhex("04FF011BB4")
INVENTORY_288 = bytes.fromhex("0DFF010F00010000000080 14C03A")
INFO = bytes.fromhex("04FF211995")


def framed(command: int, status: int, data: bytes = b"") -> bytes:
    return uhfreader_says(bytes([0, command, status]) + data)


class Reader18(SerialDevice):
    """Answers what it is asked, ten tags a frame."""

    inventory, none = INVENTORY, NONE
    before = behind = b""

    def hear(self, data: bytes) -> list[bytes]:
        answers = []
        while data:
            command, data = data[: data[0] + 1], data[data[0] + 1 :]
            answers += self._answers_to(command)
        return answers

    def _answers_to(self, command: bytes) -> list[bytes]:
        if command == INFO:
            return [framed(0x21, 0, bytes.fromhex("0201090331801E0A"))]
        if command != self.inventory:
            return [framed(command[2], 0)]
        tags = self.look()
        frames = [tags[at : at + 10] for at in range(0, len(tags), 10)]
        more = [self._tags(3, tags) for tags in frames[:-1]]
        return [*more, self._tags(1, frames[-1]) if frames else self.none]

    def _tags(self, status: int, tags: Sequence[bytes]) -> bytes:
        told = b"".join(bytes([len(epc)]) + epc + self.behind for epc in tags)
        return framed(1, status, self.before + bytes([len(tags)]) + told)


class Reader288(Reader18):
    """Tells an antenna, and a signal behind each tag."""

    inventory, none = INVENTORY_288, NONE_288
    before, behind = b"\x01", b"\x6b"


class TestUhfReader18(ReaderContract):
    family, device_class, signal = "18", Reader18, None

    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[DeviceBench]:
        device = self.device_class(tmp_path / "ttyUHF")
        settings = UhfReader18Settings(
            str(device.port), family=self.family, scan_s=2.0, interval_s=0.01
        )
        reader = UhfReader("tray", uhfreader18_driver(settings, device.open_line))
        bench = DeviceBench(device, reader, (E313, SGTIN, "E2801160"))
        yield bench
        bench.close()

    def test_a_tray_is_read_tag_by_tag_from_several_frames(self, bench: DeviceBench, ready: Inbox):
        tray = [bytes([0x30, number]) * 6 for number in range(35)]
        bench.reader.counting.begin(0)
        bench.device.show(*tray, looks=3)
        ready.wait_for_texts(*(epc.hex().upper() for epc in tray))
        assert {(scan.kind, scan.symbology) for scan in ready.scans} == {(Kind.BADGE, "epc")}
        bench.device.show()
        tags = bench.reader.counting.tally(0).tags
        assert {(tag.count, tag.strongest) for tag in tags} == {(3, self.signal)}

    def test_a_tag_that_stays_is_one_scan(self, bench: DeviceBench, ready: Inbox):
        bench.device.show(bytes.fromhex(SGTIN), looks=30)
        bench.present(E313)
        ready.wait_for_texts(SGTIN, E313)


class TestUhfReader288(TestUhfReader18):
    family, device_class, signal = "288", Reader288, 0x6B


class TestTrouble:
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[DeviceBench]:
        device = Reader18(tmp_path / "ttyUHF")
        settings = UhfReader18Settings(str(device.port), power_dbm=20, scan_s=0.1, interval_s=0.01)
        reader = UhfReader("tray", uhfreader18_driver(settings, device.open_line))
        bench = DeviceBench(device, reader, (E313, SGTIN, SGTIN))
        yield bench
        bench.close()

    @pytest.fixture
    def ready(self, bench: DeviceBench) -> Inbox:
        inbox = Inbox()
        bench.reader.start(inbox.on_scan, inbox.on_report)
        inbox.wait_for_state(ReaderState.READY)
        return inbox

    def test_it_is_asked_who_it_is_and_its_power_is_set(self, bench: DeviceBench, ready: Inbox):
        bench.device.show()
        said = b"".join(bench.device.heard)
        assert said.startswith(INFO + command_frame(0x2F, b"\x14") + INVENTORY)
        assert ready.states[-1] is ReaderState.READY

    @pytest.mark.parametrize(
        "spoil", [lambda said: said[:-1] + b"\0", lambda said: said[:6], lambda _: b""]
    )
    def test_one_spoilt_answer_is_asked_for_again(
        self, bench: DeviceBench, ready: Inbox, spoil: object
    ):
        bench.device.spoilers.append(spoil)
        bench.device.wait(lambda: not bench.device.spoilers, "nobody asked")
        bench.present(SGTIN)
        ready.wait_for_texts(SGTIN)
        assert ready.states == [ReaderState.OPENING, ReaderState.READY]

    def test_noise_before_an_answer_is_passed_over(self, bench: DeviceBench, ready: Inbox):
        noise = random.Random(4).randbytes(65536)  # noqa: S311 - the same noise each time
        late = framed(0x21, 0, bytes.fromhex("0201090331801E0A"))
        bench.device.send(noise + TWO[:-9] + late)
        bench.present(SGTIN)
        ready.wait_for_texts(SGTIN)
        assert ready.states == [ReaderState.OPENING, ReaderState.READY]

    def test_a_reader_that_falls_silent_is_named_with_what_to_check(
        self, bench: DeviceBench, ready: Inbox
    ):
        bench.device.is_deaf = True
        ready.wait_for_state(ReaderState.BROKEN)
        assert ready.reports[-1].code is ErrorCode.FAULT
        assert "UHFReader" in ready.reports[-1].reason
        bench.device.is_deaf = False
        ready.wait_for_state(ReaderState.READY)

    @pytest.mark.parametrize(("status", "word"), [(0xF8, "antenna"), (0xFE, "family")])
    def test_an_error_is_told_with_its_remedy(
        self, bench: DeviceBench, ready: Inbox, status: int, word: str
    ):
        bench.device.spoilers.append(lambda _: framed(1, status))
        ready.wait(lambda: ReaderState.BROKEN in ready.states, "not broken")
        (broken,) = [report for report in ready.reports if report.state is ReaderState.BROKEN]
        assert word in broken.remedy
        assert f"error {status:02X}" in broken.reason
        ready.wait_for_state(ReaderState.READY)


def found(*pieces: bytes, family: str = "18") -> list[Sighting]:
    parser = UhfReader18Parser()
    frames = [frame for piece in pieces for frame in parser.feed(piece, 0)]
    return [sighting for frame in frames for sighting in sightings_of(frame, family)]


def test_commands_are_framed_as_in_the_manual():
    assert command_frame(0x21) == INFO
    assert inventory_command(UhfReader18Settings("tty")) == INVENTORY
    assert inventory_command(UhfReader18Settings("tty", "288", scan_s=2.0)) == INVENTORY_288


@given(st.binary())
def test_the_checksum_is_that_of_the_manual(data: bytes):
    assert checksum(data) == uhfreader_checksum(data)


@pytest.mark.parametrize(
    ("frame", "family", "epcs", "signal"),
    [
        (ONE, "18", [E313], None),
        (ONE_SGTIN, "18", [SGTIN], None),
        (TWO, "18", [E313, E313[:-1] + "4"], None),
        (WITH_SIGNAL, "288", [E313], 0x6B),
        (NONE, "18", [], None),
        (NONE_288, "288", [], None),
    ],
)
def test_tags_are_read_from_an_answer(
    frame: bytes, family: str, epcs: list[str], signal: int | None
):
    expected = [Sighting(bytes.fromhex(epc), 0, signal) for epc in epcs]
    assert found(frame, family=family) == expected
    assert len(UhfReader18Parser().feed(frame, 0)) == 1


@pytest.mark.parametrize("data", ["", "01", "020CAA", "0102AA", "0200", "0202AABB", "0102AABBCCDD"])
@pytest.mark.parametrize("family", ["18", "288"])
def test_an_answer_whose_tags_are_not_whole_has_none(data: str, family: str):
    antenna = "01" if family == "288" and data else ""
    assert found(framed(1, 1, bytes.fromhex(antenna + data)), family=family) == []


@pytest.mark.parametrize("cut", range(len(TWO) + 1))
def test_an_answer_may_be_split_anywhere_or_end_early(cut: int):
    whole = found(TWO)
    assert found(TWO[:cut], TWO[cut:]) == whole != []
    assert found(TWO[:cut] + TWO * 9)[-8:] == whole * 4


def test_answers_may_be_glued_and_come_byte_by_byte_after_garbage():
    line = b"\x07\x00\x01\x02\x03\x04" + NONE + ONE + TWO
    assert len(found(line)) == len(found(*(bytes([byte]) for byte in line))) == 3


def test_an_answer_that_comes_in_two_pieces_with_a_pause_between_is_whole():
    parser = UhfReader18Parser()
    assert parser.feed(TWO[:9], 0) == []
    assert len(parser.feed(TWO[9:], 900_000_000)) == 1


def test_an_answer_that_broke_off_does_not_hold_up_the_next_after_a_pause():
    parser = UhfReader18Parser()
    assert parser.feed(b"\xff\x00\x01", 0) == []
    assert len(parser.feed(ONE, 60_000_000)) == 0
    assert len(parser.feed(b"", 320_000_000)) == 1


pieces = st.lists(st.binary() | st.sampled_from([ONE, TWO, NONE, INVENTORY, ONE[:8]]))


@given(pieces)
def test_any_bytes_are_survived_and_no_wrong_sum_is_accepted(pieces: list[bytes]):
    parser = UhfReader18Parser()
    for frame in [frame for piece in pieces for frame in parser.feed(piece, 0)]:
        assert uhfreader_says(frame.body) in b"".join(pieces)


@given(st.binary(max_size=250), st.sampled_from(["18", "288"]))
def test_no_answer_is_too_odd_for_tags_to_be_looked_for(told: bytes, family: str):
    for sighting in sightings_of(Frame(b"\x00\x01\x01" + told, 0), family):
        assert sighting.epc in told
