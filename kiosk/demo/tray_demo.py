"""The demo with a display: the kiosk, and beside it the tray that plays the devices."""

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QStyle

from kiosk.app import Kiosk
from kiosk.config import checked
from kiosk.demo.clock import SchoolClock
from kiosk.demo.drawers import drawers
from kiosk.demo.school import make_school
from kiosk.demo.tray import Tray
from kiosk.demo.wires import Wires
from kiosk.first_picture import run
from kiosk.shell.look import Look
from kiosk.shell.theme import Theme

_TRAY_MM = 92
"""As wide as a panel of 7 inches is high: all sizes are made for that."""


def run_tray() -> int:
    """Make the sample school in a throw-away folder and open the kiosk with the tray."""
    sys.stdout.write("Making a sample school …\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="lendstation-demo-") as hidden:
        wires = Wires(Path(hidden))
        config = checked(
            {
                "station": {"data": str(Path(hidden) / "station")},
                "screen": {"full_screen": False},
                "readers": wires.readers(),
            }
        )
        trays: list[Tray] = []
        try:
            make_school(config)
            return run(config, lambda kiosk: trays.append(lay_beside(kiosk, wires)), SchoolClock())
        finally:
            wires.close()


def lay_beside(kiosk: Kiosk, wires: Wires, room: QRect | None = None) -> Tray:
    """Show the tray at the right of the screen, and the kiosk in the room that is left."""
    room = room or QApplication.primaryScreen().availableGeometry()
    theme = kiosk.look.theme
    width = min(room.width() * 2 // 5, theme.exact_mm(_TRAY_MM))
    # A look of its own: small, and in nobody's language or large text.
    look = Look(Theme(width, room.height(), theme.px_per_mm, dark=theme.dark))
    tray = Tray(look, wires)
    tray.fill_with(drawers(wires, tray.changed.emit))
    title_bar = tray.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    height = room.height() - title_bar
    kiosk.window.move(room.topLeft())
    kiosk.window.resize(room.width() - width, height)
    tray.move(room.left() + room.width() - width, room.top())
    tray.resize(width, height)
    tray.show()
    kiosk.window.installEventFilter(tray)
    tray.closed.connect(QApplication.quit)
    return tray
