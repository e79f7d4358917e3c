"""Cards through PC/SC, with a pcscd that counts and refuses as the real one does."""

import sys
import threading
from collections.abc import Iterator

import pytest

from hardware.reader import ErrorCode, HardwareError, Kind, ReaderState
from hardware.rfid.pcsc import PcscDriver, PcscSettings, pcsc_reader, technology_of
from hardware.threaded_reader import ThreadedReader
from tests.hardware.reader_contract import PATIENCE_S, Inbox, ReaderContract

ACR = "ACS ACR122U PICC Interface 00 00"
CLASSIC = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
SLI = bytes.fromhex("3B8F8001804F0CA0000003060B00140000000077")
DESFIRE = bytes.fromhex("3B8180018080")
NO_SERVICE, NO_READERS, UNKNOWN_READER = 0x8010001D, 0x8010002E, 0x80100009
TIMEOUT, TAKEN, NO_CARD, FORBIDDEN = 0x8010000A, 0x8010000B, 0x8010000C, 0x8010006A
GET_UID = [0xFF, 0xCA, 0, 0, 0]


class Pcscd:
    """The functions of `smartcard.scard` that are used, and the hands that hold cards to it."""

    def __init__(self, *readers: str) -> None:
        self.readers = list(readers)
        self.refusal = 0
        self.refused_cards = 0
        self.answer: list[int] | None = None
        self.open_contexts = 0
        self._card: tuple[bytes, bytes] | None = None
        self._changes = self._read = 0
        self._news = threading.Condition()

    def hold(self, uid: bytes, atr: bytes = CLASSIC) -> None:
        """Hold a card to the reader until it was read, and take it away."""
        with self._news:
            reads = self._read
            self._put((uid, atr))
            assert self._news.wait_for(lambda: self._read > reads, PATIENCE_S)
            self._put(None)

    def _put(self, card: tuple[bytes, bytes] | None) -> None:
        self._card = card
        self._changes += 1
        self._news.notify_all()

    def unplug(self) -> None:
        with self._news:
            self.readers.clear()
            self._news.notify_all()

    def _state(self, reader: str) -> int:
        if reader not in self.readers:
            return 0x4 | 0x8
        return self._changes << 16 | (0x20 if self._card else 0x10)

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:  # noqa: N802
        assert scope == 2
        self.open_contexts += not self.refusal
        return self.refusal, 1

    def SCardReleaseContext(self, context: int) -> int:  # noqa: N802
        self.open_contexts -= context
        return 0

    def SCardListReaders(self, _context: int, _groups: list[str]) -> tuple[int, list[str]]:  # noqa: N802
        return (0, list(self.readers)) if self.readers else (NO_READERS, [])

    def SCardGetStatusChange(  # noqa: N802
        self, _context: int, timeout_ms: int, states: list[tuple[str, int]]
    ) -> tuple[int, list[tuple[str, int, list[int]]]]:
        ((reader, known),) = states
        with self._news:
            came = self._news.wait_for(lambda: self._state(reader) != known, timeout_ms / 1000)
            if not came:
                return TIMEOUT - 2**32, []  # on some machines the number has a sign
            _, atr = self._card or (b"", b"")
            return 0, [(reader, self._state(reader) | 0x2, list(atr))]

    def SCardConnect(  # noqa: N802
        self, _context: int, reader: str, share: int, protocols: int
    ) -> tuple[int, int, int]:
        assert (reader in self.readers, share, protocols) == (True, 2, 3)
        return self.refused_cards, 7, 2

    def SCardTransmit(self, card: int, protocol: int, apdu: list[int]) -> tuple[int, list[int]]:  # noqa: N802
        assert (card, protocol, apdu) == (7, 2, GET_UID)
        with self._news:
            if self._card is None:
                return NO_CARD, []
            uid, _ = self._card
            return 0, [*uid, 0x90, 0] if self.answer is None else self.answer

    def SCardDisconnect(self, card: int, disposition: int) -> int:  # noqa: N802
        assert (card, disposition) == (7, 0)
        with self._news:
            self._read += 1
            self._news.notify_all()
        return 0


class Bench:
    codes = ("04AF68DAC85A80", "90D752C5", "04112233445566")

    def __init__(self) -> None:
        self.pcscd = Pcscd(ACR)
        self.reader = ThreadedReader("door", PcscDriver(PcscSettings(away_s=5), lambda: self.pcscd))

    def present(self, code: str) -> None:
        self.pcscd.hold(bytes.fromhex(code))

    def unplug(self) -> None:
        self.pcscd.unplug()

    def plug(self) -> None:
        self.pcscd.readers.append(ACR)


