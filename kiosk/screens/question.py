"""A question with a few large answers: yes or no, or why staff let something pass."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from kiosk.screens.screen import Screen
from kiosk.screens.views import QuestionView
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.look import Look
from kiosk.shell.marks import Mark
from kiosk.shell.surfaces import Scroll, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size

_FEW = 2
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class QuestionScreen(Screen):
    """One question, the first answer largest; it waits as long as the desk does.

    Signals:
        answered: the key of the answer that was touched (str).
    """

    answered = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: QuestionView | None = None

    def show_question(self, view: QuestionView) -> None:
        """Ask."""
        self._view = view
        self.rebuild()

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        head = row(gap=theme.margin)
        mark = Mark(self.look, view.tone, mm=10 if theme.is_small else 16)
        head.addWidget(mark, 0, _MIDDLE)
        words = column(gap=theme.hair)
        sizes = (Size.TITLE, Size.BODY)
        words.addWidget(Text(self.look, view.title, sizes=sizes, bold=True))
        words.addWidget(Text(self.look, view.text, sizes=(Size.BODY, Size.NOTE)))
        head.addLayout(words, 1)
        self.page.addStretch(1)
        self.page.addLayout(head)
        self.page.addStretch(1)
        answers = self._answers(view)
        if theme.is_small and theme.large_text and len(view.choices) > _FEW:
            scroll = Scroll(self.look)
            scroll.body.addLayout(answers)
            self.page.addWidget(scroll, 8)
        else:
            self.page.addLayout(answers)

    def _answers(self, view: QuestionView) -> QGridLayout:
        """Yes above no; more answers side by side where the panel is wide."""
        few = len(view.choices) <= _FEW
        theme = self.look.theme
        narrow = theme.is_portrait or (theme.is_small and theme.large_text)
        columns = 1 if few or narrow else 2
        grid = QGridLayout()
        grid.setSpacing(theme.gap)
        for at, (key, word, icon) in enumerate(view.choices):
            rank = Rank.PRIMARY if few and at == 0 else Rank.SECONDARY
            button = Button(self.look, word, rank=rank, icon=icon)
            button.clicked.connect(lambda _checked=False, chosen=key: self.answered.emit(chosen))
            grid.addWidget(button, at // columns, at % columns)
            grid.setColumnStretch(at % columns, 1)
        return grid
