"""Turns the key events of a scanner that types into codes; pure, no device and no clock."""

import logging
from dataclasses import dataclass
from typing import NamedTuple

from hardware.driver import Reading
from hardware.sanitise import MAX_CHARACTERS
from hardware.scanners.keyboard_layouts import Layout

_SYN, _KEY = 0, 1
_SYN_REPORT, _SYN_DROPPED = 0, 3
_DOWN = 1
_SHIFTS = frozenset({42, 54})
_CTRLS = frozenset({29, 97})
_ALTS = frozenset({56, 100})
_MODIFIERS = _SHIFTS | _CTRLS | _ALTS
_CAPS_LOCK = 58
_MUTE = frozenset({69, 70, 125, 126})
"""Num lock, scroll lock and the meta keys: they say nothing."""
_ENTERS = frozenset({28, 96})
_TAB = 15

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
    """`enter`, `tab`, or `none`: a pause ends the code then."""
    pause_ms: int
    """The pause that ends a code without terminator, or drops one that never came to its end."""


class Keystrokes:
    """The state of one keyboard. What is not known for sure is dropped, never guessed."""

    def __init__(self, typing: Typing) -> None:
        self._typing = typing
        self._ends = _ENTERS | {_TAB} if typing.terminator == "tab" else _ENTERS
        self._held: set[int] = set()
        self._caps = False
        self._overrun = False
        self._text = ""
        self._is_bad = False
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
        if self._typing.terminator == "none":
            return self._complete(self._last_ns or now_ns)
        self._drop("its end did not come")
        return None

    def _synchronise(self, event: KeyEvent) -> None:
        if event.code == _SYN_DROPPED:
            self._overrun, self._is_bad = True, True
            self._held.clear()
            self._caps = False
            self._last_ns = event.at_ns
        elif event.code == _SYN_REPORT:
            self._overrun = False

    def _key(self, event: KeyEvent) -> Reading | None:
        if event.code in _MODIFIERS:
            (self._held.discard if event.value == 0 else self._held.add)(event.code)
        if event.value != _DOWN or event.code in _MODIFIERS | _MUTE:
            return None
        if event.code == _CAPS_LOCK:
            self._caps = not self._caps
            return None
        before = self.pause(event.at_ns)
        if event.code in self._ends:
            return before or self._complete(event.at_ns)
        self._add(event.code)
        self._last_ns = event.at_ns
        return before

    def _add(self, code: int) -> None:
        character = self._character(code)
        if character is None:
            self._is_bad = True
        elif len(self._text) <= MAX_CHARACTERS:
            self._text += character

    def _character(self, code: int) -> str | None:
        if self._held & _ALTS:
            return None
        if code == _TAB:
            return "\t"
        layout = self._typing.layout
        is_shifted = bool(self._held & _SHIFTS)
        plain = layout.plain.get(code)
        if plain is not None and plain.isalpha():
            is_shifted ^= self._caps
        character = (layout.shifted if is_shifted else layout.plain).get(code)
        if character is not None and self._held & _CTRLS:
            upper = character.upper()
            return chr(ord(upper) - 0x40) if "@" <= upper <= "_" else None
        return character

    def _complete(self, at_ns: int) -> Reading | None:
        text, is_bad = self._text, self._is_bad
        if is_bad:
            self._drop("it could not be read for sure")
            return None
        self._clear()
        return Reading(text.encode(), at_ns) if text else None

    def _drop(self, why: str) -> None:
        _log.warning("a scan of %d characters was dropped: %s", len(self._text), why)
        self._clear()

    def _clear(self) -> None:
        self._text, self._is_bad, self._last_ns = "", False, None
