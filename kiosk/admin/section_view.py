"""Sections of a sheet and of Today: facts in two columns, items that open and can be acted on."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.admin.act_button import ActButton
from kiosk.admin.flow import Flow
from kiosk.admin.models import Action, Fact, Item, Section
from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.buttons import Rank
from kiosk.shell.colour import mix
from kiosk.shell.icons import pixmap
from kiosk.shell.marks import Icon
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size

_HOVERED = 0.05


class SectionView(QWidget):
    """A title, then what the section holds.

    Signals:
        opened: the key of an item (str).
        acted: the key of an action (str).
    """

    opened = Signal(str)
    acted = Signal(str)

    def __init__(self, look: StaffLook, section: Section) -> None:
        super().__init__()
        theme = look.theme
        body = column(gap=theme.mm(0.6))
        if section.title:
            title = Text(look, section.title, sizes=(Size.NOTE,), colour="muted", bold=True)
            body.addWidget(title)
        for item in section.items:
            line = ItemView(look, item)
            line.opened.connect(self.opened)
            line.acted.connect(self.acted)
            body.addWidget(line)
        if section.facts:
            body.addLayout(_facts(look, section.facts))
        if section.empty and not section.items and not section.facts:
            body.addWidget(Text(look, section.empty, colour="muted"))
        self.setLayout(body)


def _facts(look: StaffLook, facts: tuple[Fact, ...]) -> QGridLayout:
    theme = look.theme
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.gap)
    grid.setVerticalSpacing(theme.mm(1.0))
    grid.setContentsMargins(0, 0, 0, 0)
    for at, fact in enumerate(facts):
        label = Text(look, fact.label, colour="muted")
        value = Text(look, fact.text, bold=fact.tone is not Tone.NEUTRAL)
        if fact.tone is not Tone.NEUTRAL:
            value.paint_in(theme.colours.meanings[fact.tone].strong)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not fact.label:
            grid.addWidget(value, at, 0, 1, 2)
            continue
        grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 2)
    grid.setColumnStretch(1, 5)
    return grid


class ItemView(QWidget):
    """One item: an icon in a tile, a title, a note in the colour of its tone, its actions.

    Signals:
        opened: the key of the item (str); touched, or Enter on it.
        acted: the key of an action (str).
    """

    opened = Signal(str)
    acted = Signal(str)

    def __init__(self, look: StaffLook, item: Item) -> None:
        super().__init__()
        self._look = look
        self._item = item
        self._is_over = False
        theme = look.theme
        line = row(gap=theme.mm(1.6))
        line.setContentsMargins(theme.mm(1), theme.mm(0.8), theme.mm(1), theme.mm(0.8))
        top = Qt.AlignmentFlag.AlignTop if len(item.actions) > 1 else Qt.AlignmentFlag.AlignVCenter
        line.addWidget(Tile(look, item.icon or "circle", item.tone), 0, top)
        line.addLayout(self._words(item), 1)
        if len(item.actions) == 1:
            line.addWidget(self._button(item.actions[0]), 0, Qt.AlignmentFlag.AlignVCenter)
        if item.opens:
            line.addWidget(Icon(look, "chevron-right", mm=3.4, colour="line"))
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{item.title}. {item.note}" if item.note else item.title)
        self.setLayout(line)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _words(self, item: Item) -> QVBoxLayout:
        """Title and note; several actions stand below them."""
        look, theme = self._look, self._look.theme
        words = column(gap=theme.mm(0.1))
        words.addWidget(Text(look, item.title, bold=True))
        if item.note:
            note = Text(look, item.note, sizes=(Size.NOTE,), colour="muted")
            if item.tone is not Tone.NEUTRAL:
                note.paint_in(theme.colours.meanings[item.tone].strong)
            words.addWidget(note)
        if len(item.actions) > 1:
            flow = Flow(theme.hair)
            for action in item.actions:
                flow.addWidget(self._button(action))
            words.addSpacing(theme.mm(0.8))
            words.addWidget(flow.holder())
        return words

    def _button(self, action: Action) -> ActButton:
        button = ActButton(self._look, action, rank=Rank.QUIET)
        button.clicked.connect(lambda: self.acted.emit(action.key))
        return button

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._item.opens and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._item.opens)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._item.opens and event.key() in keys:
            self.opened.emit(self._item.opens)
        else:
            super().keyPressEvent(event)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_over = bool(self._item.opens)
        self.update()

    @override
    def leaveEvent(self, event: object) -> None:
        self._is_over = False
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_over and not self.hasFocus():
            return
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        edge = theme.stroke
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.colours.brand_text), theme.stroke))
        painter.setBrush(QColor(mix(theme.colours.surface, theme.colours.ink, _HOVERED)))
        box = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(box, theme.mm(1.4), theme.mm(1.4))


class Tile(QWidget):
    """An icon on a quiet square, in the tint of its tone."""

    def __init__(self, look: StaffLook, icon: str, tone: Tone, *, mm: float = 6.4) -> None:
        super().__init__()
        self._look = look
        self._icon = icon
        self._tone = tone
        self._mm = mm
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        side = self._look.theme.mm(self._mm)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        meaning = theme.colours.meanings[self._tone]
        is_plain = self._tone is Tone.NEUTRAL
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours.sunk if is_plain else meaning.tint))
        radius = self.width() * 0.22
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        side = round(self.width() * 0.58)
        at = (self.width() - side) // 2
        colour = theme.colours.brand_text if is_plain else meaning.strong
        painter.drawPixmap(at, at, pixmap(self._icon, colour, side, self.devicePixelRatioF()))
