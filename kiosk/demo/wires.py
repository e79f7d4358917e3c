"""The demo's devices: a badge reader on a pseudo-terminal, and a camera that is shown pictures."""

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from hardware.reader import HardwareError
from hardware.simulated_wire import FrameFeed, WireBadge

BADGE_READER = "Badge reader"
CAMERA = "Camera"
_HOLD_S = 0.7


class Cable:
    """The cable of one device, and whether it is in."""

    def __init__(self, device: WireBadge | FrameFeed) -> None:
        self.is_in = True
        self._device = device

    def turn(self) -> None:
        """Pull it out, or put it in again."""
        if self.is_in:
            self._device.unplug()
        else:
            self._device.plug()
        self.is_in = not self.is_in


class Wires:
    """Taps, shows and pulls one after the other on a thread of its own, as one hand does."""

    def __init__(self, folder: Path) -> None:
        """Plug both devices in, below ``folder``."""
        self.badge = WireBadge(folder / "badge-reader")
        self.camera = FrameFeed(folder / "camera")
        self.cables = {BADGE_READER: Cable(self.badge), CAMERA: Cable(self.camera)}
        self._hand: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="demo-hand", daemon=True)
        self._thread.start()

    def readers(self) -> list[dict[str, str]]:
        """Give the readers of a configuration that uses these devices."""
        return [
            {"name": BADGE_READER, "driver": "em4100", "port": str(self.badge.port)},
            {"name": CAMERA, "driver": "camera", "source": str(self.camera.folder)},
        ]

    def tap(self, tag: str) -> None:
        """Hold a badge (ten hexadecimal digits) to the reader; returns at once."""
        self._hand.put(lambda: self.badge.tap(tag))

    def show(self, code: str, symbology: str = "code_128") -> None:
        """Hold a code before the camera; returns at once."""
        self._hand.put(lambda: self.camera.show(code, _HOLD_S, symbology))

    def turn(self, name: str, then: Callable[[], None]) -> None:
        """Pull a cable out, or put it in; ``then`` is called from the hand's thread."""

        def turning() -> None:
            self.cables[name].turn()
            then()

        self._hand.put(turning)

    def close(self) -> None:
        """Pull everything out."""
        self._hand.put(None)
        self._thread.join()
        self.badge.close()
        self.camera.close()

    def _work(self) -> None:
        while (act := self._hand.get()) is not None:
            with contextlib.suppress(HardwareError):  # pulled out meanwhile: nothing is read
                act()
