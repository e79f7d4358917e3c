"""Labels: as commands for ZPL printers, as dots on a Brother QL's tape, and read back again."""

import threading

import numpy as np
import pytest

from hardware.outputs import brother_ql, zpl
from hardware.outputs.brother_ql import MEDIA, ROW_DOTS, BrotherQlSettings, size_of
from hardware.outputs.label_picture import Label, draw
from hardware.outputs.label_printer import LabelPrinter
from hardware.outputs.zpl import ZplSettings
from hardware.reader import HardwareError
from resources import path
from tests.hardware.outputs.paper import codes_on, unreel
from tests.hardware.outputs.tcp_printer import TcpPrinter

QR = Label("AV-0182", "Canon EOS R7")
BARS = Label("AV-0182", "Canon EOS R7", qr=False)
FONT = str(path("fonts/AtkinsonHyperlegibleNext-Regular.ttf"))
STOP = threading.Event()
WELL_ZPL = (
    b"\x02030,0,0,0234,000,0,0,0,000,0,0,0\x03\r\n"
    b"\x02000,0,0,0,0,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
)


def ql_status(**changed: int) -> bytes:
    fields = {"error_1": 8, "error_2": 9, "width": 10, "kind": 11, "length": 17}
    status = bytearray(b"\x80\x20B0" + bytes(28))
    status[10], status[11] = 62, 0x0A
    for name, value in changed.items():
        status[fields[name]] = value
    return bytes(status)


# ZPL


def test_a_qr_label_in_zpl_is_what_it_always_was():
    made = zpl.job([QR], ZplSettings("tcp:printer"))

    assert made == (
        b"^XA^CI28^PW400^LL200^LH0,0^FO36,37^BQN,2,6^FH_^FDMA,AV-0182^FS"
        b"^FO198,12^A0N,49,49^TBN,190,49^FH_^FDAV-0182^FS"
        b"^FO198,100^A0N,29,29^TBN,190,29^FH_^FDCanon EOS R7^FS^XZ\n"
    )


def test_a_code_128_label_in_zpl_is_what_it_always_was():
    made = zpl.job([Label("A>^~1", qr=False)], ZplSettings("tcp:printer"))

    assert made == (
        b"^XA^CI28^PW400^LL200^LH0,0^BY3^FO65,12^BCN,100,N,N,N^FD>:A>0><>=1^FS"
        b"^FO12,124^A0N,45,45^TBN,376,45^FH_^FDA_3E_5E_7E1^FS^XZ\n"
    )


@pytest.mark.parametrize("evil", ["^XZ^XA~JR", "_5EXZ", "~HS\\&", "Größe^FS"])
def test_no_name_commands_a_zpl_printer(evil: str):
    made = zpl.job([Label("AV-1", evil)], ZplSettings("tcp:printer")).decode()

    assert made.count("^XA") == made.count("^XZ") == 1
    assert "~" not in made
    assert made.count("^FS") == 3


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (WELL_ZPL, ""),
        (WELL_ZPL.replace(b"030,0,0", b"030,1,0"), "no labels"),
        (WELL_ZPL.replace(b"030,0,0", b"030,0,1"), "paused"),
        (WELL_ZPL.replace(b"000,0,0,0,0,2", b"000,0,1,0,0,2"), "head"),
        (WELL_ZPL.replace(b"000,0,0,0,0,2", b"000,0,0,1,0,2"), "ribbon"),
        (WELL_ZPL[:40], ""),
        (b"", ""),
        (b"\x02\x03\x02\x03", ""),
        (bytes(range(256)), ""),
    ],
)
def test_what_a_zpl_printer_answers_is_understood(status: bytes, said: str):
    trouble = zpl.trouble_of(status)

    assert said in (trouble.reason if trouble else "")
    assert bool(trouble) == bool(said)


# Brother QL


