"""All readers of a station: started and stopped together, their states known at any moment."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from hardware.outputs.scanner_beep import Answer
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
            raise _same_name(*doubled)
        self._readers = {reader.name: reader for reader in readers}
        self._lock = threading.Lock()
        self._states = {
            reader.name: ReaderReport(reader.name, ReaderState.OPENING) for reader in readers
        }
        self._receivers: tuple[OnScan, OnReport] | None = None

    def start(self, on_scan: OnScan, on_report: OnReport) -> None:
        """Start every reader; return at once."""

        def keep(report: ReaderReport) -> None:
            with self._lock:
                self._states[report.reader] = report
            on_report(report)

        self._receivers = on_scan, keep
        for reader in self._readers.values():
            reader.start(on_scan, keep)

    def add(self, reader: Reader) -> None:
        """One more reader, while the others go on; raises `HardwareError` for a name taken."""
        if reader.name in self._readers:
            raise _same_name(reader.name)
        with self._lock:
            self._readers = {**self._readers, reader.name: reader}
            self._states[reader.name] = ReaderReport(reader.name, ReaderState.OPENING)
        if self._receivers is not None:
            reader.start(*self._receivers)

    def restart(self, name: str) -> None:
        """Let the device of a reader go and open it anew, whatever state it is in."""
        reader = self._readers.get(name)
        if reader is not None and self._receivers is not None:
            reader.stop()
            reader.start(*self._receivers)

    def stop(self) -> None:
        """Stop every reader; no call follows."""
        self._receivers = None
        for reader in self._readers.values():
            reader.stop()

    def states(self) -> Mapping[str, ReaderReport]:
        """The last report of every reader, in the order they were given."""
        with self._lock:
            return dict(self._states)

    def reader(self, name: str) -> Reader | None:
        """The reader of a name."""
        return self._readers.get(name)

    def answer(self, name: str, answer: Answer) -> None:
        """Sound an answer at the scanner that was used; raises nothing.

        A reader that can has a method ``answer(Answer)``, for any thread: what it cannot sound it
        logs and never raises.
        """
        sound: Callable[[Answer], None] | None = getattr(self._readers.get(name), "answer", None)
        if sound is not None:
            sound(answer)


def _same_name(*names: str) -> HardwareError:
    return HardwareError(ErrorCode.SETTINGS, f"two readers have the same name: {', '.join(names)}")
