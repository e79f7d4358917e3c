"""Sound: the three answers that are heard, through pw-play or aplay, or nothing at all."""

import wave
from array import array
from functools import cached_property
from pathlib import Path
from shutil import which

from PySide6.QtCore import QProcess, QTemporaryDir

from kiosk.shell.palette import Tone
from resources import path

PLAYERS = (("pw-play",), ("aplay", "--quiet"))
"""In the order they are tried; each takes a file as its last argument."""


def quieter(source: Path, target: Path, volume: float) -> None:
    """Copy a 16 bit sound at a share of its loudness; players do not agree how to ask for it."""
    with wave.open(str(source), "rb") as sound:
        settings, frames = sound.getparams(), array("h", sound.readframes(sound.getnframes()))
    with wave.open(str(target), "wb") as copy:
        copy.setparams(settings)
        copy.writeframes(array("h", (round(s * volume) for s in frames)).tobytes())


class Sound:
    """Plays the sound of a tone without waiting for it; silent where nothing can play."""

    def __init__(self, volume: float = 1.0) -> None:
        self._player = next((player for player in PLAYERS if which(player[0])), None)
        self._made: dict[tuple[Tone, float], str] = {}
        self.volume = volume

    @property
    def is_silent(self) -> bool:
        return self._player is None or self.volume <= 0.0

    @cached_property
    def _folder(self) -> QTemporaryDir:
        return QTemporaryDir()

    def play(self, tone: Tone) -> None:
        """Start the sound and return; a neutral answer has none."""
        if tone is Tone.NEUTRAL or self._player is None or self.is_silent:
            return
        program, *arguments = self._player
        QProcess.startDetached(program, [*arguments, self._file(tone)])

    def _file(self, tone: Tone) -> str:
        key = tone, min(1.0, round(self.volume, 2))
        if key not in self._made:
            target = Path(self._folder.filePath(f"{tone}-{key[1]}.wav"))
            quieter(path(f"sounds/{tone}.wav"), target, key[1])
            self._made[key] = str(target)
        return self._made[key]
