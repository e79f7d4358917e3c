"""UHF tags through an M100, QM100, R200 or YRM100 module, on a serial line.

Frame: BB, type, command, two bytes of size, parameters, the sum of all behind BB, 7E; as in
MagicRF's M100 firmware commands. 7E may stand among the parameters. The module polls by itself,
ten thousand rounds at a time, and tells each round: a tag, or that there is none.
"""

from binascii import crc_hqx
from collections.abc import Callable
from dataclasses import dataclass

from hardware.rfid.bulk import Sighting
from hardware.rfid.dialogue import Dialogue
from hardware.rfid.framing import Frame
from hardware.rfid.sized_frames import Shape, SizedFrames
from hardware.rfid.uhf import Link, UhfDriver, UhfReader
from hardware.serial_line import OpenLine, open_line
from hardware.settings import checked, setting
from hardware.wake import Wake

_REGIONS = {"china_900": 1, "us": 2, "eu": 3, "china_800": 4, "korea": 6}
_ANSWER, _NOTICE = 1, 2
_VERSION, _REGION, _POLL, _POLL_ON, _STOP, _POWER = 3, 7, 0x22, 0x27, 0x28, 0xB6
_ROUNDS = b"\x22\x27\x10"  # as many as there are: 10,000
_FAILURE = b"\x01\xff"
_HARMLESS = b"\x15", b"\x20"  # no tag; all channels are taken just now
_MOST_PARAMETERS = 128
_ANSWER_S = 0.5
_SILENCE_S = 1.0


@dataclass(frozen=True)
class M100Settings:
    """An M100 module."""

    port: str = setting()
    """Best a path below /dev/serial/by-id, which survives replugging."""
    baud: int = setting(115200, least=9600, most=4_000_000)
    region: str | None = setting(None, choices=tuple(_REGIONS))
    """Which frequencies the law allows here; not given, the module keeps what it has."""
    power_dbm: float | None = setting(None, least=0, most=30)
    """Not given, the module keeps what it has. From 26 dBm on, USB alone may not feed it."""
    weakest_dbm: int | None = setting(None, least=-120, most=0)
    """Tags with a weaker signal lie beside the desk and are passed over."""
    away_s: float = setting(1.0, least=0.1, most=60)
    """How long a tag must be away before it counts anew."""

    def __post_init__(self) -> None:
        checked(self)


def command_frame(command: int, parameters: bytes = b"") -> bytes:
    """A command to the module, framed."""
    said = bytes([0, command]) + len(parameters).to_bytes(2, "big") + parameters
    return b"\xbb" + said + bytes([sum(said) & 0xFF, 0x7E])


def sighting_of(frame: Frame) -> Sighting | None:
    """The tag in a notice: signal in dBm, PC, EPC, CRC; None for what is no whole tag."""
    head, signal, tag = frame.body[:2], frame.body[2:3], frame.body[3:-2]
    size = 2 + (tag[0] >> 3) * 2 if tag else 0
    if head != bytes([_NOTICE, _POLL]) or len(tag) != size or size <= 2:  # noqa: PLR2004 - PC alone
        return None
    if crc_hqx(tag, 0xFFFF) ^ 0xFFFF != int.from_bytes(frame.body[-2:], "big"):
        return None
    return Sighting(tag[2:], frame.at_ns, int.from_bytes(signal, "big", signed=True))


class M100Parser:
    """Bytes in, what the module says out: type, command and parameters."""

    def __init__(self) -> None:
        self._frames = SizedFrames(Shape(b"\xbb", 5, _size, _body))

    def feed(self, data: bytes, at_ns: int) -> list[Frame]:
        """The frames that these bytes complete; no bytes raise."""
        return self._frames.feed(data, at_ns)


def _size(head: bytes) -> int:
    size = int.from_bytes(head[3:5], "big")
    return size + 7 if head[1] in (_ANSWER, _NOTICE) and size <= _MOST_PARAMETERS else 0


def _body(frame: bytes) -> bytes | None:
    is_right = frame[-1] == 0x7E and sum(frame[1:-2]) & 0xFF == frame[-2]  # noqa: PLR2004 - the end
    return frame[1:3] + frame[5:-2] if is_right else None


class _Link:
    def __init__(self, dialogue: Dialogue, settings: M100Settings) -> None:
        self._dialogue = dialogue
        self._settings = settings

    def greet(self, stop: Wake) -> None:
        """Set it up and let it poll; it may still do so since before."""
        self._dialogue.ask(command_frame(_STOP), _answers(_STOP), stop, _ANSWER_S)
        self._ask(_VERSION, b"\0", stop)
        if self._settings.region is not None:
            self._ask(_REGION, bytes([_REGIONS[self._settings.region]]), stop)
        if self._settings.power_dbm is not None:
            power = round(self._settings.power_dbm * 100)
            self._ask(_POWER, power.to_bytes(2, "big"), stop)
        self._dialogue.send(command_frame(_POLL_ON, _ROUNDS))

    def sightings(self, stop: Wake) -> list[Sighting]:
        """What it tells. Silent, it is greeted: its rounds are over, or it lost its power."""
        frames = self._dialogue.hear(stop, _SILENCE_S)
        if not frames and not stop.is_set:
            self.greet(stop)
        return self._seen(frames)

    def close(self) -> None:
        self._dialogue.close(command_frame(_STOP))

    def _seen(self, frames: list[Frame]) -> list[Sighting]:
        for frame in frames:
            self._check(frame.body)
        return [sighting for frame in frames if (sighting := sighting_of(frame))]

    def _ask(self, command: int, parameters: bytes, stop: Wake) -> None:
        answer = self._dialogue.ask(
            command_frame(command, parameters), _answers(command), stop, _ANSWER_S
        )
        if answer is None and not stop.is_set:
            raise self._dialogue.silent()
        if answer:
            self._check(answer.body)

    def _check(self, body: bytes) -> None:
        if body[:2] == _FAILURE and body[2:] not in _HARMLESS:
            remedy = "Check region and power in its settings, and that it gets enough current."
            raise self._dialogue.refused("refused a command", body[-1], remedy)


def _answers(command: int) -> Callable[[bytes], bool]:
    heads = bytes([_ANSWER, command]), _FAILURE
    return lambda body: body[:2] in heads and body[2:] not in _HARMLESS


def m100_driver(settings: M100Settings, open_line: OpenLine = open_line) -> UhfDriver:
    """A driver that opens the port, sets the module up and lets it poll."""

    def connect() -> Link:
        line = open_line(settings.port, settings.baud)
        dialogue = Dialogue("M100", settings.port, line, M100Parser())
        link = _Link(dialogue, settings)
        dialogue.greet(link.greet)
        return link

    return UhfDriver(settings.port, connect, settings.away_s, settings.weakest_dbm)


def m100_reader(name: str, settings: M100Settings) -> UhfReader:
    """A UHF reader, not yet started."""
    return UhfReader(name, m100_driver(settings))
