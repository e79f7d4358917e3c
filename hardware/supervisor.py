"""All readers of a station: started and stopped together, their states known at any moment."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence

from hardware.reader import (
    ErrorCode,
    HardwareError,
    OnReport,
    OnScan,
    Reader,
    ReaderReport,
    ReaderState,
)


class Supervisor:
    """One inbox for many readers; each calls from its own thread and reopens by itself."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        names = Counter(reader.name for reader in readers)
        doubled = sorted(name for name, count in names.items() if count > 1)
        if doubled:
            raise HardwareError(
                ErrorCode.SETTINGS, f"two readers have the same name: {', '.join(doubled)}"
            )
        self._readers = tuple(readers)
        self._lock = threading.Lock()
        self._states = {
            reader.name: ReaderReport(reader.name, ReaderState.OPENING) for reader in readers
        }

    def start(self, on_scan: OnScan, on_report: OnReport) -> None:
        """Start every reader; return at once."""

        def keep(report: ReaderReport) -> None:
            with self._lock:
                self._states[report.reader] = report
            on_report(report)

        for reader in self._readers:
            reader.start(on_scan, keep)

    def stop(self) -> None:
        """Stop every reader; no call follows."""
        for reader in self._readers:
            reader.stop()

    def states(self) -> Mapping[str, ReaderReport]:
        """The last report of every reader, in the order they were given."""
        with self._lock:
            return dict(self._states)
