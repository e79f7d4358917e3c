"""A scanner that types into a pipe, in the bytes of the kernel."""

import errno
import os
from collections.abc import Hashable, Sequence

from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.input_nodes import Identity, InputNode
from hardware.scanners.keystrokes import KeyEvent
from tests.hardware.typist import EVENT, as_bytes, parsed


class PipeNode:
    """A node whose events come through a pipe, in the bytes of the kernel."""

    def __init__(self, descriptor: int, *, is_grabbed: bool = False) -> None:
        self._descriptor = descriptor
        self._is_grabbed = is_grabbed

    def fileno(self) -> int:
        return self._descriptor

    def read(self) -> list[KeyEvent]:
        data = os.read(self._descriptor, 64 * EVENT.size)
        if not data:
            raise OSError(errno.ENODEV, "No such device")
        return parsed(data)

    def grab(self) -> None:
        if self._is_grabbed:
            raise HardwareError(ErrorCode.BUSY, "another program holds the scanner", "Stop it.")

    def close(self) -> None:
        os.close(self._descriptor)


class PipeNodes:
    """A scanner with a keyboard node and one that says nothing, on two pipes."""

    def __init__(self) -> None:
        self.ends: list[int] = []
        self.is_plugged = True
        self.is_grabbed = False

    def open(self, identity: Identity) -> Sequence[InputNode]:
        assert identity.path or identity.uniq == "SCAN0001"
        if not self.is_plugged:
            raise HardwareError(ErrorCode.GONE, "the scanner is not there", "Plug it in.")
        self.pull()
        pipes = [os.pipe(), os.pipe()]
        self.ends = [write for _, write in pipes]
        return [PipeNode(read, is_grabbed=self.is_grabbed) for read, _ in pipes]

    def presence(self, identity: Identity) -> Hashable:
        return identity, self.is_plugged, self.is_grabbed

    def type(self, pressed: list[tuple[int, int]]) -> None:
        os.write(self.ends[0], as_bytes(pressed))

    def pull(self) -> None:
        for end in self.ends:
            os.close(end)
        self.ends = []
