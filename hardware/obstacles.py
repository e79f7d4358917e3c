"""Names what stands in the way of a device: rights, another program, a thief, or its absence."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hardware.reader import ErrorCode, HardwareError
from hardware.usb import DEVICES, UsbDevice, usb_devices

PROC = Path("/proc")
GROUPS = {"/dev/tty": "dialout", "/dev/input": "input", "/dev/hidraw": "input",
          "/dev/video": "video", "/dev/usb/lp": "lp"}  # fmt: skip
"""The group that may open a node, by how its path begins, as Debian gives them."""
THIEVES = {
    "brltty": "`sudo apt purge brltty`: it takes serial adapters for braille displays.",
    "ModemManager": "`sudo systemctl mask --now ModemManager`: it takes readers for modems; or"
    " install packaging/udev, which tells it to leave them alone.",
}


@dataclass(frozen=True, slots=True)
class Program:
    """A running program."""

    pid: int
    name: str


def holders(path: str, proc: Path = PROC) -> list[Program]:
    """The programs that hold a node open, as far as this user may know; never this one."""
    real = os.path.realpath(path)
    return [
        Program(int(each.name), _name(each))
        for each in _processes(proc)
        if int(each.name) != os.getpid() and real in _open_files(each)
    ]


def running(names: frozenset[str], proc: Path = PROC) -> list[Program]:
    """The running programs of these names, whoever started them."""
    found = (Program(int(each.name), _name(each)) for each in _processes(proc))
    return [program for program in found if program.name in names]


def busy(path: str, proc: Path = PROC) -> HardwareError:
    """Somebody else holds the node: by name where this user may know it, else who is suspect."""
    held = holders(path, proc) or running(frozenset(THIEVES), proc)
    for program in held:
        if program.name in THIEVES:
            return HardwareError(
                ErrorCode.BUSY, f"{program.name} holds {path}", THIEVES[program.name]
            )
    if held:
        return HardwareError(
            ErrorCode.BUSY,
            f"{held[0].name} (process {held[0].pid}) holds {path}",
            "Stop it, or give the station a device of its own.",
        )
    return HardwareError(
        ErrorCode.BUSY,
        f"another program holds {path}",
        f"Find it with `sudo fuser -v {path}` and stop it; brltty and ModemManager are known to"
        " take readers.",
    )


def stolen(folder: Path = DEVICES) -> UsbDevice | None:
    """A serial adapter whose node is missing because a program took it away from the kernel."""
    return next((each for each in usb_devices(folder) if "usbfs" in each.drivers), None)


def missing(path: str, what: str, folder: Path = DEVICES, proc: Path = PROC) -> HardwareError:
    """The node is not there: nothing is plugged in, or brltty took what is."""
    thief = next(iter(running(frozenset({"brltty"}), proc)), None)
    device = stolen(folder) if thief and path.startswith("/dev/") else None
    if thief and device:
        return HardwareError(
            ErrorCode.BUSY,
            f"{thief.name} took the USB device {device.identity} away from the kernel",
            THIEVES[thief.name],
        )
    return HardwareError(
        ErrorCode.GONE, f"no {what} at {path}", f"Plug the {what} in, or correct its address."
    )


def not_opened(path: str, error: Exception, what: str) -> HardwareError:
    """What an error of opening a node means, and what to do about it."""
    number = error.errno if isinstance(error, OSError) else None
    match number:
        case errno.ENOENT | errno.ENODEV | errno.ENXIO | errno.EIO:
            return missing(path, what)
        case errno.EAGAIN | errno.EBUSY:
            return busy(path)
        case errno.EACCES | errno.EPERM:
            return denied(path)
        case _:
            return HardwareError(
                ErrorCode.FAULT,
                f"{path} could not be opened: {error}",
                f"Check that the address belongs to the {what}.",
            )


def denied(path: str) -> HardwareError:
    """This user may not open the node."""
    real = os.path.realpath(path)
    group = next((name for start, name in GROUPS.items() if real.startswith(start)), "dialout")
    return HardwareError(
        ErrorCode.DENIED,
        f"this user may not open {path}",
        f"Add the user of the station to the group {group}, then start it again.",
    )


def _processes(proc: Path) -> Iterator[Path]:
    return (each for each in proc.glob("[0-9]*") if each.name.isdigit())


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:
        return ""


def _open_files(process: Path) -> set[str]:
    try:
        links = list((process / "fd").iterdir())
    except OSError:
        return set()  # somebody else's, or it ended
    return {_target(link) for link in links}


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""
