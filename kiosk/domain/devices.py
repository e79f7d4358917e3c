"""What the staff panel knows of readers and outputs: the port ``Devices`` and its frozen rows."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol  # a preview is whatever the shell draws


class DeviceState(StrEnum):
    """How a device fares."""

    OPENING = "opening"
    READY = "ready"
    GONE = "gone"
    BROKEN = "broken"


class DeviceRole(StrEnum):
    """What a device is for."""

    BADGES = "badges"
    SCANNER = "scanner"
    CAMERA = "camera"
    RECEIPTS = "receipts"
    LABELS = "labels"
    RELAY = "relay"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One configured reader or output, and how it fares now."""

    name: str
    role: DeviceRole
    driver: str
    address: str
    """Where its device is: a path, a network address, or empty when it is known otherwise."""
    state: DeviceState
    reason: str = ""
    remedy: str = ""
    code: str = ""

    @property
    def is_output(self) -> bool:
        return self.role in {DeviceRole.RECEIPTS, DeviceRole.LABELS, DeviceRole.RELAY}


@dataclass(frozen=True, slots=True)
class FreeDevice:
    """A device that is plugged in and that nothing is configured for."""

    name: str
    role: DeviceRole
    address: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A device that was learnt, to be used under a name."""

    driver: str
    role: DeviceRole
    address: str


class Devices(Protocol):
    """The readers and outputs of this station; any thread may ask, nothing waits for a device."""

    def rows(self) -> tuple[DeviceRow, ...]:
        """Give every configured device, readers first."""
        ...

    def free(self) -> tuple[FreeDevice, ...]:
        """Give what is plugged in and not configured; asks the kernel."""
        ...

    def learn(self) -> int:
        """Listen to every free device until one reads something; give how many there are."""
        ...

    def lesson(self) -> Lesson | None:
        """Give what was learnt since ``learn``; None while nothing was."""
        ...

    def stop_learning(self) -> None:
        """Let the free devices go."""
        ...

    def use(self, lesson: Lesson, name: str) -> str:
        """Write the device into the configuration and start it; give what is wrong, or nothing."""
        ...

    def restart(self, name: str) -> None:
        """Open a reader's device anew."""
        ...

    def test(self, name: str) -> bool:
        """Let an output print or click once; give whether it took that."""
        ...

    def watch(self, name: str, on_preview: Callable[[Any], None] | None) -> bool:
        """Look through a camera, or look away; give whether it is one. Called on its thread."""
        ...
