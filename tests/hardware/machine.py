"""A machine with devices plugged in: the files that the kernel and udev would show."""

import os
from pathlib import Path

from hardware.discovery import Places

KEYBOARD_KEYS = "e080ffdf01cfffff fffffffffffffffe"
MOUSE_KEYS = "70000 0 0 0 0"


class Machine:
    """Plug things in below a folder; the paths in the tree are those that a real one has."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(folder / "sys", folder / "dev")
        self.usb = self.places.sys / "bus/usb/devices"
        self.usb.mkdir(parents=True)

    def plug(self, port: str, identity: str, driver: str, serial: str = "", name: str = "") -> Path:
        """A USB device with one interface; give the folder of the interface."""
        device = self.usb / port
        device.mkdir()
        vendor, product = identity.split(":")
        told = {"idVendor": vendor, "idProduct": product, "serial": serial, "product": name}
        for key, value in told.items():
            if value:
                (device / key).write_text(f"{value}\n")
        interface = device / f"{port}:1.0"
        interface.mkdir()
        drivers = self.places.sys / "bus/usb/drivers" / driver
        drivers.mkdir(parents=True, exist_ok=True)
        (interface / "driver").symlink_to(drivers)
        return interface

    def serial(self, port: str, identity: str, node: str, serial: str = "") -> None:
        interface = self.plug(port, identity, "ftdi_sio", serial, "USB Serial")
        (interface / node).mkdir()
        (self.places.sys / "class/tty" / node).mkdir(parents=True)
        if serial:
            self.link(f"serial/by-id/usb-{serial}-if00-port0", node)
        self.link(f"serial/by-path/pci-0-usb-{port}", node)

    def keyboard(self, port: str, node: str, keys: str = KEYBOARD_KEYS, uniq: str = "") -> None:
        self.plug(port, "0c2e:0b61", "usbhid", uniq, "Scanner")
        self.second_keyboard(port, node, keys, uniq)

    def second_keyboard(
        self, port: str, node: str, keys: str = KEYBOARD_KEYS, uniq: str = ""
    ) -> None:
        """Another node of a device that is plugged in."""
        interface = self.usb / port / f"{port}:1.0"
        (interface / "0003:0C2E:0B61.0001/input/input7" / node).mkdir(parents=True)
        told = {"name": "Honeywell Scanner", "uniq": uniq, "phys": f"usb-{port}/input0",
                "id/vendor": "0c2e", "id/product": "0b61", "capabilities/key": keys}  # fmt: skip
        self._tell(f"class/input/{node}/device", told)
        self.link(f"input/by-path/usb-{port}-{node}-kbd", f"input/{node}")

    def hid_pos(
        self,
        port: str,
        node: str,
        descriptor: bytes = b"\x05\x8c\x09\x02\xa1\x01",
        identity: str = "1eab:1d10",
    ) -> None:
        interface = self.plug(port, identity, "usbhid", "NL1", "FM430")
        vendor, product = identity.upper().split(":")
        (interface / f"0003:{vendor}:{product}.0002/hidraw" / node).mkdir(parents=True)
        hid_id = f"HID_ID=0003:0000{vendor}:0000{product}"
        told = {"uevent": f"{hid_id}\nHID_NAME=Newland FM430\nHID_UNIQ=NL1"}
        self._tell(f"class/hidraw/{node}/device", told)
        folder = self.places.sys / f"class/hidraw/{node}/device"
        (folder / "report_descriptor").write_bytes(descriptor)

    def camera(self, port: str, first: str, second: str) -> None:
        interface = self.plug(port, "046d:082d", "uvcvideo", "C0FFEE", "HD Webcam")
        for index, node in enumerate((first, second)):
            (interface / "video4linux" / node).mkdir(parents=True)
            self._tell(f"class/video4linux/{node}", {"index": str(index), "name": "HD Webcam"})
        self.link("v4l/by-id/usb-HD_Webcam-video-index0", first)

    def printer(self, port: str, node: str) -> None:
        interface = self.plug(port, "04f9:209b", "usblp", "E9Z1", "QL-800")
        (interface / "usbmisc" / node).mkdir(parents=True)
        (self.places.sys / "class/usbmisc" / node).mkdir(parents=True)

    def process(self, pid: int, name: str, *holds: str) -> Path:
        """A running program; give the folder that stands for /proc."""
        proc = self.places.sys.parent / "proc"
        (proc / str(pid) / "fd").mkdir(parents=True)
        (proc / str(pid) / "comm").write_text(f"{name}\n")
        for at, path in enumerate(holds):
            (proc / str(pid) / "fd" / str(at)).symlink_to(path)
        return proc

    def link(self, name: str, node: str) -> None:
        path = self.places.dev / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(os.path.relpath(self.places.dev / node, path.parent))

    def _tell(self, folder: str, told: dict[str, str]) -> None:
        for name, value in told.items():
            path = self.places.sys / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{value}\n")
