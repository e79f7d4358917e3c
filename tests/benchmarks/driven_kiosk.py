"""The real kiosk, offscreen and 1280 by 800, with a simulated reader that can be handed codes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from hardware.reader import Kind
from hardware.simulated import SimulatedReader
from kiosk.app import Kiosk
from kiosk.config import checked
from kiosk.desk.outcomes import Outcome, SessionOpened
from kiosk.first_picture import make_look, picture_of
from kiosk.store.station import Station
from tests.benchmarks.filling import BADGES

WIDTH, HEIGHT = 1280, 800
_LONGEST_MS = 20_000
_ROUNDS = 5


class DrivenKiosk(QObject):
    """Hands codes to the reader and waits until the window has painted what came of them."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Watch the window of an open kiosk."""
        super().__init__()
        self.kiosk = kiosk
        self._expected: type[Outcome] | None = None
        self._came = self._seen = False
        self.painted_ns = 0
        self._loop = QEventLoop()
        self._patience = QTimer(interval=_LONGEST_MS, singleShot=True)
        self._patience.timeout.connect(self._loop.quit)
        self._answer = kiosk.desk.answer
        kiosk.desk.answer = self._answered  # type: ignore[method-assign] # before it is painted
        kiosk.window.installEventFilter(self)

    @property
    def station(self) -> Station:
        """Give the station behind the kiosk."""
        assert self.kiosk._attendant is not None
        with self.kiosk._attendant.station.held() as station:
            return station

    def tap(self, badge: str) -> None:
        """Hold a badge to the reader, and wait until its session is seen."""
        self._present(badge, Kind.BADGE, BADGES, SessionOpened)

    def scan(self, text: str, expected: type[Outcome]) -> None:
        """Show a code to the reader, and wait until what is expected of it is seen."""
        self._present(text, Kind.BARCODE, "", expected)

    def settle(self) -> None:
        """Let everything that is under way happen, and what comes of that."""
        for _ in range(_ROUNDS):
            QApplication.processEvents()

    def repaint(self) -> None:
        """Paint the whole window again, as it is; Qt leaves out what is opaque unless told."""
        self.kiosk.deck.session._stack.update()
        self.kiosk.window.repaint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See the end of a painting: one request paints all that changed and shows it."""
        if event.type() is not QEvent.Type.UpdateRequest or not self._came:
            return False
        watched.event(event)
        self.painted_ns = time.perf_counter_ns()
        self._came = False
        self._seen = True
        self._loop.quit()
        return True

    def _answered(self, outcome: Outcome) -> None:
        """Let the kiosk show it; only a painting that comes after counts."""
        self._answer(outcome)
        self._came = self._came or outcome.__class__ is self._expected

    def _present(self, text: str, kind: Kind, symbology: str, expected: type[Outcome]) -> None:
        assert self.kiosk.devices is not None
        reader = self.kiosk.devices.reader("desk")
        assert isinstance(reader, SimulatedReader)
        self._expected, self._came, self._seen = expected, False, False
        self._patience.start()
        reader.present(text, kind=kind, symbology=symbology)
        self._loop.exec()
        self._patience.stop()
        assert self._seen, f"no {expected.__name__} was painted"


@contextmanager
def driven_kiosk(folder: Path) -> Iterator[DrivenKiosk]:
    """Open the kiosk on a station's folder and wait until it is ready to scan."""
    application = QApplication.instance() or QApplication([])
    config = checked(
        {
            "station": {"data": str(folder)},
            "readers": [{"name": "desk", "driver": "simulated"}],
        }
    )
    kiosk = Kiosk(config, picture_of(make_look(config)))
    kiosk.window.resize(WIDTH, HEIGHT)
    kiosk.window.show()
    ready = QEventLoop()
    kiosk.opened.connect(ready.quit)
    kiosk.start()
    ready.exec()
    try:
        driven = DrivenKiosk(kiosk)
        driven.settle()
        yield driven
    finally:
        kiosk.stop()
        kiosk.window.close()
        application.processEvents()
