"""zxing-cpp: asked for chosen symbologies, answering with our codes.

Knows: what zxing-cpp calls things. Does not know: in what order to look, or who else to ask.
"""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.camera.code import GS1, LINES, MATRIX, Code, Picture

_NAMES = MATRIX | LINES


def read(
    grey: Picture,
    symbologies: Collection[str],
    *,
    is_quick: bool = False,
    is_upright: bool = False,
) -> list[Code]:
    """The codes that zxing-cpp finds in a grey picture.

    A quick look leaves out smaller scales. An upright one is for linear codes alone: their bars
    must stand upright and be darker than their ground.
    """
    import zxingcpp

    if not symbologies:
        return []
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey),
        formats=zxingcpp.BarcodeFormats([format_of(each) for each in symbologies]),
        text_mode=zxingcpp.TextMode.Plain,
        try_downscale=not is_quick,
        try_rotate=not is_upright,
        try_invert=not is_upright,
    )
    return [_code_of(barcode) for barcode in found if barcode.valid]


def format_of(symbology: str) -> Any:  # noqa: ANN401 - zxing-cpp is imported lazily, so is its type
    """What zxing-cpp calls a symbology; raises `HardwareError` for an unknown one."""
    import zxingcpp

    for name, known in _NAMES.items():
        if known == symbology:
            return getattr(zxingcpp.BarcodeFormat, name)
    raise HardwareError(ErrorCode.SETTINGS, f"there is no symbology {symbology!r}")


def _code_of(barcode: Any) -> Code:  # noqa: ANN401 - zxing-cpp is imported lazily, so is its type
    import zxingcpp

    corners = ("top_left", "top_right", "bottom_right", "bottom_left")
    points = (getattr(barcode.position, corner) for corner in corners)
    symbology = _symbology((barcode.format.name, barcode.symbology.name))
    is_gs1 = barcode.content_type == zxingcpp.ContentType.GS1
    return Code(
        barcode.text,
        barcode.bytes,
        GS1.get(symbology, symbology) if is_gs1 else symbology,
        tuple((point.x, point.y) for point in points),
        barcode.symbology_identifier,
    )


def _symbology(names: Sequence[str]) -> str:
    """The symbology of a variant, such as `Code39Ext` of `Code39`."""
    return next((_NAMES[name] for name in names if name in _NAMES), names[-1].lower())
