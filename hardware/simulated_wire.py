"""Wires without devices: bytes of a badge and pictures of codes that go through the real drivers.

`Wire` is a pseudo-terminal, `WireBadge` one that speaks as an RDM6300 does; `FrameFeed` is a folder
that the camera driver takes for a camera. What they send is read as if a person stood at the desk.
"""

import os
import select
import shutil
import threading
from functools import reduce
from operator import xor
from pathlib import Path

import numpy as np

from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.camera.code import Picture
from hardware.scanners.camera.sources import PICTURE_NAME
from hardware.scanners.camera.zxing import format_of

_CADENCE_S = 0.065
_HOLD_FRAMES = 4


def badge_frame(tag: str) -> bytes:
    """The bytes that an RDM6300 sends for a tag of ten hexadecimal digits."""
    data = bytes.fromhex(tag)
    if len(data) != 5:  # noqa: PLR2004 - an EM4100 tag is five bytes
        raise HardwareError(ErrorCode.SETTINGS, f"{tag!r} is not a tag of ten hexadecimal digits")
    return b"\x02" + (data + bytes([reduce(xor, data)])).hex().upper().encode() + b"\x03"


class Wire:
    """A serial cable: the end with the reader in it. `port` is for the driver."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self._master: int | None = None
        self._slave: int | None = None
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

    def send(self, data: bytes) -> int:
        """Put bytes on the wire as they are; how many a full line took, the rest being lost."""
        if self._master is None:
            raise HardwareError(ErrorCode.GONE, "the simulated reader is unplugged")
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0

    def receive(self, timeout_s: float = 1.0) -> bytes:
        """What the host has sent; empty when nothing came in time."""
        if self._master is None or not select.select([self._master], [], [], timeout_s)[0]:
            return b""
        return os.read(self._master, 4096)

    def close(self) -> None:
        """Pull the reader out for good."""
        self.unplug()


class WireBadge(Wire):
    """A badge reader's cable, for the `em4100` driver."""

    def __init__(self, port: Path) -> None:
        self._let_go = threading.Event()
        super().__init__(port)

    def tap(self, tag: str) -> None:
        """Hold a badge to the reader for a moment, as a hand does; returns when it is away."""
        for _ in range(_HOLD_FRAMES):
            self.send(badge_frame(tag))
            self._let_go.wait(_CADENCE_S)

    def close(self) -> None:
        """Pull the reader out for good."""
        self._let_go.set()
        super().close()


class FrameFeed:
    """What a camera sees: a desk, and now and then a code on it. `folder` is for `camera`."""

    def __init__(self, folder: Path, width: int = 1280, height: int = 720) -> None:
        self.folder = folder
        self._size = (width, height)
        self._taken_away = threading.Event()
        self.plug()

    def plug(self) -> None:
        """Put the camera in; it sees the empty desk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.put(empty_desk(*self._size))

    def unplug(self) -> None:
        """Pull the camera out."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def show(self, code: str | Picture, seconds: float = 1.0, symbology: str = "qr_code") -> None:
        """Hold a code, or a picture, before the camera for a while; returns when it is away."""
        self.put(code_picture(code, symbology, *self._size) if isinstance(code, str) else code)
        self._taken_away.wait(seconds)
        self.put(empty_desk(*self._size))

    def put(self, picture: Picture) -> None:
        """Let the camera see this from now on."""
        import cv2

        is_written, data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        if not is_written or not self.folder.is_dir():
            raise HardwareError(ErrorCode.GONE, "the simulated camera is unplugged")
        coming = self.folder / "coming.png"
        coming.write_bytes(data.tobytes())
        coming.replace(self.folder / PICTURE_NAME)

    def close(self) -> None:
        """Pull the camera out for good."""
        self._taken_away.set()
        self.unplug()


def empty_desk(width: int = 1280, height: int = 720) -> Picture:
    """A grey desk, lighter towards one side, with nothing on it."""
    return np.tile(np.linspace(120, 160, width).astype(np.uint8), (height, 1))


def code_picture(
    text: str, symbology: str = "qr_code", width: int = 1280, height: int = 720
) -> Picture:
    """A label with a code, lying in the middle of the desk; raises `HardwareError`."""
    import zxingcpp

    try:
        barcode = zxingcpp.create_barcode(text, format_of(symbology))
    except ValueError as error:
        raise HardwareError(
            ErrorCode.SETTINGS, f"{text!r} cannot be a {symbology} code: {error}"
        ) from error
    bars = np.asarray(barcode.to_image(scale=1), np.uint8)
    scale = max(1, min(width // 2 // bars.shape[1], height // 2 // bars.shape[0], 8))
    label = np.pad(np.kron(bars, np.ones((scale, scale), np.uint8)), 30, constant_values=255)
    picture = empty_desk(width, height)
    top, left = (height - label.shape[0]) // 2, (width - label.shape[1]) // 2
    if top < 0 or left < 0:
        raise HardwareError(ErrorCode.SETTINGS, f"{text!r} is too long for one picture")
    picture[top : top + label.shape[0], left : left + label.shape[1]] = label
    return picture


def _set_raw(end: int) -> None:
    import termios

    mode = termios.tcgetattr(end)
    mode[0] = mode[1] = mode[3] = 0
    mode[2] = termios.CS8 | termios.CREAD | termios.CLOCAL
    termios.tcsetattr(end, termios.TCSANOW, mode)
