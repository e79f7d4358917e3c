"""Every parser that meets bytes of a device; to have one fuzzed, add its line to ``PARSERS``."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from hardware.driver import Reading
from hardware.reader import ErrorCode, HardwareError
from hardware.rfid.ascii_line import AsciiLineParser, AsciiLineSettings
from hardware.rfid.em4100 import Em4100Parser
from hardware.rfid.framing import Frame
from hardware.rfid.lines import ENDS
from hardware.rfid.pn532 import Pn532Parser
from hardware.rfid.thingmagic import ThingMagicParser
from hardware.rfid.uhf_m100 import M100Parser
from hardware.rfid.uhfreader18 import UhfReader18Parser
from hardware.rfid.wiegand import WiegandParser, WiegandSettings
from hardware.sanitise import GS, clean, text_of
from hardware.scanners.hid_keyboard import HidKeyboardSettings, KeyboardParser
from hardware.scanners.hid_pos import HidPosParser
from hardware.scanners.hid_report import ScanReport, scan_report
from hardware.scanners.keystrokes import KeyEvent
from hardware.scanners.serial_line import PlainParser, SsiParser
from hardware.scanners.wrapping import Wrapping
from hardware.simulated_wire import badge_frame
from hardware.ssi import DECODE_DATA, packet
from tests.hardware.device_frames import (
    m100_says,
    pn532_says,
    thingmagic_says,
    uhfreader_says,
)
from tests.hardware.hid_scanner import COUNTED, KEYBOARD, UNCOUNTED, reports


class Parser(Protocol):
    """Takes bytes in any pieces, with the time of each; can be pickled, to see what it holds."""

    def feed(self, data: bytes, at_ns: int) -> Iterable[object]: ...


@dataclass(frozen=True)
class Fuzzed:
    """A parser on the rack."""

    make: Callable[[], Parser]
    frames: tuple[bytes, ...]
    """True frames, to be mutated."""
    is_true: Callable[[Any, bytes], bool]
    """Whether what was read stands in these last bytes, its checksum right by other arithmetic."""
    most_held: int = 4096
    """How large the parser may be, pickled, whatever it was fed."""


class Keys:
    """Keystrokes whose events are made of bytes: a type, a key and a value in three of them."""

    def __init__(self, **settings: str | int | bool) -> None:
        self._keys = KeyboardParser(HidKeyboardSettings("/dev/input/event0", **settings))  # type: ignore[arg-type]
        self._rest = b""

    def feed(self, data: bytes, at_ns: int) -> list[Reading]:
        found = self._keys.pause(at_ns)
        data = self._rest + data
        self._rest = data[len(data) // 3 * 3 :]
        for kind, code, value in zip(data[::3], data[1::3], data[2::3], strict=False):
            found += self._keys.feed(KeyEvent(at_ns, kind % 3, code, value % 3))
        return found


class Reports:
    """A scanner in HID-POS mode, whose reports are as long as they should be, and the last not."""

    def __init__(self, descriptor: bytes) -> None:
        report = scan_report(descriptor)
        assert report is not None
        self._parser = HidPosParser(report, Wrapping())
        self._size = len(_REPORTS[0] if report.id else _BARE_REPORTS[0])

    def feed(self, data: bytes, at_ns: int) -> list[Reading]:
        starts = range(0, len(data), self._size)
        reports = (data[start : start + self._size] for start in starts)
        return [reading for each in reports for reading in self._parser.feed(each, at_ns)]


class Descriptors:
    """Report descriptors: whatever they say, a report has bounds."""

    def feed(self, data: bytes, _at_ns: int) -> list[ScanReport]:
        return [report for report in (scan_report(data),) if report is not None]


def has_bounds(report: ScanReport, recent: bytes) -> bool:
    return 0 <= report.data.start < report.data.stop <= 4097 and b"\xfe" in recent


def em4100_is_true(reading: Reading, recent: bytes) -> bool:
    return badge_frame(reading.raw.decode()).lower()[:-1] in recent.lower()


def keys_are_true(reading: Reading, _recent: bytes) -> bool:
    return 0 < len(reading.raw.decode()) <= 4099


def report_is_true(reading: Reading, recent: bytes) -> bool:
    return 0 < len(reading.raw) <= 4 * 4096 + 60 and reading.raw[-1:] in recent


class Cleaned:
    """What every reading goes through: bytes to a text that does nothing but name a thing."""

    def feed(self, data: bytes, _at_ns: int) -> list[str]:
        try:
            text = clean(text_of(data))
        except HardwareError as refusal:
            assert refusal.code is ErrorCode.REFUSED  # noqa: PT017 - or the bytes made it raise
            return []
        return [text] if text else []


def is_harmless(text: str, recent: bytes) -> bool:
    controls = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    is_told = text.startswith("raw:") or text.encode()[:1] in recent
    return is_told and not any(unicodedata.category(c) in controls for c in text if c != GS)


def line_is_true(reading: Reading, recent: bytes) -> bool:
    return reading.raw in recent


def uid_is_true(reading: Reading, recent: bytes) -> bool:
    printed = re.sub(b"0(?=.(?:..)*$)", b"0?", reading.raw)  # a zero in front of a byte may lack
    return re.search(printed, recent.translate(None, b" :.-").upper()) is not None


def bits_are_true(reading: Reading, recent: bytes) -> bool:
    bits = f"{int(reading.raw, 16):024b}"
    even, odd = bits[:12].count("1") % 2, 1 - bits[12:].count("1") % 2
    return f"{even}{bits}{odd}".encode() in recent


def ssi_is_true(reading: Reading, recent: bytes) -> bool:
    """Whether the bytes around this data, with a checksum behind it, add up to nothing."""
    code, at = reading.raw, recent.rfind(reading.raw)
    while at >= 0:
        head, behind = recent[max(0, at - 5) : at], recent[at + len(code) :][:2]
        is_one = head[:2] == bytes([len(code) + 5, DECODE_DATA])
        if is_one and (sum(head + code) + int.from_bytes(behind, "big")) & 0xFFFF == 0:
            return True
        at = recent.rfind(code, 0, at + len(code) - 1)
    return False


def pn532_says_bare(said: bytes) -> bytes:
    return pn532_says(said)[1:-1]  # without the zeros around it, which may be lost


def frame_is_true(says: Callable[[bytes], bytes]) -> Callable[[Frame, bytes], bool]:
    return lambda frame, recent: says(frame.body) in recent


def frames(*digits: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(each) for each in digits)


_NFC = frames(
    "0000FF00FF00 0000FF0CF4D54B01010004080490D752C55000",
    "0000FF15EBD54B010103442007041122334455660675778102801200",
    "0000FF03FDD54B00E000 0000FF01FF7F8100",
)
_M100 = frames(
    "BB02220011C9340030751FEB705C5904E3D50D703A76EF7E",
    "BB02220011D030003034257BF7194E4000001A85EE2C907E BB01FF000115167E",
)
_THINGMAGIC = frames(
    "FF2822000010001B01FF0101C4110E164000000127000005"
    "00000F00803000000000000000000000001545E94A561D",
    "FF0022040084E0 FF0022050485E4",
)
_UHFREADER = frames(
    "13000103010C0000000000000000000003133F39",
    "1500010301010C0000000000000000000003136BB1A5 050001FBF23D",
)
_BADGES = (badge_frame("0A004D7603"), badge_frame("01C8F00800")[:-1] + b"\r\n\x03")
_CODES = (b"]C0LS-0001\r\n", b"LS-0002\t", b"\x028004A\x1d2177\x03", "Größe\r".encode())
_PACKETS = (
    packet(DECODE_DATA, b"\x03ASSET-0001", source=0),
    packet(DECODE_DATA, b"\x0f]C18004A\x1d2177", source=0, status=1),
    packet(0xF6, b"\x01", source=0),
)
_BITS = (b"10100110101110110000000111\r\n", b"W26: 10011101101010001110001100\r\n")
_PRINTED = (b"UID: 04 AF 68 DA C8 5A 80\r\n", b"22:D3:DA:D6\r", b"0x90D752C5\n")
_REPORTS = tuple(reports(b"LS-0001", b"]C0") + reports(b"8004A\x1d2177" * 9))
_BARE_REPORTS = (b"]C0" + b"LS-0001".ljust(60, b"\0"), b"\0\0\0" + b"A" * 60)
_TYPED = bytes.fromhex("011e01 011e00 010201 010200 011c01 011c00 000000")

PARSERS: Mapping[str, Fuzzed] = {
    "em4100": Fuzzed(lambda: Em4100Parser(repeats=False), _BADGES, em4100_is_true),
    "em4100, repeating": Fuzzed(Em4100Parser, _BADGES, em4100_is_true),
    "ascii_line": Fuzzed(
        lambda: AsciiLineParser(AsciiLineSettings("/dev/ttyUSB0")), _PRINTED, uid_is_true
    ),
    "ascii_line, by pauses": Fuzzed(
        lambda: AsciiLineParser(AsciiLineSettings("/dev/ttyUSB0", terminator="none")),
        _PRINTED,
        uid_is_true,
    ),
    "wiegand": Fuzzed(lambda: WiegandParser(WiegandSettings("/dev/ttyUSB0")), _BITS, bits_are_true),
    **{
        f"serial, {terminator}": Fuzzed(
            partial(PlainParser, terminator, 100, Wrapping()), _CODES, line_is_true, 32768
        )
        for terminator in ENDS
    },
    "sanitise": Fuzzed(Cleaned, (*_CODES, b"\xb8\xd6\r", b"\x1b[2J\xe2\x80\xae"), is_harmless),
    "serial, ssi": Fuzzed(lambda: SsiParser(Wrapping()), _PACKETS, ssi_is_true),
    "pn532": Fuzzed(Pn532Parser, _NFC, frame_is_true(pn532_says_bare)),
    "uhf_m100": Fuzzed(M100Parser, _M100, frame_is_true(m100_says)),
    "thingmagic": Fuzzed(ThingMagicParser, _THINGMAGIC, frame_is_true(thingmagic_says)),
    "uhfreader18": Fuzzed(UhfReader18Parser, _UHFREADER, frame_is_true(uhfreader_says)),
    "keystrokes": Fuzzed(lambda: Keys(slowest_key_ms=0), (_TYPED,), keys_are_true, 32768),
    "keystrokes without end": Fuzzed(
        lambda: Keys(layout="fr", terminator="none", code39_full_ascii=True),
        (_TYPED,),
        keys_are_true,
        32768,
    ),
    "hid_pos": Fuzzed(partial(Reports, COUNTED), _REPORTS, report_is_true, 32768),
    "hid_pos without a sign": Fuzzed(
        partial(Reports, UNCOUNTED), _BARE_REPORTS, report_is_true, 32768
    ),
    "report descriptors": Fuzzed(Descriptors, (COUNTED, UNCOUNTED, KEYBOARD), has_bounds),
}
