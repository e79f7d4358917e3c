"""Processes whose start is timed: the kiosk, a minimal Qt window, and imports alone."""

# ruff: noqa: PLC0415, T201 - what is imported, and when, is what is timed; it speaks to its parent

import importlib
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.app import Kiosk
    from kiosk.config import Config
    from kiosk.first_picture import FirstPicture
    from kiosk.shell.window import KioskWindow

BEGUN_NS = int(sys.argv[2]) if len(sys.argv) > 2 else 0


def passed_ms() -> float:
    """Give the time since the process was begun."""
    return (time.clock_gettime_ns(time.CLOCK_MONOTONIC) - BEGUN_NS) / 1e6


def kiosk(folder: str, modules: str) -> None:
    """Run ``lendstation run`` until it is ready to scan; keeps the names of all it imported."""
    from kiosk.cli import kiosk_commands, main

    configured = kiosk_commands.configured

    def configured_and_watched(file: Path | None, data: Path | None) -> "Config":
        config = configured(file, data)
        first = importlib.import_module("kiosk.first_picture")
        run, show = first.run, first.show
        first.run = lambda config: run(config, lambda made: _watch_opening(made, Path(modules)))

        def watched(picture: "FirstPicture", *, full_screen: bool) -> None:
            _watch_painting(picture.window)
            show(picture, full_screen=full_screen)

        first.show = watched
        return config

    kiosk_commands.configured = configured_and_watched
    sys.argv = ["lendstation", "run", "--config", _configured(Path(folder))]
    main()


def _configured(folder: Path) -> str:
    file = folder / "kiosk.toml"
    file.write_text(
        f'[station]\ndata = "{folder}"\n[screen]\nfull_screen = false\n'
        '[[readers]]\nname = "desk"\ndriver = "simulated"\n'
    )
    return str(file)


def _watch_painting(window: "KioskWindow") -> None:
    from PySide6.QtCore import QEvent, QObject

    class Painted(QObject):
        """Sees the end of the first painting of the window."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() is not QEvent.Type.UpdateRequest:
                return False
            watched.removeEventFilter(self)
            watched.event(event)
            print(passed_ms())
            return True

    window.installEventFilter(Painted(window))


def _watch_opening(made: "Kiosk", modules: Path) -> None:
    from PySide6.QtWidgets import QApplication

    def ready() -> None:
        print(passed_ms())
        modules.write_text("\n".join(sys.modules))
        QApplication.quit()

    made.opened.connect(ready)


def window() -> None:
    """Show an empty window of the kiosk's size."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    class Window(QWidget):
        """Says when it was painted."""

        def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
            print(passed_ms())
            QTimer.singleShot(0, QApplication.quit)

    application = QApplication([])
    shown = Window()
    shown.resize(1280, 800)
    shown.show()
    application.exec()


def imports(modules: str) -> None:
    """Import what the ready kiosk had imported, in its order."""
    for name in Path(modules).read_text().splitlines():
        with suppress(ImportError):  # some make modules that no import finds
            importlib.import_module(name)
    print(passed_ms())


if __name__ == "__main__":
    {"kiosk": kiosk, "window": window, "imports": imports}[sys.argv[1]](*sys.argv[3:])
