"""``python -m tests.benchmarks.hard_codes FOLDER [COUNT [SEED]]``: made-up codes, hard to read.

Makes a labelled folder for ``tests.benchmarks.labelled``: linear codes among print, tilted or
turned, small, out of focus, in glare, with noise; and pictures of print, stripes, lines and cut
codes in which nothing can be read. Pictures of 640 by 480, the same for the same seed.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from hardware.scanners.camera.code import Picture
from hardware.scanners.camera.zxing import format_of

COUNT, SEED = 600, 20
_WIDTH, _HEIGHT = 640, 480
_DIGITS = {"ean_13": 12, "ean_8": 7, "itf": 8, "codabar": 8}
_SYMBOLOGIES = ("code_128", "code_39", "code_93", "codabar", "itf", "ean_13", "ean_8")
Rng = np.random.Generator


def write(folder: Path, count: int = COUNT, seed: int = SEED) -> None:
    """Write ``count`` pictures with a code and a fifth as many without."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        symbology = _SYMBOLOGIES[number % len(_SYMBOLOGIES)]
        text = _text(symbology, rng)
        bars = _bars(text, symbology)
        picture = _taken(_lying(bars, rng), rng, turned=bool(rng.integers(2)))
        label = text if symbology not in ("ean_13", "ean_8") else _with_check_digit(text)
        _keep(folder / symbology, number, picture, label)
    for number in range(count // 5):
        clutter = _CLUTTER[number % len(_CLUTTER)]
        _keep(folder / "nothing", number, _taken(clutter(rng), rng, turned=False), None)


def _keep(folder: Path, number: int, picture: Picture, label: str | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / f"{number}.png"), picture)
    if label is not None:
        (folder / f"{number}.txt").write_text(label)


def _text(symbology: str, rng: Rng) -> str:
    digits = "".join(map(str, rng.integers(0, 10, _DIGITS.get(symbology, 4))))
    if symbology == "codabar":
        return f"A{digits}B"
    return digits if symbology in _DIGITS else f"ASSET-{digits}"


def _with_check_digit(text: str) -> str:
    weighed = sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(reversed(text)))
    return f"{text}{-weighed % 10}"


def _bars(text: str, symbology: str) -> Picture:
    barcode = zxingcpp.create_barcode(text, format_of(symbology))
    return np.asarray(barcode.to_image(scale=1), np.uint8)


def _desk() -> Picture:
    return np.tile(np.linspace(100, 170, _WIDTH).astype(np.uint8), (_HEIGHT, 1))


def _printed(picture: Picture, rng: Rng, lines: int = 8) -> Picture:
    for _ in range(lines):
        letters = "".join(map(chr, rng.integers(65, 90, 12)))
        at = (int(rng.integers(0, _WIDTH)), int(rng.integers(0, _HEIGHT)))
        size, grey = float(rng.uniform(0.4, 1)), int(rng.integers(0, 255))
        cv2.putText(picture, letters, at, 0, size, (grey,), int(rng.integers(1, 3)))
    return picture


def _lying(bars: Picture, rng: Rng) -> Picture:
    """Put a label of some size somewhere on a desk with print on it."""
    most = (_WIDTH - 50) // bars.shape[1]
    scale = int(min(most, rng.integers(2, 5)))
    label = np.kron(bars, np.ones((scale, scale), np.uint8))[: _HEIGHT - 50]
    label = np.pad(label, 20, constant_values=235)
    picture = _printed(_desk(), rng)
    top = int(rng.integers(0, _HEIGHT - label.shape[0] + 1))
    left = int(rng.integers(0, _WIDTH - label.shape[1] + 1))
    picture[top : top + label.shape[0], left : left + label.shape[1]] = label
    return picture


def _taken(picture: Picture, rng: Rng, *, turned: bool) -> Picture:
    """Take the picture with a bad camera in bad light."""
    tilt = float(rng.normal(90 if turned else 0, 8))
    placed = cv2.getRotationMatrix2D((_WIDTH / 2, _HEIGHT / 2), tilt, float(rng.uniform(0.6, 1.1)))
    size = (_WIDTH, _HEIGHT)
    tilted = cv2.warpAffine(picture, placed, size, borderValue=(120,)).astype(np.float64)
    soft = cv2.GaussianBlur(tilted, (0, 0), float(rng.uniform(0.3, 2)))
    lit = soft * rng.uniform(0.5, 1) + _glare(rng)
    noisy = lit + rng.normal(0, rng.uniform(1, 14), lit.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def _glare(rng: Rng) -> np.ndarray:
    """Let a lamp shine back from the middle of two pictures of three."""
    rows, columns = np.mgrid[:_HEIGHT, :_WIDTH]
    y, x = rng.uniform(0.25, 0.75, 2) * (_HEIGHT, _WIDTH)
    wide, bright = rng.uniform(40, 160), rng.uniform(30, 140) * (rng.integers(3) > 0)
    glare: np.ndarray = bright * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * wide**2))
    return glare


def _print(rng: Rng) -> Picture:
    return _printed(_desk(), rng, lines=40)


def _stripes(rng: Rng) -> Picture:
    """Draw a comb: stripes and gaps of any width."""
    picture, left = _desk(), 60
    while left < _WIDTH - 60:
        wide = int(rng.integers(1, 9))
        picture[80:400, left : left + wide] = rng.integers(0, 90)
        left += wide + int(rng.integers(1, 9))
    return picture


def _cut(rng: Rng) -> Picture:
    """Show six tenths of a code."""
    bars = _bars(_text("ean_13", rng), "ean_13")
    return _lying(bars[:, : bars.shape[1] * 6 // 10], rng)


def _lines(rng: Rng) -> Picture:
    picture = _desk()
    for _ in range(200):
        (x, y), (to_x, to_y) = rng.integers(0, (_WIDTH, _HEIGHT), (2, 2)).tolist()
        cv2.line(picture, (x, y), (to_x, to_y), (int(rng.integers(0, 255)),), 2)
    return picture


_CLUTTER: tuple[Callable[[Rng], Picture], ...] = (_print, _stripes, _cut, _lines)


def main(arguments: Sequence[str]) -> int:
    """Write the folder; 2 without one."""
    match arguments:
        case [folder, *numbers] if all(each.isdecimal() for each in numbers):
            write(Path(folder), *map(int, numbers[:2]))
            return 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
