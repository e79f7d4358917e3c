"""Surfaces: what things lie on: cards, pills, rows of a list, a touch-scrolled column."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kiosk.shell.look import Look
from kiosk.shell.marks import Icon
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.text import Text
from kiosk.shell.theme import Size


def column(*, gap: int = 0, margin: int = 0) -> QVBoxLayout:
    """A vertical layout with the same margin on all sides."""
    layout = QVBoxLayout()
    layout.setSpacing(gap)
    layout.setContentsMargins(margin, margin, margin, margin)
    return layout


def row(*, gap: int = 0, margin: int = 0) -> QHBoxLayout:
    """A horizontal layout with the same margin on all sides."""
    layout = QHBoxLayout()
    layout.setSpacing(gap)
    layout.setContentsMargins(margin, margin, margin, margin)
    return layout


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            let_go(widget)
        elif (inner := item.layout()) is not None:
            clear(inner)


def let_go(widget: QWidget) -> None:
    """Take a widget off the screen for good."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


class Card(QWidget):
    """A rounded ground; plain, tinted by a tone, or filled with it."""

    def __init__(
        self, look: Look, layout: QBoxLayout, *, tone: Tone | None = None, filled: bool = False
    ) -> None:
        super().__init__()
        self._look = look
        self._tone = tone
        self._filled = filled
        self.setLayout(layout)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.update)

    def tint(self, tone: Tone) -> None:
        """Take the ground of another tone."""
        if tone is not self._tone:
            self._tone = tone
            self.update()

    @property
    def ground(self) -> str:
        """The colour that the contents lie on."""
        colours = self._look.theme.colours
        if self._tone is None:
            return colours.surface
        meaning = colours.meanings[self._tone]
        return meaning.fill if self._filled else meaning.tint

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._tone is None:
            painter.setPen(QPen(QColor(theme.colours.hairline), theme.stroke / 2))
        painter.setBrush(QColor(self.ground))
        edge = theme.stroke / 4
        box = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(box, theme.radius, theme.radius)


class Pill(QWidget):
    """A short word with an icon, on a quiet ground; in a tone when it matters."""

    def __init__(
        self,
        look: Look,
        text: str,
        *,
        icon: str = "",
        tone: Tone = Tone.NEUTRAL,
        text_shown: bool = True,
    ) -> None:
        super().__init__()
        self._look = look
        self._tone = tone
        theme = look.theme
        layout = row(gap=theme.hair)
        layout.setContentsMargins(theme.mm(2), theme.mm(0.8), theme.mm(2), theme.mm(0.8))
        if icon:
            colour = theme.colours.meanings[tone].strong
            layout.addWidget(Icon(look, icon, mm=5, colour=colour))
        self.setAccessibleName(text)
        if not text_shown:
            self.setLayout(layout)
            return
        label = Text(look, text, sizes=(Size.NOTE,), bold=True)
        label.paint_in(theme.colours.meanings[tone].strong)
        layout.addWidget(label, 1)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.theme.colours.meanings[self._tone].tint))
        round_px = min(self.height() / 2, self._look.theme.mm(3.6))
        painter.drawRoundedRect(QRectF(self.rect()), round_px, round_px)


