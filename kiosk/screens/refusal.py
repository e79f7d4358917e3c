"""A refusal: what, every reason with its next step, and who can help."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout

from kiosk.screens.screen import Screen
from kiosk.screens.views import ReasonView, RefusalView
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.look import Look
from kiosk.shell.marks import Icon, Mark
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Card, Scroll, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class RefusalScreen(Screen):
    """A no that explains itself; it stays until somebody touches it or scans on.

    Signals:
        closed: the person has read it.
        staff_asked: a member of staff is to look at it.
    """

    closed = Signal()
    staff_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: RefusalView | None = None

    def show_refusal(self, view: RefusalView) -> None:
        """Show what is refused and why."""
        self._view = view
        self.rebuild()

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        reasons = Scroll(self.look)
        reasons.setAccessibleName(_("Reasons"))
        reasons.body.setSpacing(theme.mm(2))
        for reason in view.reasons:
            reasons.body.addWidget(self._reason(reason))
        reasons.body.addStretch(1)
        wide = not theme.is_portrait and not theme.is_small and not theme.large_text
        direction = QBoxLayout.Direction
        middle = QBoxLayout(direction.LeftToRight if wide else direction.TopToBottom)
        middle.setSpacing(theme.gap)
        banner = self._banner(view, wide=wide)
        if theme.is_small and theme.large_text:
            # Nothing but the bar stays in place: every reason has room when it is looked at.
            reasons.body.insertWidget(0, banner)
        else:
            middle.addWidget(banner, 10 if wide else 0)
        middle.addWidget(reasons, 13 if wide else 1)
        self.page.addLayout(middle, 1)
        bar = row(gap=theme.gap)
        if view.can_ask_staff:
            ask = Button(self.look, _("Ask staff"), icon="hand")
            ask.clicked.connect(self.staff_asked)
            bar.addWidget(ask)
        done = Button(self.look, _("Understood"), rank=Rank.PRIMARY)
        done.clicked.connect(self.closed)
        bar.addWidget(done, 1)
        self.page.addLayout(bar)

    def _banner(self, view: RefusalView, *, wide: bool) -> Card:
        theme = self.look.theme
        ink = theme.colours.meanings[Tone.REFUSED].on_fill
        small = theme.is_small
        layout = column(gap=theme.hair, margin=theme.mm(1.8) if small else theme.margin)
        card = Card(self.look, layout, tone=Tone.REFUSED, filled=True)
        sizes = (Size.TITLE, Size.BODY) if small else (Size.RESULT, Size.TITLE, Size.BODY)
        word = Text(self.look, view.word, sizes=sizes, bold=True, colour=ink)
        mark = Mark(self.look, Tone.REFUSED, on_fill=True, mm=9 if small else 16)
        title = Text(self.look, view.title, sizes=(Size.TITLE, Size.BODY, Size.NOTE), colour=ink)
        if wide:
            layout.addWidget(mark)
            layout.addStretch(1)
            layout.addWidget(word)
            layout.addWidget(title)
            layout.addStretch(2)
            layout.addWidget(Icon(self.look, view.icon, mm=12, colour=ink))
            return card
        head = row(gap=theme.gap)
        head.addWidget(mark, 0, _MIDDLE)
        words = column()
        words.addWidget(word.up_to(1))
        words.addWidget(title)
        head.addLayout(words, 1)
        layout.addLayout(head)
        return card

    def _reason(self, reason: ReasonView) -> Card:
        theme = self.look.theme
        layout = column(gap=theme.mm(0.6), margin=theme.mm(2) if theme.is_small else theme.gap)
        card = Card(self.look, layout)
        layout.addWidget(Text(self.look, reason.why, bold=True))
        step = row(gap=theme.mm(2))
        if not (theme.is_small and theme.large_text):
            arrow = Icon(self.look, "chevron-right", mm=7, colour="brand_text")
            step.addWidget(arrow, 0, Qt.AlignmentFlag.AlignTop)
        step.addWidget(Text(self.look, reason.next_step), 1)
        code = Text(self.look, reason.code, sizes=(Size.NOTE,), colour="muted")
        step.addWidget(code, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(step)
        card.setAccessibleName(f"{reason.why} {reason.next_step} {reason.code}")
        return card
