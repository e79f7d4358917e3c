"""What is written about devices is true of the drivers there are."""

import re
import tomllib

import pytest

from hardware.catalogue import DRIVERS
from hardware.outputs.catalogue import OUTPUTS
from kiosk.admin.device_words import driver_word
from kiosk.config import checked
from tests.cli.conftest import ROOT

FAMILIES = (ROOT / "docs/readers.md").read_text()
REAL = sorted({*DRIVERS, *OUTPUTS} - {"simulated"})


@pytest.mark.parametrize("driver", REAL)
def test_every_driver_stands_in_the_table_of_families(driver: str):
    rows = [line.split("|") for line in FAMILIES.splitlines() if line.startswith("| ")]

    assert [row for row in rows if f"`{driver}`" in row[2]]


@pytest.mark.parametrize("driver", REAL)
def test_every_driver_has_a_word_for_staff(driver: str):
    assert driver_word(driver) != driver


def test_the_sample_is_right_with_every_line_that_stands_behind_a_sign():
    text = (ROOT / "packaging/kiosk.toml").read_text()
    config = checked(tomllib.loads(re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.MULTILINE)))

    assert len(config.readers) == 4
    assert {each.driver for each in config.outputs} == {"receipt_printer", "brother_ql", "relay"}
