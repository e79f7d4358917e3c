"""Draws the cells of a table: an icon and a name, plain words, pills for what has a meaning."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kiosk.admin.models import Cell, Row
from kiosk.admin.pills import draw_pill, pill_size
from kiosk.admin.row_model import ROW_ROLE, RowModel
from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.colour import mix
from kiosk.shell.icons import pixmap
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.theme import Size

_SELECTED = 0.12
_HOVERED = 0.04


class RowDelegate(QStyledItemDelegate):
    """One for all tables; every colour and length is asked of the look."""

    def __init__(self, look: StaffLook) -> None:
        super().__init__()
        self._look = look

    def group_px(self) -> int:
        """The height of a group's name above its first row."""
        theme = self._look.staff
        return theme.font_px(Size.BODY) * 2 + theme.hair

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        height = self._look.staff.row_px
        model = index.model()
        if isinstance(model, RowModel) and model.begins_group(index.row()):
            height += self.group_px()
        return QSize(self._look.staff.mm(10), height)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row, model = index.data(ROW_ROLE), index.model()
        if not isinstance(row, Row) or not isinstance(model, RowModel):
            return
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if model.begins_group(index.row()):
            height = self.group_px()
            if index.column() == 0:
                self._draw_group(painter, QRectF(box.left(), box.top(), box.width(), height), row)
            box.setTop(box.top() + height)
        self._draw_ground(painter, box, option.state)
        self._draw_cell(painter, box, row.cells[index.column()])
        painter.restore()

    def _draw_group(self, painter: QPainter, box: QRectF, row: Row) -> None:
        theme = self._look.staff
        painter.setPen(QColor(theme.colours.brand_text))
        painter.setFont(self._look.font(Size.BODY, bold=True))
        at = box.adjusted(theme.mm(1.6), theme.hair, theme.mm(100), 0)
        painter.drawText(at, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.group)

    def _draw_ground(self, painter: QPainter, box: QRectF, state: QStyle.StateFlag) -> None:
        colours = self._look.staff.colours
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(mix(colours.surface, colours.brand, _SELECTED)))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(mix(colours.surface, colours.ink, _HOVERED)))
        painter.setPen(QPen(QColor(colours.hairline), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _draw_cell(self, painter: QPainter, box: QRectF, cell: Cell) -> None:
        theme = self._look.staff
        room = box.adjusted(theme.mm(1.6), 0, -theme.mm(1.6), 0)
        if cell.tone is not Tone.NEUTRAL and cell.text:
            self._draw_pill(painter, room, cell)
            return
        left = room.left()
        if cell.icon:
            left += self._draw_icon(painter, room, cell)
        font = self._look.font(Size.BODY, bold=cell.is_strong)
        painter.setFont(font)
        painter.setPen(QColor(theme.colours.ink if cell.is_strong else theme.colours.muted))
        room.setLeft(left)
        text = QFontMetricsF(font).elidedText(cell.text, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if cell.is_number else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | side, text)

    def _draw_icon(self, painter: QPainter, room: QRectF, cell: Cell) -> float:
        """Draw an icon; in a tile of its own before a name. Gives the room it took."""
        theme, colours = self._look.staff, self._look.staff.colours
        ratio = painter.device().devicePixelRatioF()
        if not cell.is_strong:
            side = theme.font_px(Size.BODY)
            top = room.center().y() - side / 2
            painter.drawPixmap(
                QPointF(room.left(), top), pixmap(cell.icon, colours.muted, side, ratio)
            )
            return side + theme.hair
        tile = room.height() * 0.66
        box = QRectF(room.left(), room.center().y() - tile / 2, tile, tile)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.sunk))
        painter.drawRoundedRect(box, theme.mm(1.2), theme.mm(1.2))
        side = round(tile * 0.62)
        corner = box.center() - QPointF(side / 2, side / 2)
        painter.drawPixmap(corner, pixmap(cell.icon, colours.brand_text, side, ratio))
        return tile + theme.mm(1.6)

    def _draw_pill(self, painter: QPainter, room: QRectF, cell: Cell) -> None:
        top = room.center().y() - pill_size(self._look, cell).height() / 2
        draw_pill(painter, self._look, QPointF(room.left(), top), room.width(), cell)
