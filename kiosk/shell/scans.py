"""Scans: what readers call from their own threads, as signals on the GUI thread."""

from PySide6.QtCore import QObject, Qt, Signal

from hardware.reader import ReaderReport, Scan


class Scans(QObject):
    """The one place where a scan crosses from a reader's thread to the screen.

    Signals:
        scanned: a code was read: `Scan`.
        reported: a reader fares otherwise from now on: `ReaderReport`.
    """

    scanned = Signal(Scan)
    reported = Signal(ReaderReport)
    _arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._arrived.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def on_scan(self, scan: Scan) -> None:
        """Give this to `Reader.start`; it may be called from any thread."""
        self._arrived.emit(scan)

    def on_report(self, report: ReaderReport) -> None:
        """Give this to `Reader.start`; it may be called from any thread."""
        self._arrived.emit(report)

    def _pass_on(self, arrived: Scan | ReaderReport) -> None:
        if isinstance(arrived, Scan):
            self.scanned.emit(arrived)
        else:
            self.reported.emit(arrived)
