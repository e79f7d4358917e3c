"""The card of one answer: large and filled while it is the newest, quiet afterwards."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from kiosk.screens.views import ResultView
from kiosk.shell.buttons import Button
from kiosk.shell.look import Look
from kiosk.shell.marks import Icon, Mark
from kiosk.shell.surfaces import Card, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_TOP = Qt.AlignmentFlag.AlignTop
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class NewestCard(Card):
    """The answer that was just given.

    Signals:
        undone: the person takes it back.
        rate_opened: the person wants to say how the thing is.
    """

    undone = Signal()
    rate_opened = Signal()

    def __init__(self, look: Look, view: ResultView, width: int, *, tight: bool = False) -> None:
        theme = look.theme
        layout = column(gap=theme.hair, margin=theme.gap if not tight else theme.mm(2.2))
        super().__init__(look, layout, tone=view.tone, filled=True)
        self._meaning = theme.colours.meanings[view.tone]
        self._buttons = self._make_buttons(look, view)
        self._room = width - 4 * theme.gap - theme.mm(9 if tight else 11.5)
        layout.addLayout(self._head(look, view, tight=tight))
        sizes: tuple[Size, ...] = (Size.BODY, Size.NOTE) if tight else (Size.TITLE, Size.BODY)
        if theme.is_portrait and not tight:
            sizes = (Size.RESULT, *sizes)
        ink = self._meaning.on_fill
        layout.addWidget(Text(look, view.title, sizes=sizes, bold=True, colour=ink))
        smaller = (Size.BODY, Size.NOTE) if tight else (Size.BODY,)
        layout.addWidget(Text(look, view.detail, sizes=smaller, colour=ink))
        layout.addStretch(1)
        small = "  ·  ".join(part for part in (view.tag, view.code) if part)
        foot = row(gap=theme.gap)
        note = Text(look, small, sizes=(Size.NOTE,), colour=ink)
        foot.addWidget(note, 1, Qt.AlignmentFlag.AlignBottom)
        foot.addStretch(0 if small else 1)
        for button in self._buttons:
            foot.addWidget(button)
        layout.addLayout(foot)
        name = (view.word, view.title, view.detail, view.code)
        self.setAccessibleName(". ".join(part for part in name if part))

    def _head(self, look: Look, view: ResultView, *, tight: bool) -> QHBoxLayout:
        ink = self._meaning.on_fill
        head = row(gap=look.theme.gap)
        head.addWidget(Mark(look, view.tone, on_fill=True, mm=9 if tight else 11.5), 0, _MIDDLE)
        sizes = (Size.TITLE, Size.BODY, Size.NOTE)
        if not tight:
            sizes = (Size.RESULT, Size.TITLE, Size.BODY)
        word = Text(look, view.word, sizes=sizes, bold=True, colour=ink).up_to(1)
        word.setAlignment(_MIDDLE)
        head.addWidget(word, 1)
        if look.theme.is_small and self._buttons:
            # Undo stands beside the word, where there is room; the word is never the smaller one.
            undo = self._buttons.pop()
            if word.sizeHint().width() + undo.sizeHint().width() > self._room:
                undo.icon_only()
            head.addWidget(undo)
        elif not look.theme.is_small:
            head.addWidget(Icon(look, view.icon, mm=11.5, colour=ink), 0, _MIDDLE)
        return head

    def _make_buttons(self, look: Look, view: ResultView) -> list[Button]:
        buttons = []
        if view.can_rate:
            rate = Button(look, _("Not working?"), icon="wrench")
            rate.clicked.connect(self.rate_opened)
            buttons.append(rate)
        if view.can_undo:
            undo = Button(look, _("Undo"), icon="undo-2")
            undo.clicked.connect(self.undone)
            buttons.append(undo)
        for button in buttons:
            button.lie_on(self._meaning.fill, self._meaning.on_fill)
        return buttons


def newest_card(look: Look, view: ResultView, width: int, height: int) -> NewestCard:
    """The card in its full size, or in a tighter one when it would not fit the room."""
    card = NewestCard(look, view, width)
    if card.heightForWidth(width) > height:
        card.deleteLater()
        card = NewestCard(look, view, width, tight=True)
    return card


class EarlierCard(Card):
    """An answer that others have followed."""

    def __init__(self, look: Look, view: ResultView) -> None:
        theme = look.theme
        layout = row(gap=theme.gap)
        layout.setContentsMargins(theme.gap, theme.mm(1.6), theme.gap, theme.mm(1.6))
        super().__init__(look, layout)
        layout.addWidget(Mark(look, view.tone, mm=8), 0, _TOP)
        words = column(gap=theme.mm(0.2))
        words.addWidget(Text(look, view.title, bold=True))
        note = f"{view.word} · {view.detail}" if view.detail else view.word
        words.addWidget(Text(look, note, sizes=(Size.NOTE,), colour="muted"))
        layout.addLayout(words, 1)
        self.setMinimumHeight(theme.secondary_px)
        self.setAccessibleName(f"{view.word}. {view.title}")
