"""Opens a serial port for one program alone, and names what stands in the way.

Knows: pyserial, the errors of a tty. Does not know: what the bytes mean.
"""

import os
import threading
from collections.abc import Callable
from typing import Protocol

from hardware.obstacles import not_opened
from hardware.reader import ErrorCode, HardwareError
from hardware.usb import located
from hardware.wake import Wake

_MOST_BYTES = 65536


class SerialLine(Protocol):
    """An open serial line: one thread reads and closes it, any thread may write."""

    def read(self, stop: Wake, timeout_s: float = 1.0) -> bytes:
        """What came; nothing when out of time or stopped. `HardwareError` when it is lost."""

    def write(self, data: bytes) -> None:
        """Send a command; raises `HardwareError` when the line is lost or takes no bytes."""

    def close(self) -> None:
        """Let the port go."""


OpenLine = Callable[[str, int], SerialLine]


def open_line(port: str, baud: int) -> SerialLine:
    """The port (a path, or an address as `hardware.usb` reads it), opened exclusively.

    Raises:
        HardwareError: with what stands in the way.
    """
    try:
        import serial
    except ImportError as missing:
        raise HardwareError(
            ErrorCode.LIBRARY, "pyserial is not installed", "Install pyserial."
        ) from missing
    path = located(port)
    try:
        line = serial.Serial(baudrate=baud, timeout=0, exclusive=True)
        line.port = path
        line.open()
    except (OSError, ValueError) as error:  # pyserial's own error is an OSError
        raise not_opened(path, error, "reader") from error
    return _Line(port, line)


class _Line:
    def __init__(self, port: str, line: object) -> None:
        self._port = port
        self._line = line
        self._fd: int = line.fileno()  # type: ignore[attr-defined]
        self._writing = threading.Lock()
        self._is_open = True

    def read(self, stop: Wake, timeout_s: float = 1.0) -> bytes:
        if not stop.wait(self._fd, timeout_s=timeout_s):
            return b""
        try:
            data = os.read(self._fd, _MOST_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise _lost(self._port) from error
        if not data:
            raise _lost(self._port)
        return data

    def write(self, data: bytes) -> None:
        with self._writing:
            if not self._is_open:  # the number of a closed descriptor may be another file's now
                raise _lost(self._port)
            try:
                sent = os.write(self._fd, data)
            except BlockingIOError:
                sent = 0
            except OSError as error:
                raise _lost(self._port) from error
        if sent < len(data):  # commands are short: a full line is one that nobody empties
            raise HardwareError(
                ErrorCode.FAULT,
                f"the reader at {self._port} takes no commands",
                "Pull the plug of the reader and put it in again.",
            )

    def close(self) -> None:
        with self._writing:
            self._is_open = False
            self._line.close()  # type: ignore[attr-defined]


def _lost(port: str) -> HardwareError:
    return HardwareError(
        ErrorCode.GONE, f"the reader at {port} was unplugged", "Plug the reader in again."
    )
