"""The eye: sees shot after shot, each as closely as it deserves, and tells which codes are new.

Knows: attention, decoders and sightings. Does not know: cameras, threads, the clock on the wall.
"""

from collections.abc import Collection, Sequence

from hardware.scanners.camera.attention import Attention, Look
from hardware.scanners.camera.code import SYMBOLOGIES, Code
from hardware.scanners.camera.decode import decode, decode_lightly, decode_quickly
from hardware.scanners.camera.second_opinion import AskZbar
from hardware.scanners.camera.shot import Shot
from hardware.scanners.camera.sightings import Sightings


class Eye:
    """Used by one thread. `ask_zbar` is None where no second opinion is wanted."""

    def __init__(
        self,
        ask_zbar: AskZbar | None,
        symbologies: Collection[str] = SYMBOLOGIES,
        away_s: float = 1.0,
    ) -> None:
        self._ask_zbar = ask_zbar
        self._symbologies = symbologies
        self._attention = Attention()
        self._sightings = Sightings(away_s)

    def see(self, shot: Shot, at_ns: int) -> list[Code]:
        """The codes that are new in this shot; raises `BadShotError`."""
        look = self._attention.look(shot.thumbnail(), at_ns)
        codes = self._codes(shot, look)
        new = self._sightings.note(codes, at_ns, self._attention.scene, look)
        self._attention.owe(self._sightings.wanted)
        return new

    def visible(self) -> list[Code]:
        """The codes in view, new or not."""
        return self._sightings.visible(self._attention.scene)

    def _codes(self, shot: Shot, look: Look) -> Sequence[Code]:
        match look:
            case Look.REST:
                return ()
            case Look.QUICK:
                return decode_quickly(shot.half(), self._symbologies)
            case Look.LIGHT:
                return decode_lightly(shot.grey(), shot.half(), self._symbologies)
            case Look.WHOLE:
                return decode(shot.grey(), symbologies=self._symbologies)
            case Look.FULL:
                return decode(shot.grey(), self._ask_zbar, self._symbologies)
