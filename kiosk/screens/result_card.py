"""The card of one answer: large and filled while it is the newest, quiet afterwards."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from kiosk.screens.idle_views import ResultView
from kiosk.shell.buttons import Button
from kiosk.shell.look import Look
from kiosk.shell.marks import Icon, Mark
from kiosk.shell.palette import Tone
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

    def __init__(self, look: Look) -> None:
        layout = column(gap=look.theme.hair)
        super().__init__(look, layout, tone=Tone.NEUTRAL, filled=True)
        self._body = layout
        self._mark = Mark(look, Tone.NEUTRAL, on_fill=True)
        self._word = Text(look).up_to(1)
        self._word.setAlignment(_MIDDLE)
        self._icon = Icon(look, "", mm=11.5)
        self._title, self._detail = Text(look), Text(look)
        self._note = Text(look, sizes=(Size.NOTE,))
        self._rate = Button(look, _("Not working?"), icon="wrench")
        self._rate.clicked.connect(self.rate_opened)
        self._undo = Button(look, _("Undo"), icon="undo-2")
        self._undo.clicked.connect(self.undone)
        layout.addLayout(self._head(look))
        layout.addWidget(self._title)
        layout.addWidget(self._detail)
        layout.addStretch(1)
        self._foot = row(gap=look.theme.gap)
        self._foot.addWidget(self._note, 1, Qt.AlignmentFlag.AlignBottom)
        self._foot.addStretch()
        self._foot.addWidget(self._rate)
        if not look.theme.is_small:
            self._foot.addWidget(self._undo)
        layout.addLayout(self._foot)

    def say(self, view: ResultView, width: int, height: int) -> None:
        """Show this answer; tighter where in its full size it would not fit the room."""
        self._mark.show_tone(view.tone)
        self._icon.show_icon(view.icon)
        self._word.say(view.word)
        self._title.say(view.title)
        self._detail.say(view.detail)
        small = "  ·  ".join(part for part in (view.tag, view.code) if part)
        self._note.say(small)
        self._foot.setStretch(1, 0 if small else 1)
        for button, is_wanted in ((self._rate, view.can_rate), (self._undo, view.can_undo)):
            button.setDown(False)  # a finger that lies on it meant the answer before
            button.setVisible(is_wanted)
        self.tint(view.tone)
        self._lay_out(width, tight=False)
        if self.heightForWidth(width) > height:
            self._lay_out(width, tight=True)
        self.updateGeometry()  # at once: Qt asks only when it has laid out what is inside
        name = (view.word, view.title, view.detail, view.code)
        self.setAccessibleName(". ".join(part for part in name if part))

    def tint(self, tone: Tone) -> None:
        """Take the ground of another tone, and on it the colour of its contents."""
        super().tint(tone)
        meaning = self._look.theme.colours.meanings[tone]
        for content in (self._word, self._icon, self._title, self._detail, self._note):
            content.paint_in(meaning.on_fill)
        for button in (self._rate, self._undo):
            button.lie_on(meaning.fill, meaning.on_fill)

    def _head(self, look: Look) -> QHBoxLayout:
        head = row(gap=look.theme.gap)
        head.addWidget(self._mark, 0, _MIDDLE)
        head.addWidget(self._word, 1)
        # On a small panel Undo stands beside the word, where there is room.
        if look.theme.is_small:
            head.addWidget(self._undo)
        else:
            head.addWidget(self._icon, 0, _MIDDLE)
        return head

    def _lay_out(self, width: int, *, tight: bool) -> None:
        theme = self._look.theme
        margin = theme.mm(2.2) if tight else theme.gap
        self._body.setContentsMargins(margin, margin, margin, margin)
        side = 9 if tight else 11.5
        self._mark.be(side)
        full = () if tight else (Size.RESULT,)
        self._word.set_in(*full, Size.TITLE, Size.BODY, *((Size.NOTE,) if tight else ()), bold=True)
        if theme.is_small:
            # The word is never the smaller one of the two.
            room = width - 4 * theme.gap - theme.mm(side)
            undo = self._undo.icon_only(alone=False).sizeHint().width()
            self._undo.icon_only(alone=self._word.sizeHint().width() + undo > room)
        large = full if theme.is_portrait else ()
        title = (Size.BODY, Size.NOTE) if tight else (*large, Size.TITLE, Size.BODY)
        self._title.set_in(*title, bold=True)
        self._detail.set_in(Size.BODY, *((Size.NOTE,) if tight else ()), bold=False)


class EarlierCard(Card):
    """An answer that others have followed."""

    def __init__(self, look: Look) -> None:
        theme = look.theme
        layout = row(gap=theme.gap)
        layout.setContentsMargins(theme.gap, theme.mm(1.6), theme.gap, theme.mm(1.6))
        super().__init__(look, layout)
        self._mark = Mark(look, Tone.NEUTRAL, mm=8)
        layout.addWidget(self._mark, 0, _TOP)
        words = column(gap=theme.mm(0.2))
        self._title = Text(look, bold=True)
        words.addWidget(self._title)
        self._note = Text(look, sizes=(Size.NOTE,), colour="muted")
        words.addWidget(self._note)
        layout.addLayout(words, 1)
        self.setMinimumHeight(theme.secondary_px)

    def say(self, view: ResultView) -> None:
        """Show this answer."""
        self._mark.show_tone(view.tone)
        self._title.say(view.title)
        self._note.say(f"{view.word} · {view.detail}" if view.detail else view.word)
        self.setAccessibleName(f"{view.word}. {view.title}")
