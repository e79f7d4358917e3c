"""Contactless cards through PC/SC readers (ACR122U, Omnikey, uTrust …), by pcscd and pyscard.

The only readers that say when a card is taken away. Follows PC/SC part 3, supplement for
contactless cards: the UID is asked for by FF CA 00 00 00, the ATR tells the technology.
Knows: `smartcard.scard` of pyscard, which is optional: the extra `pcsc`.
"""

import time
from collections.abc import Callable, Hashable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from hardware.driver import Connection, Reading
from hardware.reader import ErrorCode, HardwareError, Kind
from hardware.rfid.framing import Taps
from hardware.settings import checked, setting
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake

LoadScard = Callable[[], Any]
"""Gives the module `smartcard.scard`, which ships no types, or raises `ImportError`."""

_GET_UID = [0xFF, 0xCA, 0, 0, 0]
_SYSTEM, _SHARED, _ANY_PROTOCOL, _LEAVE_CARD = 2, 2, 3, 0
_CHANGED, _UNKNOWN, _UNAVAILABLE, _PRESENT = 0x2, 0x4, 0x8, 0x20
_SLICE_MS = 200
"""How long pcscd is waited for at once; a stop is heard after that."""
_DONE, _TIMEOUT = 0, 0x8010000A
_NO_SERVICE = (0x8010001D, 0x8010001E, 0x80100013)  # never there, stopped, died
_NO_READER = (0x8010002E, 0x80100009, 0x80100017)
_TAKEN, _FORBIDDEN = 0x8010000B, 0x8010006A
_CARD_LEFT = (0x8010000C, 0x80100066, 0x80100067, 0x80100068, 0x80100069, 0x8010000F)
_STORAGE_CARD = bytes.fromhex("804F0CA000000306")
_STANDARDS = {
    **dict.fromkeys((1, 2, 3), "iso14443a"),
    **dict.fromkeys((5, 6, 7), "iso14443b"),
    **dict.fromkeys((9, 10, 11, 12), "iso15693"),
    0x11: "felica",
}


@dataclass(frozen=True)
class PcscSettings:
    """A reader that pcscd knows."""

    device: str = setting("")
    """A part of its name as pcscd tells it; empty: the first reader."""
    away_s: float = setting(0.5, least=0.1, most=60)
    """A card that is back sooner was not away: at the edge of the field they come and go."""

    def __post_init__(self) -> None:
        checked(self)


def technology_of(atr: bytes) -> str:
    """What kind of card answers so; cards that do not say are taken for ISO 14443 A."""
    told = atr.find(_STORAGE_CARD) + len(_STORAGE_CARD)
    standard = atr[told] if len(_STORAGE_CARD) <= told < len(atr) else 0
    return _STANDARDS.get(standard, "iso14443a")


class PcscDriver:
    """Finds the reader through pcscd, and asks each card for its UID."""

    def __init__(self, settings: PcscSettings, load: LoadScard | None = None) -> None:
        self._settings = settings
        self._load = load or _load_scard

    def open(self) -> Connection:
        """Talk to pcscd; raises `HardwareError` with what is missing: pyscard, pcscd, reader."""
        try:
            scard = self._load()
        except ImportError as missing:
            raise HardwareError(
                ErrorCode.LIBRARY,
                "pyscard is not installed",
                "Install pcscd and the extra: pip install 'lendstation[pcsc]'.",
            ) from missing
        session = _Session(scard)
        try:
            return _Connection(session, self._choose(session.readers()), self._settings.away_s)
        except BaseException:
            session.close()
            raise

    def presence(self) -> Hashable:
        """The readers that pcscd knows."""
        try:
            with closing(_Session(self._load())) as session:
                return tuple(session.readers())
        except (HardwareError, ImportError):
            return None

    def _choose(self, readers: Sequence[str]) -> str:
        for reader in readers:
            if self._settings.device.casefold() in reader.casefold():
                return reader
        raise _trouble(_NO_READER[0])


