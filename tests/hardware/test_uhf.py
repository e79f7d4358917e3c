"""What UHF readers have in common."""

import pytest

from hardware.catalogue import build
from hardware.rfid.bulk import Sighting
from hardware.rfid.uhf import Counting, UhfReader


@pytest.mark.parametrize("driver", ["thingmagic", "uhf_m100", "uhfreader18"])
def test_each_can_be_counted_into(driver: str):
    reader = build("tray", driver, {"port": "/dev/ttyUSB0"})
    assert isinstance(reader, UhfReader)
    assert reader.counting.tally(0) is None


def test_a_new_count_forgets_the_one_before():
    counting = Counting()
    counting.see(Sighting(b"A", 1))
    counting.begin(2)
    counting.see(Sighting(b"B", 3))
    counting.begin(4)
    counting.see(Sighting(b"C", 5))
    tally = counting.tally(5)
    assert tally is not None
    assert [tag.epc for tag in tally.tags] == [b"C"]
