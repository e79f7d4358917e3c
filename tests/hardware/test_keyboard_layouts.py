"""The layouts are those of the system's own tables (libxkbcommon), but for what is listed here."""

import ctypes
from ctypes import POINTER, byref, c_char_p, c_int, c_uint32, c_void_p

import pytest

from hardware.scanners.keyboard_layouts import LAYOUTS

NAMES = {"uk": "gb"}
DEAD = {0xFE50: "\u0300", 0xFE51: "\u0301", 0xFE52: "\u0302", 0xFE53: "\u0303", 0xFE57: "\u0308"}
WINDOWS = {  # by level and key, where Windows, for which scanners are made, is another
    "fr": {(2, 3): "\u0303", (2, 8): "\u0300"},
    "es": {(2, 5): "\u0303"},
}
LETTERS_AND_SIGNS = (*range(2, 54), 86)
EVDEV = 8
"""What the codes of X are above those of the kernel."""


class RuleNames(ctypes.Structure):
    _fields_ = [(name, c_char_p) for name in ("rules", "model", "layout", "variant", "options")]


def xkb(layout: str) -> list[dict[int, str]]:
    """The characters of each key at the first three levels."""
    library = ctypes.CDLL("libxkbcommon.so.0")
    library.xkb_context_new.restype = library.xkb_keymap_new_from_names.restype = c_void_p
    library.xkb_keymap_new_from_names.argtypes = [c_void_p, POINTER(RuleNames), c_int]
    syms_by_level = library.xkb_keymap_key_get_syms_by_level
    syms_by_level.argtypes = [c_void_p, c_uint32, c_uint32, c_uint32, POINTER(POINTER(c_uint32))]
    context = library.xkb_context_new(0)
    names = RuleNames(b"evdev", b"pc105", layout.encode(), b"", b"")
    keymap = library.xkb_keymap_new_from_names(context, byref(names), 0)
    levels: list[dict[int, str]] = [{}, {}, {}]
    for level, characters in enumerate(levels):
        for code in LETTERS_AND_SIGNS:
            syms = POINTER(c_uint32)()
            if syms_by_level(keymap, code + EVDEV, 0, level, byref(syms)):
                character = DEAD.get(syms[0]) or chr(library.xkb_keysym_to_utf32(syms[0]))
                characters[code] = character
    library.xkb_keymap_unref(c_void_p(keymap))
    library.xkb_context_unref(c_void_p(context))
    return levels


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_the_one_of_the_system(layout: str):
    ours, system = LAYOUTS[layout], xkb(NAMES.get(layout, layout))
    different = {
        (level, code): characters[code]
        for level, characters in enumerate((ours.plain, ours.shifted, ours.altgr))
        for code in characters.keys() & {*LETTERS_AND_SIGNS}
        if characters[code] != system[level].get(code)
    }
    assert different == WINDOWS.get(layout, {})
