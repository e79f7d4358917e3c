"""Learns a reader: listens to devices that nobody uses until one reads something, and says how.

Cameras are listened to with their own driver; so are devices whose driver is named. Of a scanner
that types, the key that ends its codes is learnt, or that none does and a pause has to.
A serial line is heard at the usual speeds, one after the other, and known by what it brings:
nothing is ever sent to it, for it may be a printer or a door.
"""

import re
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hardware.catalogue import build
from hardware.discovery import DeviceKind, Found
from hardware.driver import Connection, Reading, node_presence
from hardware.reader import Kind, OnReport, Reader, Scan
from hardware.rfid.em4100 import Em4100Parser
from hardware.rfid.lines import ENDS
from hardware.scanners.hid_keyboard import HidKeyboardDriver, HidKeyboardSettings
from hardware.scanners.input_nodes import InputNodes
from hardware.scanners.keystrokes import Typing
from hardware.scanners.wrapping import Wrapping
from hardware.serial_line import OpenLine, SerialLine, open_line
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake

SPEEDS = (9600, 115200, 57600, 19200, 38400)
_ID_READER_END = b"\r\n\x03"
_LISTEN_S = 4.0
"""How long at each speed: somebody scans again within that."""
_PAUSE_S = 0.15
_ENOUGH_S = 0.5
"""Some readers repeat a held tag without any pause."""
_LEAST, _MOST = 4, 4096
_SLOWEST_KEY_MS = 50
"""Nothing but haste tells a scanner that types no end from a person: no person keeps to this."""
_CARD = re.compile(rb"(?:[A-Za-z ]*[:=] *)?((?:[0-9A-F]{2}[ :-]?){4}|(?:[0-9A-F]{2}[ :-]?){7}|"
                   rb"(?:[0-9A-F]{2}[ :-]?){10})", re.IGNORECASE)  # fmt: skip
