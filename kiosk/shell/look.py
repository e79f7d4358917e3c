"""Look: the theme in force, told to every widget when it changes; fonts and text layout."""

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QTextLayout,
    QTextOption,
)

from kiosk.shell import words
from kiosk.shell.theme import Size, Theme
from resources import path

LINE_HEIGHT = 1.22
ANY_WIDTH = 100_000
"""Room for any text on one line."""
_LEFT = Qt.AlignmentFlag.AlignLeft
_MOST_KEPT = 1000
"""Paragraphs; a screen asks for some hundred, and for most of them again."""


def load_fonts() -> None:
    """Make the shipped fonts known to Qt; once, after the application exists."""
    for file in ("Regular", "Bold"):
        QFontDatabase.addApplicationFont(str(path(f"fonts/AtkinsonHyperlegibleNext-{file}.ttf")))


class Look(QObject):
    """The theme and the language of the screen, and when they change.

    Signals:
        changed: the theme is another one; every widget measures and draws itself anew.
        reworded: the language is another one; every screen sets its fixed texts anew.
    """

    changed = Signal()
    reworded = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._fonts: dict[tuple[Size, bool], QFont] = {}
        self._paragraphs: dict[tuple[object, ...], Paragraph] = {}
        self._words: dict[tuple[str, Size, bool], float] = {}

    def wear(self, theme: Theme) -> None:
        """Change the theme: light or dark, large text, another panel."""
        if theme != self.theme:
            self.theme = theme
            self._fonts.clear()
            self._paragraphs.clear()
            self._words.clear()
            self.changed.emit()

    def speak(self, language: str) -> None:
        """Change the language of the screen."""
        words.speak(language)
        self.reworded.emit()

    def font(self, size: Size, *, bold: bool = False) -> QFont:
        """The font of one of the four sizes, with figures of one width."""
        found = self._fonts.get((size, bold))
        if found is None:
            found = QFont(self.theme.family)
            found.setPixelSize(self.theme.font_px(size))
            found.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
            found.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[size, bold] = found
        return found

    def widest_word(self, text: str, size: Size, *, bold: bool = False) -> float:
        """The width in pixels of the longest word; the same words come again in other texts."""
        return max((self._word(word, size, bold=bold) for word in text.split()), default=0.0)

    def _word(self, word: str, size: Size, *, bold: bool) -> float:
        width = self._words.get((word, size, bold))
        if width is None:
            if len(self._words) >= _MOST_KEPT:
                self._words.clear()
            width = QFontMetricsF(self.font(size, bold=bold)).horizontalAdvance(word)
            self._words[word, size, bold] = width
        return width

    def pitch(self, size: Size) -> int:
        """From one line to the next, in pixels."""
        return round(self.theme.font_px(size) * LINE_HEIGHT)

    def paragraph(
        self,
        text: str,
        size: Size,
        width: float,
        *,
        bold: bool = False,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> "Paragraph":
        """A text in one of the four sizes; kept, because breaking lines is the dearest of all."""
        if align is _LEFT and width != ANY_WIDTH:
            one_line = self.paragraph(text, size, ANY_WIDTH, bold=bold)
            if one_line.lines <= 1 and one_line.width <= width:
                return one_line
        asked = (text, size, width, bold, align)
        found = self._paragraphs.get(asked)
        if found is None:
            if len(self._paragraphs) >= _MOST_KEPT:
                self._paragraphs.clear()
            found = Paragraph(text, self.font(size, bold=bold), width, align=align)
            self._paragraphs[asked] = found
        return found


class Paragraph:
    """A text broken into lines for one width; breaks inside a word only when it must."""

    def __init__(
        self,
        text: str,
        font: QFont,
        width: float,
        *,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        self._layout = QTextLayout(text, font)
        self._layout.setCacheEnabled(True)  # else each drawing shapes every word anew
        option = QTextOption(align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._font_px = font.pixelSize()
        self.pitch = round(font.pixelSize() * LINE_HEIGHT)
        metrics = QFontMetricsF(font)
        lead = (self.pitch - metrics.ascent() - metrics.descent()) / 2
        self.lines = 0
        self.width = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            line.setPosition(QPointF(0, self.lines * self.pitch + lead))
            self.width = max(self.width, line.naturalTextWidth())
            self.lines += 1
        self._layout.endLayout()

    @property
    def height(self) -> int:
        return max(1, self.lines) * self.pitch

    @property
    def ink_height(self) -> int:
        """The height without the leading around it: what must fit at the least."""
        return self.height - self.pitch + self._font_px

    def breaks_a_word(self) -> bool:
        """Whether a line ends inside a word."""
        text = self._layout.text()
        starts = [self._layout.lineAt(i).textStart() for i in range(1, self.lines)]
        return any(not text[at - 1].isspace() and text[at - 1] not in "-–/·" for at in starts)

    def draw(self, painter: QPainter, at: QPointF, colour: str) -> None:
        painter.setPen(QColor(colour))
        self._layout.draw(painter, at)
