"""A QR code drawn in a terminal, dark on light, for the scanner of another station to read."""

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

_QUIET = 4
"""Modules of empty border that ISO/IEC 18004 asks for."""
_BLOCKS = " ▄▀█"


def draw_code(text: str) -> str:
    """Draw a text as lines of half blocks, each line two rows of modules high."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    border = [False] * _QUIET
    width = 2 * _QUIET + len(code.modules)
    rows = [border + [bool(module) for module in row] + border for row in code.modules]
    rows = [[False] * width] * _QUIET + rows + [[False] * width] * (_QUIET + len(rows) % 2)
    return "\n".join(
        "".join(_BLOCKS[2 * up + down] for up, down in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )
