"""The simulated reader does what every reader does."""

from collections.abc import Iterator

import pytest

from hardware.reader import Kind, Reader
from hardware.simulated import SimulatedReader
from tests.hardware.reader_contract import Bench, Inbox, ReaderContract


class SimulatedBench:
    codes = ("CAM-0001", "KIT-0002", "0A004D7603")

    def __init__(self) -> None:
        self.simulated = SimulatedReader("tray")
        self.reader: Reader = self.simulated

    def present(self, code: str) -> None:
        self.simulated.present(code)

    def unplug(self) -> None:
        self.simulated.unplug()

    def plug(self) -> None:
        self.simulated.plug()


class TestSimulatedReader(ReaderContract):
    @pytest.fixture
    def bench(self) -> Iterator[Bench]:
        return SimulatedBench()

    def test_what_it_says_of_a_badge_arrives_with_it(self, bench: SimulatedBench, ready: Inbox):
        bench.simulated.present("0A004D7603", kind=Kind.BADGE, symbology="em4100")
        ready.wait_for_texts("0A004D7603")
        assert (ready.scans[0].kind, ready.scans[0].symbology) == (Kind.BADGE, "em4100")

    def test_what_is_presented_while_unplugged_is_not_read(
        self, bench: SimulatedBench, ready: Inbox
    ):
        bench.unplug()
        bench.present("LOST")
        bench.plug()
        bench.present("SEEN")
        ready.wait_for_texts("SEEN")

    def test_an_enormous_code_is_refused_and_said_and_the_next_one_is_read(
        self, bench: SimulatedBench, ready: Inbox
    ):
        bench.present("A" * 4097)
        bench.present(" \r\n")
        bench.present("A" * 4096)
        ready.wait_for_texts("A" * 4096)
        assert any("4097" in report.reason for report in ready.reports)
