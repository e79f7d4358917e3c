"""UHF tags through a ThingMagic M6e or M7e module (M6e Nano, M7e Hecto), on a serial line.

Frame: FF, size, operation, two bytes of status, data, a 16-bit checksum; as in the Mercury API's
`serial_reader_l3.c`. The module reads without end and tells tags as they come; each second it
says that it lives. It still does so after this program ended, maybe at another baud rate.
"""

from binascii import crc_hqx
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from hardware.rfid.bulk import Sighting
from hardware.rfid.dialogue import Dialogue, NoAnswer
from hardware.rfid.framing import Frame
from hardware.rfid.sized_frames import Shape, SizedFrames
from hardware.rfid.uhf import Link, UhfDriver, UhfReader
from hardware.serial_line import OpenLine, open_line
from hardware.settings import checked, setting
from hardware.wake import Wake

REGIONS = {
    "na": 1, "eu": 2, "korea": 3, "india": 4, "japan": 5, "china": 6, "eu2": 7, "eu3": 8,
    "korea2": 9, "china2": 10, "australia": 11, "new_zealand": 12, "open": 255,
}  # fmt: skip
_VERSION, _TAG, _READ, _ANTENNA, _POWER = 0x03, 0x22, 0x2F, 0x91, 0x92
_PROTOCOL, _REGION, _OPTION = 0x93, 0x97, 0x9A
_OPERATIONS = (_VERSION, _TAG, _READ, _ANTENNA, _POWER, _PROTOCOL, _REGION, _OPTION)
_GEN2 = b"\0\x05"
_ALL_SIGHTINGS = b"\x01\x0c\0"  # or a tag that stays would be told once
_START = bytes.fromhex("00000122000005072210001B03E801FF")
_STOP = b"\0\0\x02"
_DONE, _ALIVE, _TOO_WARM, _ANTENNA_FAULT = b"\0\0", b"\x04\0", b"\x05\x04", b"\x05\x05"
_WITH_ALL_DATA = b"\x01\xff"
_PC_AND_CRC = 4
_FIRST = crc_hqx(b"\xff\xff", 0)
_BAUDS = (115200, 9600)
_FIRST_ANSWER_S, _ANSWER_S = 0.4, 1.0
_SILENCE_S = 2.5


@dataclass(frozen=True)
class ThingMagicSettings:
    """An M6e or M7e module."""

    port: str = setting()
    """Best a path below /dev/serial/by-id, which survives replugging."""
    baud: int = setting(115200, least=9600, most=921_600)
    """Tried first; 115,200 and 9,600 are tried after it."""
    region: str = setting("eu3", choices=tuple(REGIONS))
    """Which frequencies the law allows here; the module forgets it without power."""
    power_dbm: float = setting(5.0, least=0, most=30)
    """5 dBm reads a hand's breadth; from 20 dBm on, USB alone may not feed the module."""
    weakest_dbm: int | None = setting(None, least=-120, most=0)
    """Tags with a weaker signal lie beside the desk and are passed over."""
    away_s: float = setting(1.0, least=0.1, most=60)
    """How long a tag must be away before it counts anew."""

    def __post_init__(self) -> None:
        checked(self)


def checksum(data: bytes) -> int:
    """ThingMagic's own CRC: CCITT's divisor, but the last two bytes are only added."""
    return crc_hqx(data[:-2], _FIRST) ^ int.from_bytes(data[-2:], "big")


def command_frame(operation: int, data: bytes = b"") -> bytes:
    """A command to the module, framed."""
    said = bytes([len(data), operation]) + data
    return b"\xff" + said + checksum(said).to_bytes(2, "big")


def sighting_of(frame: Frame) -> Sighting | None:
    """The tag in a record; None for other records, and for what is no whole tag.

    The signal stands at 10; the tag's PC, EPC and CRC stand last, behind the length in bits of
    data read along with them, the data, the state of the pins, and the length in bits of the tag.
    """
    body = frame.body
    if body[:3] != bytes([_TAG]) + _DONE or body[6:8] != _WITH_ALL_DATA:
        return None
    at = 25 + (int.from_bytes(body[22:24], "big") + 7) // 8
    bits, tag = int.from_bytes(body[at : at + 2], "big"), body[at + 2 :]
    if len(tag) * 8 != bits or len(tag) <= _PC_AND_CRC or (tag[0] >> 3) * 2 != len(tag) - 4:
        return None
    signal = int.from_bytes(body[10:11], "big", signed=True)
    return Sighting(tag[2:-2], frame.at_ns, signal)


