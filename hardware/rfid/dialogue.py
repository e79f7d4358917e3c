"""Asks a device on a serial line and waits for its answer."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from hardware.reader import ErrorCode, HardwareError
from hardware.rfid.framing import Frame
from hardware.serial_line import SerialLine
from hardware.wake import Wake

_SLICE_S = 0.3
"""After that long without bytes the parser gives up what broke off, and looks behind it."""


class NoAnswer(HardwareError):
    """The device said nothing in time."""


class Parser(Protocol):
    """Bytes in, checked frames out; no bytes raise."""

    def feed(self, data: bytes, at_ns: int) -> list[Frame]:
        """The frames that these bytes complete."""


class Dialogue:
    """One device on one line; used by one thread alone."""

    def __init__(self, model: str, port: str, line: SerialLine, parser: Parser) -> None:
        self._name = f"the {model} at {port}"
        self._line = line
        self._parser = parser

    def send(self, command: bytes) -> None:
        """Say something that needs no answer."""
        self._line.write(command)

    def hear(self, stop: Wake, timeout_s: float) -> list[Frame]:
        """The next frames; none when out of time or stopped."""
        until = time.monotonic() + timeout_s
        while not stop.is_set and (left_s := until - time.monotonic()) > 0:
            data = self._line.read(stop, min(left_s, _SLICE_S))
            if frames := self._parser.feed(data, time.monotonic_ns()):
                return frames
        return []

    def ask(
        self, command: bytes, is_answer: Callable[[bytes], bool], stop: Wake, timeout_s: float
    ) -> Frame | None:
        """Send a command; its answer, whatever comes before it, or None when none came."""
        self._line.write(command)
        until = time.monotonic() + timeout_s
        while frames := self.hear(stop, until - time.monotonic()):
            for frame in frames:
                if is_answer(frame.body):
                    return frame
        return None

    def greet(self, greeting: Callable[[Wake], None]) -> None:
        """Make the device ready; when that fails, let its line go and raise `HardwareError`."""
        never = Wake()
        try:
            greeting(never)
        except BaseException:  # whatever it was, an open line would be busy at the next try
            self._line.close()
            raise
        finally:
            never.close()

    def close(self, farewell: bytes = b"") -> None:
        """Send the last command, if the device still listens, and let the line go."""
        with suppress(HardwareError):
            self._line.write(farewell)
        self._line.close()

    def silent(self) -> NoAnswer:
        """What to raise when no answer came."""
        return NoAnswer(
            ErrorCode.FAULT,
            f"{self._name} does not answer",
            "Check its power, its wires (RX to TX), its baud rate and the switches for UART.",
        )

    def refused(self, what: str, code: int, remedy: str) -> HardwareError:
        """What to raise when the device answered with an error."""
        return HardwareError(ErrorCode.FAULT, f"{self._name} {what} (error {code:02X})", remedy)
