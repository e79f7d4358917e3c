"""The session: who is at the desk, what they have, and each answer as it is given."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from kiosk.screens.result_card import EarlierCard, NewestCard, newest_card
from kiosk.screens.screen import Screen
from kiosk.screens.views import LoanView, ResultView, SessionView
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.look import Look
from kiosk.shell.palette import Tone
from kiosk.shell.rows import Rows
from kiosk.shell.surfaces import EmptyState, ListRow, Scroll, column, let_go, row
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
        """Show this; only what is different from before is made and painted again."""
        before, self._view = self._view, view
        if before is None or _frame(before) != _frame(view):
            self.rebuild()
            return
        if before.loans != view.loans or before.loans_title != view.loans_title:
            self._fill_loans(view)
        if before.results != view.results:
            self._fill_results(view)

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        self._results = Scroll(self.look, bar=False)
        self._results.body.setSpacing(theme.mm(2))
        self._results.setAccessibleName(_("Answers"))
        upright = theme.is_portrait or (theme.large_text and theme.is_small)
        direction = QBoxLayout.Direction
        middle = QBoxLayout(direction.TopToBottom if upright else direction.LeftToRight)
        middle.setSpacing(theme.gap if upright else theme.margin)
        middle.addWidget(self._person(view), 10 if not upright else 0)
        middle.addWidget(self._results, 19 if not upright else 1)
        self.page.addLayout(middle, 1)
        self.page.addLayout(self._bar(view))
        self._newest: QWidget | None = None
        self._earlier: Rows[ResultView] = Rows(
            self._results.body, lambda each: EarlierCard(self.look, each), first=1
        )
        self._results.body.addStretch(1)
        self._fill_loans(view)
        self._fill_results(view)

    def _person(self, view: SessionView) -> Scroll:
        """Greeting, count and loans; it all scrolls, so that no name is too long."""
        theme = self.look.theme
        side = Scroll(self.look)
        side.setAccessibleName(view.loans_title)
        side.body.setSpacing(theme.hair)
        sizes = (Size.TITLE, Size.BODY, Size.NOTE)
        side.body.addWidget(Text(self.look, view.greeting, sizes=sizes, bold=True))
        if view.swap_to:
            swap = Button(self.look, view.swap_to, icon="undo-2")
            swap.setAccessibleName(_("Back to {name}").format(name=view.swap_to))
            swap.clicked.connect(self.swapped)
            side.body.addWidget(swap)
        self._loans_title = Text(self.look, view.loans_title, sizes=(Size.NOTE,), colour="muted")
        side.body.addWidget(self._loans_title)
        loans = column(gap=theme.hair)
        self._loans: Rows[LoanView] = Rows(loans, lambda each: _loan_row(self.look, each))
        side.body.addLayout(loans)
        side.body.addStretch(1)
        if theme.is_portrait:
            side.setMaximumHeight(theme.height_px * 30 // 100)
        elif theme.large_text and theme.is_small:
            # The answers need the room; the loans are a push of the finger away.
            side.setFixedHeight(theme.font_px(Size.TITLE) * 5 // 4)
        return side

    def _bar(self, view: SessionView) -> QBoxLayout:
        bar = row(gap=self.look.theme.gap)
        if view.can_open_staff:
            staff = Button(self.look, _("Staff"), icon="shield")
            staff.clicked.connect(self.staff_opened)
            bar.addWidget(staff)
        search = Button(self.look, _("Search instead"), icon="search").icon_only()
        search.clicked.connect(self.search_opened)
        bar.addWidget(search)
        finish = Button(self.look, _("Finish"), rank=Rank.PRIMARY, icon="check")
        finish.clicked.connect(self.finished)
        bar.addWidget(finish, 1)
        return bar

    def _fill_loans(self, view: SessionView) -> None:
        self._loans_title.say(view.loans_title)
        self._loans.show(view.loans)

    def _fill_results(self, view: SessionView) -> None:
        body, before = self._results.body, self._newest
        earlier = view.results[1 : _SHOWN + 1]
        if view.results:
            self._newest = self._newest_card(view.results[0])
        else:
            self._newest = EmptyState(self.look, view.hint, icon="scan-barcode")
        if before is not None:
            body.removeWidget(before)
            let_go(before)
        body.insertWidget(0, self._newest, 0 if view.results else 1)
        self._earlier.show(earlier)
        body.setStretch(body.count() - 1, 1 if view.results else 0)
        self._results.to_top()

    def _newest_card(self, result: ResultView) -> NewestCard:
        theme = self.look.theme
        upright = theme.is_portrait or (theme.large_text and theme.is_small)
        room = self.height() - theme.primary_px - 2 * theme.margin - theme.gap
        wide = self.width() - 2 * theme.margin
        if upright:
            room -= self.height() * (30 if theme.is_portrait else 20) // 100
        else:
            wide = (wide - theme.margin) * 19 // 29
        card = newest_card(self.look, result, wide, room)
        card.undone.connect(self.undone)
        card.rate_opened.connect(self.rate_opened)
        card.setMinimumHeight(theme.height_px * 35 // 100)
        return card


def _frame(view: SessionView) -> tuple[object, ...]:
    """What the bars and the greeting depend on."""
    return view.greeting, view.hint, view.can_open_staff, view.swap_to


def _loan_row(look: Look, loan: LoanView) -> ListRow:
    if loan.overdue:
        return ListRow(look, loan.title, loan.due, icon="clock", tone=Tone.REFUSED)
    return ListRow(look, loan.title, loan.due, icon=loan.icon)
