"""Types on a keyboard as a scanner does: the key events of a text, also as the kernel's bytes."""

import struct
import time

from hardware.scanners.keyboard_layouts import LAYOUTS, SPACING, Layout
from hardware.scanners.keystrokes import KeyEvent

EVENT = struct.Struct("llHHi")
SHIFT, CTRL, ALT, CAPS, ENTER, TAB, KP_ENTER = 42, 29, 56, 58, 28, 15, 96
SYN_REPORT, SYN_DROPPED = 0, 3
GS = "\x1d"
RIGHT_BRACE, SPACE, ALTGR = 27, 57, 100
FIRST_OF_KEYPAD, LAST_OF_KEYPAD = 55, 83


def keys(text: str, layout: str = "us") -> list[tuple[int, int]]:
    """Presses and releases (code, value) of a text, shift and Ctrl+] included."""
    known = _presses(LAYOUTS[layout])
    pressed = []
    for character in text:
        pressed += known[character]
    return pressed


def _presses(layout: Layout) -> dict[str, list[tuple[int, int]]]:
    """How each character is typed; without the keypad, and simply where that can be."""
    found = {GS: held(CTRL, RIGHT_BRACE)}
    levels = ((layout.altgr, [ALTGR]), (layout.shifted, [SHIFT]), (layout.plain, []))
    for level, holding in levels:
        for code, character in level.items():
            if not FIRST_OF_KEYPAD <= code <= LAST_OF_KEYPAD or code == SPACE:
                presses = held(*holding, code)
                if character in SPACING:
                    found.setdefault(SPACING[character], presses + press(SPACE))
                else:
                    found[character] = presses
    return found


def held(*codes: int) -> list[tuple[int, int]]:
    """Keys that are pressed one after the other, and let go in the other order."""
    return [(code, 1) for code in codes] + [(code, 0) for code in reversed(codes)]


def press(code: int) -> list[tuple[int, int]]:
    return [(code, 1), (code, 0)]


def events(
    pressed: list[tuple[int, int]], at_ns: int = 0, step_ns: int = 8_000_000
) -> list[KeyEvent]:
    """Key events with a report after each, as a USB keyboard sends them."""
    found = []
    for number, (code, value) in enumerate(pressed):
        moment = at_ns + number * step_ns
        found += [KeyEvent(moment, 1, code, value), KeyEvent(moment, 0, SYN_REPORT, 0)]
    return found


def as_bytes(pressed: list[tuple[int, int]]) -> bytes:
    """`struct input_event` bytes, typed just now."""
    seconds, ns = divmod(time.monotonic_ns(), 1_000_000_000)
    return b"".join(
        EVENT.pack(seconds, ns // 1000, each.type, each.code, each.value)
        for each in events(pressed)
    )


def parsed(data: bytes) -> list[KeyEvent]:
    return [
        KeyEvent(seconds * 1_000_000_000 + us * 1000, kind, code, value)
        for seconds, us, kind, code, value in EVENT.iter_unpack(data)
    ]
