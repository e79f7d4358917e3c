"""High value: a thing waits until a member of staff taps a badge."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout

from kiosk.screens.idle_drawing import IdleDrawing
from kiosk.screens.screen import Screen
from kiosk.screens.subject import subject
from kiosk.screens.views import ApprovalView
from kiosk.shell.buttons import Button
from kiosk.shell.look import Look
from kiosk.shell.marks import CountdownRing, Mark
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Card, Scroll, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _


class ApprovalScreen(Screen):
    """Who wants what, and that a member of staff has to agree.

    Signals:
        cancelled: the thing stays here.
        parked: staff are asked, here and elsewhere; it stays here until then.
    """

    cancelled = Signal()
    parked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: ApprovalView | None = None

    def show_approval(self, view: ApprovalView) -> None:
        """Wait for a staff badge with this on the screen."""
        self._view = view
        self.rebuild()

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        self.page.addWidget(self._banner())
        middle = QBoxLayout(
            QBoxLayout.Direction.TopToBottom
            if theme.is_portrait
            else QBoxLayout.Direction.LeftToRight
        )
        middle.setSpacing(theme.margin)
        words = Scroll(self.look)
        words.body.addStretch(1)
        text = f"{view.person}  ·  {view.tag}" if view.tag else view.person
        words.body.addLayout(subject(self.look, view.title, text, icon=view.icon, more=view.reason))
        words.body.addStretch(1)
        middle.addWidget(words, 3)
        if not (theme.is_small and theme.large_text):
            middle.addWidget(IdleDrawing(self.look, badge_only=True), 2)
        self.page.addLayout(middle, 1)
        self.page.addLayout(self._foot(view))

    def _banner(self) -> Card:
        theme = self.look.theme
        ink = theme.colours.meanings[Tone.ATTENTION].on_fill
        layout = row(gap=theme.gap, margin=theme.mm(1.8) if theme.is_small else theme.gap)
        card = Card(self.look, layout, tone=Tone.ATTENTION, filled=True)
        mark = Mark(self.look, Tone.ATTENTION, on_fill=True, mm=10)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        sizes = (Size.TITLE, Size.BODY, Size.NOTE)
        words = _("Staff: tap your badge to approve")
        layout.addWidget(Text(self.look, words, sizes=sizes, bold=True, colour=ink), 1)
        return card

    def _foot(self, view: ApprovalView) -> QBoxLayout:
        foot = row(gap=self.look.theme.gap)
        if view.seconds:
            ring = CountdownRing(self.look, mm=14)
            ring.setAccessibleName(_("Time left"))
            ring.start(view.seconds)
            foot.addWidget(ring)
        foot.addStretch(1)
        if view.can_park:
            park = Button(self.look, _("Ask later"), icon="clock")
            park.clicked.connect(self.parked)
            foot.addWidget(park)
        cancel = Button(self.look, _("Leave it here"), icon="x")
        cancel.clicked.connect(self.cancelled)
        has_no_room = view.can_park and self.look.theme.is_small and self.look.theme.large_text
        foot.addWidget(cancel.icon_only() if has_no_room else cancel)
        return foot
