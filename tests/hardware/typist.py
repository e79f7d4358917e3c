"""Types on a keyboard as a scanner does: the key events of a text, also as the kernel's bytes."""

import struct
import time

from hardware.scanners.keyboard_layouts import LAYOUTS
from hardware.scanners.keystrokes import KeyEvent

EVENT = struct.Struct("llHHi")
SHIFT, CTRL, ALT, CAPS, ENTER, TAB, KP_ENTER = 42, 29, 56, 58, 28, 15, 96
SYN_REPORT, SYN_DROPPED = 0, 3
GS = "\x1d"
RIGHT_BRACE = 27


def keys(text: str, layout: str = "us") -> list[tuple[int, int]]:
    """Presses and releases (code, value) of a text, shift and Ctrl+] included."""
    table = LAYOUTS[layout]
    plain = {character: code for code, character in table.plain.items() if code < 55 or code > 83}
    shifted = {character: code for code, character in table.shifted.items()}
    pressed = []
    for character in text:
        if character == GS:
            pressed += [(CTRL, 1), *press(RIGHT_BRACE), (CTRL, 0)]
        elif character in plain:
            pressed += press(plain[character])
        else:
            pressed += [(SHIFT, 1), *press(shifted[character]), (SHIFT, 0)]
    return pressed


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