_DECIMAL_CARD = re.compile(rb"[0-9]{10}")
_TYPED_ENDS = b"\r\n\t"
_DRIVERS = {
    DeviceKind.KEYBOARD: ("hid_keyboard", "path"),
    DeviceKind.HID_POS: ("hid_pos", "path"),
    DeviceKind.CAMERA: ("camera", "source"),
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a serial device turned out to be."""

    driver: str
    settings: Mapping[str, object]
    reading: Reading


@dataclass(frozen=True, slots=True)
class Learnt:
    """A device that read something, and how to configure it."""

    device: Found
    driver: str
    settings: Mapping[str, object]
    scan: Scan


OnLearnt = Callable[[Learnt], None]


class Learner:
    """Listens until the first reading; made for one learning."""

    def __init__(self, devices: Sequence[Found], driver: str = "") -> None:
        """Take the devices to listen to, and the driver to use when it is known."""
        self._lock = threading.Lock()
        self._is_over = False
        self._listening = [
            each for device in devices if (each := _listener(device, driver)) is not None
        ]

    @property
    def devices(self) -> list[Found]:
        """The devices that are listened to."""
        return [device for device, _, _ in self._listening]

    def start(self, on_learnt: OnLearnt, on_report: OnReport) -> None:
        """Listen; the first reading is told once, from the thread of its reader."""
        for device, reader, recognised in self._listening:
            reader.start(self._receiver(device, recognised, on_learnt), on_report)

    def stop(self) -> None:
        """Let every device go; nothing is told after this."""
        with self._lock:
            self._is_over = True
        for _, reader, _ in self._listening:
            reader.stop()

    def _receiver(
        self, device: Found, how: Callable[[], Recognised | None], on_learnt: OnLearnt
    ) -> Callable[[Scan], None]:
        def receive(scan: Scan) -> None:
            known = how()
            if known is None or len(scan.text) < _LEAST:
                return
            with self._lock:
                if self._is_over:
                    return
                self._is_over = True
            on_learnt(Learnt(device, known.driver, known.settings, scan))

        return receive


_Listener = tuple[Found, Reader, Callable[[], Recognised | None]]


def _listener(device: Found, driver: str) -> _Listener | None:
    """A reader for a device, and what it turns out to be; None when the driver does not fit."""
    kind, field = _DRIVERS.get(device.kind, (driver, "port"))
    address = device.address
    if device.kind is DeviceKind.PRINTER or driver not in {"", kind}:
        return None
    if not kind or device.kind is DeviceKind.KEYBOARD:
        ear = KeyboardEar(address) if kind else SerialEar(address)
        return device, ThreadedReader(address, ear), lambda: ear.recognised
    settings = {field: address}
    known = Recognised(kind, settings, Reading(b"", 0))
    return device, build(address, kind, settings), lambda: known


def recognise(data: bytes, baud: int, at_ns: int = 0) -> Recognised | None:
    """What sends such bytes at such a speed; None for noise and for what is too short."""
    tags = Em4100Parser(repeats=False).feed(data, at_ns)
    if tags:
        repeats = _ID_READER_END not in data
        return Recognised("em4100", {"baud": baud, "repeats": repeats}, tags[0])
    line = max(re.split(rb"[\r\n\0\x02\x03]+", data), key=len).strip()
    if not _LEAST <= len(line) <= _MOST or not line.isascii() or not line.decode().isprintable():
        return None
    settings = {"baud": baud, **_end_of(data)}
    card = _CARD.fullmatch(line)
    if card or _DECIMAL_CARD.fullmatch(line):
        number = "hexadecimal" if card else "decimal"
        reading = Reading(line, at_ns, kind=Kind.BADGE)
        return Recognised("ascii_line", settings | {"number": number}, reading)
    return Recognised("serial", settings, Reading(line, at_ns))


def _end_of(data: bytes) -> Mapping[str, object]:
    """The setting that says what ends a line of such bytes; none where it is as usual."""
    found = next((end for end, signs in ENDS.items() if data[-1] in signs), "none")
    return {} if found == "line" else {"terminator": found}


def recognise_typing(typed: bytes, at_ns: int = 0) -> Recognised | None:
    """What types such keys up to a pause, with those that end it; None when they are no code."""
    lines = typed.rstrip(_TYPED_ENDS).splitlines()
    if not lines:
        return None
    ends = typed[len(typed.rstrip(_TYPED_ENDS)) :]
    terminator = "tab" if b"\t" in ends else "enter" if ends else "none"
    settings = {} if terminator == "enter" else {"terminator": terminator}
    return Recognised("hid_keyboard", settings, Wrapping().reading(lines[-1], at_ns))


def heard_typing(settings: HidKeyboardSettings) -> Typing:
    """How to listen to a scanner of which nobody knows yet what ends its codes."""
    return replace(settings.typing, terminator="heard", pause_ms=settings.end_pause_ms)


class KeyboardEar:
    """Hears a scanner that types, whatever ends its codes; a driver, as `SerialEar` is one."""

    def __init__(self, path: str, nodes: InputNodes | None = None) -> None:
        self._path = path
        settings = HidKeyboardSettings(path, slowest_key_ms=_SLOWEST_KEY_MS)
        self._driver = HidKeyboardDriver(settings, nodes, heard_typing(settings))
        self.recognised: Recognised | None = None

    def open(self) -> Connection:
        """Open and grab every node of the scanner; raises `HardwareError`."""
        return _HearingKeys(self, self._driver.open())

    def presence(self) -> Hashable:
        """Changes when the scanner comes or goes."""
        return self._driver.presence()

    def know(self, typed: Reading) -> list[Reading]:
        """Keep what was recognised, and give its code; none when it is none."""
        found = recognise_typing(typed.raw, typed.at_ns)
        if found is None:
            return []
        settings = {"path": self._path, **found.settings}
        self.recognised = Recognised(found.driver, settings, found.reading)
        return [found.reading]


class _HearingKeys:
    def __init__(self, ear: KeyboardEar, keys: Connection) -> None:
        self._ear = ear
        self._keys = keys

    def read(self, stop: Wake) -> Iterable[Reading]:
        for typed in self._keys.read(stop):
            yield from self._ear.know(typed)

    def close(self) -> None:
        self._keys.close()


class SerialEar:
    """Hears a serial line at one speed after the other; a driver, so that a reader keeps it open.

    `recognised` is set before its reading is given.
    """

    def __init__(self, port: str, open_line: OpenLine = open_line) -> None:
        self._port = port
        self._open_line = open_line
        self.recognised: Recognised | None = None

    def open(self) -> Connection:
        """Open the port exclusively; raises `HardwareError`."""
        return _Hearing(self, self._open_at)

    def presence(self) -> Hashable:
        """The identity of the port's node."""
        return node_presence(self._port)

    def know(self, found: Recognised) -> Reading:
        """Keep what was recognised, with the port that it was heard on."""
        settings = {"port": self._port, **found.settings}
        self.recognised = Recognised(found.driver, settings, found.reading)
        return found.reading

    def _open_at(self, baud: int) -> SerialLine:
        return self._open_line(self._port, baud)


class _Hearing:
    def __init__(self, ear: SerialEar, open_at: Callable[[int], SerialLine]) -> None:
        self._ear = ear
        self._open_at = open_at
        self._turn = 0
        self._line = open_at(SPEEDS[0])
        self._turns_at = time.monotonic() + _LISTEN_S

    def read(self, stop: Wake) -> list[Reading]:
        data = self._line.read(stop, max(0.0, self._turns_at - time.monotonic()))
        enough_at = time.monotonic() + _ENOUGH_S
        while (
            data
            and len(data) < _MOST
            and time.monotonic() < enough_at
            and (more := self._line.read(stop, _PAUSE_S))
        ):
            data += more
        found = recognise(data, SPEEDS[self._turn], time.monotonic_ns()) if data else None
        if found is not None:
            return [self._ear.know(found)]
        if time.monotonic() >= self._turns_at:
            self._turn = (self._turn + 1) % len(SPEEDS)
            self._line.close()
            self._line = self._open_at(SPEEDS[self._turn])
            self._turns_at = time.monotonic() + _LISTEN_S
        return []

    def close(self) -> None:
        self._line.close()
