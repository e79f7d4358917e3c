"""A second opinion on linear codes that zxing-cpp did not find: what two looks agree on.

zbar reads bars that zxing-cpp does not, and zxing-cpp itself reads more of them in a sharpened
picture. Each of these alone now and then reads a code that is not there, also with a checksum that
fits. So a code counts when two looks read it alike, or zbar read it on many lines.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np

from hardware.scanners.camera import zxing
from hardware.scanners.camera.code import LINEAR, Code, Picture
from hardware.scanners.camera.zbar import Opinion

AskZbar = Callable[[Picture], Sequence[Opinion]]

_ENOUGH_VOTES = 2
_MANY_LINES = 10
_LOOKS = ((0.8, 2.5, 2.0), (0.0, 2.0, 1.5))
_FURTHER_LOOKS = ((0.0, 3.0, 2.0), (0.0, 1.2, 3.0))
"""How much is smoothed as noise, how wide the blur is that is undone (pixels), and how strongly."""


def second_opinion(
    grey: Picture, ask_zbar: AskZbar, symbologies: Collection[str] = LINEAR
) -> list[Code]:
    """The linear codes that are agreed on; it takes three to six times a look of zxing-cpp's."""
    linear = sorted(LINEAR.intersection(symbologies))
    ballot = _Ballot()
    for opinion in ask_zbar(grey):
        if opinion.code.symbology in linear:
            votes = _ENOUGH_VOTES if opinion.lines >= _MANY_LINES else 1
            ballot.vote([opinion.code], votes)
    for look in _LOOKS:
        ballot.vote(zxing.read(_sharpened(grey, *look), linear))
    for look in _FURTHER_LOOKS:
        if ballot.is_doubtful:
            ballot.vote(zxing.read(_sharpened(grey, *look), linear))
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

    def vote(self, codes: Iterable[Code], votes: int = 1) -> None:
        for key, code in {code.key: code for code in codes}.items():
            self._codes.setdefault(key, code)
            self._votes[key] += votes


def _sharpened(grey: Picture, noise: float, blur: float, strength: float) -> Picture:
    import cv2

    calm = cv2.GaussianBlur(grey, (0, 0), noise) if noise else grey
    blurred = cv2.GaussianBlur(calm, (0, 0), blur)
    return np.asarray(cv2.addWeighted(calm, 1 + strength, blurred, -strength, 0), np.uint8)
