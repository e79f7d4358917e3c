"""Text: a label that wraps, takes the largest of the four sizes that fits, and is never cut."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kiosk.shell.look import ANY_WIDTH, Look, Paragraph
from kiosk.shell.overriding import override
from kiosk.shell.theme import Size


class Text(QLabel):
    """A text in a colour of the palette; `sizes` are tried from the largest."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        sizes: tuple[Size, ...] = (Size.BODY,),
        colour: str = "ink",
        bold: bool = False,
    ) -> None:
        super().__init__()
        self._look = look
        self._sizes = sizes
        self._colour = colour
        self._bold = bold
        self._up_to = 0
        self._align = Qt.AlignmentFlag.AlignLeft
        self._cache: dict[tuple[int, int], Paragraph] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)  # else QLabel gives up the height for a width at each new text
        look.changed.connect(self._measure_anew)
        self.say(text)

    def centred(self) -> "Text":
        """Set every line in the middle; returns itself, to be said in one breath."""
        self._align = Qt.AlignmentFlag.AlignHCenter
        return self

    def up_to(self, lines: int) -> "Text":
        """Take a smaller size before there are more lines than this; returns itself."""
        self._up_to = lines
        return self

    def set_in(self, *sizes: Size, bold: bool) -> None:
        """Try other sizes from the largest, in another weight."""
        if (sizes, bold) != (self._sizes, self._bold):
            self._sizes, self._bold = sizes, bold
            self._measure_anew()

    def say(self, text: str) -> None:
        """Show this text; an empty one takes no room."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self._measure_anew()
        if self.parentWidget() is None:  # shown now, it would be a window of its own
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, not text)
        else:
            self.setVisible(bool(text))

    def paint_in(self, colour: str) -> None:
        """Use a colour of the palette, by name or as `#rrggbb`."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    @property
    def _most_lines(self) -> int:
        return self._up_to or (2 if len(self._sizes) > 1 else 99)

    def is_clipped(self) -> bool:
        """Whether some of the text does not fit where it is; the tests ask."""
        if not self.text():
            return False
        return self._paragraph(self.width(), self.height()).height > self.height() + 1

    def _measure_anew(self) -> None:
        self._cache.clear()
        self.updateGeometry()
        self.update()

    def _paragraph(self, width: int, height: int = 0) -> Paragraph:
        found = self._cache.get((width, height))
        if found is None:
            if len(self._cache) > 8:  # noqa: PLR2004 -- a layout asks for few widths
                self._cache.clear()
            found = self._cache[width, height] = self._fit(width, height)
        return found

    def _fit(self, width: int, height: int) -> Paragraph:
        """The largest size in few enough lines; where the height is known, it counts too."""
        for size in self._sizes[:-1]:
            paragraph = self._set(size, width)
            fits = not height or paragraph.height <= height + 1
            if fits and paragraph.lines <= self._most_lines and not paragraph.breaks_a_word():
                return paragraph
        return self._set(self._sizes[-1], width)

    def _set(self, size: Size, width: int) -> Paragraph:
        return self._look.paragraph(self.text(), size, width, bold=self._bold, align=self._align)

    @override
    def heightForWidth(self, width: int) -> int:
        return self._paragraph(width).height

    @override
    def sizeHint(self) -> QSize:
        paragraph = self._set(self._sizes[0], ANY_WIDTH)
        return QSize(round(paragraph.width + 1), paragraph.height)

    @override
    def minimumSizeHint(self) -> QSize:
        text, size = self.text(), self._sizes[-1]
        word = self._look.widest_word(text, size, bold=self._bold)
        widest = min(word + 1, self._look.theme.mm(30))
        return QSize(round(widest), self._look.pitch(size) if text else 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        paragraph = self._paragraph(self.width(), self.height())
        painter = QPainter(self)
        colours = self._look.theme.colours
        top = 0.0
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top = max(0.0, (self.height() - paragraph.height) / 2)
        colour = self._colour if self._colour.startswith("#") else getattr(colours, self._colour)
        paragraph.draw(painter, QPointF(0, top), colour)


def spacer() -> QWidget:
    """Room that grows, where a layout's own stretch would not do."""
    room = QWidget()
    room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return room
