"""Buttons: large enough for a standing person, with a word, a shape for focus and for press."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from kiosk.shell.colour import mix
from kiosk.shell.icons import pixmap
from kiosk.shell.look import ANY_WIDTH, Look, Paragraph
from kiosk.shell.overriding import override
from kiosk.shell.theme import Size


class Rank(StrEnum):
    """How much a button matters."""

    PRIMARY = "primary"
    """The one large action of a screen: 20 mm high, filled."""
    SECONDARY = "secondary"
    """Any other action: 15 mm high, outlined."""
    QUIET = "quiet"
    """An action at the edge of the screen: 15 mm high, on the paper itself."""
    KEY = "key"
    """A key of a keypad or keyboard."""
    CHOICE = "choice"
    """One of a few large answers, stacked or side by side, icon above its word."""


class Button(QAbstractButton):
    """A painted button; the text wraps or shrinks to the next size, and is never cut."""

    def __init__(
        self, look: Look, text: str = "", *, rank: Rank = Rank.SECONDARY, icon: str = ""
    ) -> None:
        super().__init__()
        self._look = look
        self.rank = rank
        self._icon = icon
        self._shows_text = True
        self._focus_shows = False
        self._inverse: tuple[str, str] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        grows = QSizePolicy.Policy.Expanding
        wide = rank in (Rank.PRIMARY, Rank.CHOICE, Rank.KEY)
        tall = rank in (Rank.CHOICE, Rank.KEY)
        policy = QSizePolicy(
            grows if wide else QSizePolicy.Policy.Preferred,
            grows if tall else QSizePolicy.Policy.Fixed,
        )
        self.setSizePolicy(policy)
        self._grown = 0
        look.changed.connect(self._measure_anew)
        self.say(text)

    def say(self, text: str) -> None:
        """Show this text and give it to assistive technology."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self._measure_anew()

    def show_icon(self, name: str) -> None:
        """Another icon."""
        self._icon = name
        self.update()

    def icon_only(self, *, alone: bool = True) -> "Button":
        """Show the icon alone; the text stays as the accessible name. Returns itself."""
        if self._shows_text is alone:
            self._shows_text = not alone
            self._measure_anew()
        return self

    def lie_on(self, fill: str, text: str) -> None:
        """Draw for a coloured ground, in that ground's text colour."""
        if (fill, text) != self._inverse:
            self._inverse = (fill, text)
            self.update()

    def is_clipped(self) -> bool:
        """Whether the text does not fit into the button; the tests ask."""
        if not self._shows_text or not self.text():
            return False
        return self._paragraph().ink_height > self.height()

    def _measure_anew(self) -> None:
        self._grown = self.height_at(self.width()) if self.isVisible() else 0
        self.updateGeometry()
        self.update()

    @property
    def _padding(self) -> int:
        theme = self._look.theme
        return theme.mm(1.0) if self.rank is Rank.KEY else theme.mm(3.2)

    @property
    def _icon_px(self) -> int:
        theme = self._look.theme
        if self.rank is Rank.CHOICE:
            return min(theme.mm(16), max(theme.mm(8), self.height() // 3))
        return min(theme.font_px(Size.BODY), theme.mm(9.2))

    def _text_width(self, width: int) -> float:
        room = width - 2 * self._padding
        if self._icon and self.rank is not Rank.CHOICE:
            room -= self._icon_px + self._look.theme.hair
        return max(1, room)

    def _paragraph(self) -> Paragraph:
        width = self._text_width(self.width())
        centred = self.rank in (Rank.CHOICE, Rank.KEY)
        align = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
        sizes = [Size.TITLE, Size.BODY, Size.NOTE][0 if self.rank is Rank.PRIMARY else 1 :]
        tried = [
            self._look.paragraph(self.text(), size, width, bold=True, align=align) for size in sizes
        ]
        fitting = [
            paragraph
            for paragraph in tried
            if paragraph.ink_height <= self.height() - 4 and not paragraph.breaks_a_word()
        ]
        one_line = (p for p in fitting if p.lines == 1 and p is not tried[-1])
        return next(one_line, next(iter(fitting), tried[-1]))

    def height_at(self, width: int) -> int:
        """The height at a width: it grows for a text that needs more lines."""
        height = self._least_height()
        if not self._shows_text or self.rank in (Rank.CHOICE, Rank.KEY):
            return height
        room = self._text_width(width)
        smallest = self._look.paragraph(self.text(), Size.NOTE, room, bold=True)
        return max(height, smallest.ink_height + self._look.theme.mm(2))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        grown = self.height_at(event.size().width())
        if grown != self._grown:
            self._grown = grown
            self.updateGeometry()

    def _least_height(self) -> int:
        theme = self._look.theme
        return theme.primary_px if self.rank is Rank.PRIMARY else theme.secondary_px

    @override
    def sizeHint(self) -> QSize:
        theme = self._look.theme
        height = max(self._least_height(), self._grown)
        if self.rank is Rank.KEY:
            tall = max(theme.key_px, theme.mm(9), round(theme.font_px(Size.BODY) * 1.1))
            return QSize(theme.key_px, tall)
        if self.rank is Rank.CHOICE:
            return QSize(theme.mm(30), theme.primary_px)
        if not self._shows_text:
            return QSize(self._least_height(), self._least_height())
        words = self._look.paragraph(self.text(), Size.BODY, ANY_WIDTH, bold=True)
        width = words.width + 2 * self._padding + 1
        if self._icon:
            width += self._icon_px + theme.hair
        least = theme.exact_mm(60) if self.rank is Rank.PRIMARY else height
        return QSize(max(round(width), least), height)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        theme = self._look.theme
        if self.rank is Rank.KEY:
            return QSize(theme.key_px, hint.height())
        if self.rank is Rank.PRIMARY:
            return QSize(theme.exact_mm(60), hint.height())
        if self.rank in (Rank.SECONDARY, Rank.QUIET) and self._shows_text:
            return QSize(min(hint.width(), theme.mm(38)), hint.height())
        return hint

    def _colours(self) -> tuple[str, str, str]:
        """Fill, border and text."""
        colours = self._look.theme.colours
        if self._inverse:
            fill, text = self._inverse
            return fill, text, text
        if not self.isEnabled():
            return colours.sunk, colours.hairline, colours.muted
        if self.rank is Rank.PRIMARY:
            return colours.brand, colours.brand, colours.on_brand
        if self.rank is Rank.QUIET:
            return colours.paper, colours.paper, colours.ink
        if self.isChecked():
            return colours.brand, colours.brand, colours.on_brand
        return colours.surface, colours.line, colours.ink

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        fill, border, text = self._colours()
        if self.isDown():
            fill = mix(fill, text, 0.16)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = theme.stroke / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.setPen(QPen(QColor(border), theme.stroke))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, theme.radius, theme.radius)
        if self.hasFocus() and self._focus_shows:
            self._draw_focus(painter, text)
        self._draw_content(painter, text)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring to those who come by keyboard; a finger needs none."""
        reasons = Qt.FocusReason
        came_by_key = (
            reasons.TabFocusReason,
            reasons.BacktabFocusReason,
            reasons.ShortcutFocusReason,
        )
        self._focus_shows = event.reason() in came_by_key
        super().focusInEvent(event)

    def _draw_focus(self, painter: QPainter, colour: str) -> None:
        """A ring inside the border, in the text's colour: seen on every fill."""
        theme = self._look.theme
        inset = theme.stroke + theme.focus * 0.9
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.setPen(QPen(QColor(colour), theme.focus))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, theme.radius - inset / 2, theme.radius - inset / 2)

    def _draw_content(self, painter: QPainter, colour: str) -> None:
        side, ratio = self._icon_px, self.devicePixelRatioF()
        picture = pixmap(self._icon, colour, side, ratio) if self._icon else None
        if not self._shows_text:
            if picture:
                corner = QPointF((self.width() - side) / 2, (self.height() - side) / 2)
                painter.drawPixmap(corner, picture)
            return
        paragraph = self._paragraph()
        gap = self._look.theme.hair if picture and self.text() else 0
        if self.rank is Rank.CHOICE:
            top = (self.height() - paragraph.height - (side + gap if picture else 0)) / 2
            if picture:
                painter.drawPixmap(QPointF((self.width() - side) / 2, top), picture)
                top += side + gap
            paragraph.draw(painter, QPointF(self._padding, top), colour)
            return
        whole = paragraph.width + (side + gap if picture else 0)
        left = (self.width() - whole) / 2
        if self.rank is Rank.KEY and not picture:
            left = self._padding
        if picture:
            painter.drawPixmap(QPointF(left, (self.height() - side) / 2), picture)
            left += side + gap
        paragraph.draw(painter, QPointF(left, (self.height() - paragraph.height) / 2), colour)
