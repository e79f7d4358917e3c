"""A driver for devices that send by themselves on a serial line, whatever they send."""

import time
from collections.abc import Callable, Hashable
from typing import Protocol

from hardware.driver import Connection, Reading, node_presence
from hardware.serial_line import OpenLine, SerialLine
from hardware.wake import Wake


class Parser(Protocol):
    """Bytes in, readings out; no bytes raise."""

    @property
    def pauses_ns(self) -> int | None:
        """When a pause will have ended what was begun; None when nothing is, or none ends it."""

    def feed(self, data: bytes, at_ns: int) -> list[Reading]:
        """The readings that these bytes, or a pause when there are none, complete."""


class ListeningDriver:
    """Opens the port and parses what it brings, each time with a new parser."""

    def __init__(
        self, port: str, baud: int, parser: Callable[[], Parser], open_line: OpenLine
    ) -> None:
        self._port = port
        self._baud = baud
        self._parser = parser
        self._open_line = open_line

    def open(self) -> Connection:
        """Open the port exclusively; raises `HardwareError`."""
        return _Connection(self._open_line(self._port, self._baud), self._parser())

    def presence(self) -> Hashable:
        """The identity of the port's node."""
        return node_presence(self._port)


class _Connection:
    def __init__(self, line: SerialLine, parser: Parser) -> None:
        self._line = line
        self._parser = parser

    def read(self, stop: Wake) -> list[Reading]:
        data = self._line.read(stop, until_pause_s(self._parser.pauses_ns))
        return self._parser.feed(data, time.monotonic_ns())

    def close(self) -> None:
        self._line.close()


def until_pause_s(pauses_ns: int | None) -> float:
    """How long to wait for bytes when a pause ends at this instant; a second when none does."""
    return 1.0 if pauses_ns is None else max(0.0, (pauses_ns - time.monotonic_ns()) / 1e9)
