"""The door on the screen: tap a badge and type its PIN, or a name and its password."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from kiosk.admin.act_button import ActButton
from kiosk.admin.models import Action, SignInView
from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.keys import Keypad
from kiosk.shell.marks import Icon, Mark
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Card, clear, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_CARD_MM = 78.0
_DOT = "●"


class SignInRoom(QWidget):
    """Asks one thing at a time.

    Signals:
        pin_entered: the PIN (str) of the badge that was tapped.
        password_entered: a name and a password (str, str).
        closed: back to the kiosk.
    """

    pin_entered = Signal(str)
    password_entered = Signal(str, str)
    closed = Signal()

    def __init__(self, look: StaffLook) -> None:
        super().__init__()
        self._look = look
        self._name = QLineEdit()
        self._password = QLineEdit()
        self._dots = Text(look)
        outer = column()
        self._box = column(
            gap=look.theme.mm(1.6 if look.staff.is_small else 2.4),
            margin=look.theme.mm(3 if look.staff.is_small else 5),
        )
        self._card = Card(look, self._box)
        line = row()
        line.addStretch(1)
        line.addWidget(self._card)
        line.addStretch(1)
        outer.addStretch(1)
        outer.addLayout(line)
        outer.addStretch(1)
        self.setLayout(outer)

    def show_view(self, view: SignInView) -> None:
        """Ask again, or for the next thing."""
        typed = self._name.text() if not view.name else ""
        clear(self._box)
        theme = self._look.theme
        self._card.setFixedWidth(min(theme.mm(_CARD_MM), self.width() - 2 * theme.margin))
        self._card.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        if view.name:
            self._ask_pin(view)
        else:
            self._ask_who(view, typed)
        close = ActButton(self._look, Action("close", _("Back to the desk"), "arrow-left"))
        close.clicked.connect(self.closed)
        self._box.addWidget(close)

    def _say(self, icon: str, title: str, view: SignInView) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        if not (view.name and self._look.staff.is_small):
            self._box.addWidget(Icon(self._look, icon, mm=13, colour="brand_text"), 0, centre)
        heading = Text(self._look, title, sizes=(Size.TITLE, Size.BODY), bold=True).centred()
        self._box.addWidget(heading)
        if view.message:
            theme = self._look.theme
            line = row(gap=theme.hair)
            line.addStretch(1)
            line.addWidget(Mark(self._look, Tone.REFUSED, mm=5))
            words = Text(self._look, view.message, bold=True)
            words.paint_in(theme.colours.meanings[Tone.REFUSED].strong)
            line.addWidget(words)
            line.addStretch(1)
            self._box.addLayout(line)

    def _ask_who(self, view: SignInView, typed: str) -> None:
        self._say("own-badge-tap", _("Tap your staff badge"), view)
        or_else = _("Or sign in with your name and password")
        self._box.addWidget(Text(self._look, or_else, colour="muted").centred())
        self._name = QLineEdit(typed)
        self._name.setPlaceholderText(_("Name, e-mail or number"))
        self._name.setAccessibleName(_("Name, e-mail or number"))
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setPlaceholderText(_("Password"))
        self._password.setAccessibleName(_("Password"))
        self._name.returnPressed.connect(self._password.setFocus)
        self._password.returnPressed.connect(self.enter)
        word = _("Looking …") if view.is_busy else _("Sign in")
        enter = ActButton(self._look, Action("enter", word, "key", is_main=True))
        enter.setEnabled(not view.is_busy)
        enter.clicked.connect(self.enter)
        for widget in (self._name, self._password, enter):
            self._box.addWidget(widget)
        (self._password if typed else self._name).setFocus()

    def _ask_pin(self, view: SignInView) -> None:
        self._say("lock", _("Your PIN, {name}").format(name=view.name), view)
        self._dots = Text(self._look, " ", sizes=(Size.TITLE,)).centred()
        self._box.addWidget(self._dots)
        pad = Keypad(self._look)
        pad.setEnabled(not view.is_busy)
        pad.setMinimumHeight(self._look.theme.key_px * 4 + self._look.theme.mm(5.4))
        pad.changed.connect(lambda count: self._dots.setText(_DOT * count or " "))
        pad.changed.connect(lambda _count: self._dots.update())
        pad.confirmed.connect(self.pin_entered)
        self._box.addWidget(pad)
        pad.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        pad.setFocus()

    def type_in(self, name: str, password: str) -> None:
        """Fill both fields, as hands would."""
        self._name.setText(name)
        self._password.setText(password)

    def enter(self) -> None:
        """Try what stands in the fields."""
        name, password = self._name.text(), self._password.text()
        if name.strip() and password:
            self._password.clear()
            self.password_entered.emit(name, password)
