"""A form in the sheet: a few fields by type, what is wrong with each, one act."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QWidget

from kiosk.admin.act_button import ActButton
from kiosk.admin.models import Action, Form, FormField, Input
from kiosk.admin.section_view import Tile
from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.icons import pixmap
from kiosk.shell.marks import Mark
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Scroll, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_MOST_SHOWN = 12
_LEAST_LETTERS = 8


class FormView(QWidget):
    """Built anew for each form, and for each answer to it.

    Signals:
        submitted: the values by field (dict of str).
        left: back, with nothing done.
    """

    submitted = Signal(dict)
    left = Signal()

    def __init__(self, look: StaffLook, form: Form) -> None:
        super().__init__()
        self._look = look
        self._form = form
        self._inputs: dict[str, QLineEdit | QComboBox] = {}
        theme = look.theme
        body = column(gap=theme.mm(2.4), margin=theme.mm(3))
        head = row(gap=theme.mm(2))
        tone = Tone.REFUSED if form.is_grave else Tone.NEUTRAL
        head.addWidget(Tile(look, form.icon, tone, mm=9), 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=theme.mm(0.4))
        words.addWidget(Text(look, form.title, sizes=(Size.TITLE, Size.BODY), bold=True))
        if form.note:
            words.addWidget(Text(look, form.note, colour="muted"))
        head.addLayout(words, 1)
        body.addLayout(head)
        if form.message:
            body.addLayout(self._message(form.message))
        scroll = Scroll(look)
        scroll.body.setSpacing(theme.mm(1.8))
        scroll.body.setContentsMargins(0, theme.mm(0.6), theme.mm(1.6), 0)
        if form.waits_for_scan:
            scroll.body.addStretch(1)
            waiting = Tile(look, form.icon, Tone.ATTENTION, mm=30)
            scroll.body.addWidget(waiting, 0, Qt.AlignmentFlag.AlignHCenter)
        for field in form.fields:
            scroll.body.addWidget(self._field(field))
        scroll.body.addStretch(1)
        body.addWidget(scroll, 1)
        body.addLayout(self._bar())
        self.setLayout(body)
        self.setAccessibleName(form.title)

    def focus_first(self) -> None:
        """Begin where something is wrong, or at the first field."""
        wrong = [field.name for field in self._form.fields if field.mistake]
        name = (wrong or [field.name for field in self._form.fields] or [""])[0]
        if name in self._inputs:
            self._inputs[name].setFocus()
        else:
            self.setFocus()

    def values(self) -> dict[str, str]:
        """Give what stands in the fields."""
        return {
            name: str(each.currentData()) if isinstance(each, QComboBox) else each.text()
            for name, each in self._inputs.items()
        }

    def fill(self, name: str, value: str) -> None:
        """Put a value into a field, as a hand would."""
        each = self._inputs[name]
        if isinstance(each, QComboBox):
            each.setCurrentIndex(each.findData(value))
        else:
            each.setText(value)

    def submit(self) -> None:
        self.submitted.emit(self.values())

    def _message(self, message: str) -> QHBoxLayout:
        theme = self._look.theme
        line = row(gap=theme.mm(1.6))
        line.addWidget(Mark(self._look, Tone.REFUSED, mm=6), 0, Qt.AlignmentFlag.AlignTop)
        text = Text(self._look, message, bold=True)
        text.paint_in(theme.colours.meanings[Tone.REFUSED].strong)
        line.addWidget(text, 1)
        return line

    def _field(self, field: FormField) -> QWidget:
        theme = self._look.theme
        held, box = QWidget(), column(gap=theme.mm(0.5))
        label = Text(self._look, field.label, sizes=(Size.NOTE,), colour="muted", bold=True)
        box.addWidget(label)
        made = self._input(field)
        made.setAccessibleName(field.label)
        made.setProperty("mistaken", bool(field.mistake))
        self._inputs[field.name] = made
        box.addWidget(made)
        if field.mistake or field.hint:
            below = Text(self._look, field.mistake or field.hint, sizes=(Size.NOTE,))
            strong = theme.colours.meanings[Tone.REFUSED].strong
            below.paint_in(strong if field.mistake else "muted")
            box.addWidget(below)
        held.setLayout(box)
        return held

    def _input(self, field: FormField) -> QLineEdit | QComboBox:
        if field.input is Input.FLAG:
            return _choice(self._look, (("1", _("Yes")), ("0", _("No"))), field.value)
        if field.input is Input.CHOICE:
            return _choice(self._look, field.choices, field.value)
        line = QLineEdit(field.value)
        line.returnPressed.connect(self.submit)
        if field.input is Input.HIDDEN:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        if field.input is Input.DATE:
            line.setPlaceholderText(_("year-month-day"))
        if field.input is Input.WORDS:
            known = QCompleter([word for word, _label in field.choices], line)
            known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            line.setCompleter(known)
        return line

    def _bar(self) -> QHBoxLayout:
        theme = self._look.theme
        bar = row(gap=theme.hair)
        back = ActButton(self._look, Action("back", _("Back"), "arrow-left"))
        back.clicked.connect(self.left)
        bar.addWidget(back)
        bar.addStretch(1)
        if self._form.submit:
            grave = self._form.is_grave
            action = Action("submit", self._form.submit, is_main=not grave, is_grave=grave)
            submit = ActButton(self._look, action)
            submit.clicked.connect(self.submit)
            bar.addWidget(submit)
        return bar

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _choice(look: StaffLook, choices: tuple[tuple[str, str], ...], value: str) -> QComboBox:
    box = _Choice(look)
    for key, word in choices:
        box.addItem(word, key)
    box.setCurrentIndex(max(0, box.findData(value)))
    box.setMaxVisibleItems(_MOST_SHOWN)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_LEAST_LETTERS)
    return box


class _Choice(QComboBox):
    """A list to choose from, with the family's own arrow."""

    def __init__(self, look: StaffLook) -> None:
        super().__init__()
        self._look = look

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self._look.theme
        side = theme.font_px(Size.BODY)
        picture = pixmap("chevron-down", theme.colours.muted, side, self.devicePixelRatioF())
        left = self.width() - side - theme.mm(1.6)
        QPainter(self).drawPixmap(left, (self.height() - side) // 2, picture)
