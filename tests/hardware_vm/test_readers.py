"""Scanners and badge readers on Debian's own kernel, plugged and unplugged by QEMU and by gadgets.

LENDSTATION_PLUGS says how often they are replugged: twice unless told otherwise.
"""

import os

from hardware.reader import ReaderState
from hardware.simulated_wire import badge_frame
from tests.hardware_vm.machine import Machine

PLUGS = int(os.environ.get("LENDSTATION_PLUGS", "2"))
GUN = ("hid_keyboard", {"uniq": "SCAN0001"})
DOOR = ("em4100", {"port": "/dev/ttyUSB0"})
READY, GONE = ReaderState.READY, ReaderState.GONE


def plug_gun(machine: Machine) -> None:
    machine.qmp("device_add", driver="usb-kbd", id="gun", bus="usb.0", serial="SCAN0001")


def plug_door(machine: Machine) -> None:
    machine.qmp("device_add", driver="usb-serial", id="door", bus="usb.0", chardev="badge")


def unplug(machine: Machine, name: str) -> None:
    machine.qmp("device_del", id=name)


def test_a_scanner_that_types_is_read_with_shift_and_separator(machine: Machine):
    plug_gun(machine)
    with machine.reading(gun=GUN) as (gun,):
        gun.wait_for_state(READY)
        machine.type("https://id.example/8004/95212345ABC")
        machine.type("80049521\x1d2177")
        gun.wait_for_texts("https://id.example/8004/95212345ABC", "80049521\x1d2177")
        unplug(machine, "gun")
        gun.wait_for_state(GONE)


def test_a_badge_reader_on_a_usb_serial_line_is_read(machine: Machine):
    with machine.reading(door=DOOR) as (door,), machine.far_end("badge") as badge:
        plug_door(machine)
        door.wait_for_state(READY)
        badge.sendall(badge_frame("0A004D7603") * 2)
        door.wait_for_texts("0A004D7603")
        unplug(machine, "door")
        door.wait_for_state(GONE)


def test_a_plug_pulled_in_the_middle_of_a_code_drops_that_code_alone(machine: Machine):
    plug_gun(machine)
    with machine.reading(gun=GUN) as (gun,):
        gun.wait_for_state(READY)
        machine.type("A-1")
        gun.wait_for_texts("A-1")
        machine.type("A-", end=3)
        unplug(machine, "gun")
        gun.wait_for_state(GONE)
        plug_gun(machine)
        gun.wait_for_state(READY)
        machine.type("A-3")
        gun.wait_for_texts("A-1", "A-3")
        unplug(machine, "gun")
        gun.wait_for_state(GONE)


def test_two_scanners_that_type_at_once_are_kept_apart(machine: Machine):
    machine.ask("keyboard", name="left")
    machine.ask("keyboard", name="right")
    guns = {name: ("hid_keyboard", {"phys": f"usb-{name}"}) for name in ("left", "right")}
    with machine.reading(**guns) as (left, right):
        left.wait_for_state(READY)
        right.wait_for_state(READY)
        machine.ask("type", texts={"left": "Left-0001", "right": "riGHT-0002"})
        left.wait_for_texts("Left-0001")
        right.wait_for_texts("riGHT-0002")
        machine.ask("unplug", name="left")
        left.wait_for_state(GONE)
        machine.ask("type", texts={"right": "RIGHT-0003"})
        right.wait_for_texts("riGHT-0002", "RIGHT-0003")
    machine.ask("unplug", name="right")


def test_a_scan_faster_than_the_kernel_keeps_is_dropped_whole(machine: Machine):
    machine.ask("keyboard", name="fast")
    with machine.reading(gun=("hid_keyboard", {"phys": "usb-fast"})) as (gun,):
        gun.wait_for_state(READY)
        machine.ask("flood", name="fast", text="0123456789" * 30)
        machine.ask("type", texts={"fast": "KIT-0002"})
        gun.wait_for_texts("KIT-0002")
    machine.ask("unplug", name="fast")


def test_a_usb_cdc_device_is_read_and_replugged(machine: Machine):
    machine.ask("gadget", name="CDC0001", function="acm")
    with machine.reading(door=("em4100", {"port": "/dev/ttyACM0"})) as (door,):
        door.wait_for_state(READY)
        machine.ask("send", name="CDC0001", reports=[badge_frame("0A004D7603").hex() * 2])
        door.wait_for_texts("0A004D7603")
        machine.ask("unplug", name="CDC0001")
        door.wait_for_state(GONE)
        machine.ask("plug", name="CDC0001")
        door.wait_for_state(READY)
        machine.ask("send", name="CDC0001", reports=[badge_frame("67003B51C6").hex() * 2])
        door.wait_for_texts("0A004D7603", "67003B51C6")
    machine.ask("unplug", name="CDC0001")


def test_replugging_leaves_nothing_behind_and_loses_and_doubles_no_scan(machine: Machine):
    counts, codes = [], [f"{number:02}" for number in range(PLUGS)]
    badges = [f"0A0000{number:04X}" for number in range(1, PLUGS + 1)]
    with machine.reading(gun=GUN, door=DOOR) as (gun, door), machine.far_end("badge") as badge:
        for code, tag in zip(codes, badges, strict=True):
            plug_gun(machine)
            plug_door(machine)
            gun.wait_for_state(READY)
            door.wait_for_state(READY)
            badge.sendall(badge_frame(tag) * 2)
            machine.type(code)
            gun.wait(lambda: gun.texts[-1:] == [code], f"{code} did not come")  # noqa: B023
            door.wait(lambda: door.texts[-1:] == [tag], f"{tag} did not come")  # noqa: B023
            unplug(machine, "gun")
            unplug(machine, "door")
            gun.wait_for_state(GONE)
            door.wait_for_state(GONE)
            counts.append(machine.ask("count"))
        assert gun.texts == codes
        assert door.texts == badges
    assert len({(each["threads"], each["descriptors"]) for each in counts}) == 1
    assert counts[-1]["resident_kib"] - counts[1]["resident_kib"] < 1024
