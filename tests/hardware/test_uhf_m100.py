"""UHF tags on an M100 module that polls over a pseudo-terminal, and its parser over any bytes."""

import random
from binascii import crc_hqx
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.reader import ErrorCode, Kind, ReaderState
from hardware.rfid.bulk import Sighting
from hardware.rfid.framing import Frame
from hardware.rfid.uhf import UhfReader
from hardware.rfid.uhf_m100 import (
    M100Parser,
    M100Settings,
    command_frame,
    m100_driver,
    sighting_of,
)
from tests.hardware.device_frames import m100_says
from tests.hardware.reader_contract import Inbox, ReaderContract
from tests.hardware.serial_device import DeviceBench, SerialDevice

CUSTOMER = bytes.fromhex("BB02220011C9340030751FEB705C5904E3D50D703A76EF7E")
FACTORY = bytes.fromhex("BB02220011C43000E2000 01D7315016521408FC6B83EC27E".replace(" ", ""))
SGTIN = bytes.fromhex("BB02220011D030003034257BF7194E4000001A85EE2C907E")
NO_TAG = bytes.fromhex("BB01FF000115167E")
POLL_ON = bytes.fromhex("BB00270003222710837E")
STOP = bytes.fromhex("BB00280000287E")
VERSION = bytes.fromhex("BB00030001 00047E")
REGION_EU = bytes.fromhex("BB00070001030B7E")
POWER_20 = bytes.fromhex("BB00B6000207D08F7E")


