"""One sentence at the foot of the panel, for a few seconds: done, refused, or mind this."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.look import Paragraph
from kiosk.shell.marks import draw_mark
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.theme import Size

SHOWN_MS = 4000
_SHARE = 0.8


class Toast(QWidget):
    """Lies over everything and lets touches through."""

    def __init__(self, look: StaffLook, over: QWidget) -> None:
        super().__init__(over)
        self._look = look
        self._over = over
        self._tone = Tone.NEUTRAL
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; empty when nothing is."""
        return self._text if self.isVisible() else ""

    def tell(self, tone: Tone, text: str) -> None:
        self._tone, self._text = tone, text
        self.setAccessibleName(text)
        self.place()
        self.show()
        self.raise_()
        self.update()
        self._timer.start()

    def place(self) -> None:
        """Stay at the foot, in the middle."""
        theme = self._look.theme
        most = round(self._over.width() * _SHARE)
        words = self._words(most)
        width = round(words.width) + theme.mm(14)
        height = words.height + theme.mm(5)
        left = (self._over.width() - width) // 2
        self.setGeometry(left, self._over.height() - height - theme.mm(4), width, height)

    def _words(self, most: int) -> Paragraph:
        room = most - self._look.theme.mm(14)
        return Paragraph(self._text, self._look.font(Size.BODY, bold=True), room)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        meaning = theme.colours.meanings[self._tone]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(meaning.fill))
        painter.drawRoundedRect(QRectF(self.rect()), theme.radius, theme.radius)
        side = theme.mm(6)
        box = QRectF(theme.mm(2.6), (self.height() - side) / 2, side, side)
        draw_mark(painter, self._tone, box, meaning.on_fill, meaning.fill)
        words = self._words(self.width() + theme.mm(1))
        at = QRectF(theme.mm(10.6), (self.height() - words.height) / 2, 1, 1)
        words.draw(painter, at.topLeft(), meaning.on_fill)
