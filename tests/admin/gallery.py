"""The panel on the sample school, room by room; the tests and the pictures of the docs share it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kiosk.admin.models import Room
from kiosk.admin.panel import Panel
from kiosk.admin.parts import PanelParts
from kiosk.admin.today import ReaderLine
from kiosk.desk.panel.acts import Perform
from kiosk.desk.panel.pins import Pins
from kiosk.desk.panel.sheets import WriteSheets
from kiosk.desk.panel.sign_in import SignIn
from kiosk.domain.ports import Clock, Code
from kiosk.shell.look import Look
from kiosk.store.panel_queries import PanelQueries
from kiosk.store.station import Station

Result = TypeVar("Result")
READERS = (
    ReaderLine("Badge reader", "ready", is_ready=True),
    ReaderLine("Camera", "unplugged since 08:12", is_ready=False),
)


class AtOnce:
    """Satisfies ``Runs``: the job is done before ``run`` returns."""

    def run(self, job: Callable[[], Result], done: Callable[[Result], None]) -> None:
        done(job())


class Folder:
    """Satisfies ``Sheets``; remembers what was written."""

    def __init__(self) -> None:
        self.tables: dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {}
        self.labels: tuple[tuple[str, str], ...] = ()

    def write_table(
        self, name: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
    ) -> str:
        self.tables[name] = (columns, rows)
        return str(Path("/media/usb") / f"{name}.csv")

    def write_labels(self, labels: tuple[tuple[str, str], ...]) -> str:
        self.labels = labels
        return "/media/usb/labels.pdf"


def parts_of(station: Station, clock: Clock, sheets: Folder | None = None) -> PanelParts:
    panel = PanelQueries(station.books, clock)
    return PanelParts(
        AtOnce(),
        clock,
        station.books,
        panel,
        Perform(station.books, clock),
        Pins(station.books, station.secrets, clock),
        SignIn(station.books, panel, station.secrets, clock),
        WriteSheets(sheets or Folder()),
    )


def opened(look: Look, parts: PanelParts, badge: Code, pin: str) -> Panel:
    """A panel of the look's size with somebody signed in."""
    panel = shut(look, parts)
    panel.scan(badge)
    panel.presenter.door.pin(pin)
    return panel


def shut(look: Look, parts: PanelParts) -> Panel:
    """A panel at its door."""
    panel = Panel(look, parts)
    panel.resize(look.theme.width_px, look.theme.height_px)
    panel.show()
    panel.presenter.show_readers(READERS)
    panel.open()
    return panel


def in_room(room: Room, search: str = "") -> Callable[[Panel], None]:
    def go(panel: Panel) -> None:
        panel.presenter.go(room)
        if search:
            panel.show_search(search)

    return go


def on_sheet(room: Room, tag: Code, action: str = "") -> Callable[[Panel], None]:
    """The sheet of what a code names, or a form in it."""

    def go(panel: Panel) -> None:
        panel.presenter.go(room)
        panel.scan(tag)
        if action:
            panel.presenter.act(action)

    return go


def badge(code: str) -> Code:
    return Code(code, technology="em4100")
