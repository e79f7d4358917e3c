"""EM4100 badges (125 kHz): RDM6300, and ID-2, ID-12 and ID-20 in ASCII mode, on a serial line.

Frame: STX, ten hexadecimal digits, two of checksum (the XOR of the five bytes), ETX; the ID
readers put CR LF before ETX. The RDM6300 repeats a held tag every 65 ms and reads ghosts in
noise, so it has to be heard twice; the ID readers say a tag once.
"""

import re
from dataclasses import dataclass
from functools import reduce
from operator import xor

from hardware.driver import Reading
from hardware.listening import ListeningDriver
from hardware.reader import Kind
from hardware.rfid.framing import StxEtxFrames, Taps
from hardware.serial_line import OpenLine, open_line
from hardware.settings import checked, setting
from hardware.threaded_reader import ThreadedReader

SYMBOLOGY = "em4100"
_BODY = re.compile(rb"([0-9A-Fa-f]{12})[\r\n]*")
_MOST_BYTES = 16
_WINDOW_S = 0.3


@dataclass(frozen=True)
class Em4100Settings:
    """A badge reader on a serial line."""

    port: str = setting()
    """Best a path below /dev/serial/by-id, which survives replugging."""
    baud: int = setting(9600, least=300, most=4_000_000)
    repeats: bool = setting(default=True)
    """The reader repeats a held tag (RDM6300), so two equal frames are asked for; off for ID-12."""
    away_s: float = setting(1.0, least=0.1, most=60)
    """How long a tag must be away before it counts anew."""

    def __post_init__(self) -> None:
        checked(self)


def tag_of(body: bytes) -> bytes | None:
    """The five bytes of a tag, or None for a frame that is broken, wrong or all zero."""
    match = _BODY.fullmatch(body)
    if match is None:
        return None
    *data, checksum = bytes.fromhex(match[1].decode())
    return bytes(data) if any(data) and reduce(xor, data) == checksum else None


class Em4100Parser:
    """Bytes in, new taps out."""

    pauses_ns = None

    def __init__(self, *, repeats: bool = True, away_s: float = 1.0) -> None:
        self._frames = StxEtxFrames(_MOST_BYTES)
        self._taps = Taps(2 if repeats else 1, _WINDOW_S, away_s)

    def feed(self, data: bytes, at_ns: int) -> list[Reading]:
        """The taps that these bytes complete; no bytes raise."""
        return [
            Reading(tag.hex().upper().encode(), frame.at_ns, SYMBOLOGY, Kind.BADGE)
            for frame in self._frames.feed(data, at_ns)
            if (tag := tag_of(frame.body)) and self._taps.is_tap(tag, frame.at_ns)
        ]


def em4100_driver(settings: Em4100Settings, open_line: OpenLine = open_line) -> ListeningDriver:
    """A badge reader as a driver."""
    return ListeningDriver(
        settings.port,
        settings.baud,
        lambda: Em4100Parser(repeats=settings.repeats, away_s=settings.away_s),
        open_line,
    )


def em4100_reader(name: str, settings: Em4100Settings) -> ThreadedReader:
    """A badge reader, not yet started."""
    return ThreadedReader(name, em4100_driver(settings))
