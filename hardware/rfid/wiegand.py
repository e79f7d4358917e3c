"""Wiegand 26 and 34 as bridges print it: a line of bits, digits, or facility and card number.

Of 26 bits the first makes the number of ones in the first half even, the last makes it odd in the
second; between them stand facility (8 bits) and card (16). 34 bits are the same with 16 and 16.
Where D0 and D1 are swapped, every bit is inverted and both parities are wrong.
"""

import logging
import re
from dataclasses import dataclass

from hardware.driver import Reading
from hardware.listening import ListeningDriver
from hardware.reader import Kind
from hardware.rfid.framing import Taps
from hardware.rfid.lines import Lines
from hardware.rfid.uid import from_decimal, from_hexadecimal
from hardware.serial_line import OpenLine, open_line
from hardware.settings import checked, setting
from hardware.threaded_reader import ThreadedReader

_MOST_BYTES = 128
_DROP_PAUSE_MS = 500
_LABEL = re.compile(r"[A-Za-z]*[G-Zg-z][A-Za-z]*(?:26|34)? *[:=] *")
"""Such as `W26:`."""
_FACILITY = re.compile(r"\D*([0-9]{1,5})\D+([0-9]{1,5})")
_CARD_BITS = 16
_INVERTED = str.maketrans("01", "10")
_BOTH = 2

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WiegandSettings:
    """A bridge from a Wiegand reader to a serial line."""

    port: str = setting()
    """Best a path below /dev/serial/by-id, which survives replugging."""
    baud: int = setting(9600, least=300, most=4_000_000)
    bits: str = setting("26", choices=("26", "34"))
    prints: str = setting("bits", choices=("bits", "hexadecimal", "decimal", "facility"))
    """`facility` is two decimal numbers, the facility and the card; only `bits` hold the parity."""
    inverted: bool = setting(default=False)
    """The wires D0 and D1 are swapped, and cannot be put right."""
    last_byte_first: bool = setting(default=False)
    """Whether the reader sends the bytes backwards."""
    away_s: float = setting(1.0, least=0.1, most=60)
    """How long a card must be away before it counts anew."""

    def __post_init__(self) -> None:
        checked(self)

    @property
    def size(self) -> int:
        """The bytes of a number."""
        return (int(self.bits) - 2) // 8


class WiegandParser:
    """Bytes in, new taps out; bits with wrong parity and numbers of the wrong size are dropped."""

    def __init__(self, settings: WiegandSettings) -> None:
        self._settings = settings
        self._lines = Lines("line", _DROP_PAUSE_MS, _MOST_BYTES)
        self._taps = Taps(1, settings.away_s, settings.away_s)

    @property
    def pauses_ns(self) -> int | None:
        """When a pause drops what was begun; None when nothing is."""
        return self._lines.pauses_ns

    def feed(self, data: bytes, at_ns: int) -> list[Reading]:
        """The taps that these bytes complete; no bytes raise."""
        technology = f"w{self._settings.bits}"
        return [
            Reading(number.hex().upper().encode(), line.at_ns, technology, Kind.BADGE)
            for line in self._lines.feed(data, at_ns)
            if (number := self._number(line.body.decode("ascii", "replace").strip()))
            and self._taps.is_tap(number, line.at_ns)
        ]

    def _number(self, printed: str) -> bytes | None:
        told = self._settings
        text = printed[label.end() :] if (label := _LABEL.match(printed)) else printed
        match told.prints:
            case "bits":
                number = self._of_bits(text)
            case "hexadecimal":
                number = from_hexadecimal(text)
            case "decimal":
                number = from_decimal(text, told.size)
            case _:
                number = self._of_facility(printed)
        if number is None or len(number) != told.size or not any(number):
            return None
        return number[::-1] if told.last_byte_first else number

    def _of_bits(self, text: str) -> bytes | None:
        told = self._settings
        if len(text) != int(told.bits) or not set(text) <= {"0", "1"}:
            return None
        bits = text.translate(_INVERTED) if told.inverted else text
        half = len(bits) // 2
        wrong = bits[:half].count("1") % 2 + (bits[half:].count("1") + 1) % 2
        if wrong == _BOTH:
            _log.warning("both parities are wrong: are the wires D0 and D1 swapped?")
        return int(bits[1:-1], 2).to_bytes(told.size, "big") if wrong == 0 else None

    def _of_facility(self, text: str) -> bytes | None:
        match = _FACILITY.fullmatch(text)
        if match is None:
            return None
        facility, card = int(match[1]), int(match[2])
        if facility >> 8 * self._settings.size - _CARD_BITS or card >> _CARD_BITS:
            return None
        return (facility << _CARD_BITS | card).to_bytes(self._settings.size, "big")


def wiegand_driver(settings: WiegandSettings, open_line: OpenLine = open_line) -> ListeningDriver:
    """A bridge as a driver."""
    return ListeningDriver(settings.port, settings.baud, lambda: WiegandParser(settings), open_line)


def wiegand_reader(name: str, settings: WiegandSettings) -> ThreadedReader:
    """A bridge, not yet started."""
    return ThreadedReader(name, wiegand_driver(settings))
