"""The demo without a display: plays the tour, leaves pictures and a transcript."""

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk.clock import ToldClock
from kiosk.config import checked
from kiosk.demo.clock import MORNING
from kiosk.demo.ledger import Ledger
from kiosk.demo.school import make_school
from kiosk.demo.situations import SITUATIONS
from kiosk.demo.stage import Stage, closing
from kiosk.demo.tour import Tour
from kiosk.demo.wires import Wires
from kiosk.shell.look import Look, load_fonts
from kiosk.shell.theme import Theme

_SIZE = (1280, 800)
_PX_PER_MM = 5.88
"""A panel of 10 inches."""
_HEAD = """# At the desk of Northfield Academy

Played by `lendstation demo --headless`. The school is a sample and nobody in it is real. Badges
travel as bytes through a pseudo-terminal and the serial driver, labels as pictures through the
camera driver; what is seen is what the window shows, and the ledger is read back from its file.
"""


def run_headless(folder: Path) -> int:
    """Play the tour into a folder; 0 when all that should be seen was seen."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lendstation-demo-") as hidden:
        is_right, transcript = _play(Path(hidden), folder)
    del application
    (folder / "transcript.md").write_text(_HEAD + transcript, encoding="utf-8")
    _tell(f"Pictures and transcript.md are in {folder}.")
    return 0 if is_right else 1


def _play(hidden: Path, folder: Path) -> tuple[bool, str]:
    load_fonts()
    wires = Wires(hidden)
    config = checked(
        {
            "station": {"data": str(hidden / "station")},
            "sound": {"volume": 0},
            "readers": wires.readers(),
        }
    )
    look = Look(Theme(*_SIZE, _PX_PER_MM, motion=False))
    clock = ToldClock(MORNING)
    _tell("Making a sample school …")
    make_school(config)
    with closing(Stage(config, look, wires, clock)) as stage:
        stage.open()
        tour = Tour(stage, Ledger(config, clock, stage.zone), folder)
        is_right = tour.play(SITUATIONS, _tell)
    return is_right, tour.transcript()


def _tell(line: str) -> None:
    sys.stdout.write(line + os.linesep)
    sys.stdout.flush()
