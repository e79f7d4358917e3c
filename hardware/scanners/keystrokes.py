"""Turns the key events of a scanner that types into codes; pure, no device and no clock."""

import logging
import sys
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from hardware.driver import Reading
from hardware.sanitise import MAX_CHARACTERS
from hardware.scanners.keyboard_layouts import SPACING, Layout

_SYN, _KEY = 0, 1
_SYN_REPORT, _SYN_DROPPED = 0, 3
_DOWN = 1
_SHIFTS = frozenset({42, 54})
_CTRLS = frozenset({29, 97})
_ALT, _ALTGR = 56, 100
_ALTS = frozenset({_ALT, _ALTGR})
_MODIFIERS = _SHIFTS | _CTRLS | _ALTS
_CAPS_LOCK = 58
_MUTE = frozenset({69, 70, 125, 126})
"""Num lock, scroll lock and the meta keys: they say nothing."""
_SAME_EVERYWHERE = {28: "\r", 96: "\r", 108: "\n", 15: "\t"}
"""Enter, Enter of the keypad, the down arrow that some scanners send for a line feed, Tab."""
_WITH_CTRL = {26: "\x1b", 27: "\x1d", 43: "\x1c"}
"""The keys beside Enter make these with Ctrl in every country; 0x1D is GS1's separator."""
_KEYPAD_DIGITS = dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True))
_MOST_DIGITS, _BYTES = 8, 256

_log = logging.getLogger(__name__)


class KeyEvent(NamedTuple):
    """One `struct input_event`, its time by the monotonic clock."""

    at_ns: int
    type: int
    code: int
    value: int


@dataclass(frozen=True, slots=True)
class Typing:
    """How a scanner types."""

    layout: Layout
    terminator: str
    """`enter`, `tab`, or `none`: a pause ends the code then. `heard`: a pause alone ends it, and
    its text keeps the keys that were meant to."""
    pause_ms: int
    """The pause that ends a code without terminator, or drops one that never came to its end."""
    slowest_key_ms: int = 0
    """A text is a person's when most of its keys took this long; 0: nobody can type here."""
    caps_lock: bool = False
    """The scanner takes it that Caps Lock is on."""
    separator_key: int = -1
    """The function key that the scanner sends for GS; -1: none."""

    @property
    def ends_by_pause(self) -> bool:
        """Whether a pause completes a code; else it drops one."""
        return self.terminator in {"none", "heard"}