@pytest.mark.parametrize("media", MEDIA)
@pytest.mark.parametrize("label", [QR, Label("AV-0182")], ids=["named", "bare"])
def test_a_label_on_every_roll_is_drawn_as_it_was_and_read_again(media: str, label: Label):
    settings = BrotherQlSettings("/dev/usb/lp0", media, font=FONT)
    picture = draw(label, *size_of(settings), FONT)

    (tape,) = unreel(brother_ql.job([picture], settings))

    roll = MEDIA[media]
    right = ROW_DOTS - roll.offset
    printed = tape.dots[:, right - roll.width : right]
    assert np.count_nonzero(tape.dots) == np.count_nonzero(printed)
    assert np.array_equal(
        printed if printed.shape == picture.shape else np.rot90(printed, -1), picture
    )
    assert (tape.width_mm, tape.length_mm) == (roll.width_mm, roll.length_mm)
    assert tape.margin == (0 if roll.length else 35)
    assert codes_on(printed) == [("QR Code", "AV-0182")]


def test_bars_are_read_again_and_have_room_beside_them():
    settings = BrotherQlSettings("/dev/usb/lp0", "62x29")
    picture = draw(BARS, *size_of(settings), FONT)

    assert codes_on(picture) == [("Code 128", "AV-0182")]
    assert not picture[:135, :20].any()


def test_several_labels_are_cut_apart():
    settings = BrotherQlSettings("/dev/usb/lp0", "62")
    pictures = [draw(Label(f"AV-{number}"), *size_of(settings)) for number in range(3)]

    tapes = unreel(brother_ql.job(pictures, settings))

    assert [codes_on(tape.dots)[0][1] for tape in tapes] == ["AV-0", "AV-1", "AV-2"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (ql_status(), ""),
        (ql_status(error_1=1), "no roll"),
        (ql_status(kind=0, width=0), "no roll"),
        (ql_status(error_1=4), "cutter"),
        (ql_status(error_2=0x10), "cover"),
        (ql_status(error_2=0x40), "no roll"),
        (ql_status(error_2=0x80), "error"),
        (ql_status(width=29), "a roll of 29 mm is in, and the settings say 62"),
        (ql_status(kind=0x0B, length=29), "a roll of 62 × 29 mm is in"),
        (b"", ""),
        (bytes(32), ""),
        (ql_status()[:31], ""),
    ],
)
def test_what_a_brother_answers_is_understood(status: bytes, said: str):
    trouble = brother_ql.trouble_of(status, BrotherQlSettings("/dev/usb/lp0"))

    assert said in (trouble.reason if trouble else "")
    assert bool(trouble) == bool(said)


# Both


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (Label(""), "cannot be a label"),
        (Label("AV\x1b1"), "cannot be a label"),
        (Label("Größe", qr=False), "no Code 128"),
        (Label("x" * 60, qr=False), "too long"),
        (Label("x" * 300), "too long"),
    ],
)
def test_a_code_that_cannot_be_a_label_is_refused_by_both(label: Label, said: str):
    with pytest.raises(HardwareError, match=said):
        zpl.job([label], ZplSettings("tcp:printer"))
    with pytest.raises(HardwareError, match=said):
        draw(label, 300, 60)


def test_a_name_that_is_far_too_long_is_cut_with_dots():
    picture = draw(Label("AV-1", "Wolfeschlegelsteinhausenbergerdorff " * 4), 400, 200, FONT)

    assert not picture[:, 390:].any()


@pytest.mark.parametrize("kind", [ZplSettings, BrotherQlSettings])
def test_labels_go_to_a_printer_that_is_well(kind):
    well = WELL_ZPL if kind is ZplSettings else ql_status()
    printer = TcpPrinter(lambda data: well if data.endswith((b"~HS", b"\x1biS")) else b"")

    LabelPrinter(kind(printer.address)).perform([QR, BARS], STOP)

    (sent,) = printer.wait_for(1)
    assert b"AV-0182" in sent or len(unreel(sent.partition(b"\x1biS")[2])) == 2
    printer.close()


def test_a_printer_with_the_wrong_roll_gets_no_job():
    printer = TcpPrinter(lambda _: ql_status(width=29))
    with pytest.raises(HardwareError, match="a roll of 29 mm"):
        LabelPrinter(BrotherQlSettings(printer.address)).perform([QR], STOP)

    assert printer.wait_for(1) == [brother_ql.CLEAR + b"\x1b@\x1biS"]
    printer.close()
