"""One guest for all tests here, and the transcript of what was said."""

import os
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.hardware_vm import kernel
from tests.hardware_vm.machine import Machine

TRANSCRIPT = os.environ.get("LENDSTATION_TRANSCRIPT", "")
"""Where the long form writes what was said."""
if not kernel.is_there():  # `make hardware-test` fetches what is missing
    collect_ignore_glob = ["test_*.py"]
elif not TRANSCRIPT:  # OpenCV takes the guest half of the short form's time, a life half a minute
    collect_ignore = ["test_camera.py", "test_outputs.py", "test_power.py"]

HEAD = """# The readers on a real kernel

Made by `make hardware-test` on {day}: Linux {kernel} of Debian, {qemu}, without hardware
virtualisation.

A machine without a disk boots Debian's kernel, sees this computer's files read-only, and runs this
repository's code on devices that the kernel takes for real: keyboards and serial adapters that QEMU
plugs and pulls, USB gadgets (`dummy_hcd`: scanners, a relay board, a printer), keyboards over
`uinput`, and a camera (`vivid`) that shows our own codes. A gadget camera cannot be had, for
`dummy_hcd` moves no isochronous data. What this does not prove: radio, optics, the firmware of
scanners, and power that dips.

`host` asks the program in the guest, `guest` is what it prints, `machine` is a plug that is put in
or pulled. Seconds since the machine was switched on.

```"""
LONGEST = 240
"""Characters that the transcript shows of a line; only pictures and long reports have more."""


class Transcript:
    """Every line between host and guest, under the sentence that it proves."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._lines: list[str] = []

    def note(self, who: str, line: str) -> None:
        shown = line if len(line) <= LONGEST else f"{line[:LONGEST]} …"
        self._lines.append(f"{time.monotonic() - self._began:7.2f} {who:7} {shown}")

    def proves(self, sentence: str) -> None:
        self._lines.append(f"```\n\n## {sentence}\n\n```")

    def write(self, path: Path, machine: Machine) -> None:
        qemu = subprocess.run(
            [kernel.QEMU, "--version"], capture_output=True, check=True, text=True
        )
        day = datetime.fromtimestamp(time.time(), UTC).date()
        head = HEAD.format(day=day, kernel=machine.kernel, qemu=qemu.stdout.splitlines()[0])
        path.write_text("\n".join([head, *self._lines, "```", ""]))


@pytest.fixture(scope="session")
def transcript():
    return Transcript()


@pytest.fixture(scope="session")
def booted(tmp_path_factory: pytest.TempPathFactory, transcript: Transcript):
    machine = Machine(tmp_path_factory.mktemp("machine"), transcript.note)
    yield machine
    if TRANSCRIPT:
        transcript.write(Path(TRANSCRIPT), machine)
    machine.close()


@pytest.fixture
def machine(booted: Machine, transcript: Transcript, request: pytest.FixtureRequest):
    sentence = request.node.name.removeprefix("test_").replace("_", " ").capitalize()
    transcript.proves(sentence)
    yield booted
    print(booted.console[-4000:])  # noqa: T201 - pytest shows it when the test failed
