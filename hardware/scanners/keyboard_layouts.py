"""Keyboard layouts as data: what each key of a scanner that types stands for.

A scanner sends positions of keys, for the country that it is set to; the numbers are Linux's own.
The tables are those of Windows, for which scanners are made; a test holds them against xkb's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SPACING = {"\u0300": "`", "\u0301": "\u00b4", "\u0302": "^", "\u0303": "~", "\u0308": "¨"}
"""What a dead key types when a space follows it, by the combining character it stands for."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The character of each key: alone, with shift, and with AltGr.

    A combining character is a dead key, which waits for the letter that it goes with.
    """

    plain: Mapping[int, str]
    shifted: Mapping[int, str]
    altgr: Mapping[int, str]


_Rows = Mapping[int, tuple[str, str]]
_KEYPAD = {55: "*", 98: "/", 83: "."} | dict(zip(range(71, 83), "789-456+1230", strict=True))


def _layout(rows: _Rows, altgr: Mapping[int, str] | None = None) -> Layout:
    """Rows of neighbouring keys, by the number of the first one; so too with AltGr."""
    plain, shifted = dict(_KEYPAD), dict(_KEYPAD)
    third: dict[int, str] = {}
    for first, (alone, with_shift) in rows.items():
        plain |= {first + place: each for place, each in enumerate(alone)}
        shifted |= {first + place: each for place, each in enumerate(with_shift)}
    for first, characters in (altgr or {}).items():
        third |= {first + place: each for place, each in enumerate(characters)}
    return Layout(plain, shifted, third)


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
_DE = _US | {
    2: ("1234567890ß\u0301", '!"§$%&/()=?\u0300'),
    16: ("qwertzuiopü+", "QWERTZUIOPÜ*"),
    30: ("asdfghjklöä\u0302", "ASDFGHJKLÖÄ°"),
    43: ("#yxcvbnm,.-", "'YXCVBNM;:_"),
}
_FR = _US | {
    2: ("&é\"'(-è_çà)=", "1234567890°+"),
    16: ("azertyuiop\u0302$", "AZERTYUIOP\u0308£"),
    30: ("qsdfghjklmù²", "QSDFGHJKLM%"),
    43: ("*wxcvbn,;:!", "µWXCVBN?./§"),
}
_ES = _US | {
    2: ("1234567890'¡", '!"·$%&/()=?¿'),
    16: ("qwertyuiop\u0300+", "QWERTYUIOP\u0302*"),
    30: ("asdfghjklñ\u0301º", "ASDFGHJKLÑ\u0308ª"),
    43: ("çzxcvbnm,.-", "ÇZXCVBNM;:_"),
}
_IT = _US | {
    2: ("1234567890'ì", '!"£$%&/()=?^'),
    16: ("qwertyuiopè+", "QWERTYUIOPé*"),
    30: ("asdfghjklòà\\", "ASDFGHJKLç°|"),
    43: ("ùzxcvbnm,.-", "§ZXCVBNM;:_"),
}

LAYOUTS: Mapping[str, Layout] = {
    "us": _layout(_US),
    "uk": _layout(_UK, {5: "€"}),
    "de": _layout(_DE, {3: "²³", 8: "{[]}\\", 16: "@", 18: "€", 27: "~", 50: "µ", 86: "|"}),
    "fr": _layout(_FR, {3: "\u0303#{[|\u0300\\^@]}", 18: "€", 27: "¤"}),
    "es": _layout(_ES, {2: "|@#\u0303", 18: "€", 26: "[]", 40: "{\\", 43: "}"}),
    "it": _layout(_IT, {8: "{[]}`~", 18: "€", 26: "[]", 39: "@#"}),
}
