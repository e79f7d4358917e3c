"""Keys on the glass: a number pad, a keyboard, a search field; they give out whole texts."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from kiosk.shell.buttons import Button, Rank
from kiosk.shell.icons import pixmap
from kiosk.shell.look import Look, Paragraph
from kiosk.shell.overriding import override
from kiosk.shell.surfaces import column, row
from kiosk.shell.theme import Size
from kiosk.shell.words import _

LONGEST_TEXT = 64


class Keypad(QWidget):
    """Digits for a PIN; the digits themselves are never shown.

    Signals:
        changed: how many digits stand (int).
        confirmed: the digits (str); the pad is empty again.
    """

    changed = Signal(int)
    confirmed = Signal(str)

    def __init__(self, look: Look, longest: int = 12) -> None:
        super().__init__()
        self._digits = ""
        self._longest = longest
        grid = QGridLayout()
        grid.setSpacing(look.theme.mm(1.8))
        grid.setContentsMargins(0, 0, 0, 0)
        for index, digit in enumerate("123456789"):
            grid.addWidget(self._key(look, digit), index // 3, index % 3)
        back = Button(look, _("Delete the last digit"), rank=Rank.KEY, icon="delete").icon_only()
        back.clicked.connect(self.delete)
        grid.addWidget(back, 3, 0)
        grid.addWidget(self._key(look, "0"), 3, 1)
        self.enter = Button(look, _("Confirm"), rank=Rank.KEY, icon="check").icon_only()
        self.enter.clicked.connect(self.confirm)
        grid.addWidget(self.enter, 3, 2)
        self.setLayout(grid)

    def _key(self, look: Look, digit: str) -> Button:
        key = Button(look, digit, rank=Rank.KEY)
        key.clicked.connect(lambda: self.press(digit))
        return key

    def press(self, digit: str) -> None:
        self._set((self._digits + digit)[: self._longest])

    def delete(self) -> None:
        self._set(self._digits[:-1])

    def confirm(self) -> None:
        if self._digits:
            digits = self._digits
            self._set("")
            self.confirmed.emit(digits)

    def forget(self) -> None:
        """Drop what was typed."""
        self._set("")

    def _set(self, digits: str) -> None:
        self._digits = digits
        self.changed.emit(len(digits))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit():
            self.press(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.delete()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()
        else:
            super().keyPressEvent(event)


def _is_tight(look: Look) -> bool:
    """Whether a row of digits would leave no room for what the keys are for."""
    return look.theme.is_small or (look.theme.large_text and not look.theme.is_portrait)


class Keyboard(QWidget):
    """Letters and digits on the glass, in the order that the language types them.

    Signals:
        typed: one character (str).
        deleted: the last character goes.
        put_away: the keyboard makes room for what is above it.
    """

    typed = Signal(str)
    deleted = Signal()
    put_away = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        theme = look.theme
        gap = theme.mm(1.1)
        lines = column(gap=gap)
        # A translator writes the rows of keys of the language here.
        digits, *letters = _("1234567890 qwertyuiop asdfghjkl zxcvbnm").split()
        self._digits = self._line(look, digits, indent=0)
        self._first = self._line(look, letters[0], indent=1)
        for line in (self._digits, self._first):
            lines.addWidget(line)
        for index, keys in enumerate(letters[1:], start=2):
            lines.addWidget(self._line(look, keys, indent=index))
        lines.addLayout(self._last_line(look, gap))
        self.setLayout(lines)
        self._digits.setHidden(_is_tight(look))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _line(self, look: Look, keys: str, *, indent: int) -> QWidget:
        line = row(gap=look.theme.mm(1.1))
        line.addStretch(indent)
        for key in keys:
            line.addWidget(self._key(look, key), 2)
        line.addStretch(indent)
        widget = QWidget()
        widget.setLayout(line)
        return widget

    def _last_line(self, look: Look, gap: int) -> QHBoxLayout:
        last = row(gap=gap)
        away = Button(look, _("Put the keyboard away"), rank=Rank.KEY, icon="keyboard-off")
        away.icon_only().clicked.connect(self.put_away)
        last.addWidget(away, 2)
        if _is_tight(look):
            # No room for a row of digits: this key swaps it for the first row of letters.
            swap = Button(look, "123", rank=Rank.KEY)
            swap.clicked.connect(self._swap_digits)
            last.addWidget(swap, 2)
        last.addWidget(self._key(look, "-"), 1)
        last.addWidget(self._key(look, " ", _("Space")), 5)
        last.addWidget(self._key(look, "."), 1)
        back = Button(look, _("Delete the last letter"), rank=Rank.KEY, icon="delete").icon_only()
        back.setAutoRepeat(True)
        back.clicked.connect(self.deleted)
        last.addWidget(back, 2)
        return last

    def _swap_digits(self) -> None:
        shown = self._digits.isHidden()
        self._digits.setVisible(shown)
        self._first.setVisible(not shown)

    def _key(self, look: Look, letter: str, name: str = "") -> Button:
        key = Button(look, name or letter, rank=Rank.KEY)
        key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        key.clicked.connect(lambda: self.typed.emit(letter))
        return key


class Field(QWidget):
    """What is being typed, beside an icon; or a hint while there is nothing.

    Signals:
        changed: the text (str), after each letter.
        submitted: the text (str), at Enter.
        focused: what is typed goes here from now on.
    """

    changed = Signal(str)
    submitted = Signal(str)
    focused = Signal()

    def __init__(self, look: Look, hint: str, *, icon: str = "search") -> None:
        super().__init__()
        self._look = look
        self._hint = hint
        self._icon = icon
        self._text = ""
        self.setAccessibleName(hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @property
    def text(self) -> str:
        return self._text

    def type_text(self, letters: str) -> None:
        self._set((self._text + letters)[:LONGEST_TEXT])

    def delete(self) -> None:
        self._set(self._text[:-1])

    def clear(self) -> None:
        self._set("")

    def _set(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.update()
            self.changed.emit(text)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.focused.emit()
        super().focusInEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit(self._text)
        elif event.key() == Qt.Key.Key_Backspace:
            self.delete()
        elif event.text().isprintable() and event.text():
            self.type_text(event.text())
        else:
            super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        theme = self._look.theme
        return QSize(theme.mm(60), max(theme.exact_mm(13), round(theme.font_px(Size.BODY) * 1.7)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, colours = self._look.theme, self._look.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = theme.focus if self.hasFocus() else theme.stroke
        pen = QPen(QColor(colours.brand_text if self.hasFocus() else colours.line), width)
        painter.setPen(pen)
        painter.setBrush(QColor(colours.surface))
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(box, theme.radius, theme.radius)
        side = theme.font_px(Size.BODY)
        left = theme.mm(3)
        picture = pixmap(self._icon, colours.muted, side, self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - side) // 2, picture)
        font = self._look.font(Size.BODY)
        line = Paragraph(self._text or self._hint, font, 100_000)
        room = self.width() - 2 * left - side - theme.mm(2)
        start = left + side + theme.mm(2)
        painter.setClipRect(QRectF(start, 0, room, self.height()))
        # A text longer than the field shows its end, where the next letter goes.
        at = QRectF(start - max(0.0, line.width - room), (self.height() - line.height) / 2, 1, 1)
        line.draw(painter, at.topLeft(), colours.ink if self._text else colours.muted)
