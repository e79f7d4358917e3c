"""Orders are taken at once and done behind; what is dead holds nobody up and heals by itself."""

import threading
import time
from collections.abc import Callable

import pytest

from hardware.outputs.catalogue import OUTPUTS, build_output
from hardware.outputs.output import OutputReport
from hardware.outputs.threaded_output import ThreadedOutput
from hardware.reader import ErrorCode, HardwareError, ReaderState
from hardware.settings import SettingsError

PATIENCE_S = 20
NO_PAPER = HardwareError(ErrorCode.FAULT, "there is no paper", "Put paper in.")


class Device:
    """Does what the test says and keeps what it was asked."""

    def __init__(self) -> None:
        self.trouble: Exception | None = None
        self.orders: list[str] = []
        self.hold = threading.Event()
        self.hold.set()
        self.is_closed = False

    def check(self) -> None:
        if self.trouble is not None:
            raise self.trouble

    def perform(self, order: str, stop: threading.Event) -> None:
        while not self.hold.wait(0.01) and not stop.is_set():
            pass
        self.check()
        self.orders.append(order)

    def close(self) -> None:
        self.is_closed = True


class Reports:
    def __init__(self) -> None:
        self.all: list[OutputReport] = []
        self._news = threading.Condition()

    def __call__(self, report: OutputReport) -> None:
        with self._news:
            self.all.append(report)
            self._news.notify_all()

    def wait(self, state: ReaderState) -> OutputReport:
        with self._news:
            done = self._news.wait_for(lambda: self.all and self.all[-1].state is state, PATIENCE_S)
            assert done, self.all
            return self.all[-1]


def until(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def output(device: Device):
    made = ThreadedOutput("Printer", device)
    yield made
    device.hold.set()
    made.stop()


def test_orders_are_done_one_after_the_other(output, device: Device, reports: Reports):
    output.start(reports)
    for order in ("one", "two", "three"):
        assert output.submit(order)

    until(lambda: device.orders == ["one", "two", "three"])
    assert [report.state for report in reports.all] == [ReaderState.READY]


def test_trouble_is_told_once_with_its_remedy_and_it_heals(output, device, reports: Reports):
    device.trouble = NO_PAPER
    output.start(reports)
    report = reports.wait(ReaderState.BROKEN)
    assert (report.reason, report.remedy, report.code) == (
        "there is no paper",
        "Put paper in.",
        ErrorCode.FAULT,
    )
    output.submit("lost")
    device.trouble = None

    reports.wait(ReaderState.READY)
    assert [each.state for each in reports.all] == [ReaderState.BROKEN, ReaderState.READY]


def test_what_is_not_there_is_gone(output, device: Device, reports: Reports):
    device.trouble = HardwareError(ErrorCode.GONE, "no printer", "Switch it on.")
    output.start(reports)

    reports.wait(ReaderState.GONE)


def test_a_bug_in_a_driver_ends_nothing(output, device: Device, reports: Reports):
    device.trouble = ZeroDivisionError()
    output.start(reports)
    assert reports.wait(ReaderState.BROKEN).code is ErrorCode.BUG
    device.trouble = None

    reports.wait(ReaderState.READY)


def test_a_receiver_that_fails_ends_nothing(output, device: Device):
    def fail(_report: OutputReport) -> None:
        raise ZeroDivisionError

    output.start(fail)
    output.submit("one")

    until(lambda: device.orders == ["one"])


def test_a_stuck_device_holds_nobody_up_and_takes_only_so_many(output, device: Device, reports):
    device.hold.clear()
    output.start(reports)

    taken = [output.submit(str(at)) for at in range(40)]

    assert taken.count(False) > 20


def test_an_order_that_waited_too_long_is_dropped(device: Device, reports: Reports):
    output = ThreadedOutput("Door", device, fresh_s=0.0)
    output.submit("open")
    output.start(reports)
    reports.wait(ReaderState.READY)
    output.stop()

    assert device.orders == []


def test_a_stop_ends_what_is_being_done_and_lets_the_device_go(output, device: Device, reports):
    device.hold.clear()
    output.start(reports)
    output.submit("one")
    output.submit("two")
    reports.wait(ReaderState.READY)
    output.stop()

    assert device.is_closed
    assert "two" not in device.orders
    assert not any(thread.name == "output Printer" for thread in threading.enumerate())


def test_an_output_is_started_once(output, reports: Reports):
    output.start(reports)

    with pytest.raises(HardwareError, match="already started"):
        output.start(reports)


@pytest.mark.parametrize("driver", OUTPUTS)
def test_every_output_is_built_from_a_table_and_says_that_it_is_not_there(
    driver: str, reports: Reports, tmp_path
):
    output = build_output("It", driver, {"address": str(tmp_path / "lp0")})
    output.start(reports)

    assert reports.wait(ReaderState.GONE).remedy
    output.stop()


def test_an_unknown_output_is_answered_with_those_that_exist():
    with pytest.raises(SettingsError, match="no output 'fax'; there are brother_ql"):
        build_output("It", "fax", {})
