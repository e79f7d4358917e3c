"""Frames of a desk as a camera above it gives them: made up, noisy, compressed as JPEG."""

from itertools import cycle

import cv2
import numpy as np

from hardware.scanners.camera.code import Picture
from hardware.simulated_wire import code_picture

SIZE = (1280, 720)
_LABEL = (900, 500)
_SOFT = 0.7
_NOISE = 4
_QUALITY = 85


class Desk:
    """A desk with things and papers on it. Every frame is the bytes of a JPEG."""

    def __init__(self, seed: int = 1) -> None:
        self._rng = np.random.default_rng(seed)
        width, height = SIZE
        picture = np.tile(np.linspace(100, 170, width).astype(np.uint8), (height, 1))
        for number in range(15):
            x, y = (int(each) for each in self._rng.integers(0, SIZE))
            grey, wide = int(self._rng.integers(0, 255)), int(self._rng.integers(20, 200))
            cv2.rectangle(picture, (x, y), (x + wide, y + wide // 2), grey, -1)
            cv2.putText(picture, f"Paper {number}", (x, y), 0, 1, 255 - grey, 2)
        self._empty = picture
        noises = [self._rng.normal(0, _NOISE, picture.shape).astype(np.float32) for _ in range(5)]
        self._noises = cycle(noises)

    def unchanged(self, frames: int = 8) -> list[Picture]:
        """Show nothing but the noise of the sensor."""
        return [self._frame(self._empty) for _ in range(frames)]

    def changing(self, frames: int = 30) -> list[Picture]:
        """Let a shadow move over the desk."""
        taken = []
        for number in range(frames):
            picture = self._empty.copy()
            picture[200:600, 40 * number : 40 * number + 300] //= 2
            taken.append(self._frame(picture))
        return taken

    def with_label(self, text: str, symbology: str, frames: int = 4) -> list[Picture]:
        """Lay a label down somewhere, not quite straight."""
        picture = self._labelled(text, symbology)
        return [self._frame(picture) for _ in range(frames)]

    def coming_into_focus(self, text: str, symbology: str, frames: int = 30) -> list[Picture]:
        """Let the lens find its focus: a label that lies there becomes sharp little by little."""
        picture = self._labelled(text, symbology)
        return [self._frame(picture, soft) for soft in np.linspace(6, _SOFT, frames)]

    def _labelled(self, text: str, symbology: str) -> Picture:
        label = code_picture(text, symbology, *_LABEL)
        width, height = _LABEL
        tilt = cv2.getRotationMatrix2D((width / 2, height / 2), float(self._rng.normal(0, 4)), 1)
        label = np.asarray(cv2.warpAffine(label, tilt, _LABEL, borderValue=(140,)), np.uint8)
        x, y = (int(self._rng.integers(0, s - e)) for s, e in zip(SIZE, _LABEL, strict=True))
        picture = self._empty.copy()
        picture[y : y + height, x : x + width] = label
        return picture

    def _frame(self, picture: Picture, soft: float = _SOFT) -> Picture:
        blurred = cv2.GaussianBlur(picture, (0, 0), soft)
        noisy = np.clip(blurred + next(self._noises), 0, 255).astype(np.uint8)
        colour = cv2.cvtColor(noisy, cv2.COLOR_GRAY2BGR)
        is_written, jpeg = cv2.imencode(".jpg", colour, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        if not is_written:
            raise RuntimeError("a frame could not be compressed")
        return np.asarray(jpeg, np.uint8)