class Keystrokes:
    """The state of one keyboard. What is not known for sure is dropped, never guessed."""

    def __init__(self, typing: Typing) -> None:
        self._typing = typing
        self._ends = {"tab": "\r\n\t", "heard": ""}.get(typing.terminator, "\r\n")
        self._keys = _SAME_EVERYWHERE | {typing.separator_key: "\x1d"}
        self._held: set[int] = set()
        self._caps = typing.caps_lock
        self._down_ns = 0
        self._overrun = False
        self._text = self._dead = self._digits = ""
        self._is_bad = False
        self._slower = 0
        self._last_ns: int | None = None

    @property
    def ends_ns(self) -> int | None:
        """When a pause will have ended what was begun, or None when nothing is."""
        return None if self._last_ns is None else self._last_ns + self._typing.pause_ms * 1_000_000

    def feed(self, event: KeyEvent) -> Reading | None:
        """The code that this event completes, if it does."""
        if event.type == _SYN:
            self._synchronise(event)
        elif event.type == _KEY and not self._overrun:
            return self._key(event)
        return None

    def pause(self, now_ns: int) -> Reading | None:
        """The code that a pause until now completes, if it does."""
        if self.ends_ns is None or now_ns < self.ends_ns:
            return None
        if self._typing.ends_by_pause:
            return self._complete(self._last_ns or now_ns)
        self._drop("its end did not come")
        return None

    def _synchronise(self, event: KeyEvent) -> None:
        if event.code == _SYN_DROPPED:
            self._overrun, self._is_bad = True, True
            self._held.clear()
            self._last_ns = event.at_ns
        elif event.code == _SYN_REPORT:
            self._overrun = False

    def _key(self, event: KeyEvent) -> Reading | None:
        if event.code in _MODIFIERS:
            return self._modifier(event)
        if event.value != _DOWN or event.code in _MUTE:
            return None
        before = self.pause(event.at_ns)
        self._rest(event.at_ns)
        if event.code == _CAPS_LOCK:
            self._caps = not self._caps
            return before
        self._pace(event.at_ns)
        if self._held & _ALTS and event.code in _KEYPAD_DIGITS:
            self._digits = (self._digits + _KEYPAD_DIGITS[event.code])[:_MOST_DIGITS]
            return before
        return self._typed(self._character(event.code), event.at_ns) or before

    def _modifier(self, event: KeyEvent) -> Reading | None:
        (self._held.discard if event.value == 0 else self._held.add)(event.code)
        if not self._digits or self._held & _ALTS:
            return None
        digits, self._digits = self._digits, ""
        return self._typed(_numbered(digits), event.at_ns)

    def _rest(self, at_ns: int) -> None:
        """After a pause Caps Lock is as it was set up: a toggle may have been lost."""
        if at_ns - self._down_ns >= self._typing.pause_ms * 1_000_000:
            self._caps = self._typing.caps_lock
        self._down_ns = at_ns

    def _pace(self, at_ns: int) -> None:
        """Count the keys of a text that came fast, and those that came slowly."""
        if self._last_ns is not None:
            is_slow = at_ns - self._last_ns >= self._typing.slowest_key_ms * 1_000_000
            self._slower += 1 if is_slow else -1
        self._last_ns = at_ns

    def _typed(self, character: str | None, at_ns: int) -> Reading | None:
        if character is None:
            self._is_bad = True
        elif character in self._ends:
            return self._complete(at_ns)
        elif len(self._text) <= MAX_CHARACTERS:
            self._text += self._composed(character)
        return None

    def _composed(self, character: str) -> str:
        """A character with the dead key before it; nothing while it is a dead key itself."""
        dead, self._dead = self._dead, ""
        if character in SPACING:
            self._dead = character
            return SPACING.get(dead, "")
        if not dead:
            return character
        if character == " ":
            return SPACING[dead]
        whole = unicodedata.normalize("NFC", character + dead)
        return whole if len(whole) == 1 else SPACING[dead] + character

    def _character(self, code: int) -> str | None:
        if code in self._keys:
            return self._keys[code]
        layout, held = self._typing.layout, self._held
        if _ALTGR in held or (_ALT in held and held & _CTRLS):
            return None if held & _SHIFTS else layout.altgr.get(code)
        if _ALT in held:
            return None
        if held & _CTRLS:
            return self._with_ctrl(code)
        return self._lettered(code)

    def _with_ctrl(self, code: int) -> str | None:
        upper = (self._lettered(code) or "").upper()
        is_control = len(upper) == 1 and "@" <= upper <= "_"
        return _WITH_CTRL.get(code) or (chr(ord(upper) - 0x40) if is_control else None)

    def _lettered(self, code: int) -> str | None:
        layout = self._typing.layout
        plain = layout.plain.get(code, "")
        is_letter = plain.isalpha() and layout.shifted.get(code) == plain.upper()
        is_shifted = bool(self._held & _SHIFTS) ^ (self._caps and is_letter)
        return (layout.shifted if is_shifted else layout.plain).get(code)

    def _complete(self, at_ns: int) -> Reading | None:
        text = self._text + SPACING.get(self._dead, "")
        if self._is_bad:
            self._drop("it could not be read for sure")
            return None
        if text and self._is_by_hand():
            self._drop("a person typed it")
            return None
        self._clear()
        return Reading(text.encode(), at_ns) if text else None

    def _is_by_hand(self) -> bool:
        """Whether most keys came slowly; a lone one that a pause ended is no code either."""
        is_lone = self._typing.ends_by_pause and len(self._text) == 1
        return self._typing.slowest_key_ms > 0 and (self._slower > 0 or is_lone)

    def _drop(self, why: str) -> None:
        _log.warning("a scan of %d characters was dropped: %s", len(self._text), why)
        self._clear()

    def _clear(self) -> None:
        self._text = self._dead = self._digits = ""
        self._is_bad = False
        self._slower = 0
        self._last_ns = None


def _numbered(digits: str) -> str | None:
    """The character that ALT and a number on the keypad type on Windows; None when it is none.

    From Windows-1252 with a nought in front, else from code page 437; above a byte from Unicode.
    """
    number = int(digits) if len(digits) < _MOST_DIGITS else sys.maxunicode + 1
    if not 0 < number <= sys.maxunicode:
        return None
    if number >= _BYTES:
        return chr(number) if chr(number).isprintable() else None
    page = "cp1252" if digits[0] == "0" else "cp437"
    return bytes([number]).decode(page, "ignore") or None
