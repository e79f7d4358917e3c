"""Readers on pseudo-terminals, pulled out and put in again and again.

``LENDSTATION_PLUGS`` says how often (``make plugs``: 1,000 times each).
"""

import gc
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.reader import ReaderState
from hardware.rfid.em4100 import Em4100Settings, em4100_driver
from hardware.rfid.pn532 import Pn532Driver, Pn532Settings
from hardware.rfid.thingmagic import ThingMagicSettings, thingmagic_driver
from hardware.rfid.uhf import UhfReader
from hardware.rfid.uhf_m100 import M100Settings, m100_driver
from hardware.rfid.uhfreader18 import UhfReader18Settings, uhfreader18_driver
from hardware.scanners.serial_line import SerialScannerDriver, SerialScannerSettings
from hardware.simulated_wire import badge_frame
from hardware.ssi import DECODE_DATA, packet
from hardware.threaded_reader import ThreadedReader
from tests.hardware.reader_contract import Inbox
from tests.hardware.serial_device import DeviceBench
from tests.hardware.test_pn532 import Pn532
from tests.hardware.test_thingmagic import M6e
from tests.hardware.test_uhf_m100 import M100
from tests.hardware.test_uhfreader18 import Reader18
from tests.hardware.wire_bench import WireBench

PLUGS = int(os.environ.get("LENDSTATION_PLUGS", "8"))
WARM = 3
MOST_OBJECTS, MOST_KIB = 60, 2048


def badges(port: Path) -> WireBench:
    settings = Em4100Settings(str(port))
    codes = ("0A004D7603", "67003B51C6", "01026F6C3A")
    return WireBench(
        port, lambda opener: em4100_driver(settings, opener), codes, lambda c: badge_frame(c) * 2
    )


def scanner(port: Path) -> WireBench:
    settings = SerialScannerSettings(str(port))
    return WireBench(
        port,
        lambda opener: SerialScannerDriver(settings, opener),
        ("A", "B", "C"),
        lambda code: f"{code}\r\n".encode(),
    )


def zebra(port: Path) -> WireBench:
    settings = SerialScannerSettings(str(port), protocol="ssi", beep="ssi")
    return WireBench(
        port,
        lambda opener: SerialScannerDriver(settings, opener),
        ("A", "B", "C"),
        lambda code: packet(DECODE_DATA, b"\x03" + code.encode(), source=0),
    )


def nfc(port: Path) -> DeviceBench:
    device = Pn532(port)
    driver = Pn532Driver(Pn532Settings(str(port), interval_s=0.02), device.open_line)
    return DeviceBench(device, ThreadedReader("door", driver))


def m100(port: Path) -> DeviceBench:
    device = M100(port)
    driver = m100_driver(M100Settings(str(port)), device.open_line)
    return DeviceBench(device, UhfReader("tray", driver))


def thingmagic(port: Path) -> DeviceBench:
    device = M6e(port)
    driver = thingmagic_driver(ThingMagicSettings(str(port)), device.open_line)
    return DeviceBench(device, UhfReader("tray", driver))


def uhfreader(port: Path) -> DeviceBench:
    device = Reader18(port)
    driver = uhfreader18_driver(UhfReader18Settings(str(port)), device.open_line)
    return DeviceBench(device, UhfReader("tray", driver))


def held() -> tuple[int, int, int, int]:
    """What the process holds: threads, descriptors, objects, and KiB of memory."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    descriptors = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    return threading.active_count(), descriptors, len(gc.get_objects()), int(resident.split()[1])


BENCHES: dict[Callable[[Path], WireBench | DeviceBench], int] = {
    badges: 10, scanner: 10, zebra: 10, nfc: 20, m100: 20, thingmagic: 20, uhfreader: 20
}  # fmt: skip
"""Each with the hexadecimal digits of its codes."""


@pytest.mark.parametrize(("make", "digits"), BENCHES.items())
def test_plugs_and_pulls_leave_nothing_and_lose_and_double_no_scan(
    make: Callable[[Path], WireBench | DeviceBench], digits: int, tmp_path: Path
):
    bench, inbox = make(tmp_path / "ttyREADER"), Inbox()
    bench.reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.READY)
    before = held()
    for plug in range(PLUGS + WARM):
        if plug == WARM:
            before = held()
        waited_for, cut_off = f"{2 * plug + 1:0{digits}X}", f"{2 * plug + 2:0{digits}X}"
        bench.present(waited_for)
        inbox.wait_for_texts(waited_for)
        bench.present(cut_off)
        bench.unplug()
        inbox.wait_for_state(ReaderState.GONE)
        bench.plug()
        inbox.wait_for_state(ReaderState.READY)
        assert inbox.texts == [waited_for, cut_off]
        inbox.scans.clear()
        inbox.reports.clear()
    threads, descriptors, objects, kib = held()
    bench.close()

    assert threads <= before[0]  # what an earlier test had open may close meanwhile
    assert descriptors <= before[1]
    assert objects - before[2] <= MOST_OBJECTS
    assert PLUGS < 100 or kib - before[3] <= MOST_KIB
