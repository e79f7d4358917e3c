"""Devices are found by who they are, told apart, and matched to what is configured."""

import errno
import subprocess
from pathlib import Path

import pytest

from hardware import obstacles
from hardware.discovery import DeviceKind, Found, discover, is_meant, unused
from hardware.driver import node_presence
from hardware.reader import ErrorCode, HardwareError
from hardware.usb import located, usb_devices
from tests.hardware.hid_scanner import COUNTED, KEYBOARD
from tests.hardware.machine import MOUSE_KEYS, Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def only(machine: Machine) -> Found:
    (found,) = discover(machine.places)
    return found


def met(call, *given) -> HardwareError:
    with pytest.raises(HardwareError) as trouble:
        call(*given)
    assert trouble.value.remedy
    return trouble.value


def test_a_machine_without_usb_has_no_devices(machine: Machine):
    assert discover(machine.places) == ()


def test_a_serial_reader_is_called_by_its_serial_number(machine: Machine):
    machine.serial("1-1.4", "0403:6001", "ttyUSB0", "A50285BI")

    found = only(machine)

    assert found.kind is DeviceKind.SERIAL
    assert found.address == "/dev/serial/by-id/usb-A50285BI-if00-port0"
    assert found.name == "USB Serial"


def test_two_equal_readers_without_a_number_are_told_apart_by_their_sockets(machine: Machine):
    machine.serial("1-1", "1a86:7523", "ttyUSB0")
    machine.serial("1-2", "1a86:7523", "ttyUSB1")

    addresses = [each.address for each in discover(machine.places)]

    assert addresses == ["/dev/serial/by-path/pci-0-usb-1-1", "/dev/serial/by-path/pci-0-usb-1-2"]


def test_a_device_without_udev_is_called_by_its_usb_address(machine: Machine):
    machine.printer("2-1", "lp0")

    found = only(machine)

    assert (found.kind, found.node, found.address) == (
        DeviceKind.PRINTER,
        "/dev/usb/lp0",
        "usb:04f9:209b:E9Z1",
    )


def test_a_keyboard_is_found_by_its_keys_and_a_mouse_is_none(machine: Machine):
    machine.keyboard("1-1", "event3", uniq="SCAN0001")
    machine.keyboard("1-2", "event4", MOUSE_KEYS)

    found = only(machine)

    assert found.kind is DeviceKind.KEYBOARD
    assert (found.node, found.uniq, found.vendor) == ("/dev/input/event3", "SCAN0001", 0x0C2E)
    assert found.address == "/dev/input/by-path/usb-1-1-event3-kbd"


def test_the_nodes_of_one_scanner_are_one_device(machine: Machine):
    machine.keyboard("1-1", "event3")
    machine.second_keyboard("1-1", "event4")

    found = only(machine)

    assert found.node == "/dev/input/event3"
    assert len(found.links) == 2


def test_a_hid_pos_scanner_is_found_by_its_descriptor(machine: Machine):
    machine.hid_pos("1-1", "hidraw0")
    machine.hid_pos("1-2", "hidraw1", b"\x05\x01\x09\x06")

    found = only(machine)

    assert (found.kind, found.node) == (DeviceKind.HID_POS, "/dev/hidraw0")
    assert (found.vendor, found.product, found.uniq) == (0x1EAB, 0x1D10, "NL1")


def test_a_hid_pos_scanner_may_be_told_of_behind_another_device(machine: Machine):
    machine.hid_pos("1-1", "hidraw0", KEYBOARD + COUNTED)

    assert only(machine).kind is DeviceKind.HID_POS


def test_a_scanner_of_symbol_that_emulates_a_port_is_found_by_its_number(machine: Machine):
    machine.hid_pos("1-1", "hidraw0", b"\x06\x45\xff", "05e0:0600")

    assert only(machine).kind is DeviceKind.HID_POS


def test_a_camera_is_its_first_node_alone(machine: Machine):
    machine.camera("1-1", "video0", "video1")

    assert only(machine).address == "/dev/v4l/by-id/usb-HD_Webcam-video-index0"


@pytest.mark.parametrize(
    ("settings", "is_it"),
    [
        ({"port": "/dev/ttyUSB0"}, True),
        ({"port": "/dev/serial/by-id/usb-A50285BI-if00-port0"}, True),
        ({"port": "usb:0403:6001"}, True),
        ({"port": "usb:0403:6001:A50285BI:1-1.4"}, True),
        ({"port": "usb:0403:6001:OTHER"}, False),
        ({"port": "usb:nonsense"}, False),
        ({"port": "/dev/ttyUSB1"}, False),
        ({"vendor": 0x0403}, False),
        ({}, False),
    ],
)
def test_settings_mean_a_serial_device_by_any_of_its_names(machine, settings, is_it):
    machine.serial("1-1.4", "0403:6001", "ttyUSB0", "A50285BI")

    assert is_meant(only(machine), settings) is is_it


