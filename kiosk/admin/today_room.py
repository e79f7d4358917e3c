"""Today on the screen: four numbers, then what waits for somebody, in cards."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy

from kiosk.admin.card_room import CardRoom
from kiosk.admin.models import Section, Tile, Today
from kiosk.admin.section_view import SectionView
from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.colour import mix
from kiosk.shell.icons import pixmap
from kiosk.shell.look import Paragraph
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Card, column
from kiosk.shell.theme import Size


class TodayRoom(CardRoom):
    """Built anew for each reading.

    Signals:
        gone: a room that a number opens (str).
        opened: the key of an item (str).
        acted: the key of an action (str).
    """

    gone = Signal(str)
    opened = Signal(str)
    acted = Signal(str)

    def show_today(self, view: Today) -> None:
        """Show this reading."""
        theme = self._look.staff
        body = self._emptied()
        body.addLayout(self._tiles(view.tiles))
        grid = QGridLayout()
        grid.setSpacing(theme.mm(2.6))
        for at, section in enumerate(view.sections):
            across = 1 if self._is_narrow else 2
            grid.addWidget(self._card(section), at // across, at % across)
            grid.setColumnStretch(at % across, 1)
        body.addLayout(grid)
        body.addStretch(1)

    def _tiles(self, tiles: tuple[Tile, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self._look.theme.mm(2.6))
        across = 2 if self._look.staff.is_small else len(tiles) or 1
        for at, tile in enumerate(tiles):
            button = NumberTile(self._look, tile)
            if tile.room is not None:
                room = tile.room.value
                button.clicked.connect(lambda _checked=False, room=room: self.gone.emit(room))
            grid.addWidget(button, at // across, at % across)
        return grid

    def _card(self, section: Section) -> Card:
        theme = self._look.theme
        layout = column(gap=theme.hair, margin=theme.mm(2.6))
        view = SectionView(self._look, section)
        view.opened.connect(self.opened)
        view.acted.connect(self.acted)
        layout.addWidget(view)
        layout.addStretch(1)
        return Card(self._look, layout)


class NumberTile(QAbstractButton):
    """A number with its word; a colour only when it means something."""

    def __init__(self, look: StaffLook, tile: Tile) -> None:
        super().__init__()
        self._look = look
        self._tile = tile
        self.setEnabled(tile.room is not None)
        self.setAccessibleName(f"{tile.word}: {tile.number}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if tile.room is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def sizeHint(self) -> QSize:
        theme = self._look.theme
        height = theme.font_px(Size.RESULT) + theme.font_px(Size.BODY) * 2 + theme.mm(4)
        return QSize(theme.mm(28), height)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, colours = self._look.theme, self._look.theme.colours
        meaning = colours.meanings[self._tile.tone]
        is_plain = self._tile.tone in (Tone.NEUTRAL, Tone.DONE)
        ground = colours.surface if is_plain else meaning.tint
        if self.isDown() or (self.underMouse() and self.isEnabled()):
            ground = mix(ground, colours.ink, 0.06)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_focused = self.hasFocus()
        edge = QColor(colours.brand_text if is_focused else colours.hairline)
        painter.setPen(QPen(edge, theme.stroke if is_focused else theme.stroke / 2))
        painter.setBrush(QColor(ground))
        half = theme.stroke / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, theme.radius, theme.radius)
        pad = theme.mm(2.6)
        strong = colours.ink if is_plain else meaning.strong
        number = Paragraph(str(self._tile.number), self._look.font(Size.RESULT, bold=True), 9999)
        number.draw(painter, QPointF(pad, pad * 0.6), strong)
        word = Paragraph(self._tile.word, self._look.font(Size.BODY), self.width() - 2 * pad)
        word.draw(
            painter,
            QPointF(pad, self.height() - word.height - pad * 0.7),
            colours.muted if is_plain else strong,
        )
        side = theme.mm(5)
        picture = pixmap(
            self._tile.icon,
            colours.brand_text if is_plain else strong,
            side,
            self.devicePixelRatioF(),
        )
        painter.drawPixmap(QPointF(self.width() - pad - side, pad), picture)
