"""Scanners on a serial line, of RS-232 or as a USB serial port (USB-COM, CDC-ACM).

Plain: the code as text, ended by CR, LF, Tab, ETX or a pause. SSI: Zebra's packets, which carry
the symbology and a checksum and are acknowledged. A code that holds line ends itself comes as
several with the terminator `line`; set the scanner to end with ETX, or to SSI, where that matters.
"""

import logging
import time
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Protocol

from hardware.driver import Connection, Reading, node_presence
from hardware.listening import Parser, until_pause_s
from hardware.outputs.scanner_beep import DIALECTS, Answer, ScannerBeep
from hardware.rfid.framing import Taps
from hardware.rfid.lines import ENDS, Lines
from hardware.rfid.sized_frames import SizedFrames
from hardware.sanitise import MAX_CHARACTERS
from hardware.scanners.wrapping import Wrapping
from hardware.serial_line import OpenLine, SerialLine, open_line
from hardware.settings import SettingsError, checked, setting
from hardware.ssi import ACK, DECODE_DATA, FROM_SCANNER, wants_ack
from hardware.symbologies import symbology_of_ssi
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake

_MOST_BYTES = MAX_CHARACTERS * 4
_SEVEN_BITS = bytes(byte & 0x7F for byte in range(256))
_RETRANSMIT, _GOES_ON = 0x01, 0x02
"""Bits of a packet's status."""
_DATA = 4

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SerialScannerSettings:
    """A scanner on a serial line."""

    port: str = setting()
    """Best a path below /dev/serial/by-id, which survives replugging."""
    baud: int = setting(9600, least=300, most=4_000_000)
    protocol: str = setting("plain", choices=("plain", "ssi"))
    terminator: str = setting("line", choices=tuple(ENDS))
    """What ends a code: CR or LF, Tab, ETX, or nothing but a pause."""
    end_pause_ms: int = setting(100, least=20, most=5000)
    """Without a terminator, the pause that ends a code."""
    drop_pause_ms: int = setting(500, least=50, most=10000)
    """With one, the pause after which a code without its end is dropped."""
    prefix: str = setting("")
    suffix: str = setting("")
    """In front of the terminator."""
    separator: str = setting("")
    """What the scanner sends instead of GS (0x1D) in GS1 codes, where it cannot send GS."""
    aim: bool = setting(default=True)
    """Take an AIM identifier (`]C1` …) from the front of a code and know its symbology by it."""
    encoding: str = setting("utf-8", choices=("utf-8", "latin-1"))
    seven_bits: bool = setting(default=False)
    """It sends seven bits and a parity, as many RS-232 scanners do; the parity is not checked."""
    away_s: float = setting(0.0, least=0, most=60)
    """How long a code must be away before it counts anew, for a scanner that reads by itself and
    so reads what lies before it again and again; 0 for one with a trigger."""
    beep: str = setting("none", choices=tuple(DIALECTS))
    """How the scanner is told to beep when the desk has answered."""

    def __post_init__(self) -> None:
        checked(self)
        try:
            self.wrapping.reading(b"", 0)
        except UnicodeEncodeError as error:
            raise SettingsError([f"encoding: {error.object!r} cannot be written so"]) from error

    @property
    def wrapping(self) -> Wrapping:
        """What stands around each code."""
        return Wrapping(self.prefix, self.suffix, self.separator, self.aim, self.encoding)

    @property
    def pause_ms(self) -> int:
        """The pause that ends a code or drops one."""
        return self.end_pause_ms if self.terminator == "none" else self.drop_pause_ms


class ScannerParser(Parser, Protocol):
    """Bytes in, codes out."""

    reply: bytes
    """What the scanner has to be sent back for the last bytes."""


class PlainParser:
    """Lines of text, each one code."""

    reply = b""

    def __init__(
        self, terminator: str, pause_ms: int, wrapping: Wrapping, *, seven_bits: bool = False
    ) -> None:
        self._lines = Lines(terminator, pause_ms, _MOST_BYTES)
        self._wrapping = wrapping
        self._bits = _SEVEN_BITS if seven_bits else None

    @property
    def pauses_ns(self) -> int | None:
        """When a pause ends what was begun; None when nothing is."""
        return self._lines.pauses_ns

    def feed(self, data: bytes, at_ns: int) -> list[Reading]:
        """The codes that these bytes, or a pause when there are none, complete."""
        lines = self._lines.feed(data.translate(self._bits), at_ns)
        return [self._wrapping.reading(line.body, line.at_ns) for line in lines]


