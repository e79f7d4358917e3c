"""Renders the rooms of the staff panel on the sample school, for docs/pictures."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pictures import FOLDER, kept
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.admin.models import Room
from kiosk.admin.panel import Panel
from kiosk.clock import ToldClock
from kiosk.config import Config, load
from kiosk.demo import past, sample
from kiosk.demo.clock import MORNING
from kiosk.demo.school import make_school
from kiosk.domain.ports import Code
from kiosk.shell.look import Look
from kiosk.store.keys import Keys
from kiosk.store.station import Options, Station, open_station
from tests.admin.gallery import badge, in_room, on_sheet, opened, parts_of, shut
from tests.screens.gallery import PANELS, framed, look

UNKNOWN = Code("5012345678900", "EAN-13")
ROOMS: dict[str, Callable[[Panel], None]] = {
    "panel-today": in_room(Room.TODAY),
    "panel-people": in_room(Room.PEOPLE),
    "panel-search": in_room(Room.PEOPLE, "har"),
    "panel-things": in_room(Room.ASSETS),
    "panel-kits": in_room(Room.KITS),
    "panel-who-has-what": in_room(Room.HELD),
    "panel-overdue": in_room(Room.OVERDUE),
    "panel-trail": in_room(Room.TRAIL),
    "panel-devices": in_room(Room.DEVICES),
    "panel-nothing-found": in_room(Room.ASSETS, "zeppelin"),
    "panel-person": on_sheet(Room.PEOPLE, badge(sample.people()[past.BARRED].badge)),
    "panel-thing": on_sheet(Room.ASSETS, Code(past.LOST)),
    "panel-kit": on_sheet(Room.KITS, Code(past.KIT_SHORT)),
    "panel-edit": on_sheet(Room.ASSETS, Code("AV-0182"), "edit"),
    "panel-bar": on_sheet(Room.PEOPLE, badge(sample.people()["1223"].badge), "bar"),
    "panel-give-badge": on_sheet(Room.PEOPLE, badge(sample.people()["1223"].badge), "badge"),
    "panel-unknown-code": on_sheet(Room.TODAY, UNKNOWN),
}


@contextmanager
def school() -> Iterator[Station]:
    """The sample school on the morning of the demo, in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        config: Config = load(None, Path(folder) / "station")
        make_school(config)
        clock = ToldClock(MORNING)
        station = open_station(config.data, Keys.load(config.keys), clock, Options())
        try:
            yield station
        finally:
            station.close()


def panel_pictures(station: Station, wearing: Look) -> Iterator[tuple[str, QWidget]]:
    """Give every picture's name with the widget to grab; one panel, room after room."""
    parts = parts_of(station, station.clock)
    door = shut(wearing, parts)
    window = framed(wearing, door)
    window.show()
    yield "panel-door", window
    door.scan(badge(sample.ADMIN_BADGE))
    yield "panel-pin", window
    _away(window)
    with station.books.write(station.clock.now()) as book:
        book.keep_unknown(UNKNOWN)
        book.keep_unknown(Code("04A1B2C3D4", technology="em4100"))
    panel = opened(wearing, parts, badge(sample.ADMIN_BADGE), sample.ADMIN_PIN)
    window = framed(wearing, panel)
    window.show()
    for name, go in ROOMS.items():
        panel.presenter.close_sheet()
        go(panel)
        yield name, window
    _away(window)


def _away(window: QWidget) -> None:
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def main() -> None:
    """Write every room on three panels in both themes."""
    application = QApplication.instance() or QApplication([])
    with school() as station:
        for panel in PANELS:
            for dark in (False, True):
                for name, widget in panel_pictures(station, look(panel, dark=dark)):
                    for _ in range(3):
                        QApplication.processEvents()
                    file = FOLDER / f"{name}-{panel}-{'dark' if dark else 'light'}.png"
                    kept(widget.grab().toImage()).save(str(file), quality=0)
    del application


if __name__ == "__main__":
    main()
