"""NFC cards on a PN532 that answers over a pseudo-terminal, and its parser over any bytes."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.reader import ErrorCode, Kind, ReaderState
from hardware.rfid.pn532 import (
    ACK,
    Pn532Driver,
    Pn532Parser,
    Pn532Settings,
    command_frame,
    uid_of,
)
from hardware.threaded_reader import ThreadedReader
from tests.hardware.device_frames import pn532_says
from tests.hardware.reader_contract import Inbox, ReaderContract
from tests.hardware.serial_device import DeviceBench, SerialDevice, Spoiler

CLASSIC = bytes.fromhex("0000FF0CF4D54B010100040804 90D752C5 5000")
NTAG = bytes.fromhex("0000FF0FF1D54B010100440007 04AF68DAC85A80 FC00")
DESFIRE = bytes.fromhex("0000FF15EBD54B010103442007 04112233445566 067577810280 1200")
RANDOM = bytes.fromhex("0000FF12EED54B010103442004 08A1B2C3 067577810280 6000")
NO_CARD = bytes.fromhex("0000FF03FDD54B00E000")
UNKNOWN = bytes.fromhex("0000FF01FF7F8100")
SAM_DONE = bytes.fromhex("0000FF02FED5151600")
RF_DONE = bytes.fromhex("0000FF02FED533F800")
RELEASED = bytes.fromhex("0000FF03FDD55300D800")
SAM = bytes.fromhex("0000FF05FBD4140114010200")
RF = bytes.fromhex("0000FF06FAD43205FF0110E500")
LIST = bytes.fromhex("0000FF04FCD44A0100E100")
RELEASE = bytes.fromhex("0000FF03FDD45200DA00")


def listed(uid: bytes) -> bytes:
    """The frame that tells of one card of this UID."""
    return pn532_says(b"\xd5\x4b\x01\x01\x00\x44\x00" + bytes([len(uid)]) + uid)


class Pn532(SerialDevice):
    """Sleeps until 55 55; acknowledges each command, then answers it."""

    def reset(self) -> None:
        self._is_awake = False
        self._told = b""

    def hear(self, data: bytes) -> list[bytes]:
        self._told += data
        self._is_awake |= b"\x55\x55" in data
        answers = []
        for command in (SAM, RF, LIST, RELEASE):
            if self._is_awake and command in self._told:
                self._told = b""
                answers += [ACK, self._answer_to(command)]
        return answers

    def _answer_to(self, command: bytes) -> bytes:
        if command == LIST:
            return next((listed(uid) for uid in self.look()), NO_CARD)
        return {SAM: SAM_DONE, RF: RF_DONE, RELEASE: RELEASED}[command]


class TestPn532(ReaderContract):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[DeviceBench]:
        device = Pn532(tmp_path / "ttyNFC")
        settings = Pn532Settings(str(device.port), interval_s=0.02)
        codes = ("90D752C5", "04AF68DAC85A80", "04112233445566")
        reader = ThreadedReader("door", Pn532Driver(settings, device.open_line))
        bench = DeviceBench(device, reader, codes)
        yield bench
        bench.close()

    def test_a_card_is_a_badge_with_its_whole_uid(self, bench: DeviceBench, ready: Inbox):
        bench.present("04AF68DAC85A80")
        ready.wait_for_texts("04AF68DAC85A80")
        assert (ready.scans[0].kind, ready.scans[0].symbology) == (Kind.BADGE, "iso14443a")

    def test_it_is_woken_and_set_up_before_it_is_ready(self, bench: DeviceBench, ready: Inbox):
        said = b"".join(bench.device.heard)
        assert said.startswith(b"\x55\x55" + bytes(15) + ACK + SAM + RF)
        assert ready.states == [ReaderState.OPENING, ReaderState.READY]

    def test_a_card_that_stays_is_one_scan(self, bench: DeviceBench, ready: Inbox):
        bench.device.show(bytes.fromhex("90D752C5"), looks=30)
        bench.present("04112233445566")
        ready.wait_for_texts("90D752C5", "04112233445566")

    def test_a_card_that_was_away_counts_anew(self, bench: DeviceBench, inbox: Inbox):
        settings = Pn532Settings(str(bench.device.port), interval_s=0.02, away_s=0.1)
        bench.reader = ThreadedReader("door", Pn532Driver(settings, bench.device.open_line))
        bench.reader.start(inbox.on_scan, inbox.on_report)
        bench.present("90D752C5")
        bench.device.show(looks=10)
        bench.present("90D752C5")
        inbox.wait_for_texts("90D752C5", "90D752C5")

    def test_a_phone_with_a_new_uid_at_each_look_is_one_scan(
        self, bench: DeviceBench, ready: Inbox
    ):
        for end in range(20):
            bench.device.show(b"\x08\xa1\xb2" + bytes([end]))
        bench.present("04112233445566")
        ready.wait_for_texts("08A1B200", "04112233445566")

    def test_stale_bytes_before_an_answer_are_passed_over(self, bench: DeviceBench, ready: Inbox):
        late = random.Random(7).randbytes(65536)  # noqa: S311 - the same noise each time
        bench.device.send(late + bytes(9) + NO_CARD[:7])
        bench.present("90D752C5")
        ready.wait_for_texts("90D752C5")

    @pytest.mark.parametrize(
        "spoil", [lambda said: said[:-2] + b"\x00\x00", lambda said: said[:5], lambda _: b""]
    )
    def test_one_spoilt_answer_is_asked_for_again(
        self, bench: DeviceBench, ready: Inbox, spoil: Spoiler
    ):
        bench.device.spoilers.extend([bytes, spoil])
        bench.device.wait(lambda: not bench.device.spoilers, "nobody asked")
        bench.present("90D752C5")
        ready.wait_for_texts("90D752C5")
        assert ready.states == [ReaderState.OPENING, ReaderState.READY]

    def test_a_board_that_falls_silent_is_named_with_what_to_check(
        self, bench: DeviceBench, ready: Inbox
    ):
        bench.device.is_deaf = True
        ready.wait_for_state(ReaderState.BROKEN)
        assert ready.reports[-1].code is ErrorCode.FAULT
        assert "PN532" in ready.reports[-1].reason
        assert "RX to TX" in ready.reports[-1].remedy
        bench.device.is_deaf = False
        ready.wait_for_state(ReaderState.READY)

    def test_an_error_answer_is_told(self, bench: DeviceBench, ready: Inbox):
        bench.device.spoilers.extend([bytes, lambda _: UNKNOWN] * 2)
        ready.wait(lambda: ReaderState.BROKEN in ready.states, "not broken")
        (broken,) = [report for report in ready.reports if report.state is ReaderState.BROKEN]
        assert "does not know a command" in broken.reason
        ready.wait_for_state(ReaderState.READY)

    def test_when_it_is_closed_a_running_command_is_ended(self, bench: DeviceBench, ready: Inbox):
        bench.reader.stop()
        bench.device.wait(lambda: bench.device.heard[-1].endswith(ACK), "no last ACK")
        assert ready.states[-1] is ReaderState.READY


def bodies(*pieces: bytes) -> list[bytes]:
    parser = Pn532Parser()
    return [frame.body for piece in pieces for frame in parser.feed(piece, 0)]


@pytest.mark.parametrize(
    ("frame", "command"),
    [
        (SAM, "14011401"),
        (RF, "3205FF0110"),
        (LIST, "4A0100"),
        (RELEASE, "5200"),
        (bytes.fromhex("0000FF02FED4022A00"), "02"),
    ],
)
def test_a_command_is_framed_as_in_the_manual(frame: bytes, command: str):
    assert command_frame(bytes.fromhex(command)) == frame


@pytest.mark.parametrize(
    ("frame", "uid"),
    [
        (CLASSIC, "90D752C5"),
        (NTAG, "04AF68DAC85A80"),
        (DESFIRE, "04112233445566"),
        (RANDOM, "08A1B2C3"),
        (listed(bytes(range(10))), "00010203040506070809"),
    ],
)
def test_a_card_is_read_from_its_answer(frame: bytes, uid: str):
    (body,) = bodies(ACK + frame)
    assert uid_of(body) == bytes.fromhex(uid)


@pytest.mark.parametrize(
    "said", ["D54B00", "D54B", "D54B0101000408", "D54B0101000408 0490D752", "D5530001000408 00", ""]
)
def test_an_answer_without_a_whole_card_is_none(said: str):
    assert uid_of(bytes.fromhex(said)) is None


@pytest.mark.parametrize("cut", range(len(DESFIRE) + 1))
def test_a_frame_may_be_split_anywhere_or_end_early(cut: int):
    assert bodies(DESFIRE[:cut], DESFIRE[cut:]) == bodies(DESFIRE) != []
    assert bodies(DESFIRE[:cut] + DESFIRE)[-1:] == bodies(DESFIRE)


def test_frames_may_be_glued_and_come_byte_by_byte_after_garbage():
    line = b"\xff\x00\xff\x05\x00\x00\xff" + ACK + NO_CARD + CLASSIC + UNKNOWN
    expected = [NO_CARD[5:-2], CLASSIC[5:-2], b"\x7f"]
    assert bodies(line) == bodies(*(bytes([byte]) for byte in line)) == expected


pieces = st.lists(st.binary() | st.sampled_from([CLASSIC, NTAG, NO_CARD, ACK, UNKNOWN, LIST]))


@given(pieces)
def test_any_bytes_are_survived_and_no_wrong_sum_is_accepted(pieces: list[bytes]):
    for body in bodies(*pieces):
        assert pn532_says(body)[1:-1] in b"".join(pieces)
        assert body[0] in (0xD5, 0x7F)


@given(st.binary().map(lambda told: b"\xd5\x4b\x01" + told))
def test_no_answer_is_too_odd_for_a_card_to_be_looked_for(body: bytes):
    assert len(uid_of(body) or bytes(4)) in (4, 7, 10)