class _Connection:
    def __init__(self, session: "_Session", reader: str, away_s: float) -> None:
        self._session = session
        self._reader = reader
        self._taps = Taps(1, away_s, away_s)
        self._state = 0

    def read(self, stop: Wake) -> list[Reading]:
        """Wait a moment for a card. pcscd counts in the state how often cards came and went."""
        known = self._state
        state, atr = self._session.wait(self._reader, known, 0 if stop.is_set else _SLICE_MS)
        if state & (_UNKNOWN | _UNAVAILABLE):
            raise _trouble(_NO_READER[0])
        self._state = state & ~_CHANGED
        is_new = not known & _PRESENT or state >> 16 != known >> 16
        uid = self._session.uid(self._reader) if state & _PRESENT and is_new else None
        at_ns = time.monotonic_ns()
        if not uid or not self._taps.is_tap(uid, at_ns):
            return []
        return [Reading(uid.hex().upper().encode(), at_ns, technology_of(atr), Kind.BADGE)]

    def close(self) -> None:
        self._session.close()


class _Session:
    """What is asked of pcscd; every refusal is a `HardwareError`."""

    def __init__(self, scard: Any) -> None:  # noqa: ANN401 - pyscard ships no types
        self._scard = scard
        result, self._context = scard.SCardEstablishContext(_SYSTEM)
        _check(result)

    def close(self) -> None:
        self._scard.SCardReleaseContext(self._context)

    def readers(self) -> list[str]:
        result, readers = self._scard.SCardListReaders(self._context, [])
        _check(result)
        return list(readers)

    def wait(self, reader: str, known: int, timeout_ms: int) -> tuple[int, bytes]:
        """The state of a reader and the ATR of its card, once it is another than the known."""
        result, states = self._scard.SCardGetStatusChange(
            self._context, timeout_ms, [(reader, known)]
        )
        if _code(result) == _TIMEOUT:
            return known, b""
        _check(result)
        _, state, atr = states[0]
        return state, bytes(atr)

    def uid(self, reader: str) -> bytes | None:
        """The UID of the card; None when it has none, or is away already."""
        result, card, protocol = self._scard.SCardConnect(
            self._context, reader, _SHARED, _ANY_PROTOCOL
        )
        if _code(result) in _CARD_LEFT:
            return None
        _check(result)
        result, answer = self._scard.SCardTransmit(card, protocol, _GET_UID)
        self._scard.SCardDisconnect(card, _LEAVE_CARD)
        *uid, high, low = answer if _code(result) == _DONE and len(answer) > 1 else (0, 0)
        return bytes(uid) if (high, low) == (0x90, 0) else None


def _load_scard() -> Any:  # noqa: ANN401 - pyscard ships no types
    from smartcard import scard

    return scard


def _code(result: int) -> int:
    """The number as the standard writes it; pyscard may give it with a sign."""
    return result & 0xFFFFFFFF


def _check(result: int) -> None:
    if _code(result) != _DONE:
        raise _trouble(_code(result))


def _trouble(code: int) -> HardwareError:
    if code in _NO_SERVICE:
        return HardwareError(
            ErrorCode.FAULT,
            "pcscd is not running",
            "Install pcscd and libccid, then: systemctl enable --now pcscd.socket",
        )
    if code in _NO_READER:
        return HardwareError(
            ErrorCode.GONE,
            "pcscd sees no such reader",
            "Plug it in, or correct its name. The kernel takes an ACR122U for itself: blacklist"
            " pn533_usb and pn533.",
        )
    if code == _TAKEN:
        return HardwareError(
            ErrorCode.BUSY,
            "another program holds the card",
            "Stop it; scdaemon of GnuPG is known to take readers.",
        )
    if code == _FORBIDDEN:
        return HardwareError(
            ErrorCode.DENIED,
            "this user may not use pcscd",
            "Allow org.debian.pcsc-lite.access_pcsc and access_card to the user of the station"
            " by a polkit rule.",
        )
    return HardwareError(
        ErrorCode.FAULT, f"pcscd failed (error {code:08X})", "Pull the reader's plug, put it in."
    )


def pcsc_reader(name: str, settings: PcscSettings) -> ThreadedReader:
    """A card reader, not yet started."""
    return ThreadedReader(name, PcscDriver(settings))
