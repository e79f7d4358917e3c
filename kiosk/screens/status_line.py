"""The line below every screen: how sync stands; quiet until somebody should know."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.screens.idle_views import StatusView
from kiosk.shell.icons import pixmap
from kiosk.shell.look import ANY_WIDTH, Look, Paragraph
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.theme import Size

_BETWEEN = " · "


class StatusLine(QWidget):
    """For staff; painted only when its words change, so a scan does not touch it.

    Large text does not enlarge it: that room belongs to whoever is at the desk.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view = StatusView(())
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        look.changed.connect(self.update)

    def dress(self, look: Look) -> None:
        """Take the sizes of the screen that it lies under: the panel's are smaller."""
        self._look = look
        self.update()

    def show_status(self, view: StatusView) -> None:
        """Say this from now on."""
        if view != self._view:
            self._view = view
            self.setAccessibleName(_BETWEEN.join(view.parts))
            self.update()

    def text(self) -> str:
        """Give the words that have room, the gravest first; always the gravest."""
        parts = self._view.parts
        counts = range(len(parts), 1, -1)
        texts = (_BETWEEN.join(parts[:count]) for count in counts)
        return next((text for text in texts if self._fits(text)), "".join(parts[:1]))

    def is_clipped(self) -> bool:
        """Whether not even the gravest has room; the tests ask."""
        return not self._fits(self.text())

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.width_px, self._paragraph("").pitch + self._edge)

    @property
    def _is_grave(self) -> bool:
        return self._view.tone is not Tone.NEUTRAL

    @property
    def _edge(self) -> int:
        """What stays free below the words."""
        return self._look.theme.mm(0.6)

    @property
    def _side(self) -> int:
        """The side of the icon, as high as a line of words."""
        return round(self._paragraph("").pitch * 0.7)

    def _paragraph(self, text: str) -> Paragraph:
        font = QFont(self._look.font(Size.NOTE))
        font.setPixelSize(self._look.theme.enlarged(large_text=False).font_px(Size.NOTE))
        return Paragraph(text, font, ANY_WIDTH)

    def _fits(self, text: str) -> bool:
        theme = self._look.theme
        room = self.width() - 2 * theme.margin - self._side - 3 * theme.hair
        return self._paragraph(text).width <= room

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        meaning = theme.colours.meanings[self._view.tone]
        words, side, gap = self._paragraph(self.text()), self._side, theme.hair
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colours.paper))
        right = self.width() - theme.margin
        if self._is_grave:
            wide = words.width + side + 3 * gap
            ground = QRectF(right - wide, 0, wide, words.pitch)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(meaning.tint))
            painter.drawRoundedRect(ground, words.pitch / 2, words.pitch / 2)
            right -= gap
        colour = meaning.strong if self._is_grave else theme.colours.muted
        icon = pixmap(
            "triangle-alert" if self._is_grave else "refresh-cw",
            colour,
            side,
            self.devicePixelRatioF(),
        )
        left = right - words.width
        painter.drawPixmap(QPointF(left - gap - side, (words.pitch - side) / 2), icon)
        words.draw(painter, QPointF(left, 0), colour)
