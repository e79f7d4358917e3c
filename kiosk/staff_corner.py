"""The staff corner: the panel on the kiosk's own screen, made when staff first want it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kiosk.desk.outcomes import Holder
from kiosk.desk.panel.staff import Staff
from kiosk.domain.devices import DeviceRow
from kiosk.domain.ports import Clock, Code
from kiosk.shell.look import Look
from kiosk.shell.window import KioskWindow
from kiosk.shell.work import Work

if TYPE_CHECKING:  # large, and not needed to lend
    from kiosk.admin.panel import Panel
    from kiosk.admin.parts import PanelParts
    from kiosk.attendant import Attendant
    from kiosk.devices import StationDevices


class StaffCorner(QObject):
    """Opens the panel for whoever was at the desk, once they gave their PIN.

    Signals:
        closed: somebody left, or was signed out.
    """

    closed = Signal()

    def __init__(self, look: Look, window: KioskWindow, clock: Clock, work: Work) -> None:
        super().__init__()
        self._look = look
        self._window = window
        self._clock = clock
        self._work = work
        self._panel: Panel | None = None
        self._devices: tuple[DeviceRow, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether the panel is on the screen, with or without somebody signed in."""
        return self._panel is not None and self._window.screen_shown is self._panel

    def open(self, attendant: "Attendant", devices: "StationDevices", holder: Holder) -> None:
        """Ask the holder of the session that just ended for their PIN."""
        clock, work = self._clock, self._work

        def preparing() -> "PanelParts":
            from kiosk.admin import panel  # noqa: F401, PLC0415 - read in off the GUI thread
            from kiosk.back_office import panel_parts  # noqa: PLC0415 - as above

            return panel_parts(attendant, devices, clock, work)

        work.run(preparing, lambda parts: self._show(parts, holder))

    def scan(self, code: Code) -> None:
        """A code was read while the panel is shown."""
        if self._panel is not None:
            self._panel.scan(code)

    def show_devices(self, rows: tuple[DeviceRow, ...]) -> None:
        """Some reader or output fares otherwise."""
        self._devices = rows
        if self._panel is not None:
            self._panel.presenter.show_devices(rows)

    def _show(self, parts: "PanelParts", holder: Holder) -> None:
        from kiosk.admin.panel import Panel  # noqa: PLC0415 - read in already

        if self._panel is None:
            self._panel = Panel(self._look, parts)
            self._panel.closed.connect(self.closed)
        self._panel.presenter.show_devices(self._devices)
        self._window.show_screen(self._panel)
        self._panel.open(Staff(holder.person, holder.name, frozenset()))
