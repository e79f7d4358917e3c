"""The input devices of Linux: found by identity, opened, and grabbed so that nobody else hears.

Knows: evdev and its errors. Does not know: what keys mean.
"""

import errno
import os
import struct
import time
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from hardware.driver import node_presence
from hardware.obstacles import busy, denied
from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.keystrokes import KeyEvent
from hardware.usb import fitting_devices, is_usb_address, located, usb_devices

_FOLDER = Path("/dev/input")
_SET_CLOCK = 0x400445A0
"""EVIOCSCLOCKID: event times by the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which device is meant: a path or `usb:` address, or what the device says of itself.

    What is empty matches all.
    """

    path: str = ""
    vendor: int | None = None
    product: int | None = None
    uniq: str = ""
    phys: str = ""


class InputNode(Protocol):
    """One open node of an input device."""

    def fileno(self) -> int:
        """What to wait on."""

    def read(self) -> Iterable[KeyEvent]:
        """The events that wait; raises OSError when the device is lost."""

    def grab(self) -> None:
        """Take all events for ourselves; raises `HardwareError`."""

    def close(self) -> None:
        """Let the node go."""


class InputNodes(Protocol):
    """Where input devices are found."""

    def open(self, identity: Identity) -> Sequence[InputNode]:
        """Every node of the one device that is meant; raises `HardwareError`."""

    def presence(self, identity: Identity) -> Hashable:
        """Changes when the device comes or goes."""


class EvdevNodes:
    """The input devices of this machine."""

    def open(self, identity: Identity) -> Sequence[InputNode]:
        """Every node of the one device that is meant."""
        devices = _all_devices(identity)
        try:
            meant = _meant(devices, identity)
        except HardwareError:
            _close(devices)
            raise
        _close([device for device in devices if device not in meant])
        return [_EvdevNode(device) for device in meant]

    def presence(self, identity: Identity) -> Hashable:
        """The identity of the named node, or of all nodes."""
        if identity.path:
            return node_presence(identity.path)
        return tuple(node_presence(path) for path in _event_paths())


class _EvdevNode:
    def __init__(self, device: Any) -> None:  # noqa: ANN401 - evdev is imported lazily
        self._device = device

    def fileno(self) -> int:
        fd: int = self._device.fd
        return fd

    def read(self) -> Iterable[KeyEvent]:
        try:
            events = list(self._device.read())
        except BlockingIOError:
            return []
        return [
            KeyEvent(each.sec * 1_000_000_000 + each.usec * 1000, each.type, each.code, each.value)
            for each in events
        ]

    def grab(self) -> None:
        import fcntl

        try:
            if self._device.active_keys():
                raise HardwareError(
                    ErrorCode.BUSY, "a key of the scanner is held down", "Let the key go."
                )
            self._device.grab()
            fcntl.ioctl(self._device.fd, _SET_CLOCK, struct.pack("i", time.CLOCK_MONOTONIC))
        except OSError as error:
            raise _not_grabbed(self._device.path, error) from error

    def close(self) -> None:
        self._device.close()


def _all_devices(identity: Identity) -> list[Any]:
    """Every input device that can be opened; the named one must be among them."""
    try:
        import evdev
    except ImportError as missing:
        raise HardwareError(
            ErrorCode.LIBRARY, "evdev is not installed", "Install evdev."
        ) from missing
    located(identity.path)  # says of a `usb:` address why it means no device, or several
    named = _named(identity.path)
    if identity.path and not any(Path(node).exists() for node in named):
        raise _gone()
    devices, refused = [], []
    for path in _event_paths():
        try:
            devices.append(evdev.InputDevice(path))
        except PermissionError:
            refused += [path] if path in named or not named else []
        except OSError:
            continue  # it went between the listing and the opening
    if refused and not any(_matches(device, identity) for device in devices):
        _close(devices)
        raise denied(refused[0])
    return devices


def _event_paths() -> list[str]:
    return sorted(map(str, _FOLDER.glob("event*")))


def _named(path: str) -> frozenset[str]:
    """The nodes that a path or a `usb:` address means now."""
    if is_usb_address(path):
        fitting = fitting_devices(path, usb_devices())
        return frozenset(node for each in fitting for node in each.nodes)
    return frozenset({os.path.realpath(path)} if path else ())


def _meant(devices: list[Any], identity: Identity) -> list[Any]:
    """The nodes of the one device that matches; several equal ones are not told apart by luck."""
    bodies = {_body(device) for device in devices if _matches(device, identity)}
    if not bodies:
        raise _gone()
    if len(bodies) > 1:
        raise HardwareError(
            ErrorCode.FAULT,
            f"{len(bodies)} devices match the settings of this scanner",
            "Give its path below /dev/input/by-path, or its port: `lendstation readers list`.",
        )
    return [device for device in devices if _body(device) in bodies]


def _matches(device: Any, identity: Identity) -> bool:  # noqa: ANN401 - as above
    if identity.path:
        return device.path in _named(identity.path)
    return (
        identity.vendor in {None, device.info.vendor}
        and identity.product in {None, device.info.product}
        and identity.uniq in {"", device.uniq}
        and identity.phys in {"", device.phys, _port(device)}
    )


def _body(device: Any) -> Hashable:  # noqa: ANN401 - as above
    """What the nodes of one device have in common: itself, and the port it hangs on."""
    port = _port(device) or device.path
    return device.info.vendor, device.info.product, device.uniq, port


def _port(device: Any) -> str:  # noqa: ANN401 - as above
    port: str = device.phys.partition("/input")[0]
    return port


def _close(devices: list[Any]) -> None:
    for device in devices:
        device.close()


def _gone() -> HardwareError:
    return HardwareError(
        ErrorCode.GONE, "the scanner is not there", "Plug the scanner in, or correct its settings."
    )


def _not_grabbed(path: str, error: OSError) -> HardwareError:
    if error.errno == errno.EBUSY:
        return busy(path)
    return _gone()