@pytest.mark.parametrize(
    ("settings", "is_it"),
    [
        ({"vendor": 0x0C2E, "product": 0x0B61}, True),
        ({"uniq": "SCAN0001"}, True),
        ({"phys": "usb-1-1/input0"}, True),
        ({"phys": "usb-1-1"}, True),
        ({"vendor": 0x0C2E, "uniq": "SCAN0002"}, False),
    ],
)
def test_settings_mean_a_keyboard_by_what_it_says_of_itself(machine, settings, is_it):
    machine.keyboard("1-1", "event3", uniq="SCAN0001")

    assert is_meant(only(machine), settings) is is_it


def test_what_nothing_is_configured_for_is_unused(machine: Machine):
    machine.serial("1-1", "0403:6001", "ttyUSB0", "A1")
    machine.serial("1-2", "0403:6001", "ttyUSB1", "A2")

    left = unused(discover(machine.places), [{"port": "/dev/ttyUSB0"}])

    assert [each.node for each in left] == ["/dev/ttyUSB1"]


def test_an_address_finds_its_device_whatever_node_it_has(machine: Machine):
    machine.serial("1-1", "0403:6001", "ttyUSB7", "A1")
    machine.serial("1-2", "0403:6001", "ttyUSB8", "A2")

    assert located("usb:0403:6001:A2", machine.usb) == "/dev/ttyUSB8"
    assert located("usb:0403:6001::1-1", machine.usb) == "/dev/ttyUSB7"
    assert located("/dev/ttyS0", machine.usb) == "/dev/ttyS0"


def test_an_address_that_finds_nothing_or_too_much_is_told(machine: Machine):
    machine.serial("1-1", "0403:6001", "ttyUSB7", "A1")
    machine.serial("1-2", "0403:6001", "ttyUSB8", "A2")

    assert met(located, "usb:1a86:7523", machine.usb).code is ErrorCode.GONE
    assert "at 1-1, 1-2" in met(located, "usb:0403:6001", machine.usb).reason
    assert met(located, "usb:1", machine.usb).code is ErrorCode.SETTINGS


def test_a_device_without_a_node_is_named_with_its_thief(machine: Machine):
    machine.plug("1-1", "1a86:7523", "usbfs")
    machine.plug("1-2", "05e0:1900", "usbhid")

    stolen = met(located, "usb:1a86:7523", machine.usb)
    assert (stolen.code, "brltty" in stolen.remedy) == (ErrorCode.BUSY, True)
    assert "no driver" in met(located, "usb:05e0:1900", machine.usb).reason


def test_presence_of_an_address_is_none_while_it_is_away():
    assert node_presence("usb:dead:beef") is None


# What stands in the way


def test_who_holds_a_port_is_named(machine: Machine):
    proc = machine.process(4711, "minicom", "/dev/ttyUSB0", "/dev/null")

    trouble = obstacles.busy("/dev/ttyUSB0", proc)

    assert trouble.reason == "minicom (process 4711) holds /dev/ttyUSB0"


@pytest.mark.parametrize("thief", ["brltty", "ModemManager"])
def test_a_known_thief_is_named_even_when_its_files_are_hidden(machine: Machine, thief: str):
    proc = machine.process(99, thief)

    trouble = obstacles.busy("/dev/ttyACM0", proc)

    assert trouble.reason == f"{thief} holds /dev/ttyACM0"
    assert thief in trouble.remedy


def test_nobody_known_is_said_to_be_another_program(machine: Machine):
    proc = machine.process(99, "bash")

    assert "another program" in obstacles.busy("/dev/ttyACM0", proc).reason


def test_a_missing_port_is_gone_or_was_taken_by_brltty(machine: Machine):
    proc = machine.process(99, "brltty")
    assert obstacles.missing("/dev/ttyUSB0", "reader", machine.usb, proc).code is ErrorCode.GONE
    machine.plug("1-1", "1a86:7523", "usbfs")

    trouble = obstacles.missing("/dev/ttyUSB0", "reader", machine.usb, proc)

    assert trouble.code is ErrorCode.BUSY
    assert trouble.reason.startswith("brltty took the USB device 1a86:7523")


@pytest.mark.parametrize(
    ("path", "group"),
    [("/dev/ttyUSB0", "dialout"), ("/dev/input/event3", "input"), ("/dev/video0", "video"),
     ("/dev/usb/lp0", "lp")],
)  # fmt: skip
def test_the_group_that_is_missing_is_named(path: str, group: str):
    assert f"group {group}" in obstacles.not_opened(path, OSError(errno.EACCES, ""), "it").remedy


def test_a_real_file_that_is_held_is_found_in_the_real_proc(tmp_path: Path):
    path = tmp_path / "port"
    path.touch()
    with path.open() as held:
        holder = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=[held.fileno()])
    held_by = obstacles.holders(str(path))
    holder.communicate()

    assert held_by == [obstacles.Program(holder.pid, "cat")]
    assert obstacles.holders(str(path)) == []


def test_usb_devices_that_vanish_while_read_are_left_out(machine: Machine):
    machine.serial("1-1", "0403:6001", "ttyUSB0", "A1")
    (machine.usb / "1-9").mkdir()

    assert [each.port for each in usb_devices(machine.usb)] == ["1-1"]
