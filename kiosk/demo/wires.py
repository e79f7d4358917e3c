"""The demo's devices: a badge reader on a pseudo-terminal, and a camera that is shown pictures."""

import contextlib
import threading
from pathlib import Path
from queue import SimpleQueue

from hardware.reader import HardwareError
from hardware.simulated_wire import FrameFeed, WireBadge

BADGE_READER = "Badge reader"
CAMERA = "Camera"
_HOLD_S = 0.5


class Wires:
    """Taps and shows one after the other on a thread of its own, as one hand does."""

    def __init__(self, folder: Path) -> None:
        """Plug both devices in, below ``folder``."""
        self.badge = WireBadge(folder / "badge-reader")
        self.camera = FrameFeed(folder / "camera")
        self._hand: SimpleQueue[tuple[str, str, str] | None] = SimpleQueue()
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
        self._hand.put(("tap", tag, ""))

    def show(self, code: str, symbology: str = "code_128") -> None:
        """Hold a code before the camera; returns at once."""
        self._hand.put(("show", code, symbology))

    def close(self) -> None:
        """Pull everything out."""
        self._hand.put(None)
        self._thread.join()
        self.badge.close()
        self.camera.close()

    def _work(self) -> None:
        while (act := self._hand.get()) is not None:
            what, code, symbology = act
            with contextlib.suppress(HardwareError):  # pulled out meanwhile: nothing is read
                if what == "tap":
                    self.badge.tap(code)
                else:
                    self.camera.show(code, _HOLD_S, symbology)