class ThingMagicParser:
    """Bytes in, what the module says out: operation, status and data."""

    def __init__(self) -> None:
        self._frames = SizedFrames(Shape(b"\xff", 3, _size, _body))

    def feed(self, data: bytes, at_ns: int) -> list[Frame]:
        """The frames that these bytes complete; no bytes raise."""
        return self._frames.feed(data, at_ns)


def _size(head: bytes) -> int:
    return head[1] + 7 if head[2] in _OPERATIONS else 0


def _body(frame: bytes) -> bytes | None:
    is_right = checksum(frame[1:-2]) == int.from_bytes(frame[-2:], "big")
    return frame[2:-2] if is_right else None


class _Link:
    def __init__(self, dialogue: Dialogue, settings: ThingMagicSettings) -> None:
        self._dialogue = dialogue
        self._settings = settings

    def greet(self, stop: Wake) -> None:
        """Set the module up and let it read; it may still do so since before."""
        settings = self._settings
        self._dialogue.ask(command_frame(_READ, _STOP), _answers(_READ), stop, _FIRST_ANSWER_S)
        self._ask(_VERSION, b"", stop, _FIRST_ANSWER_S)
        self._ask(_REGION, bytes([REGIONS[settings.region]]), stop)
        self._ask(_PROTOCOL, _GEN2, stop)
        self._ask(_ANTENNA, b"\x01\x01", stop)
        self._ask(_POWER, round(settings.power_dbm * 100).to_bytes(2, "big"), stop)
        self._ask(_OPTION, _ALL_SIGHTINGS, stop)
        self._ask(_READ, _START, stop)

    def sightings(self, stop: Wake) -> list[Sighting]:
        """What it tells."""
        frames = self._dialogue.hear(stop, _SILENCE_S)
        if not frames and not stop.is_set:
            raise self._dialogue.silent()
        for frame in frames:
            self._check(frame.body, _DONE, _ALIVE, _TOO_WARM)
        return [sighting for frame in frames if (sighting := sighting_of(frame))]

    def close(self) -> None:
        self._dialogue.close(command_frame(_READ, _STOP))

    def _ask(self, operation: int, data: bytes, stop: Wake, timeout_s: float = _ANSWER_S) -> None:
        command = command_frame(operation, data)
        answer = self._dialogue.ask(command, _answers(operation), stop, timeout_s)
        if answer is None:
            raise self._dialogue.silent()
        self._check(answer.body, _DONE)

    def _check(self, body: bytes, *good: bytes) -> None:
        status = body[1:3]
        if status == _ANTENNA_FAULT:
            remedy = "Screw an antenna on, and keep metal away from it."
            raise self._dialogue.refused("hears its own signal", 0x0505, remedy)
        if status not in good:
            remedy = "Check region and power in its settings, and that it gets enough current."
            code = int.from_bytes(status, "big")
            raise self._dialogue.refused("refused a command", code, remedy)


def _answers(operation: int) -> Callable[[bytes], bool]:
    return lambda body: body[0] == operation


def thingmagic_driver(settings: ThingMagicSettings, open_line: OpenLine = open_line) -> UhfDriver:
    """A driver that opens the port, sets the module up and lets it read."""

    def connect_at(baud: int) -> Link:
        line = open_line(settings.port, baud)
        dialogue = Dialogue("ThingMagic module", settings.port, line, ThingMagicParser())
        link = _Link(dialogue, settings)
        dialogue.greet(link.greet)
        return link

    def connect() -> Link:
        *firsts, last = dict.fromkeys((settings.baud, *_BAUDS))
        for baud in firsts:
            with suppress(NoAnswer):
                return connect_at(baud)
        return connect_at(last)

    return UhfDriver(settings.port, connect, settings.away_s, settings.weakest_dbm)


def thingmagic_reader(name: str, settings: ThingMagicSettings) -> UhfReader:
    """A UHF reader, not yet started."""
    return UhfReader(name, thingmagic_driver(settings))
