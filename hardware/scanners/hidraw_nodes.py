"""The raw HID nodes of Linux: opened by path, their reports as they came.

Source: linux/hidraw.h, Documentation/hid/hidraw.rst. Does not know: what a report means.
"""

import os
import struct
import sys
from collections.abc import Callable
from typing import Protocol

from hardware.obstacles import not_opened

_MOST_REPORT = 4096
_DESCRIPTOR_SIZE, _DESCRIPTOR, _INFO, _SET_FEATURE = 0x80044801, 0x90044802, 0x80084803, 0xC0004806
"""HIDIOCGRDESCSIZE, HIDIOCGRDESC, HIDIOCGRAWINFO; HIDIOCSFEATURE without its report's length."""


class HidNode(Protocol):
    """One open node; used by one thread."""

    def fileno(self) -> int:
        """What to wait on."""

    def descriptor(self) -> bytes:
        """The report descriptor; raises OSError when the device is lost."""

    def maker_and_model(self) -> tuple[int, int]:
        """Its USB vendor and product; raises OSError when the device is lost."""

    def read(self) -> bytes:
        """One report; raises BlockingIOError when none waits, OSError when the device is lost."""

    def set_feature(self, report: bytes) -> None:
        """Send a feature report; raises OSError when the device does not take it."""

    def close(self) -> None:
        """Let the node go."""


OpenNode = Callable[[str], HidNode]


def open_node(path: str) -> HidNode:
    """A node of this machine; raises `HardwareError` with what stands in the way."""
    try:
        return _HidRaw(os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))
    except (OSError, ValueError) as error:
        raise not_opened(path, error, "scanner") from error


class _HidRaw:
    def __init__(self, descriptor: int) -> None:
        self._fd = descriptor

    def fileno(self) -> int:
        return self._fd

    def descriptor(self) -> bytes:
        import fcntl

        told = bytearray(fcntl.ioctl(self._fd, _DESCRIPTOR_SIZE, bytes(4)) + bytes(_MOST_REPORT))
        fcntl.ioctl(self._fd, _DESCRIPTOR, told)
        return bytes(told[4:][: int.from_bytes(told[:4], sys.byteorder)])

    def maker_and_model(self) -> tuple[int, int]:
        import fcntl

        _bus, vendor, product = struct.unpack("IHH", fcntl.ioctl(self._fd, _INFO, bytes(8)))
        return vendor, product

    def read(self) -> bytes:
        return os.read(self._fd, _MOST_REPORT)

    def set_feature(self, report: bytes) -> None:
        import fcntl

        fcntl.ioctl(self._fd, _SET_FEATURE | len(report) << 16, report)

    def close(self) -> None:
        os.close(self._fd)
