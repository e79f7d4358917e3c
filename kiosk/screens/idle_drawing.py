"""The drawing of the idle screen: a badge meets the reader, a thing meets the beam."""

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.screens.idle_views import Edge
from kiosk.shell.colour import mix
from kiosk.shell.icons import pixmap
from kiosk.shell.look import Look
from kiosk.shell.overriding import override

FRAME_MS = 50
ROUND_MS = 6000
"""One round: the badge comes and goes, then the thing comes and goes."""
_REST = 0.30
"""The moment that stands still when motion is off: the badge at the reader."""


def _there(moment: float, begin: float, end: float) -> float:
    """How near a thing is (0 to 1) that comes after `begin` and is gone at `end`."""
    share = (moment - begin) / (end - begin)
    if not 0.0 < share < 1.0:
        return 0.0
    ease = QEasingCurve(QEasingCurve.Type.InOutCubic)
    return float(ease.valueForProgress(min(1.0, share * 3.2, (1 - share) * 3.2)))


class IdleDrawing(QWidget):
    """Shows in six seconds what to do; says it once more for as long as nobody comes."""

    def __init__(self, look: Look, edge: Edge = Edge.NONE, *, badge_only: bool = False) -> None:
        super().__init__()
        self._look = look
        self._edge = edge
        self._badge_only = badge_only
        self._moment = _REST
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._next_frame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _next_frame(self) -> None:
        self._moment = (self._moment + FRAME_MS / ROUND_MS) % (0.5 if self._badge_only else 1.0)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = self._look.theme.mm(50)
        return QSize(side, side)

    @override
    def minimumSizeHint(self) -> QSize:
        side = self._look.theme.mm(20)
        return QSize(side, side)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        if self._look.theme.moves:
            self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height() * 1.18)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(side / 100, side / 100)
        badge = _there(self._moment, 0.02, 0.50)
        thing = 0.0 if self._badge_only else _there(self._moment, 0.50, 0.98)
        self._draw_reader(painter, max(badge, thing))
        self._draw_badge(painter, badge, 1.0 if thing == 0.0 else 0.0)
        if thing > 0.0:
            self._draw_thing(painter, thing)
        self._draw_edge(painter)

    def _draw_reader(self, painter: QPainter, near: float) -> None:
        """The place on the desk: a rounded pad with waves that brighten as something comes."""
        colours = self._look.theme.colours
        pad = QRectF(-40, 8, 80, 30)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.brand))
        painter.drawRoundedRect(pad, 8, 8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for index in range(3):
            strength = min(1.0, max(0.25, near * 1.8 - index * 0.3))
            pen = QPen(QColor(mix(colours.brand, colours.on_brand, strength)), 2.0)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            radius = 6 + index * 6.5
            box = QRectF(-radius, 34 - radius, radius * 2, radius * 2)
            painter.drawArc(box, 40 * 16, 100 * 16)

    def _draw_badge(self, painter: QPainter, near: float, seen: float) -> None:
        colours = self._look.theme.colours
        painter.save()
        painter.setOpacity(seen)
        painter.translate(0, -19 + near * 15)
        painter.rotate(-7 + near * 7)
        card = QRectF(-23, -15, 46, 30)
        painter.setPen(QPen(QColor(colours.line), 0.8))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(card, 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(colours.brand, colours.surface, 0.55)))
        painter.drawEllipse(QPointF(-12.5, -3.5), 3.8, 3.8)
        painter.drawRoundedRect(QRectF(-19, 2.5, 13, 6.5), 3.2, 3.2)
        painter.setBrush(QColor(colours.hairline))
        painter.drawRoundedRect(QRectF(0, -6.5, 18, 3.2), 1.6, 1.6)
        painter.drawRoundedRect(QRectF(0, -0.5, 13, 3.2), 1.6, 1.6)
        painter.drawRoundedRect(QRectF(0, 5.5, 16, 3.2), 1.6, 1.6)
        painter.restore()

    def _draw_thing(self, painter: QPainter, near: float) -> None:
        """A box with a code on it, and the beam that reads it."""
        colours = self._look.theme.colours
        painter.save()
        painter.setOpacity(min(1.0, near * 2.5))
        painter.translate(0, -24 + near * 11)
        box = QRectF(-22, -18, 44, 33)
        painter.setPen(QPen(QColor(colours.line), 0.8))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(box, 4, 4)
        painter.drawPixmap(
            QRectF(-19, -15, 11, 11),
            pixmap("camera", colours.brand_text, 96),
            QRectF(0, 0, 96, 96),
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.ink))
        left = -17.0
        for width in (1.6, 0.8, 0.8, 2.2, 0.8, 1.6, 0.8, 2.2, 1.6, 0.8, 0.8, 1.6):
            painter.drawRect(QRectF(left, 0, width, 10))
            left += width + 1.5
        painter.setOpacity(max(0.0, near * 2 - 1))
        painter.setBrush(QColor(colours.brand_text))
        painter.drawRoundedRect(QRectF(-25, 4.4, 50, 1.2), 0.6, 0.6)
        painter.restore()

    def _draw_edge(self, painter: QPainter) -> None:
        """Chevrons towards where the reader stands, when it stands beside the screen."""
        icons = {Edge.LEFT: "chevron-left", Edge.RIGHT: "chevron-right", Edge.BELOW: "chevron-down"}
        name = icons.get(self._edge)
        if name is None:
            return
        picture = pixmap(name, self._look.theme.colours.brand_text, 96)
        at = {Edge.LEFT: (-50, 17), Edge.RIGHT: (38, 17), Edge.BELOW: (-6, 37)}[self._edge]
        painter.drawPixmap(QRectF(at[0], at[1], 12, 12), picture, QRectF(0, 0, 96, 96))
