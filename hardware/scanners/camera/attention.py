"""Decides how closely to look at a shot: the motion gate, and what is owed to a desk at rest."""

from enum import IntEnum

import numpy as np

from hardware.scanners.camera.code import Picture

_CONTRAST = 12
_CELLS = 4
_S = 1_000_000_000
_LIGHT_LOOK_NS = 1 * _S
"""How often a desk at rest is looked at lightly."""
_FULL_LOOK_NS = 20 * _S
"""How often a desk at rest is looked at in full; a full look is slow."""
_FULL_LOOK_AFTER_MOVEMENT_NS = 2 * _S
"""How long after a full look another may follow, once a movement has come to rest."""
_FULL_LOOK_IN_MOVEMENT_NS = 8 * _S
"""How often what never rests is looked at in full."""
_TURNS, _WHOLE_TURN = 3, 2
"""While things move, the second of three shots is looked at wholly."""


class Look(IntEnum):
    """How closely to look, in order."""

    REST = 0
    """Not at all: nothing changed."""
    QUICK = 1
    """For QR codes at half resolution."""
    LIGHT = 2
    """For linear codes in the whole picture, for the others at half resolution."""
    WHOLE = 3
    """For every code in the whole picture."""
    FULL = 4
    """As whole, with the second opinion."""


class Attention:
    """Compares thumbnails. `scene` grows with every change, so equal numbers are equal scenes.

    What moves is looked at quickly and wholly in turn, and now and then in full. What has just come
    to rest is looked at wholly, then in full. What rests is looked at lightly each second: a code
    may become readable though nothing moves, as when a lens finds its focus.
    """

    def __init__(self) -> None:
        self.scene = 0
        self._thumbnail: Picture | None = None
        self._turn = 0
        self._owed = Look.REST
        self._has_come_to_rest = False
        self._light_ns = self._full_ns = -_FULL_LOOK_NS

    def owe(self, look: Look) -> None:
        """Look so closely at the next shot, though nothing changes: something is not yet sure."""
        self._owed = max(self._owed, look)

    def look(self, thumbnail: Picture, at_ns: int) -> Look:
        """How closely to look at the shot of this thumbnail."""
        since_full_ns = at_ns - self._full_ns
        if self._has_changed(thumbnail):
            look = self._at_movement(since_full_ns)
        else:
            look = self._at_rest(since_full_ns, at_ns - self._light_ns)
        look, self._owed = max(look, self._owed), Look.REST
        if look >= Look.LIGHT:
            self._light_ns = at_ns
        if look is Look.FULL:
            self._full_ns = at_ns
            self._has_come_to_rest = False
        return look

    def _at_movement(self, since_full_ns: int) -> Look:
        self._turn += 1
        if self._turn > 1 and since_full_ns >= _FULL_LOOK_IN_MOVEMENT_NS:
            return Look.FULL
        return Look.WHOLE if self._turn % _TURNS == _WHOLE_TURN else Look.QUICK

    def _at_rest(self, since_full_ns: int, since_light_ns: int) -> Look:
        if self._turn:
            self._turn = 0
            self._has_come_to_rest = True
            return Look.WHOLE
        pause_ns = _FULL_LOOK_AFTER_MOVEMENT_NS if self._has_come_to_rest else _FULL_LOOK_NS
        if since_full_ns >= pause_ns:
            return Look.FULL
        return Look.LIGHT if since_light_ns >= _LIGHT_LOOK_NS else Look.REST

    def _has_changed(self, thumbnail: Picture) -> bool:
        """Whether some cells differ by more than all do: lamps flicker, cameras adapt to light."""
        before = self._thumbnail
        if before is not None and before.shape == thumbnail.shape:
            change = thumbnail.astype(np.int16) - before
            change -= np.int16(change.mean())
            if np.count_nonzero(np.abs(change) > _CONTRAST) < _CELLS:
                return False
        self._thumbnail = thumbnail
        self.scene += 1
        return True
