"""What all screens share: they draw themselves anew when the theme or the language changes."""

from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.shell.look import Look
from kiosk.shell.overriding import override
from kiosk.shell.surfaces import clear, column


class Screen(QWidget):
    """One screen. A subclass makes its widgets in `_build`, from the view it was last given."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.page: QVBoxLayout = column()
        self.setLayout(self.page)
        look.changed.connect(self.rebuild)
        look.reworded.connect(self.rebuild)

    def rebuild(self) -> None:
        """Make every widget again: another view, another theme, another language."""
        clear(self.page)
        theme = self.look.theme
        self.page.setSpacing(theme.gap)
        self.page.setContentsMargins(theme.margin, theme.margin, theme.margin, theme.lower_margin)
        self._build()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """What fits has to be decided anew."""
        if event.size() != event.oldSize():
            self.rebuild()

    def _build(self) -> None:
        """Fill `page`; nothing to show before the first view came."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(self.look.theme.colours.paper))
