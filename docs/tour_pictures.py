"""Plays the demo's tour for docs/tour, and pictures the kiosk with the tray beside it."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pictures import kept
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from kiosk.clock import ToldClock
from kiosk.config import checked
from kiosk.demo import sample
from kiosk.demo.clock import MORNING
from kiosk.demo.headless import run_headless
from kiosk.demo.school import make_school
from kiosk.demo.stage import Stage, closing
from kiosk.demo.tray import Tray
from kiosk.demo.tray_demo import lay_beside
from kiosk.demo.wires import Wires
from kiosk.shell.look import Look
from kiosk.shell.theme import Theme

FOLDER = Path(__file__).resolve().parent / "tour"
SCREEN = QRect(0, 0, 1440, 800)


def main() -> None:
    """Write the transcript and every picture, small enough to keep."""
    application = QApplication.instance() or QApplication([])
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if run_headless(folder) != 0:
            raise SystemExit("the tour did not go as it should")
        shutil.copy(folder / "transcript.md", FOLDER)
        for picture in folder.glob("*.png"):
            kept(QImage(str(picture))).save(str(FOLDER / picture.name), quality=0)
        beside_the_tray(folder / "tray").save(str(FOLDER / "tray.png"), quality=0)
    del application


def beside_the_tray(folder: Path) -> QImage:
    """Somebody at the desk, and the tray that plays the devices."""
    folder.mkdir()
    wires = Wires(folder)
    config = checked(
        {
            "station": {"data": str(folder / "station")},
            "sound": {"volume": 0},
            "readers": wires.readers(),
        }
    )
    make_school(config)
    look = Look(Theme(SCREEN.width(), SCREEN.height(), 4.4, motion=False))
    with closing(Stage(config, look, wires, ToldClock(MORNING))) as stage:
        stage.open()
        assert stage.kiosk is not None  # noqa: S101 - it was just opened
        tray = lay_beside(stage.kiosk, wires, SCREEN)
        stage.tap(sample.people()["1233"].badge)
        stage.see("Kateryna S.")
        stage.scan("AV-0181")
        stage.see("Taken")
        tray.open_drawer(1)
        stage.settle()
        return kept(together(stage, tray).toImage())


def together(stage: Stage, tray: Tray) -> QPixmap:
    """Both windows as they lie on the screen."""
    screen = QPixmap(SCREEN.width(), stage.window.height())
    screen.fill(QColor(stage.look.theme.colours.sunk))
    painter = QPainter(screen)
    for window in (stage.window, tray):
        painter.drawPixmap(window.pos(), window.grab())
    painter.end()
    return screen


if __name__ == "__main__":
    main()
