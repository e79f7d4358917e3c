"""The idle screen: one sentence, a drawing of what to do, and whatever was just told."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.screens.idle_drawing import IdleDrawing
from kiosk.screens.idle_views import IdleView, ResultView, WaitingView
from kiosk.screens.result_card import NewestCard
from kiosk.screens.screen import Screen
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.look import Look
from kiosk.shell.marks import CountdownRing, Icon
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Card, Pill, Scroll, clear, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_TOP = Qt.AlignmentFlag.AlignTop
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class IdleScreen(Screen):
    """Invites; tells what a thing is; waits with it for a badge.

    Signals:
        language_changed: the next language, please.
        large_text_changed: large text on or off (bool).
        cancelled: the waiting thing is put back.
        undone: what was just told is taken back.
        rate_opened: somebody wants to say how the thing just returned is.
        search_opened: nothing can be scanned; search on the screen instead.
    """

    language_changed = Signal()
    large_text_changed = Signal(bool)
    cancelled = Signal()
    undone = Signal()
    rate_opened = Signal()
    search_opened = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: IdleView | None = None
        self._waiting: WaitingView | None = None
        self._told: ResultView | None = None
        self._ring: CountdownRing | None = None

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing waits and nothing was just told."""
        return self._waiting is None and self._told is None

    def show_idle(self, view: IdleView) -> None:
        """Back to rest; whatever was told or waited is gone."""
        before = self._view if self.is_at_rest else None
        self._view, self._waiting, self._told = view, None, None
        if before is None or replace(before, clock=view.clock, date=view.date) != view:
            self.rebuild()
        else:
            self.show_clock(view.clock, view.date)

    def show_clock(self, clock: str, date: str) -> None:
        """Another minute; nothing else is painted again."""
        if self._view is not None:
            self._clock.say(clock)
            if not (self.look.theme.is_small or self.look.theme.large_text):
                self._date.say(date)

    def show_waiting(self, view: WaitingView) -> None:
        """A thing waits for a badge, with a visible countdown."""
        self._waiting, self._told = view, None
        self.rebuild()

    def show_told(self, view: ResultView) -> None:
        """Tell an answer with nobody at the desk: this is …, returned, not known."""
        self._told, self._waiting = view, None
        self.rebuild()

    def _build(self) -> None:
        view = self._view
        if view is None:
            return
        head = self._head(view)
        if self.height() * 4 >= self.look.theme.height_px * 3:
            self.page.addLayout(head)
        else:
            clear(head)  # a band above takes its room
        self.page.addLayout(self._middle(view), 1)
        self.page.addLayout(self._foot(view))

    def _head(self, view: IdleView) -> QHBoxLayout:
        head = row(gap=self.look.theme.gap)
        self._clock = Text(self.look, view.clock, bold=True)
        self._date = Text(self.look, view.date, sizes=(Size.BODY, Size.NOTE), colour="muted")
        self._date.up_to(1)
        head.addWidget(self._clock, 0, _MIDDLE)
        head.addWidget(self._date, 1, _MIDDLE)
        theme = self.look.theme
        if theme.is_small or theme.large_text:
            self._date.say("")
            head.addStretch(1)
        icon = "circle-check" if view.station.tone is Tone.NEUTRAL else "triangle-alert"
        pill = Pill(
            self.look,
            view.station.text,
            icon=icon,
            tone=view.station.tone,
            text_shown=not (theme.is_small and theme.large_text),
        )
        head.addWidget(pill, 0, _MIDDLE)
        return head

    def _middle(self, view: IdleView) -> QBoxLayout:
        theme = self.look.theme
        layout: QBoxLayout
        if self._told is not None:
            layout = column()
            wide = self.width() - 2 * theme.margin
            room = self.height() - 2 * theme.secondary_px - 2 * theme.margin - theme.gap
            card = NewestCard(self.look)
            card.say(self._told, wide, room)
            card.undone.connect(self.undone)
            card.rate_opened.connect(self.rate_opened)
            told = Scroll(self.look, bar=False)
            told.body.addWidget(card, 1)
            layout.addWidget(told, 1)
            if theme.is_portrait:
                layout.addStretch(1)
            return layout
        direction = QBoxLayout.Direction
        upright = theme.is_portrait
        layout = QBoxLayout(direction.BottomToTop if upright else direction.LeftToRight)
        layout.setSpacing(theme.margin)
        if self._waiting is not None:
            held = Scroll(self.look, bar=False)
            held.body.addWidget(self._waiting_card(self._waiting), 1)
            layout.addWidget(held, 3)
        else:
            layout.addWidget(self._invitation(view), 3)
        drawing = IdleDrawing(self.look, view.tap_at, badge_only=self._waiting is not None)
        layout.addWidget(drawing, 2 if not upright else 4)
        return layout

    def _invitation(self, view: IdleView) -> QWidget:
        sentence = self._sentence(view)
        if not self.look.theme.large_text:
            return sentence
        pushed = Scroll(self.look, bar=False)
        pushed.body.addWidget(sentence, 1)
        return pushed

    def _sentence(self, view: IdleView) -> Text:
        sizes = (Size.RESULT, Size.TITLE, Size.BODY)
        sentence = Text(self.look, view.sentence, sizes=sizes, bold=True).up_to(5)
        if self.look.theme.is_portrait:
            sentence.centred()
        sentence.setAlignment(_MIDDLE)
        return sentence

    def _waiting_card(self, waiting: WaitingView) -> Card:
        theme = self.look.theme
        layout: QVBoxLayout = column(gap=theme.hair, margin=theme.gap)
        card = Card(self.look, layout)
        head = row(gap=theme.gap)
        if not theme.is_small:
            head.addWidget(Icon(self.look, waiting.icon, mm=13, colour="brand_text"), 0, _TOP)
        title = Text(self.look, waiting.title, sizes=(Size.TITLE, Size.BODY), bold=True)
        head.addWidget(title, 1)
        layout.addLayout(head)
        if not theme.is_small:
            tag = Text(self.look, waiting.tag, sizes=(Size.NOTE,), colour="muted")
            layout.addWidget(tag)
        layout.addWidget(Text(self.look, waiting.text, sizes=(Size.BODY, Size.NOTE)))
        layout.addStretch(1)
        foot = row(gap=theme.gap)
        self._ring = CountdownRing(self.look, mm=15)
        self._ring.setAccessibleName(_("Time left"))
        self._ring.start(waiting.seconds, waiting.of_seconds)
        foot.addWidget(self._ring)
        foot.addStretch(1)
        cancel = Button(self.look, _("Cancel"), icon="x")
        cancel.clicked.connect(self.cancelled)
        foot.addWidget(cancel)
        layout.addLayout(foot)
        return card

    def _foot(self, view: IdleView) -> QHBoxLayout:
        theme = self.look.theme
        foot = row(gap=theme.gap)
        if view.language:
            language = Button(self.look, view.language, rank=Rank.SECONDARY, icon="languages")
            language.clicked.connect(self.language_changed)
            foot.addWidget(language)
        words = _("Normal text") if view.large_text else _("Large text")
        large = Button(self.look, words, icon="a-large-small")
        if theme.is_small and theme.large_text:
            large.icon_only()
        large.clicked.connect(lambda: self.large_text_changed.emit(not view.large_text))
        foot.addWidget(large)
        foot.addStretch(1)
        search = Button(self.look, _("No badge? Search"), icon="search")
        if theme.is_small or theme.large_text:
            search.icon_only()
        search.clicked.connect(self.search_opened)
        foot.addWidget(search)
        return foot
