"""USB devices as Linux tells of them: who they are, where they hang, and the nodes they gave.

An address `usb:VENDOR:PRODUCT[:SERIAL[:PORT]]` names one device whatever node it has now: vendor
and product in four hexadecimal digits, an empty part fits all, and the port is the kernel's
(`1-1.4`), which stays with the socket. Source: Documentation/ABI/testing/sysfs-bus-usb.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hardware.reader import ErrorCode, HardwareError

DEVICES = Path("/sys/bus/usb/devices")
_PREFIX = "usb:"
_ADDRESS = re.compile(
    r"usb:([0-9a-f]{4}|):([0-9a-f]{4}|)(?::([^:]*)(?::([0-9.-]*))?)?", re.IGNORECASE
)
_NODES = (
    ("ttyUSB[0-9]*", "/dev/"),
    ("tty/ttyACM[0-9]*", "/dev/"),
    ("usbmisc/lp[0-9]*", "/dev/usb/"),
    ("video4linux/video[0-9]*", "/dev/"),
    ("*/hidraw/hidraw[0-9]*", "/dev/"),
    ("*/input/input[0-9]*/event[0-9]*", "/dev/input/"),
)
"""Where below an interface the kernel names a node, and the folder of that node."""


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """One device that is plugged in."""

    port: str
    vendor: int
    product: int
    serial: str = ""
    name: str = ""
    """Its maker and what it calls itself."""
    drivers: frozenset[str] = frozenset()
    """The kernel's drivers of its interfaces; `usbfs` means that a program took it."""
    nodes: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """Vendor and product as people write them."""
        return f"{self.vendor:04x}:{self.product:04x}"

    @property
    def address(self) -> str:
        """Names this device among all others; by its port only when it has no serial number."""
        port = "" if self.serial and ":" not in self.serial else f":{self.port}"
        serial = "" if ":" in self.serial else self.serial
        return f"{_PREFIX}{self.identity}:{serial}{port}"


def usb_devices(folder: Path = DEVICES) -> list[UsbDevice]:
    """Everything plugged in, by port; empty where there is no Linux."""
    found = []
    for path in sorted(folder.glob("*")):
        try:
            found.append(_device(path))
        except (OSError, ValueError):
            continue  # an interface, or it went while it was read
    return found


def is_usb_address(text: str) -> bool:
    """Whether a text means a device by who it is, not by a path."""
    return text.startswith(_PREFIX)


def located(address: str, folder: Path = DEVICES) -> str:
    """The path of the node that an address means now; a path stays what it is.

    Raises:
        HardwareError: it is not plugged in, several fit, or it gave no node.
    """
    if not is_usb_address(address):
        return address
    if not _ADDRESS.fullmatch(address):
        raise HardwareError(
            ErrorCode.SETTINGS, f"{address} is no address", "Write it as usb:1a86:7523::1-1.4."
        )
    fitting = fitting_devices(address, usb_devices(folder))
    if not fitting:
        raise HardwareError(
            ErrorCode.GONE, f"{address} is not plugged in", "Plug it in, or correct its address."
        )
    if len(fitting) > 1:
        ports = ", ".join(each.port for each in fitting)
        raise HardwareError(
            ErrorCode.SETTINGS,
            f"{len(fitting)} devices are {address}: at {ports}",
            "Add its serial number or its port to the address: `lendstation readers list`.",
        )
    if not fitting[0].nodes:
        raise _without_node(fitting[0])
    return fitting[0].nodes[0]


def fitting_devices(address: str, among: Iterable[UsbDevice]) -> list[UsbDevice]:
    """The devices that a `usb:` address fits; none when it is no such address."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return []
    vendor, product, serial, port = (part or "" for part in match.groups())
    return [
        each
        for each in among
        if vendor.lower() in {"", f"{each.vendor:04x}"}
        and product.lower() in {"", f"{each.product:04x}"}
        and serial in {"", each.serial}
        and port in {"", each.port}
    ]


def _without_node(device: UsbDevice) -> HardwareError:
    if "usbfs" in device.drivers:
        return HardwareError(
            ErrorCode.BUSY,
            f"a program took the USB device {device.identity} away from the kernel",
            "brltty is known to: `sudo apt purge brltty`, then plug the device in again.",
        )
    return HardwareError(
        ErrorCode.FAULT,
        f"the kernel has no driver for the USB device {device.identity}",
        "Switch the device to serial, keyboard or HID-POS mode, as its manual says.",
    )


def _device(path: Path) -> UsbDevice:
    told = {name: _text(path / name) for name in ("serial", "manufacturer", "product")}
    return UsbDevice(
        path.name,
        int((path / "idVendor").read_text(), 16),
        int((path / "idProduct").read_text(), 16),
        told["serial"],
        " ".join(part for part in (told["manufacturer"], told["product"]) if part),
        frozenset(_drivers(path)),
        tuple(_nodes(path)),
    )


def _text(path: Path) -> str:
    try:
        return " ".join(path.read_text(errors="replace").split())
    except OSError:
        return ""


def _interfaces(device: Path) -> list[Path]:
    return sorted(device.glob(f"{device.name}:*"))


def _drivers(device: Path) -> Iterator[str]:
    for interface in _interfaces(device):
        driver = interface / "driver"
        if driver.exists():
            yield driver.resolve().name


def _nodes(device: Path) -> Iterator[str]:
    for interface in _interfaces(device):
        for pattern, folder in _NODES:
            names = sorted((path.name for path in interface.glob(pattern)), key=_by_number)
            yield from (f"{folder}{name}" for name in names)


def _by_number(name: str) -> tuple[int, str]:
    """Put video9 before video10."""
    return len(name), name
