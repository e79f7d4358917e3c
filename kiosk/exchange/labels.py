"""Sheets of labels as PDF: a code that every scanner reads, the tag, and the name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple  # reportlab has no types

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kiosk.domain.trouble import Trouble, TroubleCode

FONT_FILE = Path(__file__).parents[2] / "resources/fonts/AtkinsonHyperlegibleNext-Regular.ttf"
_FONT = "Hyperlegible"
_PADDING_MM = 2.0
_TEXT_MM = 3.0
_QUIET_MM = 2.5
"""White beside the bars: ten modules of the narrowest bar printed."""


class Label(NamedTuple):
    """One label: what its code says, and what people read."""

    tag: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where labels lie on a page, in mm."""

    page: tuple[float, float]
    label: tuple[float, float]
    columns: int
    rows: int
    margin: tuple[float, float] = (0, 0)


SHEETS = {
    "70x36": Sheet((210, 297), (70, 36), 3, 8, (0, 4.5)),
    "48x25": Sheet((210, 297), (48.5, 25.4), 4, 10, (8, 21.5)),
    "38x21": Sheet((210, 297), (38.1, 21.2), 5, 13, (9.75, 10.7)),
    "62x29": Sheet((62, 29), (62, 29), 1, 1),
}


def write_labels(path: Path, labels: Sequence[Label], sheet: Sheet, *, qr: bool = False) -> int:
    """Write the sheets; give the number of pages.

    Raises:
        Trouble: the file cannot be written, or a tag has no Code 128.
    """
    pdfmetrics.registerFont(TTFont(_FONT, str(FONT_FILE)))
    canvas = Canvas(str(path), pagesize=(sheet.page[0] * mm, sheet.page[1] * mm))
    each_page = sheet.columns * sheet.rows
    for at, label in enumerate(labels):
        if at and at % each_page == 0:
            canvas.showPage()
        row, column = divmod(at % each_page, sheet.columns)
        left = sheet.margin[0] + column * sheet.label[0]
        top = sheet.page[1] - sheet.margin[1] - row * sheet.label[1]
        canvas.saveState()
        canvas.translate(left * mm, (top - sheet.label[1]) * mm)
        _draw(canvas, label, sheet.label, qr=qr)
        canvas.restoreState()
    try:
        canvas.save()
    except OSError as error:
        raise Trouble(
            TroubleCode.FILE_UNREADABLE,
            "{file} cannot be written: {why}.",
            file=path.name,
            why=str(error.strerror),
        ) from error
    return -(-len(labels) // each_page)


def _draw(canvas: Any, label: Label, size: tuple[float, float], *, qr: bool) -> None:  # noqa: ANN401 - reportlab
    width, height = size
    if qr:
        side = height - 2 * _PADDING_MM
        _qr(canvas, label.tag, side * mm, _PADDING_MM * mm)
        left, room = _PADDING_MM + side, width - side - 2 * _PADDING_MM
        bottom = height / 2
    else:
        bars = height - 2 * _PADDING_MM - 2 * _TEXT_MM - 1
        _bars(canvas, label.tag, (width, bars), (_PADDING_MM + 2 * _TEXT_MM + 1) * mm)
        left, room, bottom = _PADDING_MM, width - 2 * _PADDING_MM, _PADDING_MM + _TEXT_MM + 0.5
    for text, at, points in ((label.tag, bottom, 9), (label.name, bottom - _TEXT_MM - 0.5, 7)):
        canvas.setFont(_FONT, points)
        fitted = _fitted(canvas, text, room * mm, points)
        canvas.drawCentredString((left + room / 2) * mm, at * mm, fitted)


def _bars(canvas: Any, tag: str, size: tuple[float, float], bottom: float) -> None:  # noqa: ANN401 - reportlab
    if not tag.isascii() or not tag.isprintable():
        raise Trouble(
            TroubleCode.FILE_UNREADABLE,
            "“{tag}” has signs that Code 128 lacks; use --qr.",
            tag=tag,
        )
    room = (size[0] - 2 * _QUIET_MM) * mm
    modules = Code128(tag, barWidth=1, quiet=0).width
    bars = Code128(tag, barWidth=min(0.38 * mm, room / modules), barHeight=size[1] * mm, quiet=0)
    bars.drawOn(canvas, (size[0] * mm - bars.width) / 2, bottom)


def _qr(canvas: Any, tag: str, side: float, at: float) -> None:  # noqa: ANN401 - reportlab
    drawing = Drawing(side, side)
    drawing.add(QrCodeWidget(tag, barWidth=side, barHeight=side, barLevel="M"))
    renderPDF.draw(drawing, canvas, at, at)


def _fitted(canvas: Any, text: str, room: float, points: int) -> str:  # noqa: ANN401 - reportlab
    shown = text
    while shown and canvas.stringWidth(shown, _FONT, points) > room:
        shown = shown[:-2].rstrip() + "…" if len(shown) > 2 else ""  # noqa: PLR2004 - a letter and the dots
    return shown
