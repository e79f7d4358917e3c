"""What scanners are sent when the desk has answered."""

import pytest

from hardware.outputs.scanner_beep import DIALECTS, Answer, ScannerBeep
from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.serial_line import SerialScannerSettings, serial_reader
from hardware.simulated import SimulatedReader


@pytest.mark.parametrize(
    ("dialect", "answer", "sent"),
    [
        ("ssi", Answer.DONE, "05E6040000FF11 05E7040001FF0F"),
        ("ssi", Answer.REFUSED, "05E6040010FF01"),
        ("datalogic", Answer.DONE, "01"),
        ("datalogic", Answer.REFUSED, "46"),
        ("powerscan", Answer.DONE, "1B5B3371 1B5B3671"),
        ("honeywell", Answer.DONE, "16070D"),
        ("honeywell", Answer.REFUSED, "16070D 16070D 16070D"),
        ("honeywell_cordless", Answer.REFUSED, "1B38"),
        ("none", Answer.DONE, ""),
    ],
)
def test_each_make_has_its_own_words(dialect: str, answer: Answer, sent: str):
    line: list[bytes] = []
    beep = ScannerBeep(dialect)
    beep.lend(line.append)

    beep.answer(answer)

    assert b"".join(line) == bytes.fromhex(sent)


@pytest.mark.parametrize("dialect", DIALECTS.keys() - {"none"})
def test_three_answers_sound_different(dialect: str):
    assert len({DIALECTS[dialect][answer].at_once for answer in Answer}) == 3


def test_a_scanner_that_was_stopped_by_a_refusal_is_enabled_before_the_next_answer():
    line: list[bytes] = []
    beep = ScannerBeep("datalogic")
    beep.lend(line.append)

    beep.answer(Answer.REFUSED)
    beep.settle()
    beep.answer(Answer.DONE)

    assert line == [b"F", b"E\1"]


def test_a_line_that_fails_or_is_away_is_nobodys_trouble(caplog: pytest.LogCaptureFixture):
    def fail(_data: bytes) -> None:
        raise HardwareError(ErrorCode.FAULT, "the reader takes no commands")

    beep = ScannerBeep("honeywell")
    beep.answer(Answer.DONE)
    assert not caplog.records
    beep.lend(fail)
    beep.answer(Answer.DONE)
    beep.take_back()
    beep.answer(Answer.DONE)

    assert [record.getMessage() for record in caplog.records] == [
        "an answer was not sounded: the reader takes no commands"
    ]


def test_only_a_reader_that_can_sound_answers_is_one():
    assert hasattr(serial_reader("desk", SerialScannerSettings("/dev/ttyACM0")), "answer")
    assert not hasattr(SimulatedReader("tray"), "answer")
