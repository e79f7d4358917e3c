"""A bench whose reader is on a pseudo-terminal, and waits until all that was sent is read."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hardware.driver import Driver
from hardware.reader import Reader
from hardware.serial_line import OpenLine, SerialLine, open_line
from hardware.simulated_wire import WireBadge
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake
from tests.hardware.reader_contract import PATIENCE_S


class Metered:
    """The real serial line, counting what the reader has taken from it."""

    def __init__(self, port: str, baud: int) -> None:
        self._line = open_line(port, baud)
        self._news = threading.Condition()
        self._taken = 0
        self._open = True

    def read(self, stop: Wake, timeout_s: float = 1.0) -> bytes:
        data = self._line.read(stop, timeout_s)
        with self._news:
            self._taken += len(data)
            self._news.notify_all()
        return data

    def write(self, data: bytes) -> None:
        self._line.write(data)

    def close(self) -> None:
        self._line.close()
        with self._news:
            self._open = False
            self._news.notify_all()

    def wait(self, amount: int) -> None:
        with self._news:
            assert self._news.wait_for(lambda: self._taken >= amount or not self._open, PATIENCE_S)
            self._taken -= amount


class WireBench:
    """Any serial driver; `bytes_of` gives what its device sends when a code is presented."""

    def __init__(
        self,
        port: Path,
        driver: Callable[[OpenLine], Driver],
        codes: tuple[str, str, str],
        bytes_of: Callable[[str], bytes],
        make: Callable[[str, Any], Reader] = ThreadedReader,
    ) -> None:
        self.wire = WireBadge(port)
        self.codes = codes
        self.bytes_of = bytes_of
        self._line: Metered | None = None
        self.reader = make("door", driver(self._open))

    def _open(self, port: str, baud: int) -> SerialLine:
        self._line = Metered(port, baud)
        return self._line

    def present(self, code: str) -> None:
        self.send(self.bytes_of(code))

    def send(self, data: bytes) -> None:
        """Send bytes and wait until the reader has taken them off the line."""
        assert self._line
        while data:
            sent = self.wire.send(data)
            self._line.wait(sent)
            data = data[sent:]

    def unplug(self) -> None:
        self.wire.unplug()

    def plug(self) -> None:
        self.wire.plug()

    def close(self) -> None:
        self.reader.stop()
        self.wire.close()