class ListRow(QWidget):
    """One line of a list: an icon, a title, a note below it; 15 mm high at least."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        theme = look.theme
        layout = row(gap=theme.mm(2))
        self._icon = Icon(look, "", mm=6.5, colour="muted")
        if theme.is_small and theme.large_text:
            self._icon.hide()
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=theme.mm(0.2))
        self._title = Text(look, sizes=(Size.BODY, Size.NOTE)).up_to(1)
        words.addWidget(self._title)
        self._note = Text(look, sizes=(Size.NOTE,))
        words.addWidget(self._note)
        layout.addLayout(words, 1)
        self.setLayout(layout)
        self.setMinimumHeight(theme.secondary_px)

    def say(self, title: str, note: str, icon: str, tone: Tone = Tone.NEUTRAL) -> None:
        """Show this line; the note takes the colour of a tone that matters."""
        is_quiet = tone is Tone.NEUTRAL
        self._icon.show_icon(icon)
        self._title.say(title)
        self._note.say(note)
        self._note.set_in(Size.NOTE, bold=not is_quiet)
        meaning = self._look.theme.colours.meanings[tone]
        self._note.paint_in("muted" if is_quiet else meaning.strong)
        self.setAccessibleName(f"{title}. {note}" if note else title)


class _Column(QWidget):
    """A widget whose height is asked for a width; of its size hint only the width counts."""

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None  # noqa: S101 - it is made with one
        return layout.sizeHint()  # QWidget's own has all rows measured for a width nobody gives


class Scroll(QScrollArea):
    """A column that is pushed with a finger; it shows a bar only while there is more."""

    def __init__(self, look: Look, *, bar: bool = True) -> None:
        super().__init__()
        self._look = look
        self.content = _Column()
        self.content.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.body = column()
        self.content.setLayout(self.body)
        self.setWidget(self.content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.content.setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)
        if bar:
            self.content.setContentsMargins(0, 0, look.theme.mm(2), 0)
        self._more = _More(look, self, wanted=bar)
        policy = self.sizePolicy()
        policy.setHeightForWidth(False)
        self.setSizePolicy(policy)
        self.verticalScrollBar().valueChanged.connect(self._more.place)
        self.verticalScrollBar().rangeChanged.connect(self._more.place)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Lay out once, at the end of what changes inside, and before any of it is painted.

        Every row that is shown would have all of it laid out, and the first painting would show it
        squeezed into the room that it had before: Qt makes the room only afterwards.
        """
        self.body.setEnabled(False)
        yield
        self.body.setEnabled(True)
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
        self.body.activate()
        QCoreApplication.removePostedEvents(self.content, QEvent.Type.LayoutRequest)

    def to_top(self) -> None:
        """Show the first thing again."""
        self.verticalScrollBar().setValue(0)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.content.minimumSizeHint().width(), self._look.theme.mm(8))

    @override
    def sizeHint(self) -> QSize:
        return self.content.sizeHint()


class Stack(_Column):
    """A column on paper whose rows move down as one picture when another comes above them."""

    def __init__(self, look: Look, *, gap: int) -> None:
        super().__init__()
        self._look = look
        self.body = column(gap=gap)
        self.setLayout(self.body)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Lay nothing out until there is room for what changes inside."""
        self.body.setEnabled(False)
        yield
        self.body.setEnabled(True)
        self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(self._look.theme.colours.paper))


class _More(QWidget):
    """A thin bar at the right edge that says there is more above or below."""

    def __init__(self, look: Look, area: Scroll, *, wanted: bool) -> None:
        super().__init__(area)
        self._look = look
        self._area = area
        self._wanted = wanted
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def place(self) -> None:
        bar = self._area.verticalScrollBar()
        self.setVisible(self._wanted and bar.maximum() > 0)
        height, width = self._area.height(), self._look.theme.mm(0.6)
        shown = max(self._look.theme.mm(6), height * height // (bar.maximum() + height))
        top = (height - shown) * bar.value() // max(1, bar.maximum())
        self.setGeometry(self._area.width() - width, top, width, shown)
        self.raise_()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.theme.colours.line))
        painter.drawRoundedRect(QRectF(self.rect()), self.width() / 2, self.width() / 2)


class EmptyState(QWidget):
    """A quiet drawing and a sentence, where a list has nothing yet."""

    def __init__(self, look: Look, text: str = "", *, icon: str) -> None:
        super().__init__()
        theme = look.theme
        layout = column(gap=theme.gap)
        layout.addStretch(1)
        layout.addWidget(Icon(look, icon, mm=16, colour="line"), 0, Qt.AlignmentFlag.AlignHCenter)
        self._text = Text(look, text, colour="muted").centred()
        layout.addWidget(self._text)
        layout.addStretch(1)
        self.setLayout(layout)

    def say(self, text: str) -> None:
        """Show another sentence."""
        self._text.say(text)
