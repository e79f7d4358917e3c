"""The panel on the screen: rail, head, room, the sheet over it; satisfies ``PanelView``."""

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QRect,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedLayout, QWidget

from kiosk.admin.devices_room import DevicesRoom
from kiosk.admin.dress import stylesheet
from kiosk.admin.form_view import FormView
from kiosk.admin.models import (
    DevicesView,
    Form,
    Room,
    Row,
    Sheet,
    SignInView,
    StaffView,
    Table,
    Today,
)
from kiosk.admin.rail import Rail, WhoIsIn
from kiosk.admin.rooms import room_word
from kiosk.admin.sheet_view import SheetView
from kiosk.admin.sign_in_room import SignInRoom
from kiosk.admin.staff_theme import StaffLook
from kiosk.admin.table_room import TableRoom
from kiosk.admin.toast import Toast
from kiosk.admin.today_room import TodayRoom
from kiosk.shell.keys import Keyboard
from kiosk.shell.look import Look
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size

SLIDE_MS = 160
TICK_MS = 1000
_SHEET_MM = 82.0


class PanelScreen(QWidget):
    """All rooms in one widget; what was done goes out as signals, to the presenter.

    Signals:
        chosen, searched, more_wanted, opened, acted, submitted: see the rooms.
        form_left: back from a form.
        sheet_closed: back to the table.
        signed_out: somebody wants to leave.
        pin_entered, password_entered: at the door.
        touched: somebody did something.
        ticked: a second went by while the panel is shown.
        camera_shown: a camera's name (str), and what takes its pictures from any thread.
    """

    chosen = Signal(str)
    searched = Signal(str)
    more_wanted = Signal()
    opened = Signal(str)
    acted = Signal(str)
    submitted = Signal(dict)
    form_left = Signal()
    sheet_closed = Signal()
    signed_out = Signal()
    pin_entered = Signal(str)
    password_entered = Signal(str, str)
    touched = Signal()
    ticked = Signal()
    camera_shown = Signal(str, object)

    def __init__(self, kiosk: Look) -> None:
        super().__init__()
        self.look = StaffLook(kiosk)
        self._make()
        self._lay_out()
        self._connect()
        self._dress()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def _make(self) -> None:
        look = self.look
        self.door = SignInRoom(look)
        self.rail = Rail(look)
        self.who = WhoIsIn(look)
        self.today = TodayRoom(look)
        self.table = TableRoom(look)
        self.devices = DevicesRoom(look)
        self._title = Text(look, sizes=(Size.TITLE,), bold=True)
        self.keyboard = Keyboard(look)
        self.keyboard.hide()
        self.toast = Toast(look, self)
        self.side = _Side(look, self)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self.ticked)

    def _lay_out(self) -> None:
        theme = self.look.theme
        self._rooms = QStackedLayout()
        self._rooms.addWidget(self.today)
        self._rooms.addWidget(self.table)
        self._rooms.addWidget(self.devices)
        head = row(gap=theme.gap)
        head.addWidget(self._title, 1)
        head.addWidget(self.who)
        inner = column(gap=theme.mm(2.4), margin=theme.mm(2.8))
        inner.addLayout(head)
        inner.addLayout(self._rooms, 1)
        main = row()
        main.addWidget(self.rail)
        main.addLayout(inner, 1)
        inside = QWidget()
        inside.setLayout(main)
        self._inside = inside
        self._pages = QStackedLayout()
        self._pages.addWidget(self.door)
        self._pages.addWidget(inside)
        whole = column()
        whole.addLayout(self._pages, 1)
        whole.addWidget(self.keyboard)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.door.pin_entered.connect(self.pin_entered)
        self.door.password_entered.connect(self.password_entered)
        self.door.closed.connect(self.signed_out)
        self.rail.chosen.connect(self.chosen)
        self.who.left.connect(self.signed_out)
        self.who.keyboard_asked.connect(self._toggle_keyboard)
        self.today.gone.connect(self.chosen)
        self.table.searched.connect(self.searched)
        self.table.more_wanted.connect(self.more_wanted)
        for room in (self.today, self.table):
            room.opened.connect(self.opened)
            room.acted.connect(self.acted)
        self.devices.acted.connect(self.acted)
        self.keyboard.typed.connect(self._type)
        self.keyboard.deleted.connect(self._delete)
        self.keyboard.put_away.connect(self.keyboard.hide)
        self.look.changed.connect(self._dress)

    def show_sign_in(self, view: SignInView) -> None:
        self.close_sheet()
        self.keyboard.hide()
        self._pages.setCurrentWidget(self.door)
        self.door.show_view(view)
        self._clock.start()

    def show_staff(self, view: StaffView) -> None:
        self.rail.show_rooms(view.rooms)
        self.who.show_staff(view)
        self._pages.setCurrentWidget(self._inside)

    def show_seconds_left(self, seconds: int) -> None:
        self.who.show_seconds_left(seconds)

    def show_table(self, table: Table) -> None:
        self._title.say(table.title)
        self.rail.mark(table.room)
        self._rooms.setCurrentWidget(self.table)
        self.table.show_table(table)
        self.table.focus_search()

    def show_rows(self, rows: tuple[Row, ...], *, first: bool, has_more: bool) -> None:
        self.table.show_rows(rows, first=first, has_more=has_more)

    def show_search(self, text: str) -> None:
        self.table.show_search(text)

    def show_today(self, today: Today) -> None:
        self._title.say(today.greeting)
        self.rail.mark(Room.TODAY)
        self._rooms.setCurrentWidget(self.today)
        self.today.show_today(today)

    def show_devices(self, view: DevicesView) -> None:
        self._title.say(room_word(Room.DEVICES))
        self.rail.mark(Room.DEVICES)
        if self._rooms.currentWidget() is not self.devices:
            self._rooms.setCurrentWidget(self.devices)
            self.devices.setFocus()
        self.devices.show_devices(view)

    def show_sheet(self, sheet: Sheet) -> None:
        view = SheetView(self.look, sheet)
        view.opened.connect(self.opened)
        view.acted.connect(self.acted)
        view.closed.connect(self.sheet_closed)
        self.side.show_inside(view, key=sheet.key)
        if view.preview is not None:
            self.camera_shown.emit(sheet.camera, view.preview.offer)

    def show_form(self, form: Form) -> None:
        view = FormView(self.look, form)
        view.submitted.connect(self.submitted)
        view.left.connect(self.form_left)
        self.side.show_inside(view, key=f"form:{form.key}")
        view.focus_first()

    def close_sheet(self) -> None:
        self.side.leave()

    def tell(self, tone: Tone, text: str) -> None:
        self.toast.tell(tone, text)

    def stop(self) -> None:
        """The kiosk is shown again."""
        self._clock.stop()

    def sheet_rect(self) -> QRect:
        """Where the sheet lies: at the right, over everything where there is little room."""
        theme = self.look.staff
        width = self.width() if theme.is_small or theme.is_portrait else theme.mm(_SHEET_MM)
        width = min(width, self.width() - self.rail.width())
        height = self.height() - (self.keyboard.height() if self.keyboard.isVisible() else 0)
        return QRect(self.width() - width, 0, width, height)

    def _toggle_keyboard(self) -> None:
        self.keyboard.setVisible(not self.keyboard.isVisible())
        QTimer.singleShot(0, self, self.side.place)

    def _type(self, letter: str) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit):
            focus.insert(letter)
            focus.textEdited.emit(focus.text())

    def _delete(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit):
            focus.backspace()
            focus.textEdited.emit(focus.text())

    def _dress(self) -> None:
        self.setStyleSheet(stylesheet(self.look))
        self.table.dress()
        self.update()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.KeyPress)
        if event.type() in kinds and self.isVisible():
            self.touched.emit()
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the sheet, Ctrl+F searches, Alt and a digit goes to a room."""
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        at = event.key() - Qt.Key.Key_1
        rooms = list(Room)
        if event.key() == Qt.Key.Key_Escape:
            self.sheet_closed.emit()
        elif is_control and event.key() == Qt.Key.Key_F:
            self.table.focus_search()
        elif is_alt and 0 <= at < len(rooms):
            self.chosen.emit(rooms[at].value)
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.side.place()
        self.toast.place()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(self.look.theme.colours.paper))


class _Side(QWidget):
    """What lies over the room at the right; comes in once, then changes in place."""

    def __init__(self, look: StaffLook, screen: PanelScreen) -> None:
        super().__init__(screen)
        self._look = look
        self._screen = screen
        self._inside: QWidget | None = None
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(SLIDE_MS)
        self._slide.setStartValue(1.0)
        self._slide.setEndValue(0.0)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(lambda _value: self.place())
        self._box = column()
        self._box.setContentsMargins(look.theme.stroke, 0, 0, 0)
        self.setLayout(self._box)
        self.hide()

    def show_inside(self, view: QWidget, *, key: str) -> None:
        """Show this in place of what was there."""
        was_open = self.isVisible()
        before, self._inside = self._inside, view
        if before is not None:
            before.hide()
            before.deleteLater()
            self._box.removeWidget(before)
        self._box.addWidget(view)
        self.setAccessibleName(key)
        self.show()
        self.raise_()
        if not was_open and self._look.theme.moves and self._screen.isVisible():
            self._slide.start()
        self.place()
        view.setFocus()

    def leave(self) -> None:
        self._slide.stop()
        self.hide()

    def place(self) -> None:
        where = self._screen.sheet_rect()
        if self._slide.state() == QVariantAnimation.State.Running:
            where.translate(round(where.width() * float(self._slide.currentValue()) * 0.2), 0)
        self.setGeometry(where)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.theme.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.setPen(QPen(QColor(colours.line), self._look.theme.stroke))
        painter.drawLine(self.rect().topLeft(), self.rect().bottomLeft())
