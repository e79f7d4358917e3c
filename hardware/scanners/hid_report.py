"""Where the reports of a HID-POS scanner keep a code, as its report descriptor tells.

Sources: Device Class Definition for HID 1.11, section 6.2.2; HID Usage Tables 1.5, pages 1 and
8C (Bar Code Scanner). Makers order and size the fields differently, so nothing is assumed.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

_Usage = tuple[int, int]
_SCANNER_PAGE, _DESKTOP_PAGE = 0x8C, 0x01
_BYTE_COUNT: _Usage = (_DESKTOP_PAGE, 0x3B)
_AIM: tuple[_Usage, ...] = ((_SCANNER_PAGE, 0xFB), (_SCANNER_PAGE, 0xFC), (_SCANNER_PAGE, 0xFD))
_DATA: _Usage = (_SCANNER_PAGE, 0xFE)
_CONTINUED: _Usage = (_SCANNER_PAGE, 0xFF)
_SCANNER: _Usage = (_SCANNER_PAGE, 0x02)

_LONG_ITEM = 0xFE
_PAGE, _SIZE, _COUNT, _REPORT = 0x04, 0x74, 0x94, 0x84
_PUSH, _POP = 0xA4, 0xB4
_USAGE, _LEAST_USAGE, _MOST_USAGE = 0x08, 0x18, 0x28
_INPUT, _OUTPUT, _FEATURE, _COLLECTION, _END = 0x80, 0x90, 0xB0, 0xA0, 0xC0
_CONSTANT = 0x01
_BYTE = 8
_MOST_BYTES = 4096
_MOST_USAGES = 256


@dataclass(frozen=True, slots=True)
class ScanReport:
    """An input report that brings a code; places are in bytes from its start, id included."""

    id: int
    """Its first byte; 0 for a device whose reports have no id."""
    data: range
    count_at: int | None
    """Where the number of data bytes stands; None: NUL bytes fill the rest."""
    aim_at: tuple[int, ...]
    """Where the characters of the AIM identifier stand."""
    continued_bit: int | None
    """The bit, from the start, that says that the code goes on in the next report."""
    ends_by_pause: bool = False
    """Every code may go on, until a pause."""
    features: frozenset[int] = frozenset()
    """The ids of the device's feature reports."""


SIMPLE_COM = ScanReport(0, range(1, 64), 0, (), None, ends_by_pause=True)
"""Of Symbol's Simple COM Port Emulation, whose descriptor tells nothing: a length, 63 bytes."""
SYMBOL_COM = (0x05E0, 0x0600)
"""The vendor and product by which that is known."""


def scan_report(descriptor: bytes) -> ScanReport | None:
    """The report that brings codes; None where there is none. No bytes raise."""
    told = _Descriptor()
    for tag, data in _items(descriptor):
        told.take(tag, data)
    for number, report in sorted(told.reports.items()):
        if report.data_bytes:
            return _scan_report(number, report, frozenset(told.features))
    return None


def is_scanner(descriptor: bytes) -> bool:
    """Whether a collection, wherever it stands, is that of a bar code scanner; no bytes raise."""
    told = _Descriptor()
    for tag, data in _items(descriptor):
        told.take(tag, data)
    return _SCANNER in told.collections


@dataclass
class _Report:
    """The fields of one input report: the bit where each begins."""

    places: dict[_Usage, int] = field(default_factory=dict)
    bits: int = 0
    data_bytes: int = 0


def _scan_report(number: int, report: _Report, features: frozenset[int]) -> ScanReport:
    head = _BYTE if number else 0
    places = {usage: head + bit for usage, bit in report.places.items()}
    start = places[_DATA] // _BYTE
    return ScanReport(
        number,
        range(start, start + report.data_bytes),
        places[_BYTE_COUNT] // _BYTE if _BYTE_COUNT in places else None,
        tuple(places[usage] // _BYTE for usage in _AIM if usage in places),
        places.get(_CONTINUED),
        features=features,
    )


def _items(descriptor: bytes) -> Iterator[tuple[int, bytes]]:
    """The short items: tag and type as one number, and their data; long ones mean nothing yet."""
    at = 0
    while at < len(descriptor):
        head = descriptor[at]
        size = (0, 1, 2, 4)[head & 3]
        if head == _LONG_ITEM:
            at += 3 + (descriptor[at + 1] if at + 1 < len(descriptor) else 0)
        else:
            yield head & ~3, descriptor[at + 1 : at + 1 + size]
            at += 1 + size


class _Descriptor:
    """What the items add up to."""

    def __init__(self) -> None:
        self.reports: defaultdict[int, _Report] = defaultdict(_Report)
        self.features: set[int] = set()
        self.collections: set[_Usage] = set()
        self._globals = {_PAGE: 0, _SIZE: 0, _COUNT: 0, _REPORT: 0}
        self._pushed: list[dict[int, int]] = []
        self._usages: list[int] = []
        self._least = 0

    def take(self, tag: int, data: bytes) -> None:
        """One item after the other."""
        value = int.from_bytes(data, "little")
        if tag in self._globals:
            self._globals[tag] = value
        elif tag == _PUSH:
            self._pushed = [*self._pushed[-_BYTE:], dict(self._globals)]
        elif tag == _POP and self._pushed:
            self._globals = self._pushed.pop()
        elif tag in {_USAGE, _LEAST_USAGE, _MOST_USAGE}:
            self._local(tag, value)
        elif tag in {_INPUT, _OUTPUT, _FEATURE, _COLLECTION, _END}:
            self._main(tag, value)
            self._usages.clear()

    def _local(self, tag: int, value: int) -> None:
        if tag == _LEAST_USAGE:
            self._least = value
        else:
            first = value if tag == _USAGE else self._least
            self._usages += range(first, min(value, first + _MOST_USAGES) + 1)
            del self._usages[_MOST_USAGES:]

    def _main(self, tag: int, flags: int) -> None:
        report = self._globals[_REPORT]
        if tag == _FEATURE:
            self.features.add(report)
        elif tag == _COLLECTION:
            self.collections.update(map(self._named, self._usages[:1]))
        elif tag == _INPUT:
            self._input(self.reports[report], is_constant=bool(flags & _CONSTANT))

    def _input(self, report: _Report, *, is_constant: bool) -> None:
        size, count = self._globals[_SIZE], self._globals[_COUNT]
        if report.bits + size * count > _MOST_BYTES * _BYTE:
            return
        usages = [] if is_constant else self._usages[:count]
        for place, usage in enumerate(usages):  # the last one is that of all that follow
            named = self._named(usage)
            report.places.setdefault(named, report.bits + place * size)
            if named == _DATA and size == _BYTE and place == len(usages) - 1:
                report.data_bytes = report.data_bytes or count - place
        report.bits += size * count

    def _named(self, usage: int) -> _Usage:
        return (self._globals[_PAGE], usage) if usage < 1 << 16 else divmod(usage, 1 << 16)