def notice(epc: bytes, signal: int = -55, flags: int = 0) -> bytes:
    tag = (len(epc) // 2 << 11 | flags).to_bytes(2, "big") + epc
    checksum = crc_hqx(tag, 0xFFFF) ^ 0xFFFF
    signal_byte = signal.to_bytes(1, "big", signed=True)
    return m100_says(b"\x02\x22" + signal_byte + tag + checksum.to_bytes(2, "big"))


class M100(SerialDevice):
    """Polls once it was told to; each round tells a tag, or that there is none."""

    beat_s = 0.01

    def reset(self) -> None:
        self._told = b""
        self.is_polling = False
        self.refuses = False
        self.no_tag = NO_TAG

    def hear(self, data: bytes) -> list[bytes]:
        self._told += data
        answers = []
        for command in (STOP, VERSION, REGION_EU, POWER_20, POLL_ON):
            if command in self._told:
                self._told = self._told.replace(command, b"")
                answers += self._answers_to(command)
        return answers

    def beat(self) -> bytes:
        if not self.is_polling:
            return b""
        return b"".join(notice(epc) for epc in self.look()) or self.no_tag

    def _answers_to(self, command: bytes) -> list[bytes]:
        self.is_polling = command == POLL_ON
        if command == POLL_ON:
            return []
        if self.refuses and command == REGION_EU:
            return [m100_says(b"\x01\xff\x17")]
        told = b"M100 26dBm V1.0" if command == VERSION else b"\0"
        return [m100_says(bytes([1, command[2]]) + told)]


class TestM100(ReaderContract):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[DeviceBench]:
        device = M100(tmp_path / "ttyUHF")
        settings = M100Settings(str(device.port), region="eu", power_dbm=20)
        codes = ("30751FEB705C5904E3D50D70", "3034257BF7194E4000001A85", "E2801160")
        reader = UhfReader("tray", m100_driver(settings, device.open_line))
        bench = DeviceBench(device, reader, codes)
        yield bench
        bench.close()

    def test_it_is_stopped_and_set_up_before_it_polls(self, bench: DeviceBench, ready: Inbox):
        bench.device.show()
        expected = STOP + VERSION + REGION_EU + POWER_20 + POLL_ON
        assert b"".join(bench.device.heard) == expected
        bench.reader.stop()
        bench.device.wait(lambda: not bench.device.is_polling, "it polls on")
        assert ready.states == [ReaderState.OPENING, ReaderState.READY]

    def test_a_module_that_still_polls_since_before_is_taken_over(
        self, bench: DeviceBench, inbox: Inbox
    ):
        bench.device.is_polling = True
        bench.reader.start(inbox.on_scan, inbox.on_report)
        bench.present(bench.codes[0])
        inbox.wait_for_texts(bench.codes[0])

    def test_a_tag_is_an_epc_and_a_tray_is_read_tag_by_tag(self, bench: DeviceBench, ready: Inbox):
        tray = [bytes([0x30, number]) * 6 for number in range(60)]
        bench.device.show(*tray, looks=5)
        ready.wait_for_texts(*(epc.hex().upper() for epc in tray))
        assert {(scan.kind, scan.symbology) for scan in ready.scans} == {(Kind.BADGE, "epc")}

    def test_whoever_counts_sees_every_tag_and_how_often(self, bench: DeviceBench, ready: Inbox):
        bench.present(bench.codes[0])
        ready.wait_for_texts(bench.codes[0])
        counting = bench.reader.counting
        assert counting.tally(0) is None

        counting.begin(0, quiet_s=1)
        bench.device.show(bytes.fromhex(bench.codes[1]), bytes.fromhex(bench.codes[0]), looks=20)
        ready.wait_for_texts(*bench.codes[:2])
        bench.device.wait(lambda: sum(t.count for t in counting.tally(0).tags) == 40, "lost")
        tally = counting.tally(2**63)
        assert [tag.epc.hex().upper() for tag in tally.tags] == [bench.codes[1], bench.codes[0]]
        assert {tag.strongest for tag in tally.tags} == {-55}
        assert tally.is_settled

        counting.end()
        assert counting.tally(0) is None

    def test_when_its_rounds_are_over_it_is_told_to_go_on(self, bench: DeviceBench, ready: Inbox):
        bench.device.is_polling = False
        bench.present(bench.codes[0])
        ready.wait_for_texts(bench.codes[0])
        assert ready.states == [ReaderState.OPENING, ReaderState.READY]

    def test_a_module_that_says_nothing_while_there_is_no_tag_is_ready_all_the_same(
        self, bench: DeviceBench, ready: Inbox
    ):
        bench.device.no_tag = b""
        bench.device.wait(lambda: b"".join(bench.device.heard).count(POLL_ON) == 3, "no greeting")
        bench.present(bench.codes[0])
        ready.wait_for_texts(bench.codes[0])
        assert ready.states == [ReaderState.OPENING, ReaderState.READY]

    def test_a_module_that_falls_silent_is_named_with_what_to_check(
        self, bench: DeviceBench, ready: Inbox
    ):
        bench.device.is_deaf = True
        ready.wait_for_state(ReaderState.BROKEN)
        assert ready.reports[-1].code is ErrorCode.FAULT
        assert "M100" in ready.reports[-1].reason
        bench.device.is_deaf = False
        ready.wait_for_state(ReaderState.READY)

    def test_a_refused_setting_is_told_with_its_number(self, bench: DeviceBench, inbox: Inbox):
        bench.device.refuses = True
        bench.reader.start(inbox.on_scan, inbox.on_report)
        inbox.wait_for_state(ReaderState.BROKEN)
        assert "error 17" in inbox.reports[-1].reason
        assert "region" in inbox.reports[-1].remedy

    def test_noise_and_broken_notices_between_rounds_are_passed_over(
        self, bench: DeviceBench, ready: Inbox
    ):
        noise = random.Random(3).randbytes(65536)  # noqa: S311 - the same noise each time
        bench.device.send(noise + FACTORY[:9] + CUSTOMER[:-2] + b"\x00\x7e" + FACTORY[:-9])
        bench.present(bench.codes[1])
        ready.wait_for_texts(bench.codes[1])

    def test_a_weak_tag_lies_beside_the_desk(self, bench: DeviceBench, inbox: Inbox):
        settings = M100Settings(str(bench.device.port), weakest_dbm=-50)
        bench.reader = UhfReader("tray", m100_driver(settings, bench.device.open_line))
        bench.reader.start(inbox.on_scan, inbox.on_report)
        bench.present(bench.codes[0])
        bench.device.send(notice(bytes.fromhex(bench.codes[1]), -50))
        inbox.wait_for_texts(bench.codes[1])


def found(*pieces: bytes) -> list[Sighting]:
    parser = M100Parser()
    frames = [frame for piece in pieces for frame in parser.feed(piece, 0)]
    return [sighting for frame in frames if (sighting := sighting_of(frame))]


@pytest.mark.parametrize(
    ("frame", "command", "parameters"),
    [
        (POLL_ON, 0x27, "222710"),
        (STOP, 0x28, ""),
        (VERSION, 0x03, "00"),
        (REGION_EU, 0x07, "03"),
        (POWER_20, 0xB6, "07D0"),
        (bytes.fromhex("BB00B70000B77E"), 0xB7, ""),
        (bytes.fromhex("BB00220000227E"), 0x22, ""),
    ],
)
def test_a_command_is_framed_as_in_the_manual(frame: bytes, command: int, parameters: str):
    assert command_frame(command, bytes.fromhex(parameters)) == frame


@pytest.mark.parametrize(
    ("frame", "epc", "signal"),
    [
        (CUSTOMER, "30751FEB705C5904E3D50D70", -55),
        (FACTORY, "E200001D7315016521408FC6", -60),
        (SGTIN, "3034257BF7194E4000001A85", -48),
        (notice(bytes(range(62))), bytes(range(62)).hex(), -55),
        (notice(b"\x7e\xbb" * 4), "7EBB" * 4, -55),
    ],
)
def test_a_tag_is_read_from_its_notice(frame: bytes, epc: str, signal: int):
    assert found(frame) == [Sighting(bytes.fromhex(epc), 0, signal)]


@pytest.mark.parametrize(
    "parameters",
    ["", "C9", "C90000FFFF", "C93000E200", CUSTOMER[5:-4].hex() + "3A77", CUSTOMER[5:-3].hex()],
)
def test_a_notice_without_a_whole_tag_is_none(parameters: str):
    assert sighting_of(Frame(b"\x02\x22" + bytes.fromhex(parameters), 0)) is None


@pytest.mark.parametrize("cut", range(len(FACTORY) + 1))
def test_a_notice_may_be_split_anywhere_or_end_early(cut: int):
    whole = found(FACTORY)
    assert found(FACTORY[:cut], FACTORY[cut:]) == whole != []
    assert found(FACTORY[:cut] + FACTORY * 8)[-7:] == whole * 7


def test_notices_may_be_glued_and_come_byte_by_byte_after_garbage():
    line = b"\xbb\x02\x7e\xbb\xbb" + NO_TAG + CUSTOMER + FACTORY + SGTIN
    assert len(found(line)) == len(found(*(bytes([byte]) for byte in line))) == 3


pieces = st.lists(st.binary() | st.sampled_from([CUSTOMER, FACTORY, NO_TAG, STOP, CUSTOMER[:9]]))


@given(pieces)
def test_any_bytes_are_survived_and_no_wrong_sum_is_accepted(pieces: list[bytes]):
    for sighting in found(*pieces):
        notices = (notice(sighting.epc, sighting.signal or 0, flags) for flags in (0, 0x0400))
        assert any(each in b"".join(pieces) for each in notices)


@given(st.binary().map(lambda told: b"\x02\x22" + told))
def test_no_notice_is_too_odd_for_a_tag_to_be_looked_for(body: bytes):
    sighting = sighting_of(Frame(body, 0))
    assert sighting is None or sighting.epc in body
