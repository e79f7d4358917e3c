"""Finds the devices that a reader or an output could be, and which configured one is which.

Asks the kernel (sysfs) and udev's links; opens nothing. Nothing is decided by a device's name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from hardware.scanners.hid_report import SYMBOL_COM, is_scanner
from hardware.usb import UsbDevice, fitting_devices, is_usb_address, usb_devices

_KEY_ENTER, _KEY_A = 28, 30
_LINKS = ("serial/by-id", "serial/by-path", "input/by-id", "input/by-path", "v4l/by-id",
          "v4l/by-path")  # fmt: skip
_ADDRESS_FIELDS = ("port", "path", "source", "address")
"""How drivers call where their device is."""


class DeviceKind(StrEnum):
    """By which of the kernel's doors a device is reached."""

    SERIAL = "serial"
    KEYBOARD = "keyboard"
    HID_POS = "hid_pos"
    CAMERA = "camera"
    PRINTER = "printer"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the kernel and udev tell of devices."""

    sys: Path = Path("/sys")
    dev: Path = Path("/dev")


@dataclass(frozen=True, slots=True)
class Found:
    """One device that is plugged in."""

    kind: DeviceKind
    node: str
    """Its node now, such as /dev/ttyUSB0; another one tomorrow."""
    name: str = ""
    links: tuple[str, ...] = ()
    """What udev calls it."""
    usb: UsbDevice | None = None
    uniq: str = ""
    phys: str = ""
    vendor: int | None = None
    product: int | None = None
    has_twin: bool = False
    """Another device is its equal in everything but the socket."""

    @property
    def address(self) -> str:
        """What to write into a configuration so that it is found again tomorrow."""
        by_id = [link for link in self.links if "/by-id/" in link]
        by_path = [link for link in self.links if "/by-path/" in link]
        stable = by_path if self.has_twin else by_id + by_path
        if stable:
            return stable[0]
        return self.usb.address if self.usb else self.node


def discover(places: Places | None = None) -> tuple[Found, ...]:
    """Every device that could be a reader or an output, by kind and node."""
    where = places or Places()
    usb = usb_devices(where.sys / "bus/usb/devices")
    links = _links(where.dev)
    owners = {node: device for device in usb for node in device.nodes}
    equal = [(device.identity, device.serial) for device in usb]

    def found(kind: DeviceKind, node: str, told: Mapping[str, str]) -> Found:
        owner = owners.get(node)
        return Found(
            kind,
            node,
            (owner.name if owner else "") or told.get("name", ""),
            links.get(node, ()),
            owner,
            told.get("uniq", ""),
            told.get("phys", ""),
            _hex(told.get("id/vendor", "")),
            _hex(told.get("id/product", "")),
            owner is not None and equal.count((owner.identity, owner.serial)) > 1,
        )

    return _as_bodies(found(*each) for each in _nodes(where.sys / "class"))


def _as_bodies(nodes: Iterable[Found]) -> tuple[Found, ...]:
    """One device for all nodes of a scanner that types: many have two or three."""
    bodies: dict[tuple[DeviceKind, str], Found] = {}
    for each in nodes:
        is_body = each.kind is DeviceKind.KEYBOARD and each.usb
        key = each.kind, each.usb.port if each.usb and is_body else each.node
        first = bodies.get(key)
        bodies[key] = replace(first, links=first.links + each.links) if first else each
    return tuple(bodies.values())


def is_meant(device: Found, settings: Mapping[str, object]) -> bool:
    """Whether the settings of a reader or an output mean this device."""
    address = address_of(settings)
    if is_usb_address(address):
        return device.usb is not None and _fits(device.usb, address)
    if address:
        return address in (device.node, *device.links)
    asked = {key: settings[key] for key in ("vendor", "product", "uniq", "phys") if key in settings}
    port = device.phys.partition("/input")[0]
    return bool(asked) and device.kind in {DeviceKind.KEYBOARD, DeviceKind.HID_POS} and all(
        value in ({device.phys, port} if key == "phys" else {getattr(device, key)})
        for key, value in asked.items()
    )  # fmt: skip


def address_of(settings: Mapping[str, object]) -> str:
    """Where the settings say that the device is; empty when they say it otherwise."""
    return next((str(settings[key]) for key in _ADDRESS_FIELDS if settings.get(key)), "")


def unused(devices: Iterable[Found], configured: Iterable[Mapping[str, object]]) -> list[Found]:
    """The devices that no settings mean."""
    meant = list(configured)
    return [each for each in devices if not any(is_meant(each, settings) for settings in meant)]


def _fits(device: UsbDevice, address: str) -> bool:
    return bool(fitting_devices(address, [device]))


_Node = tuple[DeviceKind, str, Mapping[str, str]]


def _nodes(classes: Path) -> Iterator[_Node]:
    for path in _sorted(classes / "tty", "tty[UA][SC][BM]*"):
        yield DeviceKind.SERIAL, f"/dev/{path.name}", {}
    yield from _hid_nodes(classes)
    for path in _sorted(classes / "video4linux", "video*"):
        if _text(path / "index") in {"", "0"}:  # the others of a camera give no pictures
            yield DeviceKind.CAMERA, f"/dev/{path.name}", {"name": _text(path / "name")}
    for path in _sorted(classes / "usbmisc", "lp*"):
        yield DeviceKind.PRINTER, f"/dev/usb/{path.name}", {}


def _hid_nodes(classes: Path) -> Iterator[_Node]:
    for path in _sorted(classes / "input", "event*"):
        if _types_text(path / "device/capabilities/key"):
            names = ("name", "uniq", "phys", "id/vendor", "id/product")
            told = {name: _text(path / "device" / name) for name in names}
            yield DeviceKind.KEYBOARD, f"/dev/input/{path.name}", told
    for path in _sorted(classes / "hidraw", "hidraw*"):
        told = _uevent(path / "device/uevent")
        is_symbol = (_hex(told["id/vendor"]), _hex(told["id/product"])) == SYMBOL_COM
        if is_symbol or is_scanner(_bytes(path / "device/report_descriptor")):
            yield DeviceKind.HID_POS, f"/dev/{path.name}", told


def _sorted(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern), key=lambda path: (len(path.name), path.name))


def _types_text(capabilities: Path) -> bool:
    """Whether it has the keys of a keyboard: Enter and A; a mouse and a power button have not."""
    words = _text(capabilities).split()
    lowest = int(words[-1], 16) if words else 0
    return all(lowest >> key & 1 for key in (_KEY_ENTER, _KEY_A))


def _uevent(path: Path) -> dict[str, str]:
    """What the kernel says of a HID device: HID_ID=0003:00000C2E:00000B61, HID_NAME, …."""
    told = dict(
        line.partition("=")[::2] for line in _bytes(path).decode(errors="replace").split("\n")
    )
    _bus, vendor, product = (*told.get("HID_ID", "").split(":"), "", "", "")[:3]
    return {
        "name": told.get("HID_NAME", ""),
        "uniq": told.get("HID_UNIQ", ""),
        "phys": told.get("HID_PHYS", ""),
        "id/vendor": vendor,
        "id/product": product,
    }


def _links(dev: Path) -> dict[str, tuple[str, ...]]:
    """What udev calls each node."""
    links: dict[str, list[str]] = {}
    for folder in _LINKS:
        for link in sorted((dev / folder).glob("*")):
            node = f"/dev/{(link.parent / link.readlink()).resolve().relative_to(dev.resolve())}"
            links.setdefault(node, []).append(f"/dev/{folder}/{link.name}")
    return {node: tuple(names) for node, names in links.items()}


def _hex(text: str) -> int | None:
    try:
        return int(text, 16)
    except ValueError:
        return None


def _text(path: Path) -> str:
    return " ".join(_bytes(path).decode(errors="replace").split())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
