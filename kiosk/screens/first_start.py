"""The first start: organisation and site, the first admin with a PIN, the recovery key once."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from kiosk.screens.screen import Screen
from kiosk.screens.subject import subject
from kiosk.screens.views import FirstStartView, Step
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.keys import Field, Keyboard, Keypad
from kiosk.shell.look import Look
from kiosk.shell.marks import Mark
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Card, Scroll, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_ICONS = {
    Step.WELCOME: "own-badge-tap",
    Step.JOIN: "school",
    Step.SITE: "school",
    Step.ADMIN: "user",
    Step.PIN: "lock",
    Step.RECOVERY: "key",
}


class FirstStartScreen(Screen):
    """A frame that shows one page at a time; what follows what is the presenter's business.

    Signals:
        submitted: the fields of this page, in the order of its labels (tuple of str).
        pin_entered: the first admin's PIN (str), typed once; the presenter asks for it twice.
        gone_back: to the page before.
    """

    submitted = Signal(tuple)
    pin_entered = Signal(str)
    gone_back = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: FirstStartView | None = None
        self._fields: list[Field] = []
        self._active = 0

    def show_page(self, view: FirstStartView) -> None:
        """Show this page, with what was typed in it before."""
        self._view, self._active = view, 0
        self.rebuild()

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        self.page.setSpacing(theme.mm(2))
        content = Scroll(self.look)
        content.body.setSpacing(theme.mm(2))
        content.body.addLayout(subject(self.look, view.title, view.text, icon=_ICONS[view.step]))
        for name, fact in view.facts:
            content.body.addWidget(Text(self.look, name, sizes=(Size.NOTE,), colour="muted"))
            content.body.addWidget(Text(self.look, fact, sizes=(Size.BODY, Size.NOTE), bold=True))
        self._add_message(content, view)
        self._fields = [self._field(content, view, index) for index in range(len(view.labels))]
        if view.recovery_key:
            content.body.addWidget(self._recovery(view.recovery_key))
        content.body.addStretch(1)
        self._content = content
        middle = QBoxLayout(
            QBoxLayout.Direction.TopToBottom
            if theme.is_portrait
            else QBoxLayout.Direction.LeftToRight
        )
        middle.setSpacing(theme.margin)
        middle.addWidget(content, 1)
        if view.step is Step.PIN:
            pad = Keypad(self.look)
            pad.confirmed.connect(self.pin_entered)
            middle.addWidget(pad, 1)
        self.page.addLayout(middle, 1)
        self._bar = QWidget()
        self._bar.setLayout(self._make_bar(view))
        self._keyboard = self._make_keyboard()
        self.page.addWidget(self._keyboard)
        self.page.addWidget(self._bar)
        self._keyboard.setHidden(not self._fields or theme.is_small)

    def _make_keyboard(self) -> Keyboard:
        keyboard = Keyboard(self.look)
        keyboard.typed.connect(self._type)
        keyboard.deleted.connect(self._delete)
        keyboard.put_away.connect(self._put_keyboard_away)
        return keyboard

    def _put_keyboard_away(self) -> None:
        self._keyboard.hide()
        self._bar.show()

    def _activate(self, index: int) -> None:
        """What is typed goes to this field; on a small panel the bar makes room for the keys."""
        self._active = index
        self._keyboard.show()
        self._bar.setHidden(self.look.theme.is_small)
        field = self._fields[index]
        QTimer.singleShot(0, field, lambda: self._content.ensureWidgetVisible(field, 0, 0))

    def _add_message(self, content: Scroll, view: FirstStartView) -> None:
        if not view.message:
            return
        line = row(gap=self.look.theme.mm(2))
        line.addWidget(Mark(self.look, Tone.ATTENTION, mm=7), 0, Qt.AlignmentFlag.AlignTop)
        message = Text(self.look, view.message, sizes=(Size.BODY, Size.NOTE), bold=True)
        message.paint_in(self.look.theme.colours.meanings[Tone.ATTENTION].strong)
        line.addWidget(message, 1)
        content.body.addLayout(line)

    def _field(self, content: Scroll, view: FirstStartView, index: int) -> Field:
        label = Text(self.look, view.labels[index], sizes=(Size.NOTE,), colour="muted")
        content.body.addWidget(label)
        field = Field(self.look, view.labels[index], icon="pencil")
        field.type_text(view.values[index] if index < len(view.values) else "")
        field.focused.connect(lambda: self._activate(index))
        content.body.addWidget(field)
        return field

    def _type(self, letter: str) -> None:
        self._fields[self._active].type_text(letter)

    def _delete(self) -> None:
        self._fields[self._active].delete()

    def _recovery(self, key: str) -> Card:
        theme = self.look.theme
        layout = column(gap=theme.hair, margin=theme.gap)
        card = Card(self.look, layout, tone=Tone.ATTENTION)
        sizes = (Size.TITLE, Size.BODY, Size.NOTE)
        layout.addWidget(Text(self.look, key, sizes=sizes, bold=True))
        words = _("Write it down and lock it away. It is shown only once.")
        layout.addWidget(Text(self.look, words, sizes=(Size.BODY, Size.NOTE)))
        return card

    def _make_bar(self, view: FirstStartView) -> QHBoxLayout:
        theme = self.look.theme
        bar = row(gap=theme.gap)
        if view.step is not Step.WELCOME and not view.recovery_key:
            back = Button(self.look, _("Back"), icon="arrow-left")
            back.clicked.connect(self.gone_back)
            bar.addWidget(back.icon_only() if theme.is_small else back)
        if view.next_word:
            forward = Button(self.look, view.next_word, rank=Rank.PRIMARY)
            forward.clicked.connect(
                lambda: self.submitted.emit(tuple(field.text for field in self._fields))
            )
            bar.addWidget(forward, 1)
        else:
            bar.addStretch(1)
        return bar
