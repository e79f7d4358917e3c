"""Cuts bytes into frames that tell their own size, whatever stands between them."""

from collections.abc import Callable
from dataclasses import dataclass

from hardware.rfid.framing import Frame

_PAUSE_NS = 250_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How the frames of one protocol are told from noise."""

    start: bytes
    """What every frame begins with; empty where nothing marks a beginning."""
    head: int
    """The number of bytes, with the start, from which the size can be told."""
    size: Callable[[bytes], int]
    """The size in bytes of the frame with this head; 0 when no frame begins so."""
    body: Callable[[bytes], bytes | None]
    """What a frame of the right size holds; None when its checksum is wrong."""


class SizedFrames:
    """Gives the frames whose checksum is right; holds no more than one unfinished frame.

    After a broken frame it looks on within the same bytes, so that a good one behind it is not
    lost. A frame that pauses for 0.25 s is taken for broken; only an empty piece proves a pause,
    for bytes that are there may have waited.
    """

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._held = b""
        self._fed_ns = 0

    def feed(self, data: bytes, at_ns: int) -> list[Frame]:
        """The frames that these bytes complete; no bytes raise."""
        line, at, frames = self._held + data, 0, []
        if data:
            self._fed_ns = at_ns
        has_paused = not data and at_ns - self._fed_ns > _PAUSE_NS
        while True:
            at = self._next_start(line, at)
            size = self._size(line[at : at + self._shape.head])
            if at + size > len(line) and (not has_paused or at >= len(line)):
                break
            body = self._shape.body(line[at : at + size]) if 0 < size <= len(line) - at else None
            if body is not None:
                frames.append(Frame(body, at_ns))
            at += 1 if body is None else size
        self._held = line[at:]
        return frames

    def _next_start(self, line: bytes, at: int) -> int:
        """Where a frame may begin; at the end also where a start may have begun to come."""
        found = line.find(self._shape.start, at)
        return found if found >= 0 else max(at, len(line) - len(self._shape.start) + 1)

    def _size(self, head: bytes) -> int:
        return self._shape.size(head) if len(head) == self._shape.head else self._shape.head
