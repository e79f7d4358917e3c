"""Label printers that speak ZPL II (Zebra and those that follow it): their commands and status.

Source: Zebra's "Programming Guide for ZPL II". The printer draws the code and the letters itself.
What a name holds can never be a command: every sign that could be is written in hexadecimal (^FH)
or, in a Code 128, as its own escape.
"""

from dataclasses import dataclass

from hardware.outputs.label_picture import Label, check_label
from hardware.outputs.line import wrong_address
from hardware.reader import ErrorCode, HardwareError
from hardware.sanitise import clean
from hardware.settings import checked, setting

ASK_STATUS = b"~HS"
_CODE_128 = {"^": "><", ">": ">0", "~": ">="}
_QR_QUIET = 4
_MM_PER_INCH = 25.4
_COUNT_OF_FIELDS = (12, 11)
"""At least that many stand in the first and second line of a status."""
_MODULES_OF_QR = ((14, 21), (26, 25), (42, 29), (62, 33), (84, 37), (106, 41), (122, 45), (152, 49),
                  (180, 53), (213, 57))  # fmt: skip
"""Bytes that a QR code of error level M takes, and how many modules it is wide (ISO 18004)."""


@dataclass(frozen=True)
class ZplSettings:
    """A ZPL printer by network, USB or a serial line, and the label in it."""

    address: str = setting(wrong=wrong_address)
    """`tcp:HOST:9100`, /dev/usb/lp0, `usb:0a5f:…` or a serial port."""
    baud: int = setting(9600, least=300, most=4_000_000)
    width_mm: float = setting(50.0, least=15, most=170)
    height_mm: float = setting(25.0, least=8, most=300)
    dpi: int = setting(203, least=150, most=600)
    asks: bool = setting(default=True)
    """Whether it is asked how it is first."""
    timeout_s: float = setting(5.0, least=0.5, most=60)

    def __post_init__(self) -> None:
        checked(self)


def job(labels: list[Label], settings: ZplSettings) -> bytes:
    """The bytes that print the labels; raises `HardwareError` for one that does not fit."""
    return "".join(_label(each, settings) for each in labels).encode()


def trouble_of(status: bytes) -> HardwareError | None:
    """What its three lines of status mean; nothing when it is well or did not answer."""
    lines = [part.partition(b"\x03")[0].split(b",") for part in status.split(b"\x02")[1:]]
    if len(lines) < len(_COUNT_OF_FIELDS) or any(
        len(line) < count for line, count in zip(lines, _COUNT_OF_FIELDS, strict=False)
    ):
        return None
    if lines[0][1] == b"1":
        return HardwareError(ErrorCode.FAULT, "there are no labels", "Put a roll in.")
    if lines[1][2] == b"1":
        return HardwareError(ErrorCode.FAULT, "its head is open", "Close the cover.")
    if lines[1][3] == b"1":
        return HardwareError(ErrorCode.FAULT, "there is no ribbon", "Put a ribbon in.")
    if lines[0][2] == b"1":
        return HardwareError(ErrorCode.FAULT, "it is paused", "Press its pause key.")
    return None


def _label(label: Label, settings: ZplSettings) -> str:
    check_label(label)
    width, height = (
        round(side * settings.dpi / _MM_PER_INCH)
        for side in (settings.width_mm, settings.height_mm)
    )
    gap = round(height * 0.06)
    code, left, top, room = (_qr if label.qr else _bars)(label, width, height, gap)
    lines = [text for text in (label.code, clean(label.name)) if text]
    each = (height - gap - top) // len(lines)
    words = "".join(
        _words(text, (left, top + at * each), room, each) for at, text in enumerate(lines)
    )
    return f"^XA^CI28^PW{width}^LL{height}^LH0,0{code}{words}^XZ\n"


def _qr(label: Label, width: int, height: int, gap: int) -> tuple[str, int, int, int]:
    size = len(label.code.encode())
    modules = next((wide for most, wide in _MODULES_OF_QR if size <= most), 0)
    scale = min(10, (height - 2 * gap) // (modules + 2 * _QR_QUIET)) if modules else 0
    if scale < 1:
        raise _too_long(label)
    side = scale * (modules + 2 * _QR_QUIET)
    at = f"^FO{gap + scale * _QR_QUIET},{(height - side) // 2 + scale * _QR_QUIET}"
    left = side + 2 * gap
    return f"{at}^BQN,2,{scale}^FH_^FDMA,{_hex(label.code)}^FS", left, gap, width - left - gap


def _bars(label: Label, width: int, height: int, gap: int) -> tuple[str, int, int, int]:
    modules = 11 * len(label.code) + 35
    scale = min(4, width // (modules + 20))
    if scale < 1:
        raise _too_long(label)
    data = "".join(_CODE_128.get(sign, sign) for sign in label.code)
    left = (width - scale * modules) // 2
    bars = height // 2
    code = f"^BY{scale}^FO{left},{gap}^BCN,{bars},N,N,N^FD>:{data}^FS"
    return code, gap, bars + 2 * gap, width - 2 * gap


def _words(text: str, at: tuple[int, int], room: int, height: int) -> str:
    """One line of letters, as high as there is room for all of them."""
    high = max(10, min(round(height * 0.7), round(room / (0.55 * len(text)))))
    return f"^FO{at[0]},{at[1]}^A0N,{high},{high}^TBN,{room},{high}^FH_^FD{_hex(text)}^FS"


def _hex(text: str) -> str:
    """The text with every sign that could command the printer in hexadecimal."""
    return "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in " -./") else "".join(
            f"_{byte:02X}" for byte in sign.encode()
        )
        for sign in text
    )  # fmt: skip


def _too_long(label: Label) -> HardwareError:
    return HardwareError(
        ErrorCode.SETTINGS,
        f"{label.code!r} is too long for this label",
        "Use a wider label, or a QR code.",
    )
