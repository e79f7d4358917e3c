"""An output with a thread of its own: an order is taken at once, and trouble holds nobody up."""

import contextlib
import logging
import queue
import threading
import time
from dataclasses import dataclass
from typing import Generic, TypeVar

from hardware.outputs.output import Device, OnOutputReport, OutputReport
from hardware.reader import ErrorCode, HardwareError, ReaderState

_MOST_WAITING = 16
_FIRST_DELAY_S, _LAST_DELAY_S = 0.5, 30.0
_STOP_S = 5.0

_log = logging.getLogger(__name__)
Order = TypeVar("Order")


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Order]):
    order: Order
    since_ns: int


class ThreadedOutput(Generic[Order]):
    """Checks its device until it is well, then does what it is asked, one order after the other.

    An order that fails is told and dropped, as is one that waited longer than `fresh_s`: a slip
    or an open door for somebody who left helps nobody.
    """

    def __init__(self, name: str, device: Device[Order], fresh_s: float = 30.0) -> None:
        self.name = name
        self._device = device
        self._fresh_ns = int(fresh_s * 1e9)
        self._waiting: queue.Queue[_Waiting[Order] | None] = queue.Queue(_MOST_WAITING)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._last: OutputReport | None = None

    def start(self, on_report: OnOutputReport) -> None:
        """Begin, once; reports come from the output's own thread."""
        if self._thread is not None:
            raise HardwareError(ErrorCode.STARTED, f"{self.name} is already started")
        self._thread = threading.Thread(
            target=self._work, args=(on_report,), name=f"output {self.name}", daemon=True
        )
        self._thread.start()

    def submit(self, order: Order) -> bool:
        """Take an order from any thread; at once, and not when too many wait already."""
        try:
            self._waiting.put_nowait(_Waiting(order, time.monotonic_ns()))
        except queue.Full:
            _log.warning("output %s: too many orders wait", self.name)
            return False
        return True

    def stop(self) -> None:
        """End what is being done safely, forget what waits, and let the device go."""
        self._stop.set()
        if self._thread is not None:
            with contextlib.suppress(queue.Full):  # then it wakes by itself
                self._waiting.put_nowait(None)
            self._thread.join(_STOP_S)

    def _work(self, on_report: OnOutputReport) -> None:
        delay_s, is_well = _FIRST_DELAY_S, False
        while not self._stop.is_set():
            if not is_well:
                is_well = self._try(on_report, None)
            waiting = self._next(None if is_well else delay_s)
            delay_s = _FIRST_DELAY_S if is_well else min(delay_s * 2, _LAST_DELAY_S)
            if waiting is None or self._stop.is_set():
                continue
            if time.monotonic_ns() - waiting.since_ns > self._fresh_ns:
                _log.warning("output %s: an order waited too long", self.name)
                continue
            is_well = self._try(on_report, waiting)
        self._device.close()

    def _next(self, wait_s: float | None) -> _Waiting[Order] | None:
        try:
            return self._waiting.get(timeout=wait_s)
        except queue.Empty:
            return None

    def _try(self, on_report: OnOutputReport, waiting: _Waiting[Order] | None) -> bool:
        """Check the device or do an order; give whether it is well."""
        report = OutputReport(self.name, ReaderState.READY)
        try:
            if waiting is None:
                self._device.check()
            else:
                self._device.perform(waiting.order, self._stop)
        except HardwareError as error:
            report = report_of(self.name, error)
        except Exception as bug:  # noqa: BLE001 - the border: nothing may end the thread
            _log.exception("output %s: driver fault", self.name)
            report = report_of(self.name, HardwareError(ErrorCode.BUG, f"driver fault: {bug!r}"))
        if report != self._last:
            self._last = report
            self._tell(on_report, report)
        return report.state is ReaderState.READY

    def _tell(self, on_report: OnOutputReport, report: OutputReport) -> None:
        try:
            on_report(report)
        except Exception:  # noqa: BLE001 - the border: a receiver's fault is its own
            _log.exception("output %s: its receiver failed", self.name)


def report_of(name: str, error: HardwareError) -> OutputReport:
    """How an output fares after an error."""
    state = ReaderState.GONE if error.code is ErrorCode.GONE else ReaderState.BROKEN
    return OutputReport(name, state, error.reason, error.remedy, error.code)
