"""Keyboard layouts as data: what each key of a scanner that types stands for.

A scanner sends positions of keys, for the country that it is set to; the numbers are Linux's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """The character of each key, alone and with shift."""

    plain: Mapping[int, str]
    shifted: Mapping[int, str]


_KEYPAD = {55: "*", 98: "/", 83: "."} | dict(zip(range(71, 83), "789-456+1230", strict=True))


def _layout(rows: Mapping[int, tuple[str, str]]) -> Layout:
    """Rows of neighbouring keys, by the number of the first one."""
    plain, shifted = dict(_KEYPAD), dict(_KEYPAD)
    for first, (alone, with_shift) in rows.items():
        plain |= {first + place: each for place, each in enumerate(alone)}
        shifted |= {first + place: each for place, each in enumerate(with_shift)}
    return Layout(plain, shifted)


_US = {
    2: ("1234567890-=", "!@#$%^&*()_+"),
    16: ("qwertyuiop[]", "QWERTYUIOP{}"),
    30: ("asdfghjkl;'`", 'ASDFGHJKL:"~'),
    43: ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
    57: (" ", " "),
    86: ("<", ">"),
}
_UK = _US | {
    2: ("1234567890-=", '!"£$%^&*()_+'),
    30: ("asdfghjkl;'`", "ASDFGHJKL:@¬"),
    43: ("#zxcvbnm,./", "~ZXCVBNM<>?"),
    86: ("\\", "|"),
}

LAYOUTS: Mapping[str, Layout] = {"us": _layout(_US), "uk": _layout(_UK)}
