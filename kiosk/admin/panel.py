"""The panel as the application opens it: the screen and its presenter, joined."""

from PySide6.QtCore import Signal

from kiosk.admin.models import Room
from kiosk.admin.panel_screen import PanelScreen
from kiosk.admin.parts import PanelParts
from kiosk.admin.presenter import PanelPresenter
from kiosk.desk.panel.staff import Staff
from kiosk.domain.ports import Code
from kiosk.shell.look import Look


class Panel(PanelScreen):
    """Show it with ``KioskWindow.show_screen``, then ``open``; scans go to ``scan`` meanwhile.

    Signals:
        closed: somebody left, or was signed out; the kiosk is to be shown again.
    """

    closed = Signal()

    def __init__(self, kiosk: Look, parts: PanelParts) -> None:
        super().__init__(kiosk)
        self.presenter = PanelPresenter(self, parts, self._close)
        presenter, door = self.presenter, self.presenter.door
        self.chosen.connect(lambda room: presenter.go(Room(room)))
        self.searched.connect(presenter.search)
        self.more_wanted.connect(presenter.more)
        self.opened.connect(presenter.open_row)
        self.acted.connect(presenter.act)
        self.submitted.connect(presenter.submit)
        self.form_left.connect(presenter.leave_form)
        self.sheet_closed.connect(presenter.close_sheet)
        self.signed_out.connect(door.sign_out)
        self.pin_entered.connect(door.pin)
        self.password_entered.connect(door.password)
        self.touched.connect(door.touched)
        self.ticked.connect(presenter.tick)
        self.camera_shown.connect(presenter.devices.watch)

    def open(self, staff: Staff | None = None) -> None:
        """Ask who it is; for the holder of a session, only their PIN."""
        self.presenter.open(staff)

    def scan(self, code: Code) -> None:
        """A code was read while the panel is shown."""
        self.presenter.scanned(code)

    def _close(self) -> None:
        self.stop()
        self.closed.emit()
