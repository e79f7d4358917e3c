"""Badge readers that print a card's number as a line of text on a serial line.

Such lines carry no checksum and no two makes print alike, so the settings say how this one does:
a pattern with a group `uid`, hexadecimal or decimal, which end first, how long.
"""

import re
from dataclasses import dataclass

from hardware.driver import Reading
from hardware.listening import ListeningDriver
from hardware.reader import Kind
from hardware.rfid.framing import Frame, Taps
from hardware.rfid.lines import ENDS, Lines
from hardware.rfid.uid import from_decimal, from_hexadecimal
from hardware.serial_line import OpenLine, open_line
from hardware.settings import SettingsError, checked, setting
from hardware.threaded_reader import ThreadedReader

_MOST_BYTES = 128
_PATTERN = r"(?:[A-Za-z ]*[G-Zg-z][A-Za-z ]*[:=]? *)?(?P<uid>[0-9A-Fa-f][0-9A-Fa-fx :.\-]*)"
"""A label that is no hexadecimal number, such as `UID:`, and the number."""


@dataclass(frozen=True)
class AsciiLineSettings:
    """A badge reader that prints lines."""

    port: str = setting()
    """Best a path below /dev/serial/by-id, which survives replugging."""
    baud: int = setting(9600, least=300, most=4_000_000)
    terminator: str = setting("line", choices=tuple(ENDS))
    """What ends a line; with `none` also a pause, so then set both sizes."""
    end_pause_ms: int = setting(50, least=20, most=5000)
    drop_pause_ms: int = setting(500, least=50, most=10000)
    pattern: str = setting(_PATTERN)
    """A regular expression for the whole line; its group `uid` is the number."""
    number: str = setting("hexadecimal", choices=("hexadecimal", "decimal"))
    last_byte_first: bool = setting(default=False)
    """Whether it prints the bytes backwards."""
    least_bytes: int = setting(4, least=3, most=16)
    most_bytes: int = setting(10, least=3, most=16)
    """A decimal number has no length; it is taken for this many bytes at most."""
    technology: str = setting(
        "raw", choices=("iso14443a", "iso15693", "em4100", "w26", "w34", "epc", "raw")
    )
    """What it reads. With `w26` three bytes are enough to name a badge."""
    away_s: float = setting(1.0, least=0.1, most=60)
    """How long a card must be away before it counts anew."""

    def __post_init__(self) -> None:
        checked(self)
        try:
            names = re.compile(self.pattern).groupindex
        except re.error as error:
            raise SettingsError([f"pattern: {error}"]) from error
        if "uid" not in names:
            raise SettingsError(["pattern: it has no group (?P<uid>…)"])
        if self.least_bytes > self.most_bytes:
            raise SettingsError(["least_bytes: it is more than most_bytes"])

    @property
    def pause_ms(self) -> int:
        """The pause that ends a line or drops one."""
        return self.end_pause_ms if self.terminator == "none" else self.drop_pause_ms


class AsciiLineParser:
    """Bytes in, new taps out; a line that does not fit the pattern is passed over."""

    def __init__(self, settings: AsciiLineSettings) -> None:
        self._settings = settings
        self._pattern = re.compile(settings.pattern)
        self._lines = Lines(settings.terminator, settings.pause_ms, _MOST_BYTES)
        self._taps = Taps(1, settings.away_s, settings.away_s)

    @property
    def pauses_ns(self) -> int | None:
        """When a pause ends what was begun; None when nothing is."""
        return self._lines.pauses_ns

    def feed(self, data: bytes, at_ns: int) -> list[Reading]:
        """The taps that these bytes, or a pause when there are none, complete."""
        return [
            Reading(uid.hex().upper().encode(), line.at_ns, self._settings.technology, Kind.BADGE)
            for line in self._lines.feed(data, at_ns)
            if (uid := self._uid(line)) and self._taps.is_tap(uid, line.at_ns)
        ]

    def _uid(self, line: Frame) -> bytes | None:
        told = self._settings
        try:
            match = self._pattern.fullmatch(line.body.decode("ascii").strip())
        except UnicodeDecodeError:
            return None
        printed = match["uid"] if match else None
        if printed is None:
            return None
        if told.number == "decimal":
            uid = self._shortest(from_decimal(printed, told.most_bytes))
        else:
            uid = from_hexadecimal(printed)
        if uid is None or not told.least_bytes <= len(uid) <= told.most_bytes or not any(uid):
            return None
        return uid[::-1] if told.last_byte_first else uid

    def _shortest(self, uid: bytes | None) -> bytes | None:
        """A decimal number in as few bytes as it needs and the settings allow."""
        return uid and uid.lstrip(b"\0").rjust(self._settings.least_bytes, b"\0")


def ascii_line_driver(
    settings: AsciiLineSettings, open_line: OpenLine = open_line
) -> ListeningDriver:
    """A reader that prints lines, as a driver."""
    return ListeningDriver(
        settings.port, settings.baud, lambda: AsciiLineParser(settings), open_line
    )


def ascii_line_reader(name: str, settings: AsciiLineSettings) -> ThreadedReader:
    """A reader that prints lines, not yet started."""
    return ThreadedReader(name, ascii_line_driver(settings))
