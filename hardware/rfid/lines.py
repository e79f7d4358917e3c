"""Cuts a stream of bytes into lines: by what ends them, or by a pause."""

import re

from hardware.rfid.framing import Frame

ENDS: dict[str, bytes] = {"line": b"\r\n\0", "tab": b"\t", "etx": b"\x03", "none": b"\r\n\0"}
"""The bytes that end a line, by how a device is set; with `none` a pause ends one too."""
_STX = b"\x02"


class Lines:
    """Gives each line once it has ended; holds no more than one.

    A line that is longer than `most_bytes` is dropped whole. One that was begun and pauses is
    given with the terminator `none`, else dropped: half of it must not be taken for another code.
    Only an empty piece proves a pause, for bytes that are there may have waited. With `etx`, STX
    begins a line anew.
    """

    def __init__(self, terminator: str, pause_ms: int, most_bytes: int) -> None:
        self._ends = re.compile(b"[" + re.escape(ENDS[terminator]) + b"]")
        self._ends_by_pause = terminator == "none"
        self._start = _STX if terminator == "etx" else b""
        self._pause_ns = pause_ms * 1_000_000
        self._most_bytes = most_bytes
        self._held = b""
        self._is_long = False
        self._fed_ns = 0

    @property
    def pauses_ns(self) -> int | None:
        """When a pause will have ended what was begun; None when nothing is."""
        return self._fed_ns + self._pause_ns if self._held or self._is_long else None

    def feed(self, data: bytes, at_ns: int) -> list[Frame]:
        """The lines that these bytes complete, none of them empty; no bytes raise."""
        if not data:
            return self._paused(at_ns)
        self._fed_ns = at_ns
        *ended, rest = self._ends.split(data)
        bodies = []
        for piece in ended:
            body = self._body(piece)
            self._held, self._is_long = b"", False
            if body:
                bodies.append(body)
        self._held = self._body(rest)
        return [Frame(body, at_ns) for body in bodies]

    def _paused(self, now_ns: int) -> list[Frame]:
        if self.pauses_ns is None or now_ns < self.pauses_ns:
            return []
        body, self._held, self._is_long = self._held, b"", False
        return [Frame(body, self._fed_ns)] if body and self._ends_by_pause else []

    def _body(self, piece: bytes) -> bytes:
        """What is held of a line with this piece; nothing once it is too long."""
        if self._start and self._start in piece:
            self._held, self._is_long = b"", False
            piece = piece.rpartition(self._start)[2]
        self._is_long = self._is_long or len(self._held) + len(piece) > self._most_bytes
        return b"" if self._is_long else self._held + piece
