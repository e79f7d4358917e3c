"""A label as a picture in black and white: a code that every scanner reads, its text, its name."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hardware.reader import ErrorCode, HardwareError
from hardware.sanitise import clean

Picture = npt.NDArray[np.bool_]
"""Rows of dots from the top, True where it is black."""
_QUIET = 10
"""Modules of white beside the bars of a linear code."""
_QUIET_QR = 4
_GAP = 0.06
"""Between the parts of a label, of its height."""
_THRESHOLD = 128


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says: its code, which people read too, and a name."""

    code: str
    name: str = ""
    qr: bool = True
    """A QR code; else Code 128, which takes printable ASCII alone."""


def check_label(label: Label) -> None:
    """Raise `HardwareError` when the code cannot be printed as it is asked."""
    if not label.code or clean(label.code) != label.code:
        raise HardwareError(
            ErrorCode.SETTINGS, f"{label.code!r} cannot be a label", "Give the thing another tag."
        )
    if not label.qr and not (label.code.isascii() and label.code.isprintable()):
        raise HardwareError(
            ErrorCode.SETTINGS, f"{label.code!r} has no Code 128", "Print it as a QR code."
        )


def draw(label: Label, width: int, height: int, font: str = "") -> Picture:
    """The label in dots.

    Args:
        label: What it says.
        width: In dots, along the lines of text.
        height: In dots.
        font: A file with the letters; a plain one of the library when empty.

    Raises:
        HardwareError: the code does not fit, or a library is missing.
    """
    check_label(label)
    pillow = _pillow()
    gap = round(height * _GAP)
    code = code_dots(label, (height - 2 * gap) if label.qr else width, height // 2)
    if label.qr:
        quiet = (height - code.shape[0]) // 2
        left, top, corner = height, gap, (quiet, quiet)
    else:
        left, top, corner = gap, code.shape[0] + 2 * gap, (gap, (width - code.shape[1]) // 2)
    sheet = pillow.Image.new("L", (width, height), 255)
    pencil = pillow.ImageDraw.Draw(sheet)
    half = (height - gap - top) // (2 if label.name else 1)
    for at, text in enumerate(filter(None, (label.code, clean(label.name)))):
        box = (left, top + at * half, width - gap, top + (at + 1) * half)
        _write(pencil, text, box, pillow.ImageFont, font)
    dots = np.asarray(sheet) < _THRESHOLD
    dots[corner[0] : corner[0] + code.shape[0], corner[1] : corner[1] + code.shape[1]] = code
    return dots


def code_dots(label: Label, room: int, tall: int) -> Picture:
    """The code alone, as large as it fits into so many dots with the white that it needs beside it.

    Raises:
        HardwareError: it does not fit, or zxing-cpp is missing.
    """
    try:
        import zxingcpp
    except ImportError as missing:
        raise HardwareError(
            ErrorCode.LIBRARY, "zxing-cpp is not installed", "Install zxing-cpp."
        ) from missing
    kind = zxingcpp.BarcodeFormat.QRCode if label.qr else zxingcpp.BarcodeFormat.Code128
    made = zxingcpp.create_barcode(label.code, kind).to_image(scale=1, add_quiet_zones=False)
    modules = np.asarray(made, np.uint8) < _THRESHOLD
    if not label.qr:
        modules = modules[:1]
    scale = room // (modules.shape[1] + 2 * (_QUIET_QR if label.qr else _QUIET))
    if scale < 1:
        raise HardwareError(
            ErrorCode.SETTINGS,
            f"{label.code!r} is too long for this label",
            "Use a wider label, or a QR code.",
        )
    return np.kron(modules, np.ones((scale if label.qr else tall, scale), np.bool_))


def _write(pencil: Any, text: str, box: tuple[int, int, int, int], fonts: Any, file: str) -> None:  # noqa: ANN401 - as above
    """Write a line as large as its box takes; a name that is far too long is cut with dots."""
    left, top, right, bottom = box
    least = max(8, (bottom - top) // 4)
    size = round((bottom - top) * 0.75)
    while size > least and pencil.textlength(text, font=_font(fonts, file, size)) > right - left:
        size -= 1
    font = _font(fonts, file, size)
    while len(text) > 1 and pencil.textlength(text, font=font) > right - left:
        text = text.removesuffix("…")[:-1].rstrip() + "…"
    pencil.text((left, (top + bottom) // 2), text, fill=0, font=font, anchor="lm")


def _font(fonts: Any, file: str, size: int) -> Any:  # noqa: ANN401 - as above
    return fonts.truetype(file, size) if file else fonts.load_default(size)


def _pillow() -> Any:  # noqa: ANN401 - as above
    try:
        import PIL.Image
        import PIL.ImageDraw
        import PIL.ImageFont
    except ImportError as missing:
        raise HardwareError(
            ErrorCode.LIBRARY, "Pillow is not installed", "Install pillow."
        ) from missing
    return PIL
