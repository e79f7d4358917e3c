"""Decides how closely to look at a frame: the motion gate, and a full look each second."""

from enum import IntEnum

import numpy as np

from hardware.scanners.camera.code import Picture

_CELL = 8
_CONTRAST = 12
_CELLS = 4
_FULL_LOOK_NS = 1_000_000_000
_TURNS, _WHOLE_TURN = 3, 2
"""While things move, the second of three frames is looked at wholly."""


class Look(IntEnum):
    """How closely to look, in order."""

    REST = 0
    """Not at all: nothing changed."""
    QUICK = 1
    """For QR codes at half resolution."""
    WHOLE = 2
    """For every code in the whole frame."""
    FULL = 3
    """As whole, with the second opinion."""


class Attention:
    """Compares thumbnails. `scene` grows with every change, so equal numbers are equal scenes."""

    def __init__(self) -> None:
        self.scene = 0
        self._thumbnail: Picture | None = None
        self._was_moving = False
        self._turn = 0
        self._look_again = False
        self._full_ns = 0

    def look_again(self) -> None:
        """Look at the next frame in full, though nothing changes: something is not yet sure."""
        self._look_again = True

    def look(self, grey: Picture, at_ns: int) -> Look:
        """How closely to look at this frame."""
        is_moving, was_moving = self._has_changed(grey), self._was_moving
        self._was_moving = is_moving
        begins = is_moving and not was_moving
        if self._look_again or (at_ns - self._full_ns >= _FULL_LOOK_NS and not begins):
            self._look_again = False
            self._full_ns = at_ns
            return Look.FULL
        if is_moving:
            self._turn += 1
            return Look.WHOLE if self._turn % _TURNS == _WHOLE_TURN else Look.QUICK
        return Look.WHOLE if was_moving else Look.REST

    def _has_changed(self, grey: Picture) -> bool:
        import cv2

        size = (max(1, grey.shape[1] // _CELL), max(1, grey.shape[0] // _CELL))
        thumbnail = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
        before = self._thumbnail
        if before is not None and before.shape == thumbnail.shape:
            cells = cv2.threshold(cv2.absdiff(thumbnail, before), _CONTRAST, 1, cv2.THRESH_BINARY)[
                1
            ]
            if cv2.countNonZero(cells) < _CELLS:
                return False
        self._thumbnail = thumbnail
        self.scene += 1
        return True
