"""A slip, from its lines to the paper of a printer that may be well, empty, open or silent."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hardware.outputs.receipt_printer import (
    ReceiptPrinter,
    ReceiptPrinterSettings,
    Slip,
    SlipLine,
    Style,
    rows,
    slip_bytes,
    trouble_of,
)
from hardware.reader import ErrorCode, HardwareError
from tests.hardware.outputs.paper import codes_on, unroll
from tests.hardware.outputs.tcp_printer import TcpPrinter

SLIP = Slip(
    (
        SlipLine("Northfield Academy", style=Style.LARGE),
        SlipLine("Taken", style=Style.STRONG),
        SlipLine("Canon EOS R7 with a very long name that wraps", "until Fri"),
        SlipLine("Größe, Łódź, œuvre, 5 €"),
    ),
    code="LS:SESSION-7",
)
WELL = {b"\x10\x04\x02": b"\x12", b"\x10\x04\x04": b"\x12"}
STOP = threading.Event()
ROOT = Path(__file__).parents[3]


def settings(address: str = "/dev/null", **others: object) -> ReceiptPrinterSettings:
    return ReceiptPrinterSettings(address, **others)  # type: ignore[arg-type]


def printer_that(answers: dict[bytes, bytes]) -> TcpPrinter:
    return TcpPrinter(lambda asked: answers.get(asked, b""))


def test_a_slip_on_paper_says_what_it_was_given():
    roll = unroll(slip_bytes(SLIP, settings()))

    assert roll.rows[0] == ("Northfield Academy", True, True)
    assert roll.rows[1] == ("Taken", True, False)
    assert roll.rows[2] == ("Canon EOS R7 with a very long", False, False)
    assert roll.rows[3][0] == "name that wraps                  until Fri"
    assert roll.rows[4][0] == "Größe, Łódź, œuvre, 5 €"
    assert roll.is_cut


def test_the_code_on_a_slip_is_read_by_the_station():
    (picture,) = unroll(slip_bytes(SLIP, settings())).pictures

    assert codes_on(picture) == [("QR Code", "LS:SESSION-7")]


def test_printing_leaves_nothing_in_the_folder_for_temporary_files(tmp_path: Path):
    program = (
        "from tests.hardware.outputs.test_receipt_printer import SLIP, settings, slip_bytes;"
        "slip_bytes(SLIP, settings())"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, cwd=ROOT)

    assert list(tmp_path.iterdir()) == []


def test_a_slip_may_be_left_uncut():
    assert not unroll(slip_bytes(SLIP, settings(cut=False))).is_cut


def test_no_name_commands_the_printer():
    evil = "\x1bp\x00\x32\x32\x1dV\x00\x10\x14\x01Canon\x1b@\x7f\x9b"

    made = slip_bytes(Slip((SlipLine(evil, evil),)), settings(cut=False))

    assert unroll(made).text.split() == ["p22", "VCanon@", "p22", "VCanon@"]
    assert not unroll(made).is_cut
    assert b"\x1bp" not in made
    assert b"\x10\x14" not in made


@pytest.mark.parametrize(
    ("line", "columns", "expected"),
    [
        (SlipLine(), 20, [""]),
        (SlipLine("Tripod", "Friday"), 20, ["Tripod        Friday"]),
        (SlipLine("", "Friday"), 20, ["              Friday"]),
        (SlipLine("Microphone, dynamic", "Friday"), 20, ["Microphone,", "dynamic       Friday"]),
        (SlipLine("x" * 30, "y" * 40), 20, ["xxxxxx"] * 5 + [" " + "y" * 19]),
    ],
)
def test_words_wrap_and_the_right_side_keeps_its_place(line, columns, expected):
    made = list(rows(line, columns))

    assert made == expected
    assert all(len(row) <= columns for row in made)


def test_an_unknown_profile_is_a_mistake_of_the_settings():
    with pytest.raises(HardwareError, match="no profile 'POS-9000'"):
        slip_bytes(SLIP, settings(profile="POS-9000"))


@pytest.mark.parametrize(
    ("cause", "paper", "said"),
    [
        (b"\x12", b"\x72", "no paper"),
        (b"\x16", b"\x12", "cover"),
        (b"\x52", b"\x12", "error"),
        (b"\x12", b"\x1e", ""),
        (b"", b"", ""),
        (b"\xff", b"\xff", ""),
    ],
)
def test_what_a_printer_answers_is_understood(cause: bytes, paper: bytes, said: str):
    trouble = trouble_of(cause, paper)

    assert said in (trouble.reason if trouble else "")
    assert bool(trouble) == bool(said)


def test_a_slip_goes_to_a_network_printer_that_is_well():
    wire = printer_that(WELL)
    ReceiptPrinter(settings(wire.address)).perform(SLIP, STOP)

    (sent,) = wire.wait_for(1)
    assert sent == b"\x10\x04\x02\x10\x04\x04" + slip_bytes(SLIP, settings())
    wire.close()


def test_without_paper_nothing_is_sent():
    wire = printer_that(WELL | {b"\x10\x04\x04": b"\x72"})
    with pytest.raises(HardwareError, match="no paper"):
        ReceiptPrinter(settings(wire.address)).perform(SLIP, STOP)

    assert wire.wait_for(1) == [b"\x10\x04\x02\x10\x04\x04"]
    wire.close()


def test_a_printer_that_answers_nothing_prints_all_the_same(tmp_path: Path):
    node = tmp_path / "lp0"
    node.touch()
    ReceiptPrinter(settings(str(node))).perform(SLIP, STOP)

    assert node.read_bytes() == b"\x10\x04\x02" + slip_bytes(SLIP, settings())


def test_a_printer_that_is_never_asked_gets_the_slip_alone():
    wire = TcpPrinter()
    ReceiptPrinter(settings(wire.address, asks=False)).perform(SLIP, STOP)

    assert wire.wait_for(1) == [slip_bytes(SLIP, settings())]
    wire.close()


def test_a_printer_that_is_off_is_gone(tmp_path: Path):
    with pytest.raises(HardwareError) as met:
        ReceiptPrinter(settings(str(tmp_path / "lp0"))).check()

    assert met.value.code is ErrorCode.GONE
