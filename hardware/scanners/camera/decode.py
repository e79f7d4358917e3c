"""Finds the codes in a picture: zxing-cpp first, zbar as a second opinion on linear ones.

Knows: both decoders and their habits. Does not know: cameras, time, what was seen before.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.camera.code import LINES, MATRIX, Code, Picture
from hardware.scanners.camera.second_opinion import ZbarProcess

SecondOpinion = Callable[[Picture], Sequence[Code]]


def decode(grey: Picture, second_opinion: SecondOpinion | None = None) -> list[Code]:
    """Every code in a grey picture; each once, whatever found it."""
    found = _zxing(grey, (*MATRIX, *LINES))
    if second_opinion is not None and not any(code.is_linear for code in found):
        found += second_opinion(grey)
    return list({code.key: code for code in reversed(found)}.values())[::-1]


def decode_quickly(grey: Picture) -> list[Code]:
    """The QR codes that can be seen in every second row and column."""
    codes = _zxing(np.ascontiguousarray(grey[::2, ::2]), ("QRCode",), is_quick=True)
    return [
        Code(code.text, code.raw, code.symbology, tuple((2 * x, 2 * y) for x, y in code.outline))
        for code in codes
    ]


def decode_file(path: str | Path) -> list[Code]:
    """The codes in a picture file; raises `HardwareError` when it is no picture."""
    grey = read_picture(path)
    with ZbarProcess() as zbar:
        return decode(grey, zbar.decode)


def format_of(symbology: str) -> Any:  # noqa: ANN401 - zxing-cpp is imported lazily, so is its type
    """What zxing-cpp calls a symbology; raises `HardwareError` for an unknown one."""
    import zxingcpp

    for name, known in (MATRIX | LINES).items():
        if known == symbology:
            return getattr(zxingcpp.BarcodeFormat, name)
    raise HardwareError(ErrorCode.SETTINGS, f"there is no symbology {symbology!r}")


def read_picture(path: str | Path) -> Picture:
    """A picture file in grey; raises `HardwareError` when it is none."""
    import cv2

    try:
        grey = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_GRAYSCALE)
    except (OSError, cv2.error) as error:
        raise _no_picture(path) from error
    if grey is None:
        raise _no_picture(path)
    return np.asarray(grey, np.uint8)


def _no_picture(path: str | Path) -> HardwareError:
    return HardwareError(ErrorCode.FAULT, f"{path} is not a picture", "Give a PNG or JPEG file.")


def _zxing(grey: Picture, formats: Iterable[str], *, is_quick: bool = False) -> list[Code]:
    import zxingcpp

    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey),
        formats=zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, f) for f in formats]),
        text_mode=zxingcpp.TextMode.Plain,
        try_downscale=not is_quick,
    )
    return [_code_of(barcode) for barcode in found if barcode.valid]


def _code_of(barcode: Any) -> Code:  # noqa: ANN401 - zxing-cpp is imported lazily, so is its type
    corners = ("top_left", "top_right", "bottom_right", "bottom_left")
    points = (getattr(barcode.position, corner) for corner in corners)
    return Code(
        barcode.text,
        barcode.bytes,
        _symbology(barcode.format.name, barcode.symbology.name),
        tuple((point.x, point.y) for point in points),
    )


def _symbology(*names: str) -> str:
    known = MATRIX | LINES
    return next((known[name] for name in names if name in known), names[-1].lower())
