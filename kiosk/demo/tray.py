"""The tray: cards to tap and things to scan, in a window beside the kiosk."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.shell.buttons import Button, Rank
from kiosk.shell.keys import Field
from kiosk.shell.look import Look
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
    """One kind of cards, such as people."""

    title: str
    icon: str
    cards: tuple[TrayCard, ...]


class Tray(QWidget):
    """Drawers of cards; a touch holds the card to its reader.

    Signals:
        closed: the tray was closed; the demo is over.
    """

    closed = Signal()

    def __init__(self, look: Look, drawers: Iterable[Drawer]) -> None:
        super().__init__()
        self._look = look
        self._drawers = tuple(drawers)
        self._open = 0
        self.setWindowTitle(_("The tray"))
        theme = look.theme
        page = column(gap=theme.gap, margin=theme.gap)
        page.addWidget(Text(look, _("The tray"), sizes=(Size.TITLE,), bold=True))
        page.addWidget(Text(look, _("Touch a card to hold it to its reader."), colour="muted"))
        self._tabs = [self._tab(at) for at in range(len(self._drawers))]
        tabs = row(gap=theme.hair)
        for tab in self._tabs:
            tabs.addWidget(tab)
        page.addLayout(tabs)
        self._search = Field(look, _("Search"))
        self._search.changed.connect(lambda _text: self._fill())
        page.addWidget(self._search)
        self._list = Scroll(look)
        self._list.body.setSpacing(theme.hair)
        page.addWidget(self._list, 1)
        self.setLayout(page)
        self._fill()

    def _tab(self, at: int) -> Button:
        drawer = self._drawers[at]
        tab = Button(self._look, drawer.title, rank=Rank.SECONDARY, icon=drawer.icon)
        tab.setCheckable(True)
        tab.setChecked(at == self._open)
        tab.clicked.connect(lambda: self._open_drawer(at))
        return tab

    def _open_drawer(self, at: int) -> None:
        self._open = at
        for index, tab in enumerate(self._tabs):
            tab.setChecked(index == at)
        self._fill()

    def _fill(self) -> None:
        clear(self._list.body)
        wanted = self._search.text.casefold().split()
        cards = [card for card in self._drawers[self._open].cards if _matches(card, wanted)]
        for card in cards[:_MOST]:
            button = Button(self._look, f"{card.title}\n{card.note}".strip(), icon=card.icon)
            button.clicked.connect(card.act)
            self._list.body.addWidget(button)
        if not cards:
            self._list.body.addWidget(EmptyState(self._look, _("Nothing found"), icon="search"))
        self._list.body.addStretch(1)
        self._list.to_top()

    @override
    def closeEvent(self, event: object) -> None:
        self.closed.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(self._look.theme.colours.sunk))

    def dock(self) -> int:
        """Lie at the right edge of the screen; gives the width that the tray takes, in px."""
        room = QApplication.primaryScreen().availableGeometry()
        width = min(room.width() // 3, self._look.theme.exact_mm(95))
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setGeometry(room.right() - width, room.top(), width, room.height())
        return width


def _matches(card: TrayCard, wanted: list[str]) -> bool:
    text = f"{card.title} {card.note}".casefold()
    return all(word in text for word in wanted)
