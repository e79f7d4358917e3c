"""Drivers are found by name, and every wrong setting is named at once."""

import subprocess
import sys

import pytest

from hardware.catalogue import DRIVERS, build
from hardware.settings import SettingsError
from hardware.simulated import SimulatedReader


def test_a_reader_is_built_from_its_name_its_driver_and_a_table():
    reader = build("tray", "simulated", {})
    assert isinstance(reader, SimulatedReader)
    assert reader.name == "tray"


def test_an_unknown_driver_is_answered_with_those_that_exist():
    with pytest.raises(SettingsError, match=r"no driver 'rdm'; there are .*ascii_line, camera"):
        build("door", "rdm", {})


def test_every_wrong_setting_is_named_at_once():
    with pytest.raises(SettingsError) as wrong:
        build("door", "em4100", {"colour": "red", "away_s": 0, "repeats": "yes", "baud": True})
    assert wrong.value.problems == (
        "colour: there is no such setting",
        "port: is missing",
        "baud: True is not a whole number",
        "repeats: 'yes' is not true or false",
        "away_s: 0 is less than 0.1",
    )


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_driver_is_there_and_imports_no_vendor_library_before_it_opens(driver: str):
    program = (
        "import sys; from hardware.catalogue import settings_class;"
        f"settings_class({driver!r});"
        "print(*{'serial', 'smartcard', 'evdev', 'pyzbar', 'zxingcpp', 'cv2'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert not done.stdout.strip()
