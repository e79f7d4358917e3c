"""NFC cards (13.56 MHz, ISO 14443 A): PN532 boards in HSU mode, on a serial line.

Frame: 00 FF, length, its complement, D5 and the answer, the complement of their sum; as in NXP's
user manual UM0701-02, section 6.2. The reader is asked four times a second which card lies on it.
Extended frames are passed over: no answer to these commands is longer than 254 bytes.
"""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from hardware.driver import Connection, Reading, node_presence
from hardware.reader import Kind
from hardware.rfid.dialogue import Dialogue
from hardware.rfid.framing import Frame, Taps
from hardware.rfid.sized_frames import Shape, SizedFrames
from hardware.rfid.uid import Unfit, unfit
from hardware.serial_line import OpenLine, open_line
from hardware.settings import checked, setting
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake

SYMBOLOGY = "iso14443a"
ACK = bytes.fromhex("0000FF00FF00")
_WAKE_UP = b"\x55\x55" + bytes(15)
_SAM_CONFIGURATION = bytes.fromhex("14011401")  # normal mode: answers are sent by themselves
_FEW_RETRIES = bytes.fromhex("3205FF0110")  # or it would wait for a card for ever
_LIST_TARGET = bytes.fromhex("4A0100")
_RELEASE = bytes.fromhex("5200")
_TO_PN532, _FROM_PN532, _ERROR = 0xD4, 0xD5, b"\x7f"
_UID_SIZES = (4, 7, 10)
_ANSWER_S = 0.5
_TRIES = 2


@dataclass(frozen=True)
class Pn532Settings:
    """A PN532 board, its switches set to HSU."""

    port: str = setting()
    """Best a path below /dev/serial/by-id, which survives replugging."""
    baud: int = setting(115200, least=9600, most=1_288_000)
    interval_s: float = setting(0.25, least=0.02, most=5)
    """How long it rests between two looks for a card."""
    away_s: float = setting(1.0, least=0.1, most=60)
    """How long a card must be away before it counts anew; single looks miss it."""

    def __post_init__(self) -> None:
        checked(self)


def command_frame(command: bytes) -> bytes:
    """A command to the PN532, framed."""
    said = bytes([_TO_PN532]) + command
    size = len(said)
    return b"\0\0\xff" + bytes([size, -size & 0xFF]) + said + bytes([-sum(said) & 0xFF, 0])


def uid_of(body: bytes) -> bytes | None:
    """The UID in an answer to InListPassiveTarget; None when there is no card, or half of one."""
    head = bytes([_FROM_PN532, _LIST_TARGET[0] + 1, 1])
    size = body[7] if len(body) > 7 else 0  # noqa: PLR2004 - behind target, SENS_RES and SEL_RES
    uid = body[8 : 8 + size]
    return uid if body.startswith(head) and len(uid) == size in _UID_SIZES else None


class Pn532Parser:
    """Bytes in, what the PN532 says out: D5 and the answer, or 7F for an error."""

    def __init__(self) -> None:
        self._frames = SizedFrames(Shape(b"\0\xff", 4, _size, _body))

    def feed(self, data: bytes, at_ns: int) -> list[Frame]:
        """The frames that these bytes complete; no bytes raise."""
        return self._frames.feed(data, at_ns)


def _size(head: bytes) -> int:
    size, complement = head[2:]
    return 5 + size if size and (size + complement) & 0xFF == 0 else 0


def _body(frame: bytes) -> bytes | None:
    said, is_right = frame[4:-1], sum(frame[4:]) & 0xFF == 0
    return said if is_right and (said[0] == _FROM_PN532 or said == _ERROR) else None


class Pn532Driver:
    """Opens the port, wakes the PN532 and asks it for cards."""

    def __init__(self, settings: Pn532Settings, open_line: OpenLine = open_line) -> None:
        self._settings = settings
        self._open_line = open_line

    def open(self) -> Connection:
        """Open the port exclusively; raises `HardwareError` also when no PN532 answers."""
        settings = self._settings
        line = self._open_line(settings.port, settings.baud)
        connection = _Connection(Dialogue("PN532", settings.port, line, Pn532Parser()), settings)
        connection.greet()
        return connection

    def presence(self) -> Hashable:
        """The identity of the port's node."""
        return node_presence(self._settings.port)


class _Connection:
    def __init__(self, dialogue: Dialogue, settings: Pn532Settings) -> None:
        self._dialogue = dialogue
        self._interval_s = settings.interval_s
        self._taps = Taps(1, settings.away_s, settings.away_s)
        self._looks_at_s = 0.0
        self._has_card = False

    def greet(self) -> None:
        self._dialogue.greet(self._wake_up)

    def read(self, stop: Wake) -> list[Reading]:
        """One look, after the rest since the one before."""
        stop.wait(timeout_s=self._looks_at_s - time.monotonic())
        if stop.is_set or (self._has_card and not self._ask(_RELEASE, stop)):
            return []
        answer = self._ask(_LIST_TARGET, stop)
        self._looks_at_s = time.monotonic() + self._interval_s
        uid = uid_of(answer.body) if answer else None
        self._has_card = uid is not None
        return self._tapped(uid, answer.at_ns) if answer and uid else []

    def close(self) -> None:
        self._dialogue.close(ACK)

    def _wake_up(self, stop: Wake) -> None:
        self._dialogue.send(_WAKE_UP + ACK)
        self._ask(_SAM_CONFIGURATION, stop)
        self._ask(_FEW_RETRIES, stop)

    def _ask(self, command: bytes, stop: Wake) -> Frame | None:
        """The answer; None only when stopped."""
        for _ in range(_TRIES):
            answer = self._dialogue.ask(command_frame(command), _answers(command), stop, _ANSWER_S)
            if answer and answer.body == _ERROR:
                remedy = "Use a PN532; a PN531 or PN533 is another."
                raise self._dialogue.refused("does not know a command", command[0], remedy)
            if answer or stop.is_set:
                return answer
            self._dialogue.send(_WAKE_UP + ACK)  # it may sleep, or still be busy
        raise self._dialogue.silent()

    def _tapped(self, uid: bytes, at_ns: int) -> list[Reading]:
        # a card with random UIDs shows another at each look: held, it is still one card
        is_random = unfit(SYMBOLOGY, uid) is Unfit.RANDOM
        if not self._taps.is_tap(uid[:1] if is_random else uid, at_ns):
            return []
        return [Reading(uid.hex().upper().encode(), at_ns, SYMBOLOGY, Kind.BADGE)]


def _answers(command: bytes) -> Callable[[bytes], bool]:
    head = bytes([_FROM_PN532, command[0] + 1])
    return lambda body: body.startswith(head) or body == _ERROR


def pn532_reader(name: str, settings: Pn532Settings) -> ThreadedReader:
    """An NFC reader, not yet started."""
    return ThreadedReader(name, Pn532Driver(settings))
