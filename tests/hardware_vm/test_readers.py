"""Scanners and badge readers on Debian's own kernel, plugged and unplugged by QEMU and by gadgets.

LENDSTATION_PLUGS says how often they are replugged: twice unless told otherwise.
"""

import os

from hardware.reader import ReaderState
from hardware.simulated_wire import badge_frame
from tests.hardware.hid_scanner import reports
from tests.hardware_vm.machine import Machine

PLUGS = int(os.environ.get("LENDSTATION_PLUGS", "2"))
TRIES = 4
"""Descriptors that two readers may hold just then while they look for their devices."""
NOTHING = "00" * 8
"""The report of a keyboard whose keys were all let go."""


def typing(**named: str) -> tuple[str, dict[str, object]]:
    """A scanner that types, on a machine that may be slower than any scanner."""
    return "hid_keyboard", {**named, "slowest_key_ms": 0, "drop_pause_ms": 10_000}


GUN = typing(uniq="SCAN0001")
DOOR = ("em4100", {"port": "/dev/ttyUSB0"})
READY, GONE = ReaderState.READY, ReaderState.GONE


def hexadecimal(code: str, aim: str) -> list[str]:
    """The reports of a HID-POS scanner."""
    return [report.hex() for report in reports(code.encode(), aim.encode())]


def test_a_scanner_that_types_is_read_with_shift_and_separator(machine: Machine):
    with machine.plugged("gun"), machine.reading(gun=GUN) as (gun,):
        gun.wait_for_state(READY)
        machine.type("https://id.example/8004/95212345ABC")
        machine.type("80049521\x1d2177")
        gun.wait_for_texts("https://id.example/8004/95212345ABC", "80049521\x1d2177")
        machine.unplug("gun")
        gun.wait_for_state(GONE)


def test_a_badge_reader_on_a_usb_serial_line_is_read(machine: Machine):
    with machine.reading(door=DOOR) as (door,), machine.far_end("badge") as badge:
        with machine.plugged("door"):
            door.wait_for_state(READY)
            badge.sendall(badge_frame("0A004D7603") * 2)
            door.wait_for_texts("0A004D7603")
        door.wait_for_state(GONE)


def test_a_plug_pulled_in_the_middle_of_a_code_drops_that_code_alone(machine: Machine):
    with machine.plugged("gun"), machine.reading(gun=GUN) as (gun,):
        gun.wait_for_state(READY)
        machine.type("A-1")
        gun.wait_for_texts("A-1")
        machine.type("A-", end=3)
        machine.unplug("gun")
        gun.wait_for_state(GONE)
        machine.plug("gun")
        gun.wait_for_state(READY)
        machine.type("A-3")
        gun.wait_for_texts("A-1", "A-3")


def test_two_scanners_that_type_at_once_are_kept_apart(machine: Machine):
    guns = {name: typing(phys=f"usb-{name}") for name in ("left", "right")}
    with (
        machine.gadget("left", "uinput"),
        machine.gadget("right", "uinput"),
        machine.reading(**guns) as (left, right),
    ):
        left.wait_for_state(READY)
        right.wait_for_state(READY)
        machine.ask("type", texts={"left": "Left-0001", "right": "riGHT-0002"})
        left.wait_for_texts("Left-0001")
        right.wait_for_texts("riGHT-0002")
        machine.ask("unplug", name="left")
        left.wait_for_state(GONE)
        machine.ask("type", texts={"right": "RIGHT-0003"})
        right.wait_for_texts("riGHT-0002", "RIGHT-0003")


def test_a_scan_faster_than_the_kernel_keeps_is_dropped_whole(machine: Machine):
    fast = typing(phys="usb-fast")
    with machine.gadget("fast", "uinput"), machine.reading(gun=fast) as (gun,):
        gun.wait_for_state(READY)
        machine.ask("flood", name="fast", text="0123456789" * 30)
        machine.ask("type", texts={"fast": "KIT-0002"})
        gun.wait_for_texts("KIT-0002")


def test_the_keys_of_an_alt_code_in_one_report_keep_their_order(machine: Machine):
    alt = typing(path="usb:0c2e:0b61:ALT0001")
    with machine.gadget("alt", "keyboard", "ALT0001"), machine.reading(gun=alt) as (gun,):
        gun.wait_for_state(READY)
        zero_eight_three, enter = "040062605b000000", "0000280000000000"
        machine.ask("send", name="alt", reports=[zero_eight_three, NOTHING, enter, NOTHING])
        gun.wait_for_texts("S")


