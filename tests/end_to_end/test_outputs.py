"""What a session moves is printed, clicked and beeped; a dead printer changes nothing."""

import os
from pathlib import Path

from kiosk.demo import sample
from kiosk.demo.stage import Stage
from kiosk.demo.wires import Wires
from kiosk.desk.outcomes import Returned, SessionClosed, SessionOpened
from tests.end_to_end.conftest import OpenKiosk, config_of
from tests.hardware.outputs.paper import unroll
from tests.hardware.outputs.tcp_printer import TcpPrinter, closed_port
from tests.hardware.outputs.test_relay import OFF, ON, Board

STUDENT = sample.people()["1192"]
LABEL = "AV-0182"
BEEP = b"\x16\x07\r"


def visit(stage: Stage) -> None:
    """A student brings an action camera back and leaves."""
    stage.tap(STUDENT.badge)
    stage.scan(LABEL)
    stage.tap(STUDENT.badge)
    assert [type(each) for each in stage.answers[-3:]] == [SessionOpened, Returned, SessionClosed]


def test_a_receipt_is_printed_and_the_door_opens(
    stage_for: OpenKiosk, school: Path, wires: Wires
) -> None:
    printer, board = TcpPrinter(), Board(echoes=False)
    outputs = [
        {"name": "Receipts", "driver": "receipt_printer", "asks": False,
         "address": printer.address},
        {"name": "Locker", "driver": "relay", "address": board.path, "pulse_s": 0.05,
         "pulse": {"done": 1}},
    ]  # fmt: skip
    stage = stage_for(config_of(school, wires.readers(), outputs))
    stage.open()
    visit(stage)

    roll = unroll(printer.wait_for(2)[-1])  # the first connection asked how it is
    board.wait_for(ON + OFF)
    assert roll.rows[0] == ("Receipt", True, True)
    assert "Returned" in roll.text
    assert LABEL in roll.text
    assert STUDENT.name not in roll.text
    printer.close()
    board.close()


def test_the_scanner_beeps_at_what_the_desk_answered(
    stage_for: OpenKiosk, school: Path, wires: Wires
) -> None:
    gun = Board(echoes=False)
    scanner = {"name": "Gun", "driver": "serial", "port": gun.path, "beep": "honeywell"}
    stage = stage_for(config_of(school, [wires.readers()[0], scanner]))
    stage.open()
    os.write(gun.master, f"{LABEL}\r".encode())

    stage.until(lambda: gun.seen == BEEP, "one beep for what was returned")
    os.write(gun.master, b"nobody-knows-this\r")
    stage.until(lambda: gun.seen == BEEP * 4, "three more for what nobody knows")
    gun.close()


def test_lending_goes_on_while_every_output_is_dead(
    stage_for: OpenKiosk, school: Path, wires: Wires, tmp_path: Path
) -> None:
    outputs = [
        {"name": "Receipts", "driver": "receipt_printer", "address": closed_port()},
        {"name": "Labels", "driver": "brother_ql", "address": str(tmp_path / "lp0")},
        {"name": "Locker", "driver": "relay", "address": str(tmp_path / "tty"),
         "pulse": {"done": 1}},
    ]  # fmt: skip
    stage = stage_for(config_of(school, wires.readers(), outputs))
    stage.open()
    visit(stage)

    assert stage.kiosk.devices is not None
    troubled = [row for row in stage.kiosk.devices.rows() if row.is_output]
    assert [row.state.value for row in troubled] == ["gone", "gone", "gone"]
    assert all(row.remedy for row in troubled)


def test_staff_see_in_the_panel_how_each_device_fares(stage: Stage, wires: Wires) -> None:
    stage.tap(sample.ADMIN_BADGE)
    stage.touch("Staff")
    stage.type_pin(sample.ADMIN_PIN)
    stage.touch("Devices")
    stage.see("Badges of 125 kHz", "Codes before a camera")
    assert "Try again" not in stage.texts()

    wires.badge.unplug()
    stage.see("Try again")
    assert any(text.startswith("Plug the reader in") for text in stage.texts())
    wires.badge.plug()
    stage.until(lambda: "Try again" not in stage.texts(), "the badge reader back")
    wires.tap(STUDENT.badge)
    stage.see(f"…{STUDENT.badge[-4:]}")