class TestPcsc(ReaderContract):
    @pytest.fixture
    def bench(self) -> Iterator[Bench]:
        bench = Bench()
        yield bench
        bench.reader.stop()
        assert bench.pcscd.open_contexts == 0

    def test_a_card_is_a_badge_with_its_technology(self, bench: Bench, ready: Inbox):
        bench.pcscd.hold(bytes.fromhex("E004015011223344"), SLI)
        ready.wait_for_texts("E004015011223344")
        assert (ready.scans[0].kind, ready.scans[0].symbology) == (Kind.BADGE, "iso15693")

    def test_a_card_that_flutters_at_the_edge_is_one_scan(self, bench: Bench, ready: Inbox):
        for _ in range(5):
            bench.present(bench.codes[0])
        bench.present(bench.codes[1])
        ready.wait_for_texts(*bench.codes[:2])

    @pytest.mark.parametrize("answer", [[], [0x63, 0], [0x6A, 0x81], [0x90]])
    def test_a_card_without_a_uid_is_no_scan(self, bench: Bench, ready: Inbox, answer: list[int]):
        bench.pcscd.answer = answer
        bench.present(bench.codes[0])
        bench.pcscd.answer = None
        bench.present(bench.codes[1])
        ready.wait_for_texts(bench.codes[1])

    def test_a_card_that_another_program_holds_is_told(self, bench: Bench, ready: Inbox):
        bench.pcscd.refused_cards = TAKEN
        with bench.pcscd._news:
            bench.pcscd._put((b"\x01\x02\x03\x04", CLASSIC))
        ready.wait_for_state(ReaderState.BROKEN)
        assert ready.reports[-1].code is ErrorCode.BUSY
        assert "scdaemon" in ready.reports[-1].remedy
        bench.pcscd.refused_cards = 0
        ready.wait_for_texts("01020304")

    def test_a_card_that_left_before_it_was_read_is_no_scan(self, bench: Bench, ready: Inbox):
        bench.pcscd.refused_cards = NO_CARD
        with bench.pcscd._news:
            bench.pcscd._put((b"\x01\x02\x03\x04", CLASSIC))
            bench.pcscd._put(None)
        bench.pcscd.refused_cards = 0
        bench.present(bench.codes[0])
        ready.wait_for_texts(bench.codes[0])


def trouble(pcscd: Pcscd, device: str = "") -> HardwareError:
    with pytest.raises(HardwareError) as caught:
        PcscDriver(PcscSettings(device), lambda: pcscd).open()
    assert caught.value.remedy
    assert pcscd.open_contexts == 0
    return caught.value


@pytest.mark.parametrize(
    ("refusal", "code", "word"),
    [
        (NO_SERVICE, ErrorCode.FAULT, "pcscd.socket"),
        (FORBIDDEN, ErrorCode.DENIED, "polkit"),
        (0x80100001, ErrorCode.FAULT, "plug"),
        (NO_SERVICE - 2**32, ErrorCode.FAULT, "pcscd.socket"),
    ],
)
def test_what_pcscd_refuses_is_told_with_its_remedy(refusal: int, code: ErrorCode, word: str):
    pcscd = Pcscd(ACR)
    pcscd.refusal = refusal
    error = trouble(pcscd)
    assert error.code is code
    assert word in error.remedy


def test_without_a_reader_the_kernels_own_driver_is_suspected():
    error = trouble(Pcscd())
    assert error.code is ErrorCode.GONE
    assert "pn533_usb" in error.remedy


def test_a_reader_is_chosen_by_a_part_of_its_name():
    pcscd = Pcscd("HID Omnikey 5022 00 00", ACR)
    driver = PcscDriver(PcscSettings("acr122u"), lambda: pcscd)
    connection = driver.open()
    assert connection._reader == ACR
    connection.close()
    assert trouble(pcscd, "uTrust").code is ErrorCode.GONE
    assert driver.presence() == ("HID Omnikey 5022 00 00", ACR)
    assert pcscd.open_contexts == 0


def test_without_pyscard_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "smartcard", None)
    reader, inbox = pcsc_reader("door", PcscSettings()), Inbox()
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.BROKEN)
    reader.stop()
    assert inbox.reports[-1].code is ErrorCode.LIBRARY
    assert "lendstation[pcsc]" in inbox.reports[-1].remedy


@pytest.mark.parametrize(
    ("atr", "technology"),
    [
        (CLASSIC, "iso14443a"),
        (SLI, "iso15693"),
        (DESFIRE, "iso14443a"),
        (CLASSIC[:12] + b"\x06", "iso14443b"),
        (CLASSIC[:12] + b"\x11\x00", "felica"),
        (CLASSIC[:12], "iso14443a"),
        (b"", "iso14443a"),
    ],
)
def test_the_atr_tells_the_technology(atr: bytes, technology: str):
    assert technology_of(atr) == technology