def test_a_usb_cdc_device_is_read_and_replugged(machine: Machine):
    cdc = ("em4100", {"port": "usb:0c2e:0b61:CDC0001"})
    with machine.gadget("cdc", "cdc", "CDC0001"), machine.reading(door=cdc) as (door,):
        door.wait_for_state(READY)
        machine.ask("send", name="cdc", reports=[badge_frame("0A004D7603").hex() * 2])
        door.wait_for_texts("0A004D7603")
        machine.ask("unplug", name="cdc")
        door.wait_for_state(GONE)
        machine.ask("plug", name="cdc")
        door.wait_for_state(READY)
        machine.ask("send", name="cdc", reports=[badge_frame("67003B51C6").hex() * 2])
        door.wait_for_texts("0A004D7603", "67003B51C6")


def test_equal_hid_pos_scanners_without_serial_numbers_are_told_apart_by_their_ports(
    machine: Machine,
):
    long, separated = "https://id.example/8004/95212345ABC" * 9, "80049521\x1d2177"
    with machine.gadget("pos_1", "hid_pos"), machine.gadget("pos_2", "hid_pos"):
        addresses = machine.ask("discover", kind="hid_pos", count=2)
        guns = {f"gun_{at}": ("hid_pos", {"path": each}) for at, each in enumerate(addresses)}
        with machine.reading(**guns) as (one, other):
            one.wait_for_state(READY)
            other.wait_for_state(READY)
            machine.ask("send", name="pos_1", reports=hexadecimal(long, "]Q1"))
            machine.ask("send", name="pos_2", reports=hexadecimal(separated, "]d2"))
            one.wait_for_texts(long)
            other.wait_for_texts(separated)
            assert one.scans[0].symbology == "qr_code"
            assert other.scans[0].symbology == "gs1_data_matrix"
            machine.ask("unplug", name="pos_1")
            one.wait_for_state(GONE)
            machine.ask("plug", name="pos_1")
            one.wait_for_state(READY)


def test_the_rules_for_udev_give_readers_to_the_station(machine: Machine):
    with (
        machine.plugged("gun"),
        machine.gadget("pos", "hid_pos", "POS0003"),
        machine.gadget("cdc_2", "cdc", "CDC0002"),
        machine.reading(gun=GUN) as (gun,),
    ):
        gun.wait_for_state(READY)
        (badge,) = machine.ask("nodes", below="serial/by-id/*CDC0002*").values()
        (keys,) = machine.ask("nodes", below="input/by-id/*SCAN0001*").values()
        raw = machine.ask("nodes", below="hidraw*", count=2).values()
        assert (badge, keys, sorted(raw)) == (
            "dialout 660",
            "input 660",
            ["input 660", "root 600"],
        )


def test_replugging_leaves_nothing_behind_and_loses_and_doubles_no_scan(machine: Machine):
    before, counts = machine.ask("count"), []
    codes = [f"{number:02}" for number in range(PLUGS)]
    badges = [f"0A0000{number:04X}" for number in range(1, PLUGS + 1)]
    with machine.reading(gun=GUN, door=DOOR) as (gun, door), machine.far_end("badge") as far_end:
        for number, (code, badge) in enumerate(zip(codes, badges, strict=True), 1):
            with machine.plugged("gun", "door"):
                gun.wait_for_state(READY)
                door.wait_for_state(READY)
                far_end.sendall(badge_frame(badge) * 2)
                machine.type(code)
                gun.wait_for_texts(*codes[:number])
                door.wait_for_texts(*badges[:number])
            gun.wait_for_state(GONE)
            door.wait_for_state(GONE)
            counts.append(machine.ask("count"))
    after = machine.ask("count")
    assert (after["threads"], after["descriptors"]) == (before["threads"], before["descriptors"])
    held = [each["descriptors"] for each in counts]
    assert max(held) - min(held) <= TRIES
    halfway, end = counts[PLUGS // 2], counts[-1]
    assert end["resident_kib"] - halfway["resident_kib"] < 1024
    assert end["objects"] - halfway["objects"] < 200
