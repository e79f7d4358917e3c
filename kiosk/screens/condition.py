"""How is what came back? One touch: works, broken, part missing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout

from kiosk.screens.screen import Screen
from kiosk.screens.subject import subject
from kiosk.screens.views import ConditionView
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.look import Look
from kiosk.shell.surfaces import Scroll
from kiosk.shell.words import _


class ConditionScreen(Screen):
    """Three large answers about one thing; not answering is an answer too.

    Signals:
        works_chosen: it works.
        broken_chosen: it is broken and goes to testing.
        part_missing_chosen: a part is missing.
        skipped: the person does not say.
    """

    works_chosen = Signal()
    broken_chosen = Signal()
    part_missing_chosen = Signal()
    skipped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: ConditionView | None = None

    def show_condition(self, view: ConditionView) -> None:
        """Ask about this thing."""
        self._view = view
        self.rebuild()

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        question = view.question or _("Does it work?")
        note = "" if theme.is_small else view.tag
        head = subject(self.look, view.title, question, icon=view.icon, note=note)
        pushed = Scroll(self.look)
        body = pushed.body if theme.is_small and theme.large_text else self.page
        body.setSpacing(theme.gap)
        body.addLayout(head)
        direction = QBoxLayout.Direction
        upright = theme.is_portrait or (theme.is_small and theme.large_text)
        answers = QBoxLayout(direction.TopToBottom if upright else direction.LeftToRight)
        answers.setSpacing(theme.gap)
        for words, icon, signal in (
            (_("Works"), "circle-check", self.works_chosen),
            (_("Broken"), "wrench", self.broken_chosen),
            (_("Part missing"), "puzzle", self.part_missing_chosen),
        ):
            rank = Rank.SECONDARY if theme.is_small and theme.large_text else Rank.CHOICE
            answer = Button(self.look, words, rank=rank, icon=icon)
            answer.clicked.connect(signal)
            answers.addWidget(answer, 1)
        body.addLayout(answers, 1)
        if body is pushed.body:
            self.page.addWidget(pushed, 1)
        else:
            pushed.deleteLater()
        skip = Button(self.look, _("Not now"), rank=Rank.QUIET)
        skip.clicked.connect(self.skipped)
        self.page.addWidget(skip)
