"""A device at the far end of a pseudo-terminal: a thread hears commands and answers them."""

import os
import termios
import threading
import time
import tty
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from hardware.reader import Reader
from hardware.serial_line import SerialLine, open_line
from hardware.wake import Wake
from tests.hardware.reader_contract import PATIENCE_S

Spoiler = Callable[[bytes], bytes]


class SerialDevice:
    """What lies on it is shown look by look: each look at the field shows the next tags, once."""

    beat_s = 1.0
    """How often it speaks unasked, if it does."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self.heard: list[bytes] = []
        self.is_deaf = False
        self.spoilers: deque[Spoiler] = deque()
        """What becomes of the next answers on their way."""
        self._looks: deque[Sequence[bytes]] = deque()
        self._speaking = threading.Lock()
        self._ended = threading.Event()
        self.plug()

    def plug(self) -> None:
        self.reset()
        self._said = self._said_until = self._taken = 0
        self._pulled = Wake()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.port.symlink_to(os.ttyname(self._slave))

    def unplug(self) -> None:
        self.port.unlink()
        self._pulled.set()
        self._thread.join(PATIENCE_S)
        self._looks.clear()
        for end in (self._slave, self._master):
            os.close(end)
        self._pulled.close()

    def close(self) -> None:
        if self.port.is_symlink():
            self.unplug()

    def show(self, *tags: bytes, looks: int = 1) -> None:
        """Lay tags on it for some looks; return when the host has taken all that was said."""
        with self._speaking:
            self._looks.extend([tags] * looks)
        self.wait(self._is_taken, "nobody looked")

    def send(self, data: bytes) -> None:
        """Say something unasked; return when the host has taken it."""
        with self._speaking:
            self._say(data)
            self._said_until = self._said
        self.wait(self._is_taken, "nobody listened")

    def wait(self, done: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < until, what
            self._ended.wait(0.001)

    @property
    def baud(self) -> int:
        """The speed that the host has set, as a constant of termios."""
        speed: int = termios.tcgetattr(self._slave)[4]
        return speed

    def reset(self) -> None:
        """Forget everything, as at power-up."""

    def hear(self, data: bytes) -> list[bytes]:
        """The answers to what the host said."""
        raise AssertionError(data)

    def beat(self) -> bytes:
        """What it says unasked."""
        return b""

    def look(self) -> Sequence[bytes]:
        """The tags that lie on it at this look."""
        return self._looks.popleft() if self._looks else ()

    def _serve(self) -> None:
        while not self._pulled.is_set:
            ready = self._pulled.wait(self._master, timeout_s=self.beat_s)
            if self._pulled.is_set:
                return
            data = os.read(self._master, 65536) if ready else b""
            if data:
                self.heard.append(data)
            with self._speaking:
                looks = len(self._looks)
                for answer in self.hear(data) if data else [self.beat()]:
                    self._answer(answer)
                if len(self._looks) < looks:
                    self._said_until = self._said

    def _answer(self, answer: bytes) -> None:
        if answer and not self.is_deaf:
            self._say(self.spoilers.popleft()(answer) if self.spoilers else answer)

    def _say(self, data: bytes) -> None:
        self._said += len(data)
        while data:
            data = data[os.write(self._master, data[:1024]) :]

    def _is_taken(self) -> bool:
        """Whether the host took all that was said until the last look."""
        with self._speaking:
            return not self._looks and self._taken >= self._said_until

    def open_line(self, port: str, baud: int) -> SerialLine:
        """For the driver: the real line, on which this device sees what the host has taken."""
        line = open_line(port, baud)
        self._taken = self._said  # what was said until now, opening has thrown away
        return _WatchedLine(line, self)

    def took(self, amount: int) -> None:
        self._taken += amount  # without the lock: what is said may wait for room on the line


class _WatchedLine:
    def __init__(self, line: SerialLine, device: SerialDevice) -> None:
        self._line = line
        self._device = device

    def read(self, stop: Wake, timeout_s: float = 1.0) -> bytes:
        data = self._line.read(stop, timeout_s)
        self._device.took(len(data))
        return data

    def write(self, data: bytes) -> None:
        self._line.write(data)

    def close(self) -> None:
        self._line.close()


class DeviceBench:
    """A reader and the device that it reads, for `ReaderContract`."""

    def __init__(
        self, device: SerialDevice, reader: Reader, codes: tuple[str, str, str] = ("", "", "")
    ) -> None:
        self.device = device
        self.reader = reader
        self.codes = codes

    def present(self, code: str) -> None:
        self.device.show(bytes.fromhex(code))

    def unplug(self) -> None:
        self.device.unplug()

    def plug(self) -> None:
        self.device.plug()

    def close(self) -> None:
        self.reader.stop()
        self.device.close()
