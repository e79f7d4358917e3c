"""UHF tags through readers that speak as UHFReader18, 86 or 288M do (Chafon and others), serially.

Frame: size of what follows, address, command, status, data, CRC-16 (reflected 8408, from FFFF),
its low byte first; as in the makers' user's manuals. Nothing marks a beginning: a frame is found
by its checksum. The reader is asked again and again which tags it sees.
"""

import time
from binascii import crc_hqx
from dataclasses import dataclass

from hardware.rfid.bulk import Sighting
from hardware.rfid.dialogue import Dialogue
from hardware.rfid.framing import Frame
from hardware.rfid.sized_frames import Shape, SizedFrames
from hardware.rfid.uhf import Link, UhfDriver, UhfReader
from hardware.serial_line import OpenLine, open_line
from hardware.settings import checked, setting
from hardware.wake import Wake

_EVERYBODY = 0xFF
_INVENTORY, _INFO, _POWER = 0x01, 0x21, 0x2F
_COMMANDS = (_INVENTORY, _INFO, _POWER)
_DONE, _ANTENNA_FAULT, _NO_TAG = 0x00, 0xF8, 0xFB
_MORE_TAGS, _TAGS = 0x03, (0x01, 0x02, 0x03, 0x04)  # all; out of time; more follow; memory full
_WITH_SIGNAL = "288"
_MOST_EPC = 62
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_GRACE_S = 1.0
_TRIES = 2


@dataclass(frozen=True)
class UhfReader18Settings:
    """A reader of the families UHFReader18 or UHFReader288."""

    port: str = setting()
    """Best a path below /dev/serial/by-id, which survives replugging."""
    family: str = setting("18", choices=("18", _WITH_SIGNAL))
    """288 for UHFReader288M and 86, which tell antenna and signal; 18 for the older ones."""
    baud: int = setting(57600, least=9600, most=921_600)
    power_dbm: int | None = setting(None, least=0, most=33)
    """Not given, the reader keeps what it has."""
    scan_s: float = setting(0.5, least=0.1, most=25.5)
    """How long it looks for tags before it answers. A 288M is told so; an 18 keeps its own."""
    interval_s: float = setting(0.05, least=0.01, most=5)
    """How long it rests between two answers."""
    weakest: int | None = setting(None, least=0, most=255)
    """Of a 288M: tags whose signal, its own number, is smaller lie beside the desk."""
    away_s: float = setting(1.0, least=0.1, most=60)
    """How long a tag must be away before it counts anew."""

    def __post_init__(self) -> None:
        checked(self)


def checksum(data: bytes) -> bytes:
    """The CRC of a frame, reckoned on mirrored bits."""
    mirrored = crc_hqx(data.translate(_MIRRORED), 0xFFFF).to_bytes(2, "big")
    return mirrored.translate(_MIRRORED)


def command_frame(command: int, data: bytes = b"") -> bytes:
    """A command to any reader on the line, framed."""
    said = bytes([len(data) + 4, _EVERYBODY, command]) + data
    return said + checksum(said)


def inventory_command(settings: UhfReader18Settings) -> bytes:
    """Ask for all tags; a 288M with Q 15, session 0, target A, its first antenna."""
    if settings.family != _WITH_SIGNAL:
        return command_frame(_INVENTORY)
    scan = max(1, round(settings.scan_s * 10))
    return command_frame(_INVENTORY, bytes([15, 0, 1, 0, 0, 0, 0, 0x80, scan]))


def sightings_of(frame: Frame, family: str) -> list[Sighting]:
    """The tags in an answer; none when any of them is not whole."""
    _, command, status, *_ = frame.body
    if command != _INVENTORY or status not in _TAGS:
        return []
    behind = 1 if family == _WITH_SIGNAL else 0  # a byte of signal behind each tag
    told = frame.body[3 + behind :]
    seen, at = [], 1
    while at < len(told):
        end = at + 1 + told[at] + behind
        epc = told[at + 1 : end - behind]
        if not 0 < len(epc) == told[at] <= _MOST_EPC or end > len(told):
            return []
        seen.append(Sighting(epc, frame.at_ns, told[end - 1] if behind else None))
        at = end
    return seen if told[:1] == bytes([len(seen)]) else []


