"""The line to an output: bytes out and answers in, each within its time, by network or cable.

An address is `tcp:HOST` or `tcp:HOST:PORT` (9100 unless said), a path such as /dev/usb/lp0 or
/dev/serial/by-id/…, `usb:…` as `hardware.usb` reads it, or a file, which is appended to.
"""

import array
import errno
import os
import select
import socket
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass

from hardware.obstacles import not_opened
from hardware.reader import ErrorCode, HardwareError
from hardware.usb import located

RAW_PORT = 9100
"""Where network printers take raw bytes."""
_TCP = "tcp:"
_CHUNK = 4096
_AGAIN_MS = 10
_NO_PAPER = HardwareError(ErrorCode.FAULT, "there is no paper", "Put paper in.")
_LP_STATUS = 0x060B
"""LPGETSTATUS of linux/lp.h."""
_LP_NO_PAPER, _LP_NO_ERROR = 0x20, 0x08


@dataclass(frozen=True, slots=True)
class Address:
    """Where an output is, how fast a serial one is, and how long anything may take."""

    text: str
    baud: int = 9600
    timeout_s: float = 5.0


class OutputLine:
    """An open line; used by one thread alone."""

    def __init__(self, address: Address, fd: int, let_go: Callable[[], None]) -> None:
        self._address = address
        self._fd = fd
        self._may_be_empty = stat.S_ISCHR(os.fstat(fd).st_mode)
        """A USB printer that has nothing to say yet is read as if it were at its end."""
        self._let_go = let_go

    def write(self, data: bytes) -> None:
        """Give all bytes to the device, or raise `HardwareError` saying how many it took."""
        deadline = time.monotonic() + self._address.timeout_s
        left = memoryview(data)
        while left:
            if not self._is_ready(select.POLLOUT, deadline):
                raise self._stuck(len(data) - len(left), len(data))
            left = left[self._write_some(left[:_CHUNK]) :]
        # a USB printer that is closed while it still takes the last bytes loses them
        if not self._is_ready(select.POLLOUT, deadline) or not self._is_sent(deadline):
            raise self._stuck(len(data), len(data))

    def ask(self, question: bytes, size: int, wait_s: float) -> bytes:
        """The answer to a question, shorter than `size` when no more came in time."""
        self.write(question)
        deadline, answer = time.monotonic() + wait_s, b""
        while len(answer) < size and self._is_ready(select.POLLIN, deadline):
            try:
                some = os.read(self._fd, size - len(answer))
            except BlockingIOError:
                continue
            except OSError as error:
                raise self._lost(error) from error
            if not some and not self._may_be_empty:
                break
            if not some:
                select.poll().poll(_AGAIN_MS)
            answer += some
        return answer

    def check_port(self) -> None:
        """Raise `HardwareError` when the kernel knows of a USB printer that it cannot print."""
        import fcntl

        status = array.array("i", [0])
        try:
            fcntl.ioctl(self._fd, _LP_STATUS, status)
        except OSError:
            return  # it is no USB printer, or one that does not tell
        trouble = trouble_of_port(status[0])
        if trouble is not None:
            raise trouble

    def close(self) -> None:
        """Let the device go."""
        self._let_go()

    def _write_some(self, data: memoryview) -> int:
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            select.poll().poll(_AGAIN_MS)
            return 0
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise _NO_PAPER from error
            raise self._lost(error) from error

    def _is_ready(self, event: int, deadline: float) -> bool:
        poll = select.poll()
        poll.register(self._fd, event)
        return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))

    def _is_sent(self, deadline: float) -> bool:
        """Whether a serial port sent everything; one that cannot is emptied, or closing blocks."""
        if not os.isatty(self._fd):
            return True
        import fcntl
        import termios

        waiting = array.array("i", [0])
        while fcntl.ioctl(self._fd, termios.TIOCOUTQ, waiting) == 0 and waiting[0]:
            if time.monotonic() > deadline:
                termios.tcflush(self._fd, termios.TCOFLUSH)
                return False
            select.poll().poll(_AGAIN_MS)
        return True

    def _stuck(self, taken: int, of: int) -> HardwareError:
        return HardwareError(
            ErrorCode.FAULT,
            f"{self._address.text} took {taken} of {of} bytes and then no more",
            "Look at its paper, cover and lamps; then switch it off and on.",
        )

    def _lost(self, error: OSError) -> HardwareError:
        return HardwareError(
            ErrorCode.GONE,
            f"{self._address.text} went away: {error.strerror}",
            "Look at its cable and whether it is switched on.",
        )


def trouble_of_port(status: int) -> HardwareError | None:
    """What the status of a printer's port means (linux/lp.h); nothing when it is well."""
    if status & _LP_NO_PAPER:
        return _NO_PAPER
    if not status & _LP_NO_ERROR:
        return HardwareError(
            ErrorCode.FAULT, "the printer reports an error", "Look at its lamps and its cover."
        )
    return None


def open_output(address: Address) -> OutputLine:
    """Open the line within its time; raises `HardwareError`."""
    if address.text.startswith(_TCP):
        return _network(address)
    return _cable(address)


def _network(address: Address) -> OutputLine:
    host, port = _host_and_port(address.text)
    try:
        wire = socket.create_connection((host, port), address.timeout_s)
    except ConnectionRefusedError as error:
        raise HardwareError(
            ErrorCode.GONE,
            f"{host} refuses connections to port {port}",
            "Another machine may be printing; else switch raw printing on in the device.",
        ) from error
    except socket.gaierror as error:
        raise HardwareError(
            ErrorCode.GONE, f"no device is called {host}", "Correct the address, or the network."
        ) from error
    except OSError as error:
        raise HardwareError(
            ErrorCode.GONE,
            f"{host} does not answer",
            "Look whether it is switched on and on the network, and whether its address changed.",
        ) from error
    wire.setblocking(False)
    return OutputLine(address, wire.fileno(), wire.close)


def wrong_address(text: str) -> str:
    """What is wrong with the form of an address, wherever it leads; empty when nothing is."""
    try:
        if text.startswith(_TCP):
            _host_and_port(text)
    except HardwareError as error:
        return f"{error.reason}. {error.remedy}"
    return ""


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.removeprefix(_TCP).rpartition(":")
    if port and not host:
        return port, RAW_PORT
    if port.isascii() and port.isdigit() and 0 < int(port) <= 0xFFFF:  # noqa: PLR2004 - a port
        return host.strip("[]"), int(port)
    raise HardwareError(
        ErrorCode.SETTINGS, f"{text} is no address", "Write it as tcp:192.168.1.40:9100."
    )


def _cable(address: Address) -> OutputLine:
    path = located(address.text)
    try:
        fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY)
        is_serial = os.isatty(fd)
        if not is_serial:
            return OutputLine(address, fd, lambda: os.close(fd))
        os.close(fd)
        return _serial(address, path)
    except (OSError, ValueError) as error:
        raise not_opened(path, error, "device") from error


def _serial(address: Address, path: str) -> OutputLine:
    try:
        import serial
    except ImportError as missing:
        raise HardwareError(
            ErrorCode.LIBRARY, "pyserial is not installed", "Install pyserial."
        ) from missing
    port = serial.Serial(path, address.baud, timeout=0, exclusive=True)
    return OutputLine(address, port.fileno(), port.close)
