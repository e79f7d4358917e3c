"""A camera inside the guest that shows our own pictures: vivid, its output looped to its input.

Sources: Documentation/admin-guide/media/vivid.rst, linux/videodev2.h.
"""

import fcntl
import mmap
import os
import select
import struct
import threading
import zlib
from base64 import b64decode
from pathlib import Path

WIDTH, HEIGHT = 720, 576
"""What S-Video has by itself (PAL)."""
_FORMAT = b"BGR3"
"""What OpenCV asks a camera for that has no MJPG; both ends of the loop must have the same."""
_OUTPUT, _MMAP, _INTERLACED = 2, 1, 4
_SET_FORMAT, _REQUEST, _QUERY, _QUEUE = 0xC0D05605, 0xC0145608, 0xC0585609, 0xC058560F
_DEQUEUE, _STREAM_ON, _SET_CONTROL, _QUERY_CONTROL = 0xC0585611, 0x40045612, 0xC008561C, 0xC0445624
"""VIDIOC_S_FMT, _REQBUFS, _QUERYBUF, _QBUF, _DQBUF, _STREAMON, _S_CTRL and _QUERYCTRL."""
_BUFFERS = 2
_NEXT_CONTROL = 0x80000000
_LOOPING = {b"Loop Vi": 1, b"S-Video": 2}
"""How the control begins that joins output and input, and what it is set to."""
_DRIVER = Path("/sys/bus/platform/drivers/vivid")
_DEVICE = "vivid.0"


class Picture:
    """The camera; it shows one grey picture until it is told another."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread()

    def show(self, packed: str) -> None:
        """Show a picture: its grey values, packed by zlib, in base 64."""
        self._end()
        grey = zlib.decompress(b64decode(packed))
        frame = bytearray(3 * len(grey))
        for colour in range(3):
            frame[colour::3] = grey
        self._stop.clear()
        self._thread = threading.Thread(target=self._show, args=(bytes(frame),))
        self._thread.start()

    def plug(self) -> None:
        if not (_DRIVER / _DEVICE).exists():
            (_DRIVER / "bind").write_text(_DEVICE)

    def unplug(self) -> None:
        self._end()
        if (_DRIVER / _DEVICE).exists():
            (_DRIVER / "unbind").write_text(_DEVICE)

    def _end(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _show(self, frame: bytes) -> None:
        camera, output = (os.open(_node(kind), os.O_RDWR) for kind in ("vid-cap", "vid-out"))
        _loop(camera)
        os.close(camera)
        told = struct.pack("IxxxxII4sI", _OUTPUT, WIDTH, HEIGHT, _FORMAT, _INTERLACED)
        fcntl.ioctl(output, _SET_FORMAT, bytearray(told.ljust(208, b"\0")))
        fcntl.ioctl(output, _REQUEST, bytearray(struct.pack("III8x", _BUFFERS, _OUTPUT, _MMAP)))
        for number in range(_BUFFERS):
            offset = struct.unpack_from("I", _buffer(output, _QUERY, number), 64)[0]
            with mmap.mmap(output, len(frame), offset=offset) as shown:
                shown[:] = frame
            _buffer(output, _QUEUE, number, len(frame))
        fcntl.ioctl(output, _STREAM_ON, struct.pack("I", _OUTPUT))
        while not self._stop.is_set():
            if select.select([], [output], [], 0.1)[1]:
                number = struct.unpack_from("I", _buffer(output, _DEQUEUE))[0]
                _buffer(output, _QUEUE, number, len(frame))
        os.close(output)


def _buffer(output: int, request: int, number: int = 0, size: int = 0) -> bytearray:
    """What the kernel answers about a `struct v4l2_buffer`."""
    told = struct.pack("IIIxxxxI40xI", number, _OUTPUT, size, _INTERLACED, _MMAP)
    buffer = bytearray(told.ljust(88, b"\0"))
    fcntl.ioctl(output, request, buffer)
    return buffer


def _node(kind: str) -> str:
    nodes = Path("/sys/devices/platform", _DEVICE, "video4linux").iterdir()
    return next(f"/dev/{each.name}" for each in nodes if kind in (each / "name").read_text())


def _loop(camera: int) -> None:
    """Let the input show the output: a switch of Linux 6.1, the choice of a cable since 6.11."""
    control = bytearray(68)
    while (value := _LOOPING.get(bytes(control[8:15]))) is None:
        (number,) = struct.unpack_from("I", control)
        struct.pack_into("I", control, 0, number | _NEXT_CONTROL)
        fcntl.ioctl(camera, _QUERY_CONTROL, control)
    (number,) = struct.unpack_from("I", control)
    fcntl.ioctl(camera, _SET_CONTROL, bytearray(struct.pack("Ii", number, value)))
