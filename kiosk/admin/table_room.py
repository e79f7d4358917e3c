"""A room with a table: its title, a search field, what may be done, and the rows."""

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QScroller,
    QStackedLayout,
    QTableView,
    QWidget,
)

from kiosk.admin.act_button import ActButton
from kiosk.admin.models import Row, Table
from kiosk.admin.row_delegate import RowDelegate
from kiosk.admin.row_model import RowModel
from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.icons import pixmap
from kiosk.shell.overriding import override
from kiosk.shell.surfaces import Card, EmptyState, clear, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size

DEBOUNCE_MS = 150
"""Nobody types two letters within this time and wants to see both answers."""


class TableRoom(QWidget):
    """Shows one table at a time.

    Signals:
        searched: the text (str), once nobody types any more.
        more_wanted: the end of the rows is in sight.
        opened: the key of a row (str).
        acted: the key of an action (str).
    """

    searched = Signal(str)
    more_wanted = Signal()
    opened = Signal(str)
    acted = Signal(str)

    def __init__(self, look: StaffLook) -> None:
        super().__init__()
        self._look = look
        self._table: Table | None = None
        self._model = RowModel()
        self._model.more_wanted.connect(self.more_wanted)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(DEBOUNCE_MS)
        self._wait.timeout.connect(lambda: self.searched.emit(self.field.text()))
        self.field: QLineEdit = _Search(look)
        self.field.textEdited.connect(lambda _text: self._wait.start())
        self.field.returnPressed.connect(self._open_first)
        self.rows = _Rows(look, self._model)
        self.rows.opened.connect(self.opened)
        self._lay_out()

    def _lay_out(self) -> None:
        theme = self._look.theme
        self._head = row(gap=theme.gap)
        self._note = Text(self._look, colour="muted")
        self._acts = row(gap=theme.hair)
        card_layout = column(margin=theme.mm(1.2))
        self._card = Card(self._look, card_layout)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.rows)
        self._nothing = QWidget()
        self._nothing_box = column(gap=theme.gap)
        self._nothing.setLayout(self._nothing_box)
        self._pages.addWidget(self._nothing)
        card_layout.addLayout(self._pages)
        body = column(gap=theme.mm(2.4))
        self._head.addWidget(self.field, 1)
        self._head.addWidget(self._note, 1, Qt.AlignmentFlag.AlignVCenter)
        self._head.addLayout(self._acts)
        body.addLayout(self._head)
        body.addWidget(self._card, 1)
        self.setLayout(body)

    def show_table(self, table: Table) -> None:
        """The head of another table."""
        self._wait.stop()
        self._table = table
        self._model.show(table.columns)
        self.field.clear()
        self.field.setVisible(bool(table.hint))
        self._note.say(table.note)
        self.field.setPlaceholderText(table.hint)
        self.field.setAccessibleName(table.hint)
        self.dress()
        clear(self._acts)
        for action in table.actions:
            button = ActButton(self._look, action)
            button.clicked.connect(lambda _checked=False, key=action.key: self.acted.emit(key))
            self._acts.addWidget(button)
        self.rows.fit(table)
        self._pages.setCurrentWidget(self.rows)

    def show_rows(self, rows: tuple[Row, ...], *, first: bool, has_more: bool) -> None:
        """Rows came: in place of the others, or below them."""
        if first:
            self._model.fill(rows, has_more=has_more)
            self.rows.to_top()
        else:
            self._model.append(rows, has_more=has_more)
        self.rows.lift_groups()
        if self._model.rowCount() or self._table is None:
            self._pages.setCurrentWidget(self.rows)
        else:
            self._show_nothing(self._table)

    def show_search(self, text: str) -> None:
        """Put a text into the field, and look for it."""
        self.field.setText(text)
        self.searched.emit(text)

    def focus_search(self) -> None:
        (self.field if self.field.isVisible() else self.rows).setFocus()

    def dress(self) -> None:
        """Leave room for the magnifier, in the measure of the theme."""
        theme = self._look.theme
        side = theme.font_px(Size.BODY)
        self.field.setTextMargins(side + theme.mm(1), 0, 0, 0)
        self.field.setMinimumWidth(theme.mm(40))

    def _show_nothing(self, table: Table) -> None:
        clear(self._nothing_box)
        self._nothing_box.addStretch(1)
        self._nothing_box.addWidget(EmptyState(self._look, table.empty, icon=table.empty_icon))
        action = table.empty_action
        if action is not None:
            line = row()
            button = ActButton(self._look, action)
            button.clicked.connect(lambda: self.acted.emit(action.key))
            line.addStretch(1)
            line.addWidget(button)
            line.addStretch(1)
            self._nothing_box.addLayout(line)
        self._nothing_box.addStretch(2)
        self._pages.setCurrentWidget(self._nothing)

    def _open_first(self) -> None:
        """Enter in the search field opens what was found."""
        self._wait.stop()
        if self._model.rowCount() == 1:
            self.opened.emit(self._model.row(0).key)
        else:
            self.searched.emit(self.field.text())
            self.rows.setFocus()


class _Search(QLineEdit):
    """A field with a magnifier."""

    def __init__(self, look: StaffLook) -> None:
        super().__init__()
        self._look = look
        self.setClearButtonEnabled(False)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self._look.theme
        side = theme.font_px(Size.BODY)
        picture = pixmap("search", theme.colours.muted, side, self.devicePixelRatioF())
        QPainter(self).drawPixmap(theme.mm(1.8), (self.height() - side) // 2, picture)


class _Rows(QTableView):
    """The rows; arrows move, Enter opens, a finger scrolls."""

    opened = Signal(str)

    def __init__(self, look: StaffLook, model: RowModel) -> None:
        super().__init__()
        self._look = look
        self._rows = model
        self._table: Table | None = None
        self._delegate = RowDelegate(look)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        touch = QScroller.ScrollerGestureType.TouchGesture
        QScroller.grabGesture(self.viewport(), touch)
        self.clicked.connect(self._open)

    def fit(self, table: Table) -> None:
        """Share the width among the columns; those that do not fit are left out."""
        self._table = table
        theme = self._look.staff
        self.verticalHeader().setDefaultSectionSize(theme.row_px)
        self.horizontalHeader().setFixedHeight(theme.mm(7))
        width_mm = self.width() / (theme.px_per_mm * theme.scale)
        shown = [at for at, each in enumerate(table.columns) if each.least_mm <= width_mm]
        whole = sum(table.columns[at].share for at in shown)
        room = self.viewport().width()
        for at, each in enumerate(table.columns):
            self.setColumnHidden(at, at not in shown)
            if at in shown:
                self.setColumnWidth(at, room * each.share // whole)

    def lift_groups(self) -> None:
        """Give the first row of each group the room for its name."""
        height = self._look.staff.row_px
        for at in range(self._rows.rowCount()):
            if self._rows.begins_group(at):
                self.setRowHeight(at, height + self._delegate.group_px())

    def to_top(self) -> None:
        self.scrollToTop()

    def _open(self, index: QModelIndex) -> None:
        key = self._rows.row(index.row()).key
        if key:
            self.opened.emit(key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._table is not None:
            self.fit(self._table)