class UhfReader18Parser:
    """Bytes in, what the reader says out: address, command, status and data."""

    def __init__(self) -> None:
        self._frames = SizedFrames(Shape(b"", 3, _size, _body))

    def feed(self, data: bytes, at_ns: int) -> list[Frame]:
        """The frames that these bytes complete; no bytes raise."""
        return self._frames.feed(data, at_ns)


def _size(head: bytes) -> int:
    return head[0] + 1 if head[0] >= 5 and head[2] in _COMMANDS else 0  # noqa: PLR2004 - no data


def _body(frame: bytes) -> bytes | None:
    return frame[1:-2] if checksum(frame[:-2]) == frame[-2:] else None


class _Link:
    def __init__(self, dialogue: Dialogue, settings: UhfReader18Settings) -> None:
        self._dialogue = dialogue
        self._settings = settings
        self._inventory = inventory_command(settings)
        self._asks_at_s = 0.0
        self._silences = 0

    def greet(self, stop: Wake) -> None:
        """Ask who it is, and set its power."""
        self._ask(_INFO, b"", stop)
        if self._settings.power_dbm is not None:
            self._ask(_POWER, bytes([self._settings.power_dbm]), stop)

    def sightings(self, stop: Wake) -> list[Sighting]:
        """Ask once which tags it sees, after the rest since the last answer."""
        stop.wait(timeout_s=self._asks_at_s - time.monotonic())
        if stop.is_set:
            return []
        seen = self._take_inventory(stop)
        self._asks_at_s = time.monotonic() + self._settings.interval_s
        if self._silences == _TRIES:
            raise self._dialogue.silent()
        return seen

    def close(self) -> None:
        self._dialogue.close()

    def _take_inventory(self, stop: Wake) -> list[Sighting]:
        """The tags of all frames of one answer."""
        self._dialogue.send(self._inventory)
        until = time.monotonic() + self._settings.scan_s + _GRACE_S
        seen: list[Sighting] = []
        while frames := self._dialogue.hear(stop, until - time.monotonic()):
            for frame in (each for each in frames if each.body[1] == _INVENTORY):
                self._check(frame.body[2], _NO_TAG, *_TAGS)
                seen += sightings_of(frame, self._settings.family)
                if frame.body[2] != _MORE_TAGS:
                    self._silences = 0
                    return seen
        self._silences += not stop.is_set
        return seen

    def _ask(self, command: int, data: bytes, stop: Wake) -> None:
        for _ in range(_TRIES):
            answer = self._dialogue.ask(
                command_frame(command, data), lambda body: body[1] == command, stop, _GRACE_S
            )
            if answer:
                self._check(answer.body[2], _DONE)
                return
        raise self._dialogue.silent()

    def _check(self, status: int, *good: int) -> None:
        if status == _ANTENNA_FAULT:
            remedy = "Screw an antenna on, and see that its cable is whole."
            raise self._dialogue.refused("finds no antenna", status, remedy)
        if status not in good:
            remedy = "Check family and power in its settings."
            raise self._dialogue.refused("refused a command", status, remedy)


def uhfreader18_driver(settings: UhfReader18Settings, open_line: OpenLine = open_line) -> UhfDriver:
    """A driver that opens the port and asks the reader for tags."""

    def connect() -> Link:
        line = open_line(settings.port, settings.baud)
        dialogue = Dialogue("UHFReader", settings.port, line, UhfReader18Parser())
        link = _Link(dialogue, settings)
        dialogue.greet(link.greet)
        return link

    return UhfDriver(settings.port, connect, settings.away_s, settings.weakest)


def uhfreader18_reader(name: str, settings: UhfReader18Settings) -> UhfReader:
    """A UHF reader, not yet started."""
    return UhfReader(name, uhfreader18_driver(settings))
