"""What lies over or above a screen: a reader is gone, trouble, the time is nearly over."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.screens.screen import Screen
from kiosk.screens.views import BandView, TimeOutView, TroubleView
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.look import Look
from kiosk.shell.marks import CountdownRing, Icon, Mark
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Card, Scroll, clear, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class ReaderGoneBand(QWidget):
    """A band above the screen: which reader is gone and what to use instead.

    Signals:
        pressed: the next way in was touched.
    """

    pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view: BandView | None = None
        self._row = row()
        self.setLayout(self._row)
        look.changed.connect(self._rebuild)

    def show_band(self, view: BandView) -> None:
        """Name the reader and the next way in."""
        self._view = view
        self._rebuild()

    def _rebuild(self) -> None:
        view, theme = self._view, self._look.theme
        clear(self._row)
        if view is None:
            return
        ink = theme.colours.meanings[Tone.ATTENTION].on_fill
        self._row.setContentsMargins(theme.margin, theme.hair, theme.margin, theme.hair)
        self._row.setSpacing(theme.gap)
        mark = Mark(self._look, Tone.ATTENTION, on_fill=True, mm=8)
        self._row.addWidget(mark, 0, _MIDDLE)
        words = column()
        title = Text(self._look, view.title, sizes=(Size.BODY, Size.NOTE), bold=True, colour=ink)
        words.addWidget(title.up_to(1))
        note = f"{view.next_way}  {view.code}" if view.code else view.next_way
        if theme.is_small and theme.large_text:
            note = ""  # the button beside it is the next way in
        words.addWidget(Text(self._look, note, sizes=(Size.NOTE,), colour=ink))
        self._row.addLayout(words, 1)
        if view.button:
            button = Button(self._look, view.button, icon="search")
            if theme.is_small or theme.large_text:
                button.icon_only()
            button.lie_on(theme.colours.meanings[Tone.ATTENTION].fill, ink)
            button.clicked.connect(self.pressed)
            self._row.addWidget(button, 0, _MIDDLE)
        self.setAccessibleName(f"{view.title} {view.next_way}")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        fill = self._look.theme.colours.meanings[Tone.ATTENTION].fill
        QPainter(self).fillRect(self.rect(), QColor(fill))


class TroubleScreen(Screen):
    """The station cannot go on, or has to say something first; one large sentence, one way on.

    Signals:
        pressed: the button was touched: try again, or go on.
    """

    pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: TroubleView | None = None

    def show_trouble(self, view: TroubleView) -> None:
        """Say what is wrong (or what happened), in words for whoever stands here."""
        self._view = view
        self.rebuild()

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        said = Scroll(self.look)
        said.body.setSpacing(theme.gap)
        said.body.addStretch(2)
        head = row(gap=theme.margin)
        small = theme.is_small
        if view.icon and view.tone is Tone.NEUTRAL:
            mark: QWidget = Icon(self.look, view.icon, mm=18, colour="brand_text")
        else:
            mark = Mark(self.look, view.tone, mm=14 if small else 20)
        head.addWidget(mark, 0, _MIDDLE)
        sizes = (Size.RESULT, Size.TITLE, Size.BODY)
        title = Text(self.look, view.title, sizes=sizes[1:] if small else sizes, bold=True)
        title.setAlignment(_MIDDLE)
        head.addWidget(title, 1)
        said.body.addLayout(head)
        said.body.addWidget(Text(self.look, view.text, sizes=(Size.BODY, Size.NOTE)).up_to(6))
        said.body.addWidget(Text(self.look, view.code, sizes=(Size.NOTE,), colour="muted"))
        said.body.addStretch(3)
        self.page.addWidget(said, 1)
        if view.button:
            button = Button(self.look, view.button, rank=Rank.PRIMARY)
            button.clicked.connect(self.pressed)
            self.page.addWidget(button)


class TimeOutSheet(QWidget):
    """Over the session: it closes soon; one large way to stay.

    Signals:
        extended: more time, please.
        finished: no, done.
    """

    extended = Signal()
    finished = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view: TimeOutView | None = None
        self._page = column()
        self.setLayout(self._page)
        look.changed.connect(self._rebuild)

    def show_time_out(self, view: TimeOutView) -> None:
        """Start the countdown; the desk, not this sheet, closes the session."""
        self._view = view
        self._rebuild()

    def _rebuild(self) -> None:
        view, theme = self._view, self._look.theme
        clear(self._page)
        if view is None:
            return
        close = theme.is_small or theme.large_text
        side = theme.margin if close else theme.width_px // 8
        self._page.setContentsMargins(side, theme.margin, side, theme.margin)
        self._page.addStretch(1)
        layout = column(gap=theme.gap, margin=theme.margin)
        card = Card(self._look, layout)
        wide = theme.width_px - 2 * (side + theme.margin)
        buttons = self._buttons(view)
        taken = sum(b.height_at(wide) + theme.gap for b in buttons) + 4 * theme.margin
        layout.addLayout(self._head(view, wide, theme.height_px - taken))
        for button in buttons:
            layout.addWidget(button)
        self._page.addWidget(card)
        self._page.addStretch(1)

    def _buttons(self, view: TimeOutView) -> tuple[Button, Button]:
        more = Button(self._look, view.more_time, rank=Rank.PRIMARY, icon="hourglass")
        more.clicked.connect(self.extended)
        done = Button(self._look, view.finish, icon="check")
        done.clicked.connect(self.finished)
        return more, done

    def _head(self, view: TimeOutView, wide: int, room: int) -> QHBoxLayout:
        """The ring and the words, which scroll where the room is too small for them."""
        theme = self._look.theme
        head = row(gap=theme.margin)
        ring = CountdownRing(self._look, mm=20)
        ring.setAccessibleName(view.title)
        ring.start(view.seconds)
        head.addWidget(ring, 0, _MIDDLE)
        words = Scroll(self._look)
        words.body.setSpacing(theme.hair)
        sizes = (Size.TITLE, Size.BODY, Size.NOTE)
        words.body.addWidget(Text(self._look, view.title, sizes=sizes, bold=True))
        text = Text(self._look, view.text, sizes=(Size.BODY, Size.NOTE), colour="muted")
        words.body.addWidget(text)
        words.body.addStretch(1)
        side = ring.sizeHint().width()
        needed = words.body.heightForWidth(wide - side - theme.margin)
        words.setFixedHeight(max(side, min(needed, room)))
        head.addWidget(words, 1)
        return head

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.width_px, self._look.theme.height_px)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil of ink: what lies below is there, and not in use."""
        painter = QPainter(self)
        painter.setOpacity(0.62)
        colours = self._look.theme.colours
        veil = colours.ink if not self._look.theme.dark else colours.sunk
        painter.fillRect(QRectF(self.rect()), QColor(veil))
