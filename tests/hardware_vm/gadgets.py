"""Pretended devices inside the guest: keyboards over uinput, USB gadgets over dummy_hcd.

A gadget is a folder in configfs that is bound to a pretended USB controller; binding plugs it in.
"""

import fcntl
import os
import select
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import evdev

from tests.hardware.hid_scanner import COUNTED, KEYBOARD
from tests.hardware.typist import ENTER, EVENT, keys, press

_GADGETS = Path("/sys/kernel/config/usb_gadget")
_CONTROLLERS = Path("/sys/class/udc")
_FUNCTIONS: dict[str, tuple[str, dict[str, bytes]]] = {
    "cdc": ("acm", {}),
    "hid_pos": ("hid", {"report_length": b"62", "report_desc": COUNTED}),
    "printer": ("printer", {"pnp_string": b"MFG:Lendstation;MDL:Gadget;CMD:ZPL;"}),
    "keyboard": ("hid", {"report_length": b"8", "report_desc": KEYBOARD}),
}
"""What a gadget can be, and the attributes of the kernel's function for it."""
_KEY_S = 0.002
_SLICE_MS, _QUIET_MS = 20, 200
_SET_STATUS, _NO_ERROR, _NO_PAPER = 0xC0016722, 0x08, 0x20
"""GADGET_SET_PRINTER_STATUS of linux/usb/g_printer.h, and its bits."""
_pause = threading.Event()


class Keyboard:
    """A scanner that types, as the kernel sees it."""

    def __init__(self, name: str) -> None:
        every_key = {evdev.ecodes.EV_KEY: range(1, 128)}
        self._device = evdev.UInput(every_key, name=name, phys=f"usb-{name}/input0")

    def typing(self, text: str) -> Iterator[bool]:
        """Type a text and Enter, one press or release at each step."""
        for code, value in keys(text) + press(ENTER):
            self._device.write(evdev.ecodes.EV_KEY, code, value)
            self._device.syn()
            _pause.wait(_KEY_S)
            yield True

    def flood(self, text: str) -> None:
        """All events in one call, so that no reader can keep pace."""
        pairs = ((1, code, value) for code, value in keys(text) + press(ENTER))
        events = (EVENT.pack(0, 0, *each) + EVENT.pack(0, 0, 0, 0, 0) for each in pairs)
        os.write(self._device.fd, b"".join(events))

    def unplug(self) -> None:
        self._device.close()


class Gadget:
    """A USB device with one function, plugged in when made."""

    def __init__(self, name: str, kind: str, serial: str) -> None:
        function, attributes = _FUNCTIONS[kind]
        self._folder = _GADGETS / name
        words = self._folder / "strings/0x409"
        config = self._folder / "configs/c.1"
        self._function = self._folder / "functions" / f"{function}.{name}"
        for each in (self._folder, words, config, self._function):
            each.mkdir()
        for path, value in (
            (self._folder / "idVendor", b"0x0c2e"),
            (self._folder / "idProduct", b"0x0b61"),
            (words / "serialnumber", serial.encode()),
            (words / "manufacturer", b"Lendstation"),
            (words / "product", b"Gadget"),
            *((self._function / each, value) for each, value in attributes.items()),
        ):
            path.write_bytes(value)
        (config / self._function.name).symlink_to(self._function)
        self.plug()

    def plug(self) -> None:
        taken = {each.read_text().strip() for each in _GADGETS.glob("*/UDC")}
        free = next(each.name for each in sorted(_CONTROLLERS.iterdir()) if each.name not in taken)
        (self._folder / "UDC").write_text(free)

    def unplug(self) -> None:
        (self._folder / "UDC").write_text("\n")

    def receive(self, drive: Callable[[], None]) -> bytes:
        """What comes to the device's own end while it is driven, and until nothing more comes."""
        descriptor = os.open(self._node(), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        if os.isatty(descriptor):
            tty.setraw(descriptor)
        driving = threading.Thread(target=drive)
        driving.start()
        poll, data = select.poll(), b""
        poll.register(descriptor, select.POLLIN)
        try:
            while driving.is_alive() or poll.poll(_QUIET_MS):
                with suppress(BlockingIOError):
                    data += os.read(descriptor, 65536)
                poll.poll(_SLICE_MS)
        finally:
            os.close(descriptor)
            driving.join()
        return data

    def set_paper(self, *, there: bool) -> None:
        """Let a printer tell whether it has paper."""
        descriptor = os.open(self._node(), os.O_RDWR)
        try:
            fcntl.ioctl(descriptor, _SET_STATUS, _NO_ERROR | (0 if there else _NO_PAPER))
        finally:
            os.close(descriptor)

    def send(self, data: bytes) -> None:
        """Send from the device's own end."""
        descriptor = os.open(self._node(), os.O_WRONLY | os.O_NOCTTY)
        try:
            os.write(descriptor, data)
        finally:
            os.close(descriptor)

    def _node(self) -> str:
        port = self._function / "port_num"
        if port.exists():
            return f"/dev/ttyGS{port.read_text().strip()}"
        if self._function.name.startswith("printer"):
            return "/dev/g_printer0"
        return "/dev/hidg" + (self._function / "dev").read_text().strip().partition(":")[2]
