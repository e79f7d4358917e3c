"""Every parser that meets bytes of a device; to have one fuzzed, add its line to ``PARSERS``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from hardware.driver import Reading
from hardware.rfid.em4100 import Em4100Parser
from hardware.scanners.keyboard_layouts import LAYOUTS
from hardware.scanners.keystrokes import KeyEvent, Keystrokes, Typing
from hardware.simulated_wire import badge_frame


class Parser(Protocol):
    """Takes bytes in any pieces, with the time of each; can be pickled, to see what it holds."""

    def feed(self, data: bytes, at_ns: int) -> Iterable[object]: ...


@dataclass(frozen=True)
class Fuzzed:
    """A parser on the rack."""

    make: Callable[[], Parser]
    frames: tuple[bytes, ...]
    """True frames, to be mutated."""
    is_true: Callable[[Any, bytes], bool]
    """Whether what was read stands in these last bytes, its checksum right by other arithmetic."""
    most_held: int = 4096
    """How large the parser may be, pickled, whatever it was fed."""


class Keys:
    """Keystrokes whose events are made of bytes: a type, a key and a value in three of them."""

    def __init__(self, terminator: str) -> None:
        self._keys = Keystrokes(Typing(LAYOUTS["us"], terminator, 100))

    def feed(self, data: bytes, at_ns: int) -> list[Reading]:
        found = [self._keys.pause(at_ns)]
        for kind, code, value in zip(data[::3], data[1::3], data[2::3], strict=False):
            found.append(self._keys.feed(KeyEvent(at_ns, kind % 3, code, value % 3)))
        return [reading for reading in found if reading is not None]


def em4100_is_true(reading: Reading, recent: bytes) -> bool:
    return badge_frame(reading.raw.decode()).lower()[:-1] in recent.lower()


def keys_are_true(reading: Reading, _recent: bytes) -> bool:
    return 0 < len(reading.raw) <= 4097


_BADGES = (badge_frame("0A004D7603"), badge_frame("01C8F00800")[:-1] + b"\r\n\x03")
_TYPED = bytes.fromhex("011e01 011e00 010201 010200 011c01 011c00 000000")

PARSERS: Mapping[str, Fuzzed] = {
    "em4100": Fuzzed(lambda: Em4100Parser(repeats=False), _BADGES, em4100_is_true),
    "em4100, repeating": Fuzzed(Em4100Parser, _BADGES, em4100_is_true),
    "keystrokes": Fuzzed(lambda: Keys("enter"), (_TYPED,), keys_are_true, 16384),
    "keystrokes without end": Fuzzed(lambda: Keys("none"), (_TYPED,), keys_are_true, 16384),
}
