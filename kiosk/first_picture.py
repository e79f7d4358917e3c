"""The first picture: the idle screen stands before anything large is imported.

The rest of the kiosk is imported on a thread of its own once the picture is painted, so a touch is
answered meanwhile.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from kiosk.clock import SystemClock
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.screens.idle import IdleScreen
from kiosk.screens.idle_views import StationView
from kiosk.screens.resting import rest_view
from kiosk.shell.look import Look, load_fonts
from kiosk.shell.overriding import override
from kiosk.shell.theme import Theme
from kiosk.shell.window import KioskWindow
from kiosk.shell.words import _, speak

if TYPE_CHECKING:
    from kiosk.app import Kiosk
    from kiosk.config import Config
    from kiosk.domain.ports import Clock

_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class FirstPicture:
    """What is seen while the station starts."""

    look: Look
    window: KioskWindow
    idle: IdleScreen


def run(
    config: "Config",
    prepare: "Callable[[Kiosk], None] | None" = None,
    clock: "Clock | None" = None,
) -> int:
    """Run the kiosk until it is closed; ``prepare`` sees it before it opens its books.

    Raises:
        Trouble: what stands behind the first picture could not be imported or made.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    picture = picture_of(make_look(config), clock)
    made: list[Kiosk] = []

    def begin() -> None:
        from kiosk.app import Kiosk

        kiosk = Kiosk(config, picture, clock)
        made.append(kiosk)
        if prepare is not None:
            prepare(kiosk)
        kiosk.start()

    rest = _Rest(picture.window, begin)
    rest.failed.connect(lambda: application.exit(1), Qt.ConnectionType.QueuedConnection)
    show(picture, full_screen=config.screen.full_screen)
    _end_on_signals(application)
    code: int = application.exec()
    rest.wait()
    for kiosk in made:
        kiosk.stop()
    if rest.error is not None:
        raise Trouble(
            TroubleCode.BUG,
            f"The kiosk cannot start: {type(rest.error).__name__}: {rest.error}. Install the"
            " program again with everything that belongs to it.",
        ) from rest.error
    return code


def picture_of(look: Look, clock: "Clock | None" = None) -> FirstPicture:
    """Make the window with the idle screen, not yet shown."""
    picture = FirstPicture(look, KioskWindow(look), IdleScreen(look))
    now = (clock or SystemClock()).now().astimezone()
    picture.idle.show_idle(rest_view(now, StationView(_("Starting"))))
    picture.window.show_screen(picture.idle, at_once=True)
    return picture


def show(picture: FirstPicture, *, full_screen: bool) -> None:
    """Put it on the screen."""
    if full_screen:
        picture.window.showFullScreen()
        return
    picture.window.resize(picture.look.theme.width_px, picture.look.theme.height_px)
    picture.window.show()


class _Rest(QObject):
    """Imports the rest of the kiosk behind the first picture, then begins.

    Signals:
        imported: everything is there; on the GUI thread.
        failed: it cannot be; ``error`` says why.
    """

    imported = Signal()
    failed = Signal()

    def __init__(self, window: KioskWindow, begin: Callable[[], None]) -> None:
        super().__init__()
        self._window = window
        self._begin = begin
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._import, name="imports")
        self.imported.connect(self._imported, Qt.ConnectionType.QueuedConnection)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._thread.start)  # after this painting
        return False

    def wait(self) -> None:
        """Return when no import goes on any more."""
        if self._thread.is_alive():
            self._thread.join()

    def _import(self) -> None:
        try:
            import kiosk.app  # noqa: F401 - the import is the work
        except Exception as error:  # noqa: BLE001 - the border of a thread
            self._fail(error)
        else:
            self.imported.emit()
        finally:
            gc.freeze()  # modules are no garbage: nothing has to look through them again
            gc.enable()

    def _imported(self) -> None:
        try:
            self._begin()
        except Exception as error:  # noqa: BLE001 - Qt would swallow it, and nothing would come
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.error = error
        self.failed.emit()


def make_look(config: "Config") -> Look:
    """Make the theme for the screen there is: its size in pixels and what a millimetre is."""
    load_fonts()
    speak(config.station.language)
    screen = QApplication.primaryScreen()
    size = screen.size()
    px_per_mm = config.screen.px_per_mm or screen.physicalDotsPerInch() / _MM_PER_INCH
    return Look(Theme(size.width(), size.height(), px_per_mm, dark=config.screen.theme == "dark"))


def _end_on_signals(application: QObject) -> None:
    """End in order on SIGTERM and SIGINT: Python's handlers need a wake-up inside Qt's loop."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, application)
    notifier.activated.connect(QApplication.quit)
