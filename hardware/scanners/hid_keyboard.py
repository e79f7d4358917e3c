"""Scanners that type as a keyboard does, grabbed so that a scan never depends on the focus."""

import time
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from hardware.driver import Connection, Reading
from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.code39 import full_ascii
from hardware.scanners.input_nodes import EvdevNodes, Identity, InputNode, InputNodes
from hardware.scanners.keyboard_layouts import LAYOUTS
from hardware.scanners.keystrokes import KeyEvent, Keystrokes, Typing
from hardware.scanners.wrapping import Wrapping
from hardware.settings import SettingsError, checked, setting
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake

_FUNCTION_KEYS = {f"F{number}": code for number, code in enumerate((*range(59, 69), 87, 88), 1)}


@dataclass(frozen=True)
class HidKeyboardSettings:
    """A scanner in keyboard mode: named by its path, or by what it says of itself."""

    path: str = setting("")
    """Below /dev/input/by-id, or an address as `hardware.usb` reads it; equal scanners without
    serial numbers are told apart by their port: by-path, `usb:0c2e:0b61::1-1.4`, or `phys`."""
    vendor: int | None = setting(None, least=0, most=0xFFFF)
    product: int | None = setting(None, least=0, most=0xFFFF)
    uniq: str = setting("")
    phys: str = setting("")
    layout: str = setting("us", choices=tuple(LAYOUTS))
    """The country that the scanner itself is set to."""
    caps_lock: bool = setting(default=False)
    """The scanner is set to type as if Caps Lock were on."""
    terminator: str = setting("enter", choices=("enter", "tab", "none"))
    end_pause_ms: int = setting(120, least=20, most=5000)
    """Without a terminator, the pause that ends a code."""
    drop_pause_ms: int = setting(500, least=50, most=10000)
    """With one, the pause after which a code without its end is dropped."""
    slowest_key_ms: int = setting(100, least=0, most=2000)
    """A text most of whose keys took this long was typed by a person, and is dropped; 0: never."""
    prefix: str = setting("")
    suffix: str = setting("")
    """In front of the terminator."""
    separator: str = setting("")
    """What the scanner types instead of GS (0x1D), beside Ctrl+]: a text such as `|` or `{GS}`."""
    separator_key: str = setting("", choices=("", *_FUNCTION_KEYS))
    """Or the function key that it presses instead."""
    aim: bool = setting(default=True)
    """Take an AIM identifier (`]C1` …) from the front of a code and know its symbology by it."""
    code39_full_ascii: bool = setting(default=False)
    """The scanner types the pairs of Code 39 Full ASCII (`+A` for a) and does not make them one."""

    def __post_init__(self) -> None:
        checked(self)
        if not (self.path or self.vendor is not None or self.uniq or self.phys):
            raise SettingsError(["path: give it, or vendor and product, or uniq, or phys"])

    @property
    def typing(self) -> Typing:
        """How the scanner types."""
        has_end = self.terminator != "none"
        return Typing(
            LAYOUTS[self.layout],
            self.terminator,
            self.drop_pause_ms if has_end else self.end_pause_ms,
            self.slowest_key_ms,
            self.caps_lock,
            _FUNCTION_KEYS.get(self.separator_key, -1),
        )


class KeyboardParser:
    """Key events in, codes out: what was typed, without what the scanner puts around a code."""

    def __init__(self, settings: HidKeyboardSettings, typing: Typing | None = None) -> None:
        self._keys = Keystrokes(typing or settings.typing)
        self._wrapping = Wrapping(
            settings.prefix, settings.suffix, settings.separator, settings.aim
        )
        self._full_ascii = settings.code39_full_ascii

    @property
    def ends_ns(self) -> int | None:
        """When a pause will have ended what was begun, or None when nothing is."""
        return self._keys.ends_ns

    def feed(self, event: KeyEvent) -> list[Reading]:
        """The code that this event completes, if it does; no event raises."""
        return self._codes(self._keys.feed(event))

    def pause(self, now_ns: int) -> list[Reading]:
        """The code that a pause until now completes, if it does."""
        return self._codes(self._keys.pause(now_ns))

    def _codes(self, typed: Reading | None) -> list[Reading]:
        if typed is None:
            return []
        code = self._wrapping.reading(typed.raw, typed.at_ns)
        if self._full_ascii and code.symbology in {"", "code_39"}:
            code = replace(code, text=full_ascii(code.text or ""))
        return [code]


class HidKeyboardDriver:
    """Opens and grabs every node of the scanner."""

    def __init__(
        self,
        settings: HidKeyboardSettings,
        nodes: InputNodes | None = None,
        typing: Typing | None = None,
    ) -> None:
        """Take another way of typing than the settings have while the scanner is learnt."""
        self._settings = settings
        self._typing = typing
        self._identity = Identity(
            settings.path, settings.vendor, settings.product, settings.uniq, settings.phys
        )
        self._nodes = nodes or EvdevNodes()

    def open(self) -> Connection:
        """Open and grab; all or none."""
        nodes = self._nodes.open(self._identity)
        connection = _Connection(nodes, self._settings, self._typing)
        try:
            for node in nodes:
                node.grab()
        except HardwareError:
            connection.close()
            raise
        return connection

    def presence(self) -> Hashable:
        """Changes when the scanner comes or goes."""
        return self._nodes.presence(self._identity)


class _Connection:
    def __init__(
        self, nodes: Sequence[InputNode], settings: HidKeyboardSettings, typing: Typing | None
    ) -> None:
        self._keyboards = {
            node.fileno(): (node, KeyboardParser(settings, typing)) for node in nodes
        }

    def read(self, stop: Wake) -> Iterator[Reading]:
        ready = stop.wait(*self._keyboards, timeout_s=self._until_pause_s())
        if not ready and not stop.is_set:
            yield from self._pause()
        lost = []
        for descriptor in ready:
            node, parser = self._keyboards[descriptor]
            try:
                events = node.read()
            except OSError as error:
                lost.append(error)
            else:
                for event in events:
                    yield from parser.feed(event)
        if lost and len(lost) == len(ready):  # what the other nodes still hold is read first
            raise HardwareError(
                ErrorCode.GONE, "the scanner was unplugged", "Plug the scanner in again."
            ) from lost[0]

    def close(self) -> None:
        for node, _ in self._keyboards.values():
            node.close()

    def _until_pause_s(self) -> float:
        ends = [each.ends_ns for _, each in self._keyboards.values() if each.ends_ns is not None]
        return min(1.0, (min(ends) - time.monotonic_ns()) / 1e9) if ends else 1.0

    def _pause(self) -> Iterator[Reading]:
        now_ns = time.monotonic_ns()
        for _, parser in self._keyboards.values():
            yield from parser.pause(now_ns)


def hid_keyboard_reader(name: str, settings: HidKeyboardSettings) -> ThreadedReader:
    """A scanner in keyboard mode, not yet started."""
    return ThreadedReader(name, HidKeyboardDriver(settings))
