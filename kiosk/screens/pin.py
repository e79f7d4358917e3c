"""A member of staff types a PIN: a pad, dots for digits, and what happened to the last try."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from kiosk.screens.screen import Screen
from kiosk.screens.views import PinView
from kiosk.shell.buttons import Button
from kiosk.shell.keys import Keypad
from kiosk.shell.look import Look
from kiosk.shell.marks import CountdownRing, Icon, Mark
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Scroll, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_SHOWN_DOTS = 12


class PinScreen(Screen):
    """Takes a PIN and shows none of it.

    Signals:
        entered: the PIN (str).
        cancelled: nobody types one.
    """

    entered = Signal(str)
    cancelled = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: PinView | None = None

    def show_pin(self, view: PinView) -> None:
        """Ask for the PIN; what was typed before is forgotten."""
        self._view = view
        self.rebuild()

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        upright = theme.is_portrait
        direction = QBoxLayout.Direction
        middle = QBoxLayout(direction.TopToBottom if upright else direction.LeftToRight)
        middle.setSpacing(theme.margin)
        middle.addLayout(self._words(view), 1)
        if view.locked:
            lock = Icon(self.look, "lock", mm=36, colour="muted")
            middle.addWidget(lock, 1, Qt.AlignmentFlag.AlignCenter)
        else:
            self._pad = Keypad(self.look)
            self._pad.setEnabled(not view.wait_seconds)
            self._pad.changed.connect(self._dots.show_count)
            self._pad.confirmed.connect(self.entered)
            middle.addWidget(self._pad, 2 if upright else 1)
            self.setFocusProxy(self._pad)
        self.page.addLayout(middle, 1)

    def _words(self, view: PinView) -> QBoxLayout:
        theme = self.look.theme
        words = column(gap=theme.hair)
        said = Scroll(self.look)
        said.body.setSpacing(theme.hair)
        words.addWidget(said, 1)
        sizes = (Size.TITLE, Size.BODY, Size.NOTE)
        said.body.addWidget(Text(self.look, view.person, sizes=sizes, bold=True))
        said.body.addWidget(
            Text(self.look, view.purpose, sizes=(Size.BODY, Size.NOTE), colour="muted")
        )
        said.body.addStretch(1)
        self._dots = _Dots(self.look)
        said.body.addWidget(self._dots)
        self._dots.setVisible(not view.locked and not view.wait_seconds)
        if view.message:
            line = row(gap=theme.mm(2))
            tone = Tone.REFUSED if view.locked or view.wait_seconds else Tone.ATTENTION
            if not (theme.is_small and theme.large_text):
                line.addWidget(Mark(self.look, tone, mm=7), 0, Qt.AlignmentFlag.AlignTop)
            message = Text(self.look, view.message, sizes=(Size.BODY, Size.NOTE), bold=True)
            message.paint_in(theme.colours.meanings[tone].strong)
            line.addWidget(message, 1)
            said.body.addLayout(line)
        if view.wait_seconds:
            ring = CountdownRing(self.look)
            ring.setAccessibleName(_("Time until the next try"))
            ring.start(view.wait_seconds)
            said.body.addWidget(ring)
        said.body.addStretch(1)
        cancel = Button(self.look, _("Cancel"), icon="x")
        cancel.clicked.connect(self.cancelled)
        words.addWidget(cancel)
        return words


class _Dots(QWidget):
    """One dot for each digit that was typed."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleName(str(count))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.mm(40), self._look.theme.mm(7))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, colours = self._look.theme, self._look.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, shown = theme.mm(3.6), max(4, min(self._count, _SHOWN_DOTS))
        for index in range(shown):
            painter.setPen(QPen(QColor(colours.ink), theme.stroke))
            filled = QColor(colours.ink) if index < self._count else Qt.GlobalColor.transparent
            painter.setBrush(filled)
            left = theme.stroke + index * size * 1.55
            painter.drawEllipse(QRectF(left, (self.height() - size) / 2, size, size))
