"""Wires without devices: bytes of a badge and pictures of codes that go through the real drivers.

`WireBadge` is a pseudo-terminal that speaks as an RDM6300 does; `FrameFeed` is a folder that the
camera driver takes for a camera. What they send is read as if a person stood at the desk.
"""

import os
import threading
from functools import reduce
from operator import xor
from pathlib import Path

from hardware.reader import ErrorCode, HardwareError

_CADENCE_S = 0.065
_HOLD_FRAMES = 4


def badge_frame(tag: str) -> bytes:
    """The bytes that an RDM6300 sends for a tag of ten hexadecimal digits."""
    data = bytes.fromhex(tag)
    if len(data) != 5:  # noqa: PLR2004 - an EM4100 tag is five bytes
        raise HardwareError(ErrorCode.SETTINGS, f"{tag!r} is not a tag of ten hexadecimal digits")
    return b"\x02" + (data + bytes([reduce(xor, data)])).hex().upper().encode() + b"\x03"


class WireBadge:
    """A badge reader's cable: the end with the reader in it. `port` is for the `em4100` driver."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self._master: int | None = None
        self._slave: int | None = None
        self._let_go = threading.Event()
        self.plug()

    def plug(self) -> None:
        """Put the reader in; its port appears."""
        self._master, self._slave = os.openpty()
        os.set_blocking(self._master, False)
        _set_raw(self._slave)
        self.port.symlink_to(os.ttyname(self._slave))

    def unplug(self) -> None:
        """Pull the reader out; its port goes."""
        self.port.unlink(missing_ok=True)
        for end in (self._slave, self._master):
            if end is not None:
                os.close(end)
        self._master = self._slave = None

    def tap(self, tag: str) -> None:
        """Hold a badge to the reader for a moment, as a hand does; returns when it is away."""
        for _ in range(_HOLD_FRAMES):
            self.send(badge_frame(tag))
            self._let_go.wait(_CADENCE_S)

    def send(self, data: bytes) -> int:
        """Put bytes on the wire as they are; how many a full line took, the rest being lost."""
        if self._master is None:
            raise HardwareError(ErrorCode.GONE, "the simulated badge reader is unplugged")
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0

    def close(self) -> None:
        """Pull the reader out for good."""
        self._let_go.set()
        self.unplug()


def _set_raw(end: int) -> None:
    import termios

    mode = termios.tcgetattr(end)
    mode[0] = mode[1] = mode[3] = 0
    mode[2] = termios.CS8 | termios.CREAD | termios.CLOCAL
    termios.tcsetattr(end, termios.TCSANOW, mode)
