"""The tray: cards to tap and things to scan, in a window beside the kiosk."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from kiosk.demo.wires import Wires
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.keys import Field
from kiosk.shell.look import Look
from kiosk.shell.marks import Icon
from kiosk.shell.overriding import override
from kiosk.shell.surfaces import EmptyState, Scroll, clear, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_MOST = 40


@dataclass(frozen=True, slots=True)
class TrayCard:
    """Something to hold to a reader."""

    title: str
    note: str
    icon: str
    act: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Drawer:
    """One kind of cards, such as people; they are laid out anew each time it is opened."""

    title: str
    icon: str
    hint: str
    cards: Callable[[Wires], Iterator[TrayCard]]


class Tray(QWidget):
    """Drawers of cards; a touch holds the card to its reader.

    Signals:
        changed: what lies in a drawer is different now; may be emitted from any thread.
        closed: the tray was closed; the demo is over.
    """

    changed = Signal()
    closed = Signal()

    def __init__(self, look: Look, wires: Wires) -> None:
        super().__init__()
        self._look = look
        self._wires = wires
        self._drawers: tuple[Drawer, ...] = ()
        self._open = 0
        self._tabs: list[Button] = []
        self.setWindowTitle(_("Lendstation: the tray"))
        theme = look.theme
        page = column(gap=theme.mm(1.6), margin=theme.gap)
        self._title = Text(look, "", sizes=(Size.TITLE,), bold=True)
        self._hint = Text(look, "", sizes=(Size.NOTE,), colour="muted")
        self._tab_row = row(gap=theme.hair)
        page.addLayout(self._tab_row)
        page.addWidget(self._title)
        page.addWidget(self._hint)
        self._search = Field(look, _("Search"))
        self._search.changed.connect(lambda _text: self._fill())
        page.addWidget(self._search)
        self._list = Scroll(look)
        self._list.body.setSpacing(theme.mm(1))
        page.addWidget(self._list, 1)
        self.setLayout(page)
        self.changed.connect(self._fill, Qt.ConnectionType.QueuedConnection)

    def fill_with(self, drawers: Iterable[Drawer]) -> None:
        """Put these drawers in; the first is open."""
        self._drawers = tuple(drawers)
        self._tabs = [self._tab(at) for at in range(len(self._drawers))]
        for tab in self._tabs:
            self._tab_row.addWidget(tab)
        self._tab_row.addStretch(1)
        self.open_drawer(0)

    def open_drawer(self, at: int) -> None:
        """Show what lies in one of them."""
        self._open = at
        for index, tab in enumerate(self._tabs):
            tab.setChecked(index == at)
        drawer = self._drawers[at]
        self._title.say(drawer.title)
        self._hint.say(drawer.hint)
        self._search.clear()
        self._fill()

    def search(self, text: str) -> None:
        """Show only what has these words."""
        self._search.clear()
        self._search.type_text(text)

    def _tab(self, at: int) -> Button:
        drawer = self._drawers[at]
        tab = Button(self._look, drawer.title, rank=Rank.SECONDARY, icon=drawer.icon).icon_only()
        tab.setCheckable(True)
        tab.setToolTip(drawer.title)
        tab.clicked.connect(lambda: self.open_drawer(at))
        return tab

    def _fill(self) -> None:
        body = self._list.body
        clear(body)
        wanted = self._search.text.casefold().split()
        cards = self._drawers[self._open].cards(self._wires)
        found = [card for card in cards if _matches(card, wanted)]
        for card in found[:_MOST]:
            face = _Face(self._look, card)
            face.clicked.connect(card.act)
            body.addWidget(face)
        if not found:
            body.addWidget(EmptyState(self._look, _("Nothing found"), icon="search"))
        elif len(found) > _MOST:
            more = _("{count} more; search for them.").format(count=len(found) - _MOST)
            body.addWidget(Text(self._look, more, sizes=(Size.NOTE,), colour="muted"))
        body.addStretch(1)
        self._list.to_top()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The kiosk's window closed: the demo is over."""
        if event.type() is QEvent.Type.Close:
            self.closed.emit()
        return False

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(self._look.theme.colours.sunk))


class _Face(QAbstractButton):
    """A card of the tray: what it is, and a line about it."""

    def __init__(self, look: Look, card: TrayCard) -> None:
        super().__init__()
        self._look = look
        theme = look.theme
        layout = row(gap=theme.mm(2.4))
        layout.setContentsMargins(theme.mm(3), theme.mm(1.6), theme.mm(2), theme.mm(1.6))
        icon = Icon(look, card.icon, mm=7, colour="brand_text")
        words = column(gap=theme.mm(0.2))
        words.addWidget(Text(look, card.title, sizes=(Size.BODY, Size.NOTE), bold=True))
        words.addWidget(Text(look, card.note, sizes=(Size.NOTE,), colour="muted"))
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(words, 1)
        self.setLayout(layout)
        for part in (icon, *self.findChildren(Text)):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setText(card.title)
        self.setAccessibleName(f"{card.title}. {card.note}")
        self.setMinimumHeight(theme.secondary_px)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, colours = self._look.theme, self._look.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = colours.brand_text if self.hasFocus() or self.isDown() else colours.hairline
        painter.setPen(QPen(QColor(edge), theme.stroke))
        painter.setBrush(QColor(colours.sunk if self.isDown() else colours.surface))
        half = theme.stroke / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, theme.radius, theme.radius)


def _matches(card: TrayCard, wanted: list[str]) -> bool:
    text = f"{card.title} {card.note}".casefold()
    return all(word in text for word in wanted)
