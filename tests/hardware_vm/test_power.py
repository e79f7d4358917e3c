"""The power goes while somebody lends: what was called done is there, and the books verify.

The guest's page cache goes with its QEMU; what it wrote to its disk with a flush stays. How often:
LENDSTATION_POWER_CUTS. LENDSTATION_SYNCHRONOUS=OFF makes the mistake that this has to notice.
"""

import os
import random
import subprocess
import threading
from pathlib import Path

from tests.desk.school import Desk
from tests.hardware_vm import kernel

CUTS = int(os.environ.get("LENDSTATION_POWER_CUTS", "3"))
SYNCHRONOUS = os.environ.get("LENDSTATION_SYNCHRONOUS", "")
LONGEST_S = 8.0
PATIENCE_S = 240.0


def _disk(folder: Path) -> Path:
    desk = Desk(folder / "made")
    desk.station.checkpoint()
    desk.close()
    image = folder / "disk.img"
    making = ["/usr/sbin/mkfs.ext4", "-q", "-d", str(folder / "made"), str(image), "64M"]
    subprocess.run(making, check=True)
    return image


def _live(folder: Path, image: Path, lends_for_s: float) -> dict[str, set[str]]:
    """Switch on, let it lend for a while, cut the power; gives what it told, by first word."""
    asked = f"synchronous={SYNCHRONOUS}" if SYNCHRONOUS else ""
    command = [
        *(kernel.QEMU, "-nodefaults", "-no-reboot", "-display", "none", "-serial", "stdio"),
        *("-machine", "q35,accel=tcg", "-cpu", "max", "-smp", "2", "-m", "1024"),
        *("-kernel", str(kernel.image()), "-initrd", str(folder / "initrd.gz")),
        *("-append", f"console=ttyS0 quiet panic=-1 rdinit=/init mitigations=off {asked}"),
        *("-drive", f"file={image},if=virtio,format=raw,cache=writeback"),
        *("-fsdev", "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap"),
        *("-device", "virtio-9p-pci,fsdev=host,mount_tag=host"),
    ]
    told: dict[str, set[str]] = {"wrong": set(), "kept": set(), "done": set(), "ready": set()}
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as qemu:
        assert qemu.stdout is not None
        end = threading.Timer(PATIENCE_S, qemu.kill)
        end.start()
        for line in qemu.stdout:
            word, _, rest = line.decode(errors="replace").rstrip("\r\n").partition(" ")
            if line.endswith(b"\n") and word in told:
                told[word].add(rest)
            if word == "ready":
                end.cancel()
                end = threading.Timer(lends_for_s, qemu.kill)
                end.start()
        end.cancel()
    assert told["ready"], "it did not start"
    return told


def test_power_that_goes_at_any_moment_takes_no_loan_that_was_called_done(tmp_path: Path) -> None:
    kernel.write_initrd(tmp_path / "initrd.gz", "tests.hardware_vm.lender")
    image, chance = _disk(tmp_path), random.Random()  # noqa: S311 - moments, not secrets
    done: set[str] = set()

    for life in range(CUTS + 1):
        told = _live(tmp_path, image, chance.uniform(0.5, LONGEST_S))
        assert told["wrong"] == set()
        assert done - told["kept"] == set(), f"lost in life {life}"
        done |= told["done"]

    assert len(done) > CUTS
