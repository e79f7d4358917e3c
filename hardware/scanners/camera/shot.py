"""A shot: what a camera gave, decoded no further than somebody looks.

A USB camera compresses its pictures. An eighth of their size is enough to see that something moves
and costs less than the whole; the whole is needed only where something is read.
"""

import zlib
from typing import Protocol

import numpy as np

from hardware.scanners.camera.code import Picture


class BadShotError(Exception):
    """A shot that was damaged on its way; the next one is probably well."""


class Shot(Protocol):
    """One picture of a source; its methods raise `BadShotError`."""

    def grey(self) -> Picture:
        """The whole picture."""

    def half(self) -> Picture:
        """Half as wide and half as high."""

    def thumbnail(self) -> Picture:
        """An eighth as wide and an eighth as high."""

    def fingerprint(self) -> int:
        """A number that differs between two shots of a living camera, whose noise never rests."""


class GreyShot:
    """A picture that came uncompressed."""

    def __init__(self, grey: Picture) -> None:
        self._grey = grey

    def grey(self) -> Picture:
        return self._grey

    def half(self) -> Picture:
        return np.ascontiguousarray(self._grey[::2, ::2])

    def thumbnail(self) -> Picture:
        import cv2

        height, width = self._grey.shape
        size = (max(1, width // 8), max(1, height // 8))
        return np.asarray(cv2.resize(self._grey, size, interpolation=cv2.INTER_AREA), np.uint8)

    def fingerprint(self) -> int:
        """Of every eighth row: noise is in all of them."""
        return zlib.crc32(self._grey[::8].tobytes())


class JpegShot:
    """A picture that came as JPEG; each size of it is decoded once, when it is first asked for."""

    def __init__(self, jpeg: Picture) -> None:
        self._jpeg = jpeg
        self._grey: Picture | None = None

    def grey(self) -> Picture:
        if self._grey is None:
            self._grey = self._decoded("IMREAD_GRAYSCALE")
        return self._grey

    def half(self) -> Picture:
        if self._grey is not None:
            return GreyShot(self._grey).half()
        return self._decoded("IMREAD_REDUCED_GRAYSCALE_2")

    def thumbnail(self) -> Picture:
        return self._decoded("IMREAD_REDUCED_GRAYSCALE_8")

    def fingerprint(self) -> int:
        return zlib.crc32(self._jpeg.tobytes())

    def _decoded(self, flags: str) -> Picture:
        import cv2

        try:
            picture = cv2.imdecode(self._jpeg, getattr(cv2, flags))
        except cv2.error as error:
            raise BadShotError from error
        if picture is None:
            raise BadShotError
        return np.asarray(picture, np.uint8)
