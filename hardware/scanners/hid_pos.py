"""Scanners in HID-POS mode, through hidraw: no layout, no shift, and the symbology is told.

The better mode of a USB scanner: nothing reaches the desktop, and GS and UTF-8 come as they are.
Source of the reports: HID Point of Sale Usage Tables 1.02; see `hardware.scanners.hid_report`.
"""

import errno
import logging
import time
from collections.abc import Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from hardware.driver import Connection, Reading, node_presence
from hardware.reader import ErrorCode, HardwareError
from hardware.sanitise import MAX_CHARACTERS
from hardware.scanners.hid_report import SIMPLE_COM, SYMBOL_COM, ScanReport, scan_report
from hardware.scanners.hidraw_nodes import HidNode, OpenNode, open_node
from hardware.scanners.wrapping import Wrapping
from hardware.settings import checked, setting
from hardware.symbologies import without_aim
from hardware.threaded_reader import ThreadedReader
from hardware.usb import fitting_devices, is_usb_address, located, usb_devices
from hardware.wake import Wake

_MOST_BYTES = MAX_CHARACTERS * 4
_END_PAUSE_NS = 100_000_000
"""A code that fills its report and has no sign that it goes on ends with this pause."""
_DROP_PAUSE_NS = 500_000_000
"""One whose sign says that it goes on is dropped after this."""
_HONEYWELL, _HONEYWELL_MODE = 0x0C2E, b"\xfe\x01"
"""Honeywell's scanners send reports once told so (as NielsLeenheer/WebHidBarcodeScanner found)."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HidPosSettings:
    """A scanner in HID-POS mode."""

    path: str = setting()
    """A node such as /dev/hidraw0 or a link to it; best an address as `hardware.usb` reads it."""
    prefix: str = setting("")
    suffix: str = setting("")
    separator: str = setting("")
    """What the scanner sends instead of GS (0x1D), where it is set to."""
    aim: bool = setting(default=True)
    """Take an AIM identifier from the front of a code, where the report has no place for it."""

    def __post_init__(self) -> None:
        checked(self)

    @property
    def wrapping(self) -> Wrapping:
        """What stands around each code."""
        return Wrapping(self.prefix, self.suffix, self.separator, self.aim)


class HidPosParser:
    """Reports in, codes out. What is not known for sure is dropped, never guessed."""

    def __init__(self, report: ScanReport, wrapping: Wrapping) -> None:
        self._report = report
        self._wrapping = wrapping
        self._held = b""
        self._aim = b""
        self._is_bad = False
        self._fed_ns: int | None = None

    @property
    def ends_ns(self) -> int | None:
        """When a pause will have ended what was begun, or None when nothing is."""
        if self._fed_ns is None:
            return None
        has_sign = self._report.continued_bit is not None
        return self._fed_ns + (_DROP_PAUSE_NS if has_sign else _END_PAUSE_NS)

    def feed(self, report: bytes, at_ns: int) -> list[Reading]:
        """The code that this report completes, if it does; no bytes raise."""
        if self._report.id and report[:1] != bytes([self._report.id]):
            return []
        before = self.pause(at_ns)
        if self._fed_ns is None:
            self._aim = bytes(report[at] for at in self._report.aim_at if at < len(report))
        self._hold(self._data(report))
        self._fed_ns = at_ns
        return before if self._goes_on(report) else before + self._complete(at_ns)

    def pause(self, now_ns: int) -> list[Reading]:
        """The code that a pause until now completes, if it does."""
        if self.ends_ns is None or now_ns < self.ends_ns:
            return []
        self._is_bad = self._is_bad or self._report.continued_bit is not None
        return self._complete(self._fed_ns or now_ns)

    def _data(self, report: bytes) -> bytes | None:
        """The part of the code in a report; None when the report tells of more than it has."""
        data = report[self._report.data.start : self._report.data.stop]
        at = self._report.count_at
        if at is None:
            return data.rstrip(b"\0")
        count = report[at] if at < len(report) else 0
        return data[:count] if count <= len(data) else None

    def _hold(self, data: bytes | None) -> None:
        if data is None:
            self._is_bad = True
        elif len(self._held) <= _MOST_BYTES:  # what is longer will be refused, and is not held
            self._held += data

    def _goes_on(self, report: bytes) -> bool:
        bit = self._report.continued_bit
        if self._report.ends_by_pause:
            return True
        if bit is not None:
            return bit // 8 < len(report) and bool(report[bit // 8] >> bit % 8 & 1)
        return len(self._data(report) or b"") == len(self._report.data)

    def _complete(self, at_ns: int) -> list[Reading]:
        code, aim, is_bad = self._held, self._aim, self._is_bad
        self._held, self._aim, self._is_bad, self._fed_ns = b"", b"", False, None
        if is_bad:
            _log.warning("a scan of %d bytes was dropped: it did not come whole", len(code))
        if is_bad or not code:
            return []
        _, symbology = without_aim(aim)
        reading = self._wrapping.reading(code, at_ns)
        return [replace(reading, symbology=symbology or reading.symbology)]


class HidPosDriver:
    """Opens the scanner's node and parses its reports."""

    def __init__(self, settings: HidPosSettings, open_node: OpenNode = open_node) -> None:
        self._settings = settings
        self._open_node = open_node

    def open(self) -> Connection:
        """Open the node that is a bar code scanner's; raises `HardwareError`."""
        for path in _paths(self._settings.path):
            node = self._open_node(path)
            try:
                report = _report_of(node)
            except OSError as error:
                node.close()
                if error.errno == errno.ENOTTY:
                    continue  # it is no HID device at all
                raise _gone() from error
            if report is not None:
                _tell_mode(node, report)
                return _Connection(node, HidPosParser(report, self._settings.wrapping))
            node.close()
        raise HardwareError(
            ErrorCode.FAULT,
            f"{self._settings.path} is no scanner in HID-POS mode",
            "Scan the code in its manual that sets it to USB HID-POS, and plug it in again.",
        )

    def presence(self) -> Hashable:
        """The identity of the node."""
        return node_presence(self._settings.path)