class SsiParser:
    """Zebra's packets, each one code. One that comes again because its ACK was lost counts once.

    A code too long for one packet (some 250 bytes) is dropped: a part could name another thing,
    and guides differ in how the parts are put together.
    """

    pauses_ns = None

    def __init__(self, wrapping: Wrapping) -> None:
        self.reply = b""
        self._frames = SizedFrames(FROM_SCANNER)
        self._wrapping = wrapping
        self._last = b""
        self._goes_on = False

    def feed(self, data: bytes, at_ns: int) -> list[Reading]:
        """The codes that these bytes complete."""
        frames = self._frames.feed(data, at_ns)
        self.reply = ACK * sum(wants_ack(frame.body) for frame in frames)
        return [
            self._wrapping.reading(code[1:], frame.at_ns, symbology_of_ssi(code[0]))
            for frame in frames
            if frame.body[1] == DECODE_DATA and (code := self._new(frame.body))
        ]

    def _new(self, body: bytes) -> bytes:
        """The type and data of a code, or nothing when it was read already, or is not whole."""
        status, code = body[3], body[_DATA:]
        is_again, self._last = status & _RETRANSMIT and code == self._last, code
        if is_again:
            return b""
        is_part, self._goes_on = self._goes_on, bool(status & _GOES_ON)
        if is_part and not self._goes_on:
            _log.warning("a code was dropped: it is too long for one packet")
        return b"" if is_part or self._goes_on else code


class SerialScannerDriver:
    """Opens the port, parses what it brings, and lets the desk's answers be sounded."""

    def __init__(self, settings: SerialScannerSettings, open_line: OpenLine = open_line) -> None:
        self._settings = settings
        self._open_line = open_line
        self.beep = ScannerBeep(settings.beep)

    def open(self) -> Connection:
        """Open the port exclusively."""
        line = self._open_line(self._settings.port, self._settings.baud)
        return _Connection(line, self._parser(), self.beep, self._settings.away_s)

    def presence(self) -> Hashable:
        """The identity of the port's node."""
        return node_presence(self._settings.port)

    def _parser(self) -> ScannerParser:
        told = self._settings
        if told.protocol == "ssi":
            return SsiParser(told.wrapping)
        return PlainParser(
            told.terminator, told.pause_ms, told.wrapping, seven_bits=told.seven_bits
        )


class _Connection:
    def __init__(
        self, line: SerialLine, parser: ScannerParser, beep: ScannerBeep, away_s: float
    ) -> None:
        self._line = line
        self._parser = parser
        self._beep = beep
        self._taps = Taps(1, away_s, away_s) if away_s else None
        beep.lend(line.write)

    def read(self, stop: Wake) -> Iterator[Reading]:
        data = self._line.read(stop, until_pause_s(self._parser.pauses_ns))
        for reading in self._parser.feed(data, time.monotonic_ns()):
            if self._taps is None or self._taps.is_tap(reading.raw, reading.at_ns):
                yield reading
        if self._parser.reply:
            self._line.write(self._parser.reply)
        self._beep.settle()

    def close(self) -> None:
        self._beep.take_back()
        self._line.close()


class SerialScanner(ThreadedReader):
    """A scanner on a serial line as a `Reader`, which can also be told what the desk answered."""

    def __init__(self, name: str, driver: SerialScannerDriver) -> None:
        super().__init__(name, driver)
        self._beep = driver.beep

    def answer(self, answer: Answer) -> None:
        """Sound it at the scanner, from any thread; never raises."""
        self._beep.answer(answer)


def serial_reader(name: str, settings: SerialScannerSettings) -> SerialScanner:
    """A scanner on a serial line, not yet started."""
    return SerialScanner(name, SerialScannerDriver(settings))
