"""Tells a code that came into view from one that still lies there, and from a misread."""

from collections.abc import Sequence
from dataclasses import dataclass

from hardware.scanners.camera.attention import Look
from hardware.scanners.camera.code import Code

_ENOUGH_MISSES = 2
_RECENT_SCENES = 3


@dataclass(slots=True)
class _Sighting:
    code: Code
    needed: int
    seen_ns: int
    scene: int
    look: Look
    count: int = 0
    misses: int = 0

    @property
    def is_sure(self) -> bool:
        return self.count >= self.needed


class Sightings:
    """Remembers the codes in view. A weak linear code counts when it was read twice alike."""

    def __init__(self, away_s: float) -> None:
        self._away_ns = round(away_s * 1e9)
        self._in_view: dict[tuple[str, bytes], _Sighting] = {}

    @property
    def wanted(self) -> Look:
        """The look that would settle now what is not sure; rest when all is."""
        unsure = (s for s in self._in_view.values() if s.misses == 1 or not s.is_sure)
        return max((max(Look.WHOLE, s.look) for s in unsure), default=Look.REST)

    def visible(self, scene: int) -> list[Code]:
        """The codes that are sure, where they were seen in this scene or shortly before it."""
        recent = scene - _RECENT_SCENES
        return [s.code for s in self._in_view.values() if s.is_sure and s.scene >= recent]

    def note(self, codes: Sequence[Code], at_ns: int, scene: int, look: Look) -> list[Code]:
        """The codes that are new, of those that a look at this scene found.

        A look misses a code only if it was as close as those that saw it, and the scene has
        changed since: in an unchanged scene the code still lies where it was.
        """
        found = {code.key: code for code in codes}
        for key in [key for key in self._in_view if key not in found]:
            self._not_found(key, at_ns, scene, look)
        return [code for code in found.values() if self._is_new(code, at_ns, scene, look)]

    def _is_new(self, code: Code, at_ns: int, scene: int, look: Look) -> bool:
        sighting = self._in_view.get(code.key)
        if sighting is None or self._is_away(sighting, at_ns):
            sighting = _Sighting(code, 2 if code.is_weak else 1, at_ns, scene, look)
            self._in_view[code.key] = sighting
        sighting.code = code
        sighting.seen_ns, sighting.scene, sighting.misses = at_ns, scene, 0
        sighting.look = min(look, sighting.look)
        if sighting.is_sure:
            return False
        sighting.count += 1
        return sighting.is_sure

    def _not_found(self, key: tuple[str, bytes], at_ns: int, scene: int, look: Look) -> None:
        sighting = self._in_view[key]
        is_close = look >= max(Look.WHOLE, sighting.look)
        if not sighting.is_sure:
            if is_close:
                del self._in_view[key]
        elif sighting.scene == scene:
            sighting.seen_ns = at_ns
        elif is_close:
            sighting.misses += 1
            if self._is_away(sighting, at_ns):
                del self._in_view[key]

    def _is_away(self, sighting: _Sighting, at_ns: int) -> bool:
        return sighting.misses >= _ENOUGH_MISSES and at_ns - sighting.seen_ns >= self._away_ns
