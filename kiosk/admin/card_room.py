"""A room of cards that scrolls and is built anew for each reading."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.surfaces import Scroll, clear, column

_NARROW_MM = 105.0


class CardRoom(QWidget):
    """What a room like *Today* stands on."""

    def __init__(self, look: StaffLook) -> None:
        super().__init__()
        self._look = look
        self._scroll = Scroll(look)
        page = column()
        page.addWidget(self._scroll)
        self.setLayout(page)

    @property
    def _is_narrow(self) -> bool:
        """Whether cards stand below each other."""
        theme = self._look.staff
        return self.width() / (theme.px_per_mm * theme.scale) < _NARROW_MM

    def _emptied(self) -> QVBoxLayout:
        """Take the cards away; gives where new ones go."""
        theme, body = self._look.staff, self._scroll.body
        clear(body)
        body.setSpacing(theme.mm(2.6))
        body.setContentsMargins(0, 0, theme.mm(1), 0)
        return body
