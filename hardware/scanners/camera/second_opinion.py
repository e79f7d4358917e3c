"""A second opinion on linear codes that zxing-cpp did not find: what two looks agree on.

zbar reads bars that zxing-cpp does not. And zxing-cpp reads many more when light and shadow are
evened out, the picture is smeared along the bars, which takes the noise and leaves the bars, and is
sharpened across them. Each of these looks alone now and then reads a code that is not there, even
with a checksum that fits. So a code counts when two looks read it alike, or zbar read it on many
lines. The figures were found with noisy, blurred, tilted and glaring pictures of made-up codes.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hardware.scanners.camera import zxing
from hardware.scanners.camera.code import LINEAR, Code, Picture
from hardware.scanners.camera.zbar import Opinion

AskZbar = Callable[[Picture], Sequence[Opinion]]

_ENOUGH_VOTES = 2
_MANY_LINES = 10
_MOST_PIXELS = 4_000_000
"""Of a picture that is stretched; the bars of a larger one are wide enough."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a picture is made ready for one look."""

    smear: int
    """How many pixels along the bars are made one, so that noise goes and bars stay."""
    stretch: int
    """How much wider the bars are made, so that sharpening has pixels to work on."""
    blur: float
    """How wide the blur is that is undone, in pixels of the stretched picture."""
    strength: float
    """How strongly it is undone."""
    evening: float = 0
    """How strongly light and shadow are evened out before, as the clip limit of CLAHE; 0: not."""


_LOOKS = (
    _Look(smear=5, stretch=2, blur=4, strength=1, evening=8),
    _Look(smear=5, stretch=2, blur=4, strength=2, evening=4),
    _Look(smear=11, stretch=3, blur=3, strength=8),
    _Look(smear=7, stretch=3, blur=3, strength=6),
)
_FURTHER_LOOKS = (
    _Look(smear=5, stretch=3, blur=3, strength=8),
    _Look(smear=5, stretch=2, blur=4, strength=2),
    _Look(smear=15, stretch=2, blur=4, strength=2),
)
"""They only confirm what has one vote: the more looks, the more likely two of them err alike."""


def second_opinion(
    grey: Picture, ask_zbar: AskZbar, symbologies: Collection[str] = LINEAR
) -> list[Code]:
    """The linear codes that are agreed on; slow: as slow as seven looks of zxing-cpp's."""
    linear = sorted(LINEAR.intersection(symbologies))
    ballot = _Ballot()
    for opinion in ask_zbar(grey):
        if opinion.code.symbology in linear:
            votes = _ENOUGH_VOTES if opinion.lines >= _MANY_LINES else 1
            ballot.vote([opinion.code], votes)
    for look in _LOOKS:
        ballot.vote(_seen_along_bars(grey, look, linear))
    for look in _FURTHER_LOOKS:
        if ballot.is_doubtful:
            ballot.confirm(_seen_along_bars(grey, look, linear))
    return ballot.agreed


class _Ballot:
    def __init__(self) -> None:
        self._codes: dict[tuple[str, bytes], Code] = {}
        self._votes: Counter[tuple[str, bytes]] = Counter()

    @property
    def is_doubtful(self) -> bool:
        return any(votes < _ENOUGH_VOTES for votes in self._votes.values())

    @property
    def agreed(self) -> list[Code]:
        return [self._codes[key] for key, votes in self._votes.items() if votes >= _ENOUGH_VOTES]

    def confirm(self, codes: Iterable[Code]) -> None:
        """Vote for codes that have a vote already."""
        self.vote(code for code in codes if code.key in self._codes)

    def vote(self, codes: Iterable[Code], votes: int = 1) -> None:
        for key, code in {code.key: code for code in codes}.items():
            self._codes.setdefault(key, code)
            self._votes[key] += votes


def _seen_along_bars(grey: Picture, look: _Look, linear: Collection[str]) -> Iterator[Code]:
    """What is read of bars that stand upright, then of bars that lie on their side."""
    stretch = look.stretch if grey.size <= _MOST_PIXELS else 1
    even = _evened(grey, look.evening) if look.evening else grey
    for code in zxing.read(_smeared(even, look, stretch), linear, is_upright=True):
        yield code.moved(lambda x, y: (x // stretch, y))
    for code in zxing.read(_smeared(even.T, look, stretch), linear, is_upright=True):
        yield code.moved(lambda x, y: (y, x // stretch))


def _evened(grey: Picture, limit: float) -> Picture:
    import cv2

    return np.asarray(cv2.createCLAHE(limit, (8, 8)).apply(grey), np.uint8)


def _smeared(grey: Picture, look: _Look, stretch: int) -> Picture:
    import cv2

    bars = cv2.blur(np.ascontiguousarray(grey), (1, look.smear))
    if stretch > 1:
        bars = cv2.resize(bars, None, fx=stretch, fy=1, interpolation=cv2.INTER_CUBIC)
    blurred = cv2.GaussianBlur(bars, (0, 0), sigmaX=look.blur, sigmaY=0.1)
    sharp = cv2.addWeighted(bars, 1 + look.strength, blurred, -look.strength, 0)
    return np.asarray(sharp, np.uint8)
