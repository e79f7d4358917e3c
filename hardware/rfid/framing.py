"""Cuts bytes from a badge reader into frames, and frames into taps."""

from collections.abc import Hashable
from dataclasses import dataclass

STX, ETX = b"\x02", b"\x03"
_MOST_TAGS = 32


@dataclass(frozen=True, slots=True)
class Frame:
    """What stood between a start and an end byte; not checked yet."""

    body: bytes
    at_ns: int


class StxEtxFrames:
    """Frames between STX and ETX. A new STX starts anew; what is too long is dropped."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._held = b""

    def feed(self, data: bytes, at_ns: int) -> list[Frame]:
        """The frames that these bytes complete."""
        *ended, rest = (self._held + data).split(ETX)
        self._held = self._from_last_start(rest) or b""
        bodies = (self._from_last_start(piece) for piece in ended)
        return [Frame(body[1:], at_ns) for body in bodies if body is not None]

    def _from_last_start(self, piece: bytes) -> bytes | None:
        start = piece.rfind(STX)
        return piece[start:] if start >= 0 and len(piece) - start <= self._most_bytes + 1 else None


class Taps:
    """Tells a new tap from a tag that is still held, and from noise.

    A tag counts once it was seen `needed` times, each within `window_s` of the one before; and
    anew after it was away for `away_s`. Of more than `most` tags, those longest not seen are
    forgotten.
    """

    def __init__(self, needed: int, window_s: float, away_s: float, most: int = _MOST_TAGS) -> None:
        self._needed = needed
        self._most = most
        self._window_ns = round(window_s * 1e9)
        self._away_ns = round(away_s * 1e9)
        self._held: dict[Hashable, tuple[int, int]] = {}

    def is_tap(self, tag: Hashable, at_ns: int) -> bool:
        """Whether this sighting of a tag makes it a tap."""
        sightings, seen_ns = self._held.pop(tag, (0, at_ns))
        if at_ns - seen_ns > (self._away_ns if sightings >= self._needed else self._window_ns):
            sightings = 0
        self._held[tag] = (sightings + 1, at_ns)
        if len(self._held) > self._most:
            del self._held[next(iter(self._held))]
        return sightings + 1 == self._needed
