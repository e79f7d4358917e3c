"""Every driver by its name in the configuration; to add one, add its module and a line here."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hardware.reader import Reader
from hardware.settings import SettingsError, settings_from


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a driver is; its module is imported when a reader of it is built."""

    module: str
    settings: str
    reader: str
    """What makes a reader of a name and settings."""


DRIVERS: Mapping[str, Entry] = {
    "ascii_line": Entry("hardware.rfid.ascii_line", "AsciiLineSettings", "ascii_line_reader"),
    "camera": Entry("hardware.scanners.camera.camera", "CameraSettings", "CameraReader"),
    "em4100": Entry("hardware.rfid.em4100", "Em4100Settings", "em4100_reader"),
    "hid_keyboard": Entry(
        "hardware.scanners.hid_keyboard", "HidKeyboardSettings", "hid_keyboard_reader"
    ),
    "hid_pos": Entry("hardware.scanners.hid_pos", "HidPosSettings", "hid_pos_reader"),
    "pcsc": Entry("hardware.rfid.pcsc", "PcscSettings", "pcsc_reader"),
    "pn532": Entry("hardware.rfid.pn532", "Pn532Settings", "pn532_reader"),
    "serial": Entry("hardware.scanners.serial_line", "SerialScannerSettings", "serial_reader"),
    "simulated": Entry("hardware.simulated", "SimulatedSettings", "SimulatedReader"),
    "thingmagic": Entry("hardware.rfid.thingmagic", "ThingMagicSettings", "thingmagic_reader"),
    "uhf_m100": Entry("hardware.rfid.uhf_m100", "M100Settings", "m100_reader"),
    "uhfreader18": Entry("hardware.rfid.uhfreader18", "UhfReader18Settings", "uhfreader18_reader"),
    "wiegand": Entry("hardware.rfid.wiegand", "WiegandSettings", "wiegand_reader"),
}


def settings_class(driver: str) -> type[Any]:
    """The settings of a driver, as a dataclass whose fields are what can be set."""
    entry = DRIVERS.get(driver)
    if entry is None:
        known = ", ".join(sorted(DRIVERS))
        raise SettingsError([f"driver: there is no driver {driver!r}; there are {known}"])
    kind: type[Any] = getattr(importlib.import_module(entry.module), entry.settings)
    return kind


def build(name: str, driver: str, settings: Mapping[str, object]) -> Reader:
    """A reader, not yet started; raises `SettingsError` with everything that is wrong."""
    checked = settings_from(settings_class(driver), settings)
    entry = DRIVERS[driver]
    make = getattr(importlib.import_module(entry.module), entry.reader)
    reader: Reader = make(name, checked)
    return reader
