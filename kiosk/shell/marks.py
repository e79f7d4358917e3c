"""Marks: the shape of a tone, an icon, a countdown ring; drawn, never typed."""

from math import ceil, cos, pi, sin

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.shell.icons import pixmap
from kiosk.shell.look import Look
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.theme import Size

_RING_MM = 1.3


def shape(tone: Tone, box: QRectF) -> QPainterPath:
    """A circle for done, an octagon for refused, a triangle for attention."""
    path = QPainterPath()
    centre, radius = box.center(), box.width() / 2
    if tone is Tone.REFUSED:
        turns = [pi / 8 + i * pi / 4 for i in range(8)]
        path.addPolygon(
            QPolygonF([centre + QPointF(cos(t), sin(t)) * radius * 1.04 for t in turns])
        )
        path.closeSubpath()
    elif tone is Tone.ATTENTION:
        top, drop = box.top() + box.height() * 0.06, box.height() * 0.88
        corners = [QPointF(centre.x(), top), QPointF(box.right(), top + drop)]
        path.addPolygon(QPolygonF([*corners, QPointF(box.left(), top + drop)]))
        path.closeSubpath()
    else:
        path.addEllipse(box)
    return path


def _sign(tone: Tone, box: QRectF) -> QPainterPath:
    """What stands in the shape: a tick, a cross, an exclamation mark, a dot."""
    path = QPainterPath()

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height())

    if tone is Tone.DONE:
        path.moveTo(at(0.29, 0.53))
        path.lineTo(at(0.44, 0.68))
        path.lineTo(at(0.72, 0.36))
    elif tone is Tone.REFUSED:
        path.moveTo(at(0.34, 0.34))
        path.lineTo(at(0.66, 0.66))
        path.moveTo(at(0.66, 0.34))
        path.lineTo(at(0.34, 0.66))
    elif tone is Tone.ATTENTION:
        path.moveTo(at(0.5, 0.38))
        path.lineTo(at(0.5, 0.62))
        path.moveTo(at(0.5, 0.79))
        path.lineTo(at(0.5, 0.795))
    else:
        path.moveTo(at(0.5, 0.46))
        path.lineTo(at(0.5, 0.72))
        path.moveTo(at(0.5, 0.29))
        path.lineTo(at(0.5, 0.295))
    return path


def draw_mark(painter: QPainter, tone: Tone, box: QRectF, fill: str, sign: str) -> None:
    """The shape of the tone in one colour, its sign in another."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = box.width() * 0.07
    pen = QPen(QColor(fill), edge)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(QColor(fill))
    painter.drawPath(shape(tone, box.adjusted(edge, edge, -edge, -edge)))
    pen = QPen(QColor(sign), box.width() * 0.105)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_sign(tone, box))


class Mark(QWidget):
    """The shape of a tone, large on a coloured ground or small on paper."""

    def __init__(self, look: Look, tone: Tone, *, on_fill: bool = False, mm: float = 13.0) -> None:
        super().__init__()
        self._look = look
        self._tone = tone
        self._on_fill = on_fill
        self._side = mm
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_tone(self, tone: Tone) -> None:
        if tone is not self._tone:
            self._tone = tone
            self.update()

    def be(self, mm: float) -> None:
        """Take another side."""
        if mm != self._side:
            self._side = mm
            self.updateGeometry()

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def sizeHint(self) -> QSize:
        side = self._look.theme.mm(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        meaning = self._look.theme.colours.meanings[self._tone]
        fill, sign = (
            (meaning.on_fill, meaning.fill) if self._on_fill else (meaning.strong, meaning.tint)
        )
        draw_mark(QPainter(self), self._tone, QRectF(self.rect()), fill, sign)


class Icon(QWidget):
    """A drawing of the icon family in a colour of the palette."""

    def __init__(self, look: Look, name: str, *, mm: float = 8.0, colour: str = "ink") -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._side = mm
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_icon(self, name: str) -> None:
        if name != self._name:
            self._name = name
            self.update()

    def paint_in(self, colour: str) -> None:
        if colour != self._colour:
            self._colour = colour
            self.update()

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def sizeHint(self) -> QSize:
        side = self._look.theme.mm(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        named = self._colour
        colours = self._look.theme.colours
        colour = named if named.startswith("#") else getattr(colours, named)
        side = min(self.width(), self.height())
        corner = QPointF((self.width() - side) / 2, (self.height() - side) / 2)
        QPainter(self).drawPixmap(
            corner, pixmap(self._name, colour, side, self.devicePixelRatioF())
        )


class CountdownRing(QWidget):
    """Seconds that are left, as a number in a closing ring.

    Signals:
        elapsed: the time is over.
    """

    elapsed = Signal()
    _TICK_MS = 250

    def __init__(self, look: Look, *, mm: float = 18.0) -> None:
        super().__init__()
        self._look = look
        self._side = mm
        self._total = self._left = 0.0
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(self._TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def start(self, seconds: float, of: float = 0.0) -> None:
        """Count down from `seconds`, of a whole that may have been longer."""
        self._total, self._left = max(of, seconds), seconds
        self._begun = seconds
        self._since.start()
        self._timer.start()
        self.updateGeometry()
        self.update()

    def stop(self) -> None:
        self._timer.stop()

    @property
    def seconds_left(self) -> int:
        return ceil(self._left)

    def _tick(self) -> None:
        before = self.seconds_left
        self._left = max(0.0, self._begun - self._since.elapsed() / 1000)
        if self._look.theme.moves or self.seconds_left != before:
            self.update()
        if self._left <= 0:
            self._timer.stop()
            self.elapsed.emit()

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def sizeHint(self) -> QSize:
        theme = self._look.theme
        side = max(theme.mm(self._side), round(theme.font_px(Size.BODY) * 2.1))
        longest = str(ceil(self._total))
        room = QFontMetricsF(self._look.font(Size.NOTE, bold=True)).horizontalAdvance(longest)
        side = max(side, ceil(room) + 5 * theme.mm(_RING_MM))
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        colours = theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = theme.mm(_RING_MM)
        box = QRectF(self.rect()).adjusted(width, width, -width, -width)
        pen = QPen(QColor(colours.hairline), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawEllipse(box)
        pen.setColor(QColor(colours.brand_text))
        painter.setPen(pen)
        share = self._left / self._total if self._total else 0.0
        painter.drawArc(box, 90 * 16, -round(share * 360 * 16))
        painter.setPen(QColor(colours.ink))
        painter.setFont(self._fitting(str(self.seconds_left), box.width() - 3 * width))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self.seconds_left))

    def _fitting(self, number: str, room: float) -> QFont:
        """The type in which a number stays inside the ring: the usual, or the next smaller."""
        usual = self._look.font(Size.BODY, bold=True)
        if QFontMetricsF(usual).horizontalAdvance(number) <= room:
            return usual
        return self._look.font(Size.NOTE, bold=True)
