"""The interface of every reader: what it reads, how it fares, and how it fails."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What sort of thing was read; a hint of the technology, never of what the code names."""

    BARCODE = "barcode"
    BADGE = "badge"


class ReaderState(StrEnum):
    """How a reader fares."""

    OPENING = "opening"
    """Started, and its device not yet tried."""
    READY = "ready"
    """Open: what is presented now is read."""
    GONE = "gone"
    """Its device is not there; it opens by itself when the device comes back."""
    BROKEN = "broken"
    """Its device is there and cannot be used; the report says why and what to do."""


class ErrorCode(StrEnum):
    """Numbers that a screen and a log show; never reused."""

    GONE = "D001"
    """The device is not there."""
    BUSY = "D002"
    """Another program holds the device."""
    DENIED = "D003"
    """This user may not open the device."""
    FAULT = "D004"
    """The device is there and does not work."""
    SETTINGS = "D005"
    """The settings of a reader are wrong."""
    LIBRARY = "D006"
    """A library that the driver needs is not installed."""
    REFUSED = "D007"
    """One scan was not accepted: it was longer than any code."""
    STARTED = "D008"
    """The reader is already started."""
    BUG = "D099"
    """A fault of this program, in a driver or in what receives the scans."""


class HardwareError(Exception):
    """Trouble with a device: a code, a reason for the screen, and what a person can do."""

    def __init__(self, code: ErrorCode, reason: str, remedy: str = "") -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Scan:
    """One code or one tap, cleaned (`hardware.sanitise`) and never empty."""

    text: str
    raw: bytes
    symbology: str
    """Such as `qr_code`, `code_128`, `em4100`; empty when the reader does not tell."""
    kind: Kind
    reader: str
    at_ns: int
    """When its last byte, key or frame arrived, by `time.monotonic_ns`."""


@dataclass(frozen=True, slots=True)
class ReaderReport:
    """How a reader fares from now on."""

    reader: str
    state: ReaderState
    reason: str = ""
    remedy: str = ""
    code: ErrorCode | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a camera sees, made small, and where in it codes are read; never what they say."""

    width: int
    height: int
    grey: bytes
    """A byte for each pixel, row by row from the top, 0 is black."""
    outlines: tuple[tuple[tuple[int, int], ...], ...]
    """The corners of each code in view, in pixels of this picture."""


OnScan = Callable[[Scan], None]
OnPreview = Callable[[Preview], None]
OnReport = Callable[[ReaderReport], None]


class Reader(Protocol):
    """A device that reads. It opens and reopens its device by itself and never raises later."""

    @property
    def name(self) -> str:
        """What the configuration calls it."""

    def start(self, on_scan: OnScan, on_report: OnReport) -> None:
        """Return at once; both callbacks come from the reader's own thread, one at a time."""

    def stop(self) -> None:
        """Return when no call will follow; harmless before a start, twice, or in a callback.

        Do not hold a lock that a callback waits for: a call that has begun is waited for.
        """
