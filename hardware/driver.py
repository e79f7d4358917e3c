"""What a driver is: something that opens a device and reads it until the device is lost."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hardware.reader import HardwareError, Kind
from hardware.usb import located
from hardware.wake import Wake


@dataclass(frozen=True, slots=True)
class Reading:
    """What a device read, before it is cleaned and becomes a `Scan`."""

    raw: bytes
    at_ns: int
    symbology: str = ""
    kind: Kind = Kind.BARCODE
    text: str | None = None
    """Only where the text is not the raw bytes in UTF-8."""


class Connection(Protocol):
    """An open device; used by one thread alone."""

    def read(self, stop: Wake) -> Iterable[Reading]:
        """Wait for readings and give them; give none when a second passed or `stop` is set.

        Raises `HardwareError` when the device is lost, after everything complete was given.
        """

    def close(self) -> None:
        """Let the device go; called once, also after it was lost."""


class Driver(Protocol):
    """A kind of reader with its settings."""

    def open(self) -> Connection:
        """Open the device, or raise `HardwareError`."""

    def presence(self) -> Hashable:
        """Something cheap that changes when the device comes back; asked when any device does."""


def node_presence(path: str) -> Hashable:
    """The identity and the rights of a device node, or None while it is not there."""
    try:
        node = Path(located(path)).stat()
    except (OSError, ValueError, HardwareError):
        return None
    return node.st_dev, node.st_ino, node.st_rdev, node.st_mode, node.st_gid
