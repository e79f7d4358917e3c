"""Runs inside the guest: starts readers, plugs devices, and prints what happens, a line each.

Knows: the product's own catalogue and supervisor, and the far ends of the guest's devices.
Does not know: what is expected; that is asserted on the host.
"""

import gc
import json
import os
import subprocess
import threading
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from hardware.catalogue import build
from hardware.discovery import discover
from hardware.outputs.catalogue import device_of
from hardware.outputs.relay import Pulse
from hardware.reader import HardwareError, ReaderReport, Scan
from hardware.supervisor import Supervisor
from tests.hardware_vm.gadgets import Gadget, Keyboard
from tests.hardware_vm.picture import Picture

UDEVD = "/lib/systemd/systemd-udevd"
RULES = Path(__file__).parents[2] / "packaging/udev"


class Guest:
    """One method for each thing that the host may ask."""

    def __init__(self, port: BinaryIO) -> None:
        self._port = port
        self._lock = threading.Lock()
        self._supervisor = Supervisor([])
        self._devices: dict[str, Any] = {}

    def say(self, **line: object) -> None:
        with self._lock:
            self._port.write(json.dumps(line).encode() + b"\n")

    def start(self, readers: dict[str, list[Any]]) -> None:
        """Build readers as the configuration does, and start them."""
        self._supervisor = Supervisor(
            [build(name, driver, settings) for name, (driver, settings) in readers.items()]
        )
        self._supervisor.start(self._on_scan, self._on_report)

    def stop(self) -> None:
        self._supervisor.stop()

    def gadget(self, name: str, kind: str, serial: str) -> None:
        """Plug a device in; a keyboard over uinput has its name as its port."""
        if kind == "camera":
            self._devices[name] = Picture()
        elif kind == "uinput":
            self._devices[name] = Keyboard(name)
        else:
            self._devices[name] = Gadget(name, kind, serial)

    def show(self, name: str, picture: str) -> None:
        """Let a camera see a picture."""
        self._devices[name].show(picture)

    def type(self, texts: dict[str, str]) -> None:
        """Type a text on each keyboard, key by key in turn."""
        left = {name: self._devices[name].typing(text) for name, text in texts.items()}
        while left:
            left = {name: typing for name, typing in left.items() if next(typing, None)}

    def flood(self, name: str, text: str) -> None:
        """Type a text at once, faster than anybody can read."""
        self._devices[name].flood(text)

    def send(self, name: str, reports: list[str]) -> None:
        """Let a gadget send bytes, given in hexadecimal."""
        for each in reports:
            self._devices[name].send(bytes.fromhex(each))

    def drive(self, driver: str, settings: dict[str, Any], code: str, into: str) -> list[str]:
        """Let an output do something; give what is wrong, and what its device got of it."""
        device, wrong = device_of(driver, settings), [""]
        order = _order(driver, code)

        def drive() -> None:
            try:
                device.check()
                device.perform(order, threading.Event())
            except HardwareError as error:
                wrong[0] = str(error)
            finally:
                device.close()

        got = self._devices[into].receive(drive)
        return [wrong[0], got.hex()]

    def paper(self, name: str, *, there: bool) -> None:
        self._devices[name].set_paper(there=there)

    def plug(self, name: str) -> None:
        self._devices[name].plug()

    def unplug(self, name: str) -> None:
        self._devices[name].unplug()

    def count(self) -> dict[str, int]:
        """What plugging and unplugging may not leave behind."""
        gc.collect()
        return {
            "threads": threading.active_count(),
            "descriptors": len(os.listdir("/proc/self/fd")),  # noqa: PTH208
            "resident_kib": int(Path("/proc/self/statm").read_text().split()[1]) * 4,
            "objects": len(gc.get_objects()),
        }

    def nodes(self, below: str, count: int = 1) -> dict[str, str]:
        """So many device nodes or links, once udev has settled: each with its group and rights."""
        pause, found = threading.Event(), []
        while len(found) < count:
            found = list(Path("/dev").glob(below))
            pause.wait(0.05)
        here = {**os.environ, "SYSTEMD_IGNORE_CHROOT": "1"}
        subprocess.run(["udevadm", "settle"], check=True, env=here)
        return {str(each): f"{each.group()} {each.stat().st_mode & 0o777:o}" for each in found}

    def discover(self, kind: str, count: int) -> list[str]:
        """The addresses of so many devices of a kind, as the product finds them by itself."""
        pause, addresses = threading.Event(), []
        while len(addresses) < count:
            of_kind = (found for found in discover() if found.kind == kind and found.usb)
            addresses = sorted(found.address for found in of_kind)
            pause.wait(0.05)
        return addresses

    def _on_scan(self, scan: Scan) -> None:
        self.say(
            scan=scan.text,
            reader=scan.reader,
            kind=scan.kind,
            symbology=scan.symbology,
            raw=scan.raw.hex(),
        )

    def _on_report(self, report: ReaderReport) -> None:
        self.say(
            state=report.state,
            reader=report.reader,
            reason=report.reason,
            remedy=report.remedy,
            code=report.code,
        )


def _order(driver: str, code: str) -> object:
    if driver == "relay":
        return Pulse(int(code))
    from hardware.outputs.label_picture import Label  # noqa: PLC0415 - numpy takes its time here

    return [Label(code)]


def main() -> None:
    """Start udev with the product's rules, then do what the host asks."""
    rules = Path("/run/udev/rules.d")
    rules.mkdir(parents=True)
    for each in RULES.glob("*.rules"):
        (rules / each.name).write_bytes(each.read_bytes())
    subprocess.run([UDEVD, "--daemon"], check=True)
    (path,) = Path("/dev").glob("vport*")
    with path.open("r+b", buffering=0) as port:
        guest = Guest(port)
        guest.say(done="boot", answer=os.uname().release)
        for line in port:
            asked = json.loads(line)
            do = asked.pop("do")
            try:
                guest.say(done=do, answer=getattr(guest, do)(**asked))
            except Exception:  # noqa: BLE001 - the border: the host asserts on it
                guest.say(done="fault", answer=traceback.format_exc())


if __name__ == "__main__":
    main()
