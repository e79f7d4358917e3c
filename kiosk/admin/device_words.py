"""The words of the room of devices: what each is, how it fares, what it read."""

from kiosk.domain.devices import DeviceRole, DeviceRow, DeviceState
from kiosk.domain.ports import Code
from kiosk.shell.palette import Tone
from kiosk.shell.words import SOURCE, _, spoken

ROLE_ICONS = {
    DeviceRole.BADGES: "nfc",
    DeviceRole.SCANNER: "scan-barcode",
    DeviceRole.CAMERA: "camera",
    DeviceRole.RECEIPTS: "printer",
    DeviceRole.LABELS: "tags",
    DeviceRole.RELAY: "lock-open",
    DeviceRole.OTHER: "usb",
}
STATE_TONES = {
    DeviceState.OPENING: Tone.NEUTRAL,
    DeviceState.READY: Tone.DONE,
    DeviceState.GONE: Tone.REFUSED,
    DeviceState.BROKEN: Tone.REFUSED,
}
_END_OF_BADGE = 4
_LONG = 32


def role_word(role: DeviceRole) -> str:
    """Say what a device is for."""
    return {
        DeviceRole.BADGES: _("Badge reader"),
        DeviceRole.SCANNER: _("Scanner"),
        DeviceRole.CAMERA: _("Camera"),
        DeviceRole.RECEIPTS: _("Receipt printer"),
        DeviceRole.LABELS: _("Label printer"),
        DeviceRole.RELAY: _("Relay"),
        DeviceRole.OTHER: _("Device"),
    }[role]


def state_word(state: DeviceState) -> str:
    """Say how a device fares."""
    return {
        DeviceState.OPENING: _("Opening"),
        DeviceState.READY: _("Ready"),
        DeviceState.GONE: _("Gone"),
        DeviceState.BROKEN: _("Does not work"),
    }[state]


def fault_words(row: DeviceRow) -> tuple[str, str]:
    """Say what is wrong with a device, and what to do with its code.

    Drivers speak English, and exactly; in other languages the code tells, and they tell the rest.
    """
    known = {
        "D001": (_("The device is not there"), _("Plug it in; it opens by itself.")),
        "D002": (
            _("Another program holds the device"),
            _("End that program (brltty, ModemManager, a second kiosk)."),
        ),
        "D003": (
            _("This user may not open the device"),
            _("Add the user to dialout, input, video or lp."),
        ),
        "D004": (
            _("The device is there and does not work"),
            _("Unplug it for ten seconds; try another cable."),
        ),
        "D005": (_("The settings of the device are wrong"), _("Correct kiosk.toml.")),
        "D006": (_("A library of the driver is missing"), _("Install what is named here:")),
        "D099": (_("A fault in the driver"), _("The log says where; please report it.")),
    }
    if not row.reason or spoken() == SOURCE or row.code not in known:
        return row.reason, " ".join(part for part in (row.remedy, row.code) if part)
    wrong, remedy = known[row.code]
    return wrong, f"{remedy} ({row.code}: {row.reason})"


def driver_word(driver: str) -> str:
    """Say what a driver drives; its name in the configuration when it is a new one."""
    words = {
        "ascii_line": _("Cards, printed as text"),
        "brother_ql": _("Labels, Brother QL"),
        "camera": _("Codes before a camera"),
        "em4100": _("Badges of 125 kHz"),
        "hid_keyboard": _("Scanner that types"),
        "hid_pos": _("Scanner by HID-POS"),
        "pcsc": _("Smart cards by PC/SC"),
        "pn532": _("NFC cards"),
        "receipt_printer": _("Receipts, ESC/POS"),
        "relay": _("Relay board"),
        "serial": _("Scanner on a serial line"),
        "thingmagic": _("UHF tags, ThingMagic"),
        "uhf_m100": _("UHF tags, M100"),
        "uhfreader18": _("UHF tags, UHFReader18"),
        "wiegand": _("Wiegand badges"),
        "zpl_printer": _("Labels, ZPL"),
    }
    return words.get(driver, driver)


def short_address(address: str) -> str:
    """Show enough of an address to know the device by; the end tells more than the middle."""
    short = address.rpartition("/")[2]
    return short if len(short) <= _LONG else f"{short[: _LONG // 2]}…{short[-(_LONG // 2) :]}"


def shown_text(code: Code) -> str:
    """Show what was read; of a badge only its end, for others may look."""
    return f"…{code.text[-_END_OF_BADGE:]}" if code.technology else code.text


def symbology_word(code: Code) -> str:
    """Say what sort of code was read."""
    return (code.technology or code.symbology).replace("_", " ").upper() or _("Code")
