"""A scanner that beeps when the desk has answered, not when it has read.

A beep that only says "read" is taken for "accepted", so the scanner's own good-read beep should be
switched off with a code from its manual. Bytes: Zebra SSI guide (packets), Datalogic Magellan and
QuickScan manuals (single bytes), PowerScan (ESC [ n q), Honeywell (SYN commands; the cordless 2020
knows ESC), CipherLab and Metrologic.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hardware.reader import HardwareError
from hardware.ssi import BEEP, LED_OFF, LED_ON, packet

_LIT_S = 0.5

_log = logging.getLogger(__name__)


class Answer(StrEnum):
    """What the desk said to a scan."""

    DONE = "done"
    REFUSED = "refused"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Signal:
    """What a scanner is sent at an answer, and half a second later."""

    at_once: bytes
    later: bytes = b""


def _counted(beep: bytes) -> Mapping[Answer, Signal]:
    """One beep, three or two, for scanners that know one sound."""
    return {
        Answer.DONE: Signal(beep),
        Answer.REFUSED: Signal(beep * 3),
        Answer.ATTENTION: Signal(beep * 2),
    }


_GREEN = b"\1"
_ONE_SHORT_HIGH, _TWO_LONG_LOW, _HIGH_THEN_LOW = b"\x00", b"\x10", b"\x16"

DIALECTS: Mapping[str, Mapping[Answer, Signal]] = {
    "none": {},
    "ssi": {
        Answer.DONE: Signal(
            packet(BEEP, _ONE_SHORT_HIGH) + packet(LED_ON, _GREEN), packet(LED_OFF, _GREEN)
        ),
        Answer.REFUSED: Signal(packet(BEEP, _TWO_LONG_LOW)),
        Answer.ATTENTION: Signal(packet(BEEP, _HIGH_THEN_LOW)),
    },
    "datalogic": {
        Answer.DONE: Signal(b"\1"),
        Answer.REFUSED: Signal(b"F", b"E"),  # "not on file" also stops it until it is enabled
        Answer.ATTENTION: Signal(b"\1\1"),
    },
    "powerscan": {
        Answer.DONE: Signal(b"\x1b[3q\x1b[6q", b"\x1b[7q"),
        Answer.REFUSED: Signal(b"\x1b[4q\x1b[8q", b"\x1b[9q"),
        Answer.ATTENTION: Signal(b"\x1b[3q\x1b[3q"),
    },
    "honeywell": _counted(b"\x16\x07\r"),
    "honeywell_cordless": {
        Answer.DONE: Signal(b"\x1b7\x1b1"),
        Answer.REFUSED: Signal(b"\x1b8"),
        Answer.ATTENTION: Signal(b"\x1b7\x1b7"),
    },
    "cipherlab": _counted(b"#@////\r"),
    "metrologic": _counted(b"\7"),
}


class ScannerBeep:
    """Sounds answers on the line of one scanner, which its reader lends for as long as it is open.

    `answer` may come from any thread; `lend`, `take_back` and `settle` are the reader's.
    """

    def __init__(self, dialect: str) -> None:
        self._signals = DIALECTS[dialect]
        self._lock = threading.Lock()
        self._write: Callable[[bytes], None] | None = None
        self._later = b""
        self._later_s = 0.0

    def lend(self, write: Callable[[bytes], None]) -> None:
        """Sound answers through this from now on."""
        with self._lock:
            self._write, self._later = write, b""

    def take_back(self) -> None:
        """Sound nothing more: the line is closing."""
        with self._lock:
            self._write = None

    def answer(self, answer: Answer) -> None:
        """Sound an answer; silent while the scanner is away, or when it has no sound for it."""
        signal = self._signals.get(answer, Signal(b""))
        with self._lock:
            before, self._later = self._later, signal.later
            self._later_s = time.monotonic() + _LIT_S
            self._send(before + signal.at_once)

    def settle(self) -> None:
        """Send what belongs half a second after an answer, once that has passed."""
        with self._lock:
            if self._later and time.monotonic() >= self._later_s:
                later, self._later = self._later, b""
                self._send(later)

    def _send(self, data: bytes) -> None:
        if self._write is None or not data:
            return
        try:
            self._write(data)
        except HardwareError as error:
            _log.warning("an answer was not sounded: %s", error.reason)
