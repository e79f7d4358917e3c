"""Finds the codes in a picture: zxing-cpp first, a second opinion on linear ones where asked.

Knows: in which order to look, and how closely. Does not know: cameras, time, what was seen before.
"""

from collections.abc import Collection, Iterable
from itertools import chain

from hardware.scanners.camera import zxing
from hardware.scanners.camera.code import LINEAR, SYMBOLOGIES, Code, Picture
from hardware.scanners.camera.second_opinion import AskZbar, second_opinion

_QUICK = frozenset({"qr_code"})


def decode(
    grey: Picture,
    ask_zbar: AskZbar | None = None,
    symbologies: Collection[str] = SYMBOLOGIES,
) -> list[Code]:
    """Every code in a grey picture; each once, whatever found it."""
    found = zxing.read(grey, symbologies)
    if ask_zbar is not None and not any(code.is_linear for code in found):
        found += second_opinion(grey, ask_zbar, symbologies)
    return _distinct(found)


def decode_quickly(half: Picture, symbologies: Collection[str] = SYMBOLOGIES) -> list[Code]:
    """The QR codes that can be seen in a picture of half the width and height."""
    codes = zxing.read(half, _QUICK.intersection(symbologies), is_quick=True)
    return [_doubled(code) for code in codes]


def decode_lightly(
    grey: Picture, half: Picture, symbologies: Collection[str] = SYMBOLOGIES
) -> list[Code]:
    """Linear codes in the whole picture, all others in the half: a third of the work."""
    linear = LINEAR.intersection(symbologies)
    matrix = zxing.read(half, set(symbologies) - linear, is_quick=True)
    return _distinct(chain(zxing.read(grey, linear), map(_doubled, matrix)))


def _doubled(code: Code) -> Code:
    return code.moved(lambda x, y: (2 * x, 2 * y))


def _distinct(found: Iterable[Code]) -> list[Code]:
    codes: dict[tuple[str, bytes], Code] = {}
    for code in found:
        codes.setdefault(code.key, code)
    return list(codes.values())
