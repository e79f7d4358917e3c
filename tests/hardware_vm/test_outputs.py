"""Outputs on Debian's own kernel: a relay board and a printer as USB gadgets. Long form only."""

from tests.hardware_vm.machine import Machine

RELAY, PRINTER = "usb:0c2e:0b61:CDC0009", "usb:0c2e:0b61:LP0001"


def drive(
    machine: Machine, driver: str, settings: dict[str, object], code: str
) -> tuple[str, bytes]:
    """What is wrong, and what the device got."""
    into = "board" if driver == "relay" else "printer"
    wrong, got = machine.ask("drive", driver=driver, settings=settings, code=code, into=into)
    return wrong, bytes.fromhex(got)


def test_a_relay_board_on_a_usb_serial_line_clicks_on_and_off_again(machine: Machine):
    settings = {"address": RELAY, "channels": 2, "pulse_s": 0.1}
    with machine.gadget("board", "cdc", "CDC0009"):
        machine.ask("discover", kind="serial", count=1)
        (link,) = machine.ask("nodes", below="serial/by-id/*CDC0009*")
        assert machine.ask("discover", kind="serial", count=1) == [link]
        wrong, clicks = drive(machine, "relay", settings, "1")

    assert wrong == ""
    assert clicks == bytes.fromhex("A00100A1 A00200A2 A00101A2 A00100A1 A00100A1 A00200A2")


def test_labels_reach_a_usb_printer_until_it_has_no_paper(machine: Machine):
    settings = {"address": PRINTER, "asks": False, "timeout_s": 3.0}
    with machine.gadget("printer", "printer", "LP0001"):
        assert machine.ask("discover", kind="printer", count=1) == [PRINTER]
        assert machine.ask("nodes", below="usb/lp*") == {"/dev/usb/lp0": "lp 660"}
        wrong, label = drive(machine, "zpl_printer", settings, "AV-0182")
        assert wrong == ""
        assert b"^FDMA,AV-0182^FS" in label
        machine.ask("paper", name="printer", there=False)
        assert drive(machine, "zpl_printer", settings, "AV-0183") == (
            "D004: there is no paper",
            b"",
        )
        machine.ask("paper", name="printer", there=True)
        assert drive(machine, "zpl_printer", settings, "AV-0184")[0] == ""
