"""What is read in a picture: the code, its symbology, and where it lies."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Point = tuple[int, int]

MATRIX = {
    "QRCode": "qr_code",
    "MicroQRCode": "micro_qr_code",
    "RMQRCode": "rmqr_code",
    "DataMatrix": "data_matrix",
    "Aztec": "aztec",
    "PDF417": "pdf417",
}
LINES = {
    "Code128": "code_128",
    "Code39": "code_39",
    "Code93": "code_93",
    "Codabar": "codabar",
    "ITF": "itf",
    "EAN13": "ean_13",
    "EAN8": "ean_8",
    "UPCA": "upc_a",
    "UPCE": "upc_e",
    "DataBar": "databar",
}
"""What zxing-cpp calls a symbology, and what we call it."""
LINEAR = frozenset(LINES.values())
SYMBOLOGIES = (*MATRIX.values(), *LINES.values())
GS1 = {
    "code_128": "gs1_128",
    "data_matrix": "gs1_data_matrix",
    "qr_code": "gs1_qr_code",
    "aztec": "gs1_aztec",
}
"""A symbology, and what it is called when the code declares itself GS1 by its first sign."""
_PLAIN = {gs1: plain for plain, gs1 in GS1.items()}
_RETAIL = frozenset({"ean_13", "ean_8", "upc_a", "upc_e"})
_WEAK = _RETAIL | {"code_39", "codabar", "itf"}


@dataclass(frozen=True, slots=True)
class Code:
    """One code in a picture."""

    text: str
    raw: bytes
    symbology: str
    outline: tuple[Point, ...]
    """Its corners in the picture; may be empty."""
    identifier: str = ""
    """The AIM symbology identifier (ISO/IEC 15424), such as `]C1`; empty where zbar read it."""

    @property
    def is_linear(self) -> bool:
        """Whether it is made of bars."""
        return self._bars in LINEAR

    @property
    def is_weak(self) -> bool:
        """Whether a misread can pass: no checksum, or one digit that one in ten misreads fits."""
        return self._bars in _WEAK

    @property
    def key(self) -> tuple[str, bytes]:
        """What makes two sightings the same code, whichever decoder saw it."""
        if self._bars in _RETAIL:
            return "gtin", self.raw.rjust(14, b"0")
        return self._bars, self.raw

    def moved(self, to: Callable[[int, int], Point]) -> "Code":
        """The same code, its corners elsewhere: in a picture of another size or turned."""
        return replace(self, outline=tuple(to(x, y) for x, y in self.outline))

    @property
    def _bars(self) -> str:
        """The symbology, GS1 or not: zbar does not tell."""
        return _PLAIN.get(self.symbology, self.symbology)
