"""A reader with a thread of its own that keeps its device open, whatever happens to it."""

import logging
import random
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import closing
from typing import TypeVar

from hardware.driver import Connection, Driver, Reading
from hardware.hotplug import Hotplug
from hardware.reader import (
    ErrorCode,
    HardwareError,
    OnReport,
    OnScan,
    ReaderReport,
    ReaderState,
    Scan,
)
from hardware.sanitise import clean, text_of
from hardware.wake import Wake

_FIRST_DELAY_S, _LAST_DELAY_S = 0.1, 5.0
_POLL_S = 0.1
"""How often a device is looked for where the kernel does not tell that it came."""
_STOP_S = 5.0

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class ThreadedReader:
    """Any driver as a `Reader`."""

    def __init__(self, name: str, driver: Driver) -> None:
        self._name = name
        self._driver = driver
        self._run: _Run | None = None

    @property
    def name(self) -> str:
        """What the configuration calls it."""
        return self._name

    def start(self, on_scan: OnScan, on_report: OnReport) -> None:
        """Open the device in a thread of its own, and keep it open."""
        if self._run is not None:
            raise HardwareError(ErrorCode.STARTED, f"{self._name} is already started")
        self._run = _Run(self._name, self._driver, on_scan, on_report)

    def stop(self) -> None:
        """End the thread; no call follows."""
        run, self._run = self._run, None
        if run is not None:
            run.stop()


class _Run:
    """One start of a reader, until its stop."""

    def __init__(self, name: str, driver: Driver, on_scan: OnScan, on_report: OnReport) -> None:
        self._name = name
        self._driver = driver
        self._on_scan = on_scan
        self._on_report = on_report
        self._last: ReaderReport | None = None
        self._calling = threading.RLock()
        self._stop = Wake()
        self._thread = threading.Thread(target=self._keep_open, name=f"reader {name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        with self._calling:
            pass  # a call that had begun has ended now; `_tell` begins no other
        if self._thread is not threading.current_thread():
            self._thread.join(_STOP_S)

    def _keep_open(self) -> None:
        delay = _Delay()
        self._report(ReaderReport(self._name, ReaderState.OPENING))
        while not self._stop.is_set:
            seen = self._presence()
            try:
                self._read_until_lost(delay)
            except HardwareError as error:
                self._lost(error)
            except Exception as bug:  # noqa: BLE001 - the border: nothing may end the thread
                self._lost(HardwareError(ErrorCode.BUG, f"driver fault: {bug!r}"), bug)
            self._pause(delay, seen)
        self._stop.close()

    def _read_until_lost(self, delay: "_Delay") -> None:
        connection = self._driver.open()
        try:
            self._report(ReaderReport(self._name, ReaderState.READY))
            while not self._stop.is_set:
                for reading in connection.read(self._stop):
                    delay.reset()
                    self._deliver(reading)
        finally:
            self._close(connection)

    def _close(self, connection: Connection) -> None:
        try:
            connection.close()
        except Exception as fault:  # noqa: BLE001 - a lost device may fail in any way as it is let go
            _log.warning("reader %s: closing failed: %r", self._name, fault)

    def _deliver(self, reading: Reading) -> None:
        ready = ReaderReport(self._name, ReaderState.READY)
        try:
            text = clean(text_of(reading.raw) if reading.text is None else reading.text)
        except HardwareError as refusal:
            self._report(_report_of(self._name, ReaderState.READY, refusal))
            return
        if not text:
            return
        scan = Scan(text, reading.raw, reading.symbology, reading.kind, self._name, reading.at_ns)
        fault = self._tell(self._on_scan, scan)
        if fault is not None:
            error = HardwareError(ErrorCode.BUG, f"a scan was not received: {type(fault).__name__}")
            ready = _report_of(self._name, ReaderState.READY, error)
        self._report(ready)

    def _lost(self, error: HardwareError, bug: Exception | None = None) -> None:
        state = ReaderState.GONE if error.code is ErrorCode.GONE else ReaderState.BROKEN
        if self._report(_report_of(self._name, state, error)) and bug is not None:
            _log.error("reader %s: driver fault", self._name, exc_info=bug)

    def _report(self, report: ReaderReport) -> bool:
        """Tell a report unless it is what was told last."""
        if report == self._last:
            return False
        self._last = report
        self._tell(self._on_report, report)
        return True

    def _tell(self, call: Callable[[_T], None], value: _T) -> Exception | None:
        with self._calling:
            if self._stop.is_set:
                return None
            try:
                call(value)
            except Exception as fault:  # noqa: BLE001 - the border: a receiver's fault is its own
                _log.exception("reader %s: its receiver failed", self._name)
                return fault
        return None

    def _presence(self) -> Hashable:
        try:
            return self._driver.presence()
        except Exception as bug:  # noqa: BLE001 - the border, as above
            _log.warning("reader %s: presence is not known: %r", self._name, bug)
            return None

    def _pause(self, delay: "_Delay", seen: Hashable) -> None:
        """Wait before the next try; not at all once the device has come or gone."""
        until = time.monotonic() + delay.next_s()
        with closing(Hotplug()) as hotplug:
            most_s = _LAST_DELAY_S if hotplug.descriptors else _POLL_S
            while not self._stop.is_set and (left := until - time.monotonic()) > 0:
                hotplug.renew()
                if self._presence() != seen:
                    delay.reset()
                    return
                self._stop.wait(*hotplug.descriptors, timeout_s=min(left, most_s))


class _Delay:
    """Growing delays, with jitter so that several readers of one hub do not knock together."""

    def __init__(self) -> None:
        self._next_s = _FIRST_DELAY_S

    def next_s(self) -> float:
        delay_s, self._next_s = self._next_s, min(self._next_s * 2, _LAST_DELAY_S)
        return delay_s * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, not a secret

    def reset(self) -> None:
        self._next_s = _FIRST_DELAY_S


def _report_of(name: str, state: ReaderState, error: HardwareError) -> ReaderReport:
    return ReaderReport(name, state, error.reason, error.remedy, error.code)
