"""The rail of rooms at the side, and the badge of whoever is signed in."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from kiosk.admin.act_button import ActButton
from kiosk.admin.models import Action, Room, StaffView
from kiosk.admin.rooms import ROOM_ICONS, room_word
from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.colour import mix
from kiosk.shell.icons import pixmap
from kiosk.shell.look import Paragraph
from kiosk.shell.overriding import override
from kiosk.shell.surfaces import clear, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_CHOSEN = 0.12
_HOVERED = 0.05
_WORDS_MM = 39.0
_ICONS_MM = 10.5


class Rail(QWidget):
    """Words beside the icons where there is room, icons alone where there is not.

    Signals:
        chosen: a room (str).
    """

    chosen = Signal(str)

    def __init__(self, look: StaffLook) -> None:
        super().__init__()
        self._look = look
        self._buttons: dict[Room, _RoomButton] = {}
        self._box = column(gap=look.theme.mm(0.8), margin=look.theme.mm(1.6))
        self.setLayout(self._box)

    def show_rooms(self, rooms: tuple[Room, ...]) -> None:
        """Offer these rooms."""
        clear(self._box)
        theme = self._look.staff
        is_narrow = theme.is_small or theme.is_portrait
        self.setFixedWidth(theme.mm(_ICONS_MM if is_narrow else _WORDS_MM) + 2 * theme.mm(1.6))
        self._buttons = {}
        for at, room in enumerate(rooms):
            button = _RoomButton(self._look, room, has_word=not is_narrow)
            button.setToolTip(f"{room_word(room)} (Alt+{at + 1})")
            button.clicked.connect(lambda _c=False, room=room: self.chosen.emit(room.value))
            self._buttons[room] = button
            self._box.addWidget(button)
        self._box.addStretch(1)

    def mark(self, room: Room) -> None:
        """This room is shown."""
        for each, button in self._buttons.items():
            button.setChecked(each is room)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.theme.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.setPen(QPen(QColor(colours.hairline), 1))
        painter.drawLine(self.rect().topRight(), self.rect().bottomRight())


class _RoomButton(QAbstractButton):
    """One room: its icon and its word."""

    def __init__(self, look: StaffLook, room: Room, *, has_word: bool) -> None:
        super().__init__()
        self._look = look
        self._room = room
        self._has_word = has_word
        self.setCheckable(True)
        self.setAccessibleName(room_word(room))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        theme = self._look.staff
        return QSize(theme.mm(_ICONS_MM), theme.secondary_px)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, colours = self._look.theme, self._look.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = _CHOSEN if self.isChecked() else _HOVERED if self.underMouse() else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.brand_text), theme.stroke))
        painter.setBrush(QColor(mix(colours.surface, colours.brand, share)))
        half = theme.stroke / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, theme.mm(1.4), theme.mm(1.4))
        colour = colours.brand_text if self.isChecked() else colours.muted
        side = theme.mm(4.6)
        left = theme.mm(2.2) if self._has_word else (self.width() - side) / 2
        top = (self.height() - side) / 2
        picture = pixmap(ROOM_ICONS[self._room], colour, side, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(left, top), picture)
        if self._has_word:
            font = self._look.font(Size.BODY, bold=self.isChecked())
            word = Paragraph(room_word(self._room), font, 9999)
            at = QPointF(left + side + theme.mm(2), (self.height() - word.height) / 2)
            word.draw(painter, at, colours.ink if self.isChecked() else colours.muted)


class WhoIsIn(QWidget):
    """Initials, name, role, the time that is left, and the way out; always in sight.

    Signals:
        left: sign out.
        keyboard_asked: show or hide the keyboard on the glass.
    """

    left = Signal()
    keyboard_asked = Signal()

    def __init__(self, look: StaffLook) -> None:
        super().__init__()
        self._look = look
        self._box = row(gap=look.theme.mm(1.6))
        self._time = Text(look)
        self.setLayout(self._box)

    def show_staff(self, view: StaffView) -> None:
        """Show who it is."""
        clear(self._box)
        look, theme = self._look, self._look.staff
        keys = ActButton(look, Action("keys", _("Keyboard"), "keyboard")).icon_only()
        keys.clicked.connect(self.keyboard_asked)
        self._box.addWidget(keys)
        words = column(gap=0)
        right = Text(look, view.name, bold=True).up_to(1)
        right.setMinimumWidth(theme.mm(18))
        words.addWidget(right)
        self._time = Text(look, view.roles, sizes=(Size.NOTE,), colour="muted")
        self._roles = view.roles
        words.addWidget(self._time)
        self._box.addWidget(_Initials(look, view.name))
        self._box.addLayout(words)
        out = ActButton(look, Action("out", _("Sign out"), "log-out"))
        out.clicked.connect(self.left)
        self._box.addWidget(out.icon_only() if theme.is_small else out)

    def show_seconds_left(self, seconds: int) -> None:
        """Say when the panel signs out by itself; sooner than a minute in the tone it deserves."""
        minutes, rest = divmod(seconds, 60)
        words = _("{role} · signs out in {time}")
        self._time.say(words.format(role=self._roles, time=f"{minutes}:{rest:02d}"))


class _Initials(QWidget):
    """The first letters of a name in a circle of the brand."""

    def __init__(self, look: StaffLook, name: str) -> None:
        super().__init__()
        self._look = look
        words = name.split()
        self._letters = (
            "".join(word[0] for word in (words[0], words[-1]) if word)[:2] if words else ""
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        side = self._look.theme.mm(7)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.brand))
        painter.drawEllipse(self.rect())
        painter.setPen(QColor(colours.on_brand))
        painter.setFont(self._look.font(Size.BODY, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters.upper())
