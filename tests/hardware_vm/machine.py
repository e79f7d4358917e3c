"""A machine in QEMU, all software, that runs this repository's code on Debian's own kernel."""

import json
import os
import queue
import socket
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hardware.reader import ErrorCode, Kind, ReaderReport, ReaderState, Scan
from tests.hardware.reader_contract import Inbox
from tests.hardware.typist import ENTER, keys, press
from tests.hardware_vm import kernel

PATIENCE_S = 120.0
DEVICES = {
    "gun": {"driver": "usb-kbd", "serial": "SCAN0001"},
    "door": {"driver": "usb-serial", "chardev": "badge"},
}
"""What can be plugged in: a scanner that types, and a badge reader on a serial adapter."""
_TYPED_AT_ONCE = 12
"""Presses and releases that QEMU's keyboard holds until the guest has fetched them: 16."""
_FETCHED_S = 0.3


class Machine:
    """The guest, its plugs (QMP), and what its readers tell."""

    def __init__(self, folder: Path, note: Callable[[str, str], None]) -> None:
        self._folder = folder
        self._note = note
        kernel.write_initrd(folder / "initrd.gz")
        self._qemu = subprocess.Popen(_arguments(), cwd=folder, stdin=subprocess.DEVNULL)
        self._answers: queue.Queue[Any] = queue.Queue()
        self._plugged: set[str] = set()
        self._inboxes: defaultdict[str, Inbox] = defaultdict(Inbox)
        self._qmp = self.far_end("qmp")
        self._guest = self.far_end("guest")
        self._told = self._qmp.makefile("r")
        self._told.readline()
        self._listening = threading.Thread(target=self._listen)
        self._listening.start()
        self.qmp("qmp_capabilities")
        self.kernel: str = self._answer("boot")

    def qmp(self, command: str, **arguments: object) -> None:
        """Do something to the machine itself, such as pulling a plug."""
        asked = json.dumps({"execute": command, "arguments": arguments})
        if command.startswith("device"):
            self._note("machine", asked)
        self._qmp.sendall(asked.encode() + b"\n")
        answer = json.loads(self._told.readline())
        while "event" in answer:
            answer = json.loads(self._told.readline())
        assert "return" in answer, answer

    def ask(self, do: str, **arguments: object) -> Any:
        """Let the guest's program do something."""
        asked = json.dumps({"do": do, **arguments})
        self._note("host", asked)
        self._guest.sendall(asked.encode() + b"\n")
        return self._answer(do)

    def plug(self, name: str) -> None:
        """Put in the plug of one of the machine's own devices."""
        self.qmp("device_add", id=name, bus="usb.0", **DEVICES[name])
        self._plugged.add(name)

    def unplug(self, name: str) -> None:
        """Pull it."""
        self._plugged.discard(name)
        self.qmp("device_del", id=name)

    @contextmanager
    def plugged(self, *names: str) -> Iterator[None]:
        """Plug devices, and pull what is still plugged at the end."""
        for name in names:
            self.plug(name)
        try:
            yield
        finally:
            for name in self._plugged.intersection(names):
                self.unplug(name)

    @contextmanager
    def gadget(self, name: str, kind: str, serial: str = "") -> Iterator[None]:
        """A device that the guest pretends to have; pulled at the end."""
        self.ask("gadget", name=name, kind=kind, serial=serial)
        try:
            yield
        finally:
            self.ask("unplug", name=name)

    @contextmanager
    def reading(self, **readers: tuple[str, dict[str, object]]) -> Iterator[list[Inbox]]:
        """Start readers in the guest; what they tell comes into an inbox each."""
        for name in readers:
            self._inboxes[name] = Inbox()
        self.ask("start", readers=readers)
        try:
            yield [self._inboxes[name] for name in readers]
        finally:
            self.ask("stop")

    def type(self, text: str, end: int = ENTER) -> None:
        """Type on the USB keyboard that was plugged in last."""
        typed = keys(text) + press(end)
        for first in range(0, len(typed), _TYPED_AT_ONCE):
            for code, value in typed[first : first + _TYPED_AT_ONCE]:
                key = {"type": "number", "data": code}
                event = {"type": "key", "data": {"down": bool(value), "key": key}}
                self.qmp("input-send-event", events=[event])
            threading.Event().wait(_FETCHED_S)

    def far_end(self, name: str) -> socket.socket:
        """The far end of one of the machine's lines."""
        until = time.monotonic() + PATIENCE_S
        pause = threading.Event()
        while True:
            link = socket.socket(socket.AF_UNIX)
            try:
                link.connect(os.path.relpath(self._folder / name))
            except OSError:
                link.close()
                assert time.monotonic() < until, f"QEMU gave no {name}"
                assert self._qemu.poll() is None, "QEMU ended"
                pause.wait(0.02)
            else:
                return link

    @property
    def console(self) -> str:
        """What the guest's kernel and the program's log said so far."""
        return (self._folder / "console.log").read_text(errors="replace")

    def close(self) -> None:
        """Cut the power."""
        self._qemu.kill()
        self._qemu.wait()
        self._listening.join()
        for each in (self._told, self._qmp, self._guest):
            each.close()

    def _answer(self, do: str) -> Any:
        try:
            done, answer = self._answers.get(timeout=PATIENCE_S)
        except queue.Empty:
            raise AssertionError(f"the guest did not answer {do}") from None
        assert done == do, answer
        return answer

    def _listen(self) -> None:
        with self._guest.makefile("r") as lines:
            for line in lines:
                self._note("guest", line.rstrip("\n"))
                self._take(json.loads(line))

    def _take(self, line: dict[str, Any]) -> None:
        match line:
            case {"done": done, "answer": answer}:
                self._answers.put((done, answer))
            case {"scan": text, "raw": raw, "symbology": symbology, "kind": kind, "reader": name}:
                raw = bytes.fromhex(raw)
                scan = Scan(text, raw, symbology, Kind(kind), name, time.monotonic_ns())
                self._inboxes[name].on_scan(scan)
            case {"state": state, "reader": name, "reason": reason, "remedy": remedy, "code": code}:
                code = code and ErrorCode(code)
                report = ReaderReport(name, ReaderState(state), reason, remedy, code)
                self._inboxes[name].on_report(report)


def _arguments() -> list[str]:
    sockets = [f"socket,id={name},path={name},server=on,wait=off" for name in ("guest", "badge")]
    devices = [
        "virtio-9p-pci,fsdev=host,mount_tag=host",
        "virtio-serial-pci",
        "virtserialport,chardev=guest,name=guest",
        "qemu-xhci,id=usb",
    ]
    return [
        *(kernel.QEMU, "-nodefaults", "-no-reboot", "-display", "none"),
        *("-machine", "q35,accel=tcg", "-cpu", "max", "-smp", "2", "-m", "1024"),
        *("-kernel", str(kernel.image()), "-initrd", "initrd.gz"),
        *("-append", "console=ttyS0 quiet panic=-1 rdinit=/init mitigations=off"),
        *("-serial", "file:console.log", "-qmp", "unix:qmp,server=on,wait=off"),
        "-fsdev",
        "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap",
        *(word for each in sockets for word in ("-chardev", each)),
        *(word for each in devices for word in ("-device", each)),
    ]
