"""UHF tags (860-960 MHz, EPC Gen2): every tag once per presence as a scan, and counted beside."""

import threading
from collections.abc import Callable, Hashable
from typing import Protocol

from hardware.driver import Connection, Reading, node_presence
from hardware.reader import Kind
from hardware.rfid.bulk import MOST_TAGS, Bulk, Sighting, Tally
from hardware.rfid.framing import Taps
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake

SYMBOLOGY = "epc"


class Link(Protocol):
    """A UHF reader that was greeted and reads; used by one thread alone."""

    def sightings(self, stop: Wake) -> list[Sighting]:
        """Wait for tags and give them; none after a while. Raises `HardwareError` when lost."""

    def close(self) -> None:
        """Let the reader rest, and let its line go."""


class Counting:
    """The bulk reading that is under way, if one is; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bulk: Bulk | None = None

    def begin(self, now_ns: int, quiet_s: float = 2.0) -> None:
        """Count from now on, by `time.monotonic_ns`; what was counted before is forgotten."""
        with self._lock:
            self._bulk = Bulk(now_ns, quiet_s)

    def end(self) -> None:
        """Count no more."""
        with self._lock:
            self._bulk = None

    def tally(self, now_ns: int) -> Tally | None:
        """What was counted until now; None while nothing is counted."""
        with self._lock:
            return None if self._bulk is None else self._bulk.tally(now_ns)

    def see(self, sighting: Sighting) -> None:
        """Count a sighting, if there is counting."""
        with self._lock:
            if self._bulk is not None:
                self._bulk.see(sighting)


class UhfDriver:
    """Any UHF reader as a driver."""

    def __init__(
        self, port: str, connect: Callable[[], Link], away_s: float, weakest: int | None = None
    ) -> None:
        """A tag counts anew after `away_s`; one whose signal is below `weakest` is not there."""
        self.counting = Counting()
        self._port = port
        self._connect = connect
        self._away_s = away_s
        self._weakest = weakest

    def open(self) -> Connection:
        """Open the port exclusively; raises `HardwareError` also when no reader answers."""
        taps = Taps(1, self._away_s, self._away_s, MOST_TAGS)
        return _Connection(self._connect(), taps, self.counting, self._weakest)

    def presence(self) -> Hashable:
        """The identity of the port's node."""
        return node_presence(self._port)


class _Connection:
    def __init__(self, link: Link, taps: Taps, counting: Counting, weakest: int | None) -> None:
        self._link = link
        self._taps = taps
        self._counting = counting
        self._weakest = weakest

    def read(self, stop: Wake) -> list[Reading]:
        near = [each for each in self._link.sightings(stop) if self._is_near(each)]
        for sighting in near:
            self._counting.see(sighting)
        return [
            Reading(each.epc.hex().upper().encode(), each.at_ns, SYMBOLOGY, Kind.BADGE)
            for each in near
            if self._taps.is_tap(each.epc, each.at_ns)
        ]

    def close(self) -> None:
        self._link.close()

    def _is_near(self, sighting: Sighting) -> bool:
        if self._weakest is None or sighting.signal is None:
            return True
        return sighting.signal >= self._weakest


class UhfReader(ThreadedReader):
    """A reader of many tags at once, with `counting` for whoever takes stock."""

    def __init__(self, name: str, driver: UhfDriver) -> None:
        super().__init__(name, driver)
        self.counting = driver.counting
