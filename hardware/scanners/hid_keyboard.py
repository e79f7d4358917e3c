"""Scanners that type as a keyboard does, grabbed so that a scan never depends on the focus."""

import time
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from hardware.driver import Connection, Reading
from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.input_nodes import EvdevNodes, Identity, InputNode, InputNodes
from hardware.scanners.keyboard_layouts import LAYOUTS
from hardware.scanners.keystrokes import Keystrokes, Typing
from hardware.settings import SettingsError, checked, setting
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake


@dataclass(frozen=True)
class HidKeyboardSettings:
    """A scanner in keyboard mode: named by its path, or by what it says of itself."""

    path: str = setting("")
    """Best below /dev/input/by-id; several equal scanners need by-path, `uniq` or `phys`."""
    vendor: int | None = setting(None, least=0, most=0xFFFF)
    product: int | None = setting(None, least=0, most=0xFFFF)
    uniq: str = setting("")
    phys: str = setting("")
    layout: str = setting("us", choices=tuple(LAYOUTS))
    """The country that the scanner itself is set to."""
    terminator: str = setting("enter", choices=("enter", "tab", "none"))
    end_pause_ms: int = setting(120, least=20, most=5000)
    """Without a terminator, the pause that ends a code."""
    drop_pause_ms: int = setting(500, least=50, most=10000)
    """With one, the pause after which a code without its end is dropped."""

    def __post_init__(self) -> None:
        checked(self)
        if not (self.path or self.vendor is not None or self.uniq or self.phys):
            raise SettingsError(["path: give it, or vendor and product, or uniq, or phys"])


class HidKeyboardDriver:
    """Opens and grabs every node of the scanner."""

    def __init__(self, settings: HidKeyboardSettings, nodes: InputNodes | None = None) -> None:
        self._identity = Identity(
            settings.path, settings.vendor, settings.product, settings.uniq, settings.phys
        )
        has_end = settings.terminator != "none"
        self._typing = Typing(
            LAYOUTS[settings.layout],
            settings.terminator,
            settings.drop_pause_ms if has_end else settings.end_pause_ms,
        )
        self._nodes = nodes or EvdevNodes()

    def open(self) -> Connection:
        """Open and grab; all or none."""
        nodes = self._nodes.open(self._identity)
        connection = _Connection(nodes, self._typing)
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
    def __init__(self, nodes: Sequence[InputNode], typing: Typing) -> None:
        self._keyboards = {node.fileno(): (node, Keystrokes(typing)) for node in nodes}

    def read(self, stop: Wake) -> Iterator[Reading]:
        ready = stop.wait(*self._keyboards, timeout_s=self._until_pause_s())
        if not ready and not stop.is_set:
            yield from self._pause()
        lost = []
        for descriptor in ready:
            node, keystrokes = self._keyboards[descriptor]
            try:
                events = node.read()
            except OSError as error:
                lost.append(error)
            else:
                yield from filter(None, map(keystrokes.feed, events))
        if lost and len(lost) == len(ready):  # what the other nodes still hold is read first
            raise HardwareError(
                ErrorCode.GONE, "the scanner was unplugged", "Plug the scanner in again."
            ) from lost[0]

    def close(self) -> None:
        for node, _ in self._keyboards.values():
            node.close()

    def _until_pause_s(self) -> float:
        ends = [keys.ends_ns for _, keys in self._keyboards.values() if keys.ends_ns is not None]
        return min(1.0, (min(ends) - time.monotonic_ns()) / 1e9) if ends else 1.0

    def _pause(self) -> Iterator[Reading]:
        now_ns = time.monotonic_ns()
        return filter(None, (keys.pause(now_ns) for _, keys in self._keyboards.values()))


def hid_keyboard_reader(name: str, settings: HidKeyboardSettings) -> ThreadedReader:
    """A scanner in keyboard mode, not yet started."""
    return ThreadedReader(name, HidKeyboardDriver(settings))
