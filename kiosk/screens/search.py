"""Search on the screen, for a day without scanners: letters below, what was found above."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from kiosk.screens.screen import Screen
from kiosk.screens.views import FoundView, SearchView
from kiosk.shell.buttons import Button
from kiosk.shell.keys import Field, Keyboard
from kiosk.shell.look import Look
from kiosk.shell.overriding import override
from kiosk.shell.surfaces import EmptyState, ListRow, Scroll, clear, column, row
from kiosk.shell.words import _


class SearchScreen(Screen):
    """People and things by name or tag, typed on the glass or on any keyboard.

    Signals:
        searched: the text so far (str), after each letter; the presenter waits a little.
        chosen: the key of what was touched (str).
        closed: back to where one came from.
    """

    searched = Signal(str)
    chosen = Signal(str)
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: SearchView | None = None
        self._typed = ""

    def show_search(self, view: SearchView) -> None:
        """Begin a new search, or show what was found for the text so far."""
        before, self._view = self._view, view
        if before is None or before.hint != view.hint:
            self._typed = ""
            self.rebuild()
        else:
            self._fill(view)

    def type_text(self, letters: str) -> None:
        """Type as the keyboard on the glass does; a reader may type a name, too."""
        self._field.type_text(letters)

    def forget(self) -> None:
        """Empty the field, for the next person."""
        self._typed = ""
        self.rebuild()

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        self.page.setSpacing(theme.mm(2))
        head = row(gap=theme.mm(2))
        back = Button(self.look, _("Back"), icon="arrow-left").icon_only()
        back.clicked.connect(self.closed)
        head.addWidget(back)
        self._field = Field(self.look, view.hint)
        self._field.type_text(self._typed)
        self._field.changed.connect(self._on_typed)
        head.addWidget(self._field, 1)
        self._show_keys = Button(self.look, _("Show the keyboard"), icon="keyboard").icon_only()
        self._show_keys.clicked.connect(lambda: self._put_keyboard(away=False))
        self._show_keys.hide()
        head.addWidget(self._show_keys)
        self.page.addLayout(head)
        self._found = Scroll(self.look)
        self._found.setAccessibleName(_("What was found"))
        self._found.body.setSpacing(theme.mm(1))
        self.page.addWidget(self._found, 1)
        self._keyboard = Keyboard(self.look)
        self._keyboard.typed.connect(self._field.type_text)
        self._keyboard.deleted.connect(self._field.delete)
        self._keyboard.put_away.connect(lambda: self._put_keyboard(away=True))
        self.page.addWidget(self._keyboard)
        self.setFocusProxy(self._field)
        self._fill(view)

    def _on_typed(self, text: str) -> None:
        self._typed = text
        self.searched.emit(text)

    def _put_keyboard(self, *, away: bool) -> None:
        self._keyboard.setVisible(not away)
        self._show_keys.setVisible(away)

    def _fill(self, view: SearchView) -> None:
        body = self._found.body
        clear(body)
        for found in view.found:
            line = _Found(self.look, found)
            line.clicked.connect(lambda _down=False, key=found.key: self.chosen.emit(key))
            body.addWidget(line)
        if view.found:
            body.addStretch(1)
        elif view.message:
            body.addWidget(EmptyState(self.look, view.message, icon="search"), 1)
        self._found.to_top()


class _Found(QAbstractButton):
    """A line of the list that can be touched anywhere."""

    def __init__(self, look: Look, found: FoundView) -> None:
        super().__init__()
        self._look = look
        layout = column()
        layout.setContentsMargins(
            look.theme.mm(2.4), look.theme.hair, look.theme.mm(2.4), look.theme.hair
        )
        line = ListRow(look)
        line.say(found.title, found.note, found.icon)
        line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addWidget(line)
        self.setLayout(layout)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(found.title)
        self.setAccessibleName(line.accessibleName())
        self.setMinimumHeight(look.theme.secondary_px)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, colours = self._look.theme, self._look.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = colours.brand_text if self.hasFocus() or self.isDown() else colours.line
        painter.setPen(QPen(QColor(edge), theme.focus if self.hasFocus() else theme.stroke))
        painter.setBrush(QColor(colours.surface))
        half = theme.focus / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, theme.radius, theme.radius)
