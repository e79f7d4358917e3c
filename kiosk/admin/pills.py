"""Pills: a short word with a meaning, on its tint; drawn in tables, set in lines in sheets."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.admin.models import Cell
from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.icons import pixmap
from kiosk.shell.overriding import override
from kiosk.shell.theme import Size


def pill_size(look: StaffLook, cell: Cell) -> QSize:
    """Give the room that a pill takes."""
    theme = look.theme
    words = QFontMetricsF(look.font(Size.NOTE, bold=True)).horizontalAdvance(cell.text)
    icon = theme.font_px(Size.NOTE) + theme.mm(0.8) if cell.icon else 0
    return QSize(round(words + icon) + 2 * theme.mm(1.5) + 1, round(theme.font_px(Size.NOTE) * 1.8))


def draw_pill(painter: QPainter, look: StaffLook, at: QPointF, width: float, cell: Cell) -> None:
    """Draw a pill that begins at a point and is no wider than there is room."""
    theme = look.theme
    meaning = theme.colours.meanings[cell.tone]
    wanted = pill_size(look, cell)
    box = QRectF(at.x(), at.y(), min(width, wanted.width()), wanted.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(meaning.tint))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    text = box.adjusted(theme.mm(1.5), 0, -theme.mm(1.4), 0)
    if cell.icon:
        side = theme.font_px(Size.NOTE)
        corner = QPointF(text.left(), box.center().y() - side / 2)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(corner, pixmap(cell.icon, meaning.strong, side, ratio))
        text.setLeft(text.left() + side + theme.mm(0.8))
    font = look.font(Size.NOTE, bold=True)
    words = QFontMetricsF(font).elidedText(cell.text, Qt.TextElideMode.ElideRight, text.width() + 1)
    painter.setPen(QColor(meaning.strong))
    painter.setFont(font)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


class PillView(QWidget):
    """One pill by itself."""

    def __init__(self, look: StaffLook, cell: Cell) -> None:
        super().__init__()
        self._look = look
        self._cell = cell
        self.setAccessibleName(cell.text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return pill_size(self._look, self._cell)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_pill(painter, self._look, QPointF(0, 0), self.width(), self._cell)