class _Connection:
    def __init__(self, node: HidNode, parser: HidPosParser) -> None:
        self._node = node
        self._parser = parser

    def read(self, stop: Wake) -> Iterator[Reading]:
        if not stop.wait(self._node.fileno(), timeout_s=self._until_pause_s()):
            yield from () if stop.is_set else self._parser.pause(time.monotonic_ns())
            return
        try:
            report = self._node.read()
        except BlockingIOError:
            return
        except OSError as error:
            raise _gone() from error
        if not report:
            raise _gone()
        yield from self._parser.feed(report, time.monotonic_ns())

    def close(self) -> None:
        self._node.close()

    def _until_pause_s(self) -> float:
        ends_ns = self._parser.ends_ns
        return 1.0 if ends_ns is None else max(0.0, (ends_ns - time.monotonic_ns()) / 1e9)


def _paths(address: str) -> list[str]:
    """The nodes to try: a scanner may be a keyboard and more besides, each with one."""
    if not is_usb_address(address):
        return [address]
    located(address)  # says when it is not there, or not one
    fitting = fitting_devices(address, usb_devices())
    return [node for each in fitting for node in each.nodes if node.startswith("/dev/hidraw")]


def _report_of(node: HidNode) -> ScanReport | None:
    told = scan_report(node.descriptor())
    return SIMPLE_COM if told is None and node.maker_and_model() == SYMBOL_COM else told


def _tell_mode(node: HidNode, report: ScanReport) -> None:
    if _HONEYWELL_MODE[0] in report.features:
        with suppress(OSError):  # a scanner that does not know it sends reports anyway
            if node.maker_and_model()[0] == _HONEYWELL:
                node.set_feature(_HONEYWELL_MODE)


def _gone() -> HardwareError:
    return HardwareError(ErrorCode.GONE, "the scanner was unplugged", "Plug the scanner in again.")


def hid_pos_reader(name: str, settings: HidPosSettings) -> ThreadedReader:
    """A scanner in HID-POS mode, not yet started."""
    return ThreadedReader(name, HidPosDriver(settings))
