"""The session: who is at the desk, what they have, and each answer as it is given."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout

from kiosk.screens.result_card import EarlierCard, NewestCard
from kiosk.screens.screen import Screen
from kiosk.screens.views import LoanView, SessionView
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.look import Look
from kiosk.shell.palette import Tone
from kiosk.shell.rows import Rows
from kiosk.shell.surfaces import EmptyState, ListRow, Scroll, Stack, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_SHOWN = 12
"""Earlier answers that stay on the screen; all of them stay in the ledger."""


class SessionScreen(Screen):
    """A narrow column with the person's loans, a wide one with the answers, newest first.

    Signals:
        finished: the person is done.
        undone: the newest answer is taken back.
        rate_opened: the person wants to say how the newest returned thing is.
        staff_opened: the holder of a desk role wants the staff panel.
        swapped: the one who was at the desk before comes back.
        search_opened: nothing can be scanned; search on the screen instead.
    """

    finished = Signal()
    undone = Signal()
    rate_opened = Signal()
    staff_opened = Signal()
    swapped = Signal()
    search_opened = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: SessionView | None = None

    def show_session(self, view: SessionView) -> None:
        """Show this; widgets stay from answer to answer and from person to person."""
        before, self._view = self._view, view
        if before is None:
            self.rebuild()
            return
        self._say(view)
        if before.greeting != view.greeting:
            self._side.to_top()

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        direction = QBoxLayout.Direction
        middle = QBoxLayout(direction.TopToBottom if self._is_upright else direction.LeftToRight)
        middle.setSpacing(theme.gap if self._is_upright else theme.margin)
        middle.addWidget(self._person(), 0 if self._is_upright else 10)
        middle.addWidget(self._answers(), 1 if self._is_upright else 19)
        self.page.addLayout(middle, 1)
        self.page.addLayout(self._bar())
        self._say(view)

    @property
    def _is_upright(self) -> bool:
        theme = self.look.theme
        return theme.is_portrait or (theme.large_text and theme.is_small)

    def _person(self) -> Scroll:
        """Greeting, count and loans; it all scrolls, so that no name is too long."""
        theme = self.look.theme
        self._side = side = Scroll(self.look)
        side.body.setSpacing(theme.hair)
        sizes = (Size.TITLE, Size.BODY, Size.NOTE)
        self._greeting = Text(self.look, sizes=sizes, bold=True)
        side.body.addWidget(self._greeting)
        self._swap = Button(self.look, icon="undo-2")
        self._swap.clicked.connect(self.swapped)
        side.body.addWidget(self._swap)
        self._loans_title = Text(self.look, sizes=(Size.NOTE,), colour="muted")
        side.body.addWidget(self._loans_title)
        loans = column(gap=theme.hair)
        self._loans = Rows(loans, lambda: ListRow(self.look), _say_loan)
        side.body.addLayout(loans)
        side.body.addStretch(1)
        if theme.is_portrait:
            side.setMaximumHeight(theme.height_px * 30 // 100)
        elif self._is_upright:
            # The answers need the room; the loans are a push of the finger away.
            side.setFixedHeight(theme.font_px(Size.TITLE) * 5 // 4)
        return side

    def _answers(self) -> Scroll:
        theme = self.look.theme
        self._results = Scroll(self.look, bar=False)
        self._results.setAccessibleName(_("Answers"))
        body = self._results.body
        body.setSpacing(theme.mm(2))
        self._empty = EmptyState(self.look, icon="scan-barcode")
        body.addWidget(self._empty, 1)
        self._newest = NewestCard(self.look)
        self._newest.undone.connect(self.undone)
        self._newest.rate_opened.connect(self.rate_opened)
        self._newest.setMinimumHeight(theme.height_px * 35 // 100)
        body.addWidget(self._newest)
        self._stack = Stack(self.look, gap=theme.mm(2))
        body.addWidget(self._stack)
        self._earlier = Rows(self._stack.body, lambda: EarlierCard(self.look), EarlierCard.say)
        body.addStretch()
        return self._results

    def _bar(self) -> QBoxLayout:
        bar = row(gap=self.look.theme.gap)
        self._staff = Button(self.look, _("Staff"), icon="shield")
        self._staff.clicked.connect(self.staff_opened)
        bar.addWidget(self._staff)
        search = Button(self.look, _("Search instead"), icon="search").icon_only()
        search.clicked.connect(self.search_opened)
        bar.addWidget(search)
        finish = Button(self.look, _("Finish"), rank=Rank.PRIMARY, icon="check")
        finish.clicked.connect(self.finished)
        bar.addWidget(finish, 1)
        return bar

    def _say(self, view: SessionView) -> None:
        with self._side.changing():
            self._say_person(view)
        with self._results.changing():
            self._say_answers(view)
        self._results.to_top()

    def _say_person(self, view: SessionView) -> None:
        self._greeting.say(view.greeting)
        self._swap.setVisible(bool(view.swap_to))
        self._swap.say(view.swap_to)
        self._swap.setAccessibleName(_("Back to {name}").format(name=view.swap_to))
        self._staff.setVisible(view.can_open_staff)
        self._side.setAccessibleName(view.loans_title)
        self._loans_title.say(view.loans_title)
        self._loans.show(view.loans)

    def _say_answers(self, view: SessionView) -> None:
        self._empty.say(view.hint)
        self._empty.setVisible(not view.results)
        self._newest.setVisible(bool(view.results))
        if view.results:
            self._newest.say(view.results[0], *self._room())
        with self._stack.changing():
            self._earlier.show(view.results[1 : _SHOWN + 1])
        self._stack.setVisible(len(view.results) > 1)
        body = self._results.body
        body.setStretch(body.count() - 1, 1 if view.results else 0)

    def _room(self) -> tuple[int, int]:
        """How wide and how high the newest answer may be."""
        theme = self.look.theme
        room = self.height() - theme.primary_px - 2 * theme.margin - theme.gap
        wide = self.width() - 2 * theme.margin
        if self._is_upright:
            room -= self.height() * (30 if theme.is_portrait else 20) // 100
        else:
            wide = (wide - theme.margin) * 19 // 29
        return wide, room


def _say_loan(line: ListRow, loan: LoanView) -> None:
    if loan.overdue:
        line.say(loan.title, loan.due, "clock", Tone.REFUSED)
    else:
        line.say(loan.title, loan.due, loan.icon)
