"""A reader without a device: what is presented to it is read, and it can be unplugged."""

import time
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass

from hardware.driver import Connection, Reading
from hardware.reader import ErrorCode, HardwareError, Kind, OnReport, OnScan
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake


@dataclass(frozen=True)
class SimulatedSettings:
    """A simulated reader has nothing to set."""


class SimulatedReader:
    """Passes the same contract as a real one; what is presented while unplugged is not read."""

    def __init__(self, name: str, settings: SimulatedSettings | None = None) -> None:
        self.settings = settings or SimulatedSettings()
        self._driver = _Driver()
        self._reader = ThreadedReader(name, self._driver)

    @property
    def name(self) -> str:
        """What the configuration calls it."""
        return self._reader.name

    def start(self, on_scan: OnScan, on_report: OnReport) -> None:
        """Begin to read."""
        self._reader.start(on_scan, on_report)

    def stop(self) -> None:
        """Read no more."""
        self._reader.stop()

    def present(self, text: str | bytes, *, kind: Kind = Kind.BARCODE, symbology: str = "") -> None:
        """Show a code or hold a badge to the reader, from any thread."""
        raw = text.encode(errors="surrogatepass") if isinstance(text, str) else text
        self._driver.present(Reading(raw, time.monotonic_ns(), symbology, kind))

    def unplug(self) -> None:
        """Take the device away."""
        self._driver.plugged = False

    def plug(self) -> None:
        """Bring the device back."""
        self._driver.plugged = True


class _Driver:
    """The device itself; its cable is the attribute `plugged`."""

    def __init__(self) -> None:
        self._plugged = True
        self._waiting: deque[Reading] = deque()
        self._connection: _Connection | None = None

    @property
    def plugged(self) -> bool:
        return self._plugged

    @plugged.setter
    def plugged(self, plugged: bool) -> None:
        self._plugged = plugged
        self._stir()

    def present(self, reading: Reading) -> None:
        if self._plugged:
            self._waiting.append(reading)
            self._stir()

    def open(self) -> Connection:
        if not self._plugged:
            raise _gone()
        self._connection = _Connection(self, self._waiting)
        return self._connection

    def presence(self) -> Hashable:
        return self._plugged

    def _stir(self) -> None:
        if self._connection is not None:
            self._connection.stirred.set()


class _Connection:
    def __init__(self, driver: _Driver, waiting: deque[Reading]) -> None:
        self._driver = driver
        self._waiting = waiting
        self.stirred = Wake()

    def read(self, stop: Wake) -> list[Reading]:
        if not self._waiting and self._driver.plugged:
            stop.wait(self.stirred.fileno(), timeout_s=1.0)
        self.stirred.clear()
        if not self._waiting and not self._driver.plugged:
            raise _gone()
        return [self._waiting.popleft() for _ in range(len(self._waiting))]

    def close(self) -> None:
        self.stirred.close()


def _gone() -> HardwareError:
    return HardwareError(ErrorCode.GONE, "the simulated reader is unplugged", "Plug it in again.")
