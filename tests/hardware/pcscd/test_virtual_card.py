"""A virtual card on the real pcscd, through the real pyscard."""

from collections.abc import Iterator

import pytest

from hardware.reader import ErrorCode, ReaderState
from hardware.rfid.pcsc import PcscSettings, pcsc_reader
from tests.hardware.pcscd.virtual_card import Pcscd, VirtualCard
from tests.hardware.reader_contract import Inbox

CLASSIC = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
SLI = bytes.fromhex("3B8F8001804F0CA0000003060B00140000000077")


@pytest.fixture
def pcscd() -> Iterator[Pcscd]:
    pcscd = Pcscd()
    yield pcscd
    pcscd.stop()


def test_cards_are_read_once_each_and_pcscd_may_come_and_go(pcscd: Pcscd):
    inbox, reader = Inbox(), pcsc_reader("door", PcscSettings("virtual"))
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.BROKEN)
    assert "pcscd is not running" in inbox.reports[-1].reason

    pcscd.start()
    inbox.wait_for_state(ReaderState.READY)
    VirtualCard(bytes.fromhex("04AF68DAC85A80"), CLASSIC).take()
    VirtualCard(bytes.fromhex("E004015011223344"), SLI).take()
    inbox.wait_for_texts("04AF68DAC85A80", "E004015011223344")
    assert [scan.symbology for scan in inbox.scans] == ["iso14443a", "iso15693"]

    pcscd.stop()
    inbox.wait_for_state(ReaderState.BROKEN)
    assert inbox.reports[-1].code is ErrorCode.FAULT
    pcscd.start()
    inbox.wait_for_state(ReaderState.READY)
    VirtualCard(bytes.fromhex("90D752C5"), CLASSIC).take()
    reader.stop()
    assert inbox.texts[-1] == "90D752C5"
