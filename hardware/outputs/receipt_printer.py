"""Receipt printers that speak ESC/POS (Epson TM, Star in ESC/POS mode, and most others).

The bytes are made by python-escpos, which knows the code pages of printers. Before it prints, the
printer is asked how it is (DLE EOT 2 and 4 of the ESC/POS reference); one that does not answer
prints all the same, as many cheap ones never do.
"""

import os
import shutil
import textwrap
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from hardware.outputs.label_picture import Label, Picture, code_dots
from hardware.outputs.line import Address, open_output, wrong_address
from hardware.reader import ErrorCode, HardwareError
from hardware.sanitise import GS, clean
from hardware.settings import checked, setting

ASK_CAUSE, ASK_PAPER = b"\x10\x04\x02", b"\x10\x04\x04"
_ANSWER_S = 0.5
_COVER, _ERROR, _PAPER_END = 0x04, 0x40, 0x60
_FIXED, _FIXED_BITS = 0x93, 0x12
"""Every status byte of a printer is 0xx1xx10."""
_WIDE = 2
_CODE_DOTS = 240
"""How wide the code of a slip may be: 30 mm of the 48 mm that the narrowest paper has."""


class Style(StrEnum):
    """How a line looks."""

    PLAIN = "plain"
    STRONG = "strong"
    LARGE = "large"
    """Twice as wide and high, in the middle."""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line of a slip: words at the left, which wrap, and at the right, which do not."""

    left: str = ""
    right: str = ""
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed, and a code below it that the station can read."""

    lines: tuple[SlipLine, ...]
    code: str = ""


@dataclass(frozen=True)
class ReceiptPrinterSettings:
    """A receipt printer by network, USB or a serial line."""

    address: str = setting(wrong=wrong_address)
    """`tcp:HOST:9100`, /dev/usb/lp0, /dev/serial/by-id/…, or `usb:…`."""
    baud: int = setting(9600, least=300, most=4_000_000)
    columns: int = setting(42, least=20, most=80)
    """Letters in a line: 42 or 48 on 80 mm, 32 on 58 mm."""
    profile: str = setting("default")
    """The model's name in python-escpos, which says what code pages it has."""
    asks: bool = setting(default=True)
    """Whether the printer is asked about paper and cover first."""
    cut: bool = setting(default=True)
    timeout_s: float = setting(5.0, least=0.5, most=60)

    def __post_init__(self) -> None:
        checked(self)


def slip_bytes(slip: Slip, settings: ReceiptPrinterSettings) -> bytes:
    """The bytes that print a slip; raises `HardwareError` for a profile that is not known."""
    printer = _printer(settings.profile)
    printer.hw("INIT")
    for line in slip.lines:
        is_large = line.style is Style.LARGE
        printer.set(
            align="center" if is_large else "left",
            bold=line.style is not Style.PLAIN,
            double_width=is_large,
            double_height=is_large,
            normal_textsize=not is_large,
        )
        columns = settings.columns // _WIDE if is_large else settings.columns
        for row in rows(line, columns):
            printer.textln(row)
    printer.set(align="center", normal_textsize=True)
    text: bytes = printer.output
    printer.clear()
    if settings.cut:
        printer.cut(feed=True)
    else:
        printer.print_and_feed(4)
    end: bytes = printer.output
    return text + (_raster(code_dots(Label(slip.code), _CODE_DOTS, 1)) if slip.code else b"") + end


def _raster(dots: Picture) -> bytes:
    """A picture as the command GS v 0 takes it."""
    bits = np.packbits(dots, axis=1)
    high, wide = bits.shape
    size = int(wide).to_bytes(2, "little") + int(high).to_bytes(2, "little")
    return b"\x1dv0\x00" + size + bits.tobytes()


def rows(line: SlipLine, columns: int) -> Iterator[str]:
    """The rows that a line takes; without signs that could command the printer."""
    left, right = _plain(line.left), _plain(line.right)[: columns - 1]
    if not left and not right:
        yield ""
        return
    room = columns - len(right) - 1 if right else columns
    wrapped = textwrap.wrap(left, max(room, columns // 3)) or [""]
    if len(wrapped[-1]) > room:  # the words at the right get a row of their own
        wrapped.append("")
    yield from wrapped[:-1]
    yield wrapped[-1] + right.rjust(columns - len(wrapped[-1])) if right else wrapped[-1]


def _plain(text: str) -> str:
    """The text without control characters; GS, which codes may hold, cuts paper here."""
    return clean(text).replace(GS, " ")


def trouble_of(cause: bytes, paper: bytes) -> HardwareError | None:
    """What the printer's two answers mean; nothing when it is well or did not answer."""
    if _is_status(paper) and paper[0] & _PAPER_END == _PAPER_END:
        return HardwareError(ErrorCode.FAULT, "there is no paper", "Put a new roll in.")
    if _is_status(cause) and cause[0] & _COVER:
        return HardwareError(ErrorCode.FAULT, "its cover is open", "Close the cover.")
    if _is_status(cause) and cause[0] & _ERROR:
        return HardwareError(
            ErrorCode.FAULT, "it reports an error", "Look at its cutter; then switch it off and on."
        )
    return None


def _is_status(answer: bytes) -> bool:
    return len(answer) == 1 and answer[0] & _FIXED == _FIXED_BITS


def _printer(profile: str) -> Any:  # noqa: ANN401 - python-escpos is imported lazily
    try:
        from escpos import capabilities
        from escpos.printer import Dummy
    except ImportError as missing:
        raise HardwareError(
            ErrorCode.LIBRARY, "python-escpos is not installed", "Install python-escpos."
        ) from missing
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)  # it leaves one at each start
    try:
        return Dummy(profile=profile)
    except KeyError as unknown:
        raise HardwareError(
            ErrorCode.SETTINGS, f"there is no profile {profile!r}", "Leave the profile out."
        ) from unknown


class ReceiptPrinter:
    """Opens the printer for each slip, so that others may print on it too."""

    def __init__(self, settings: ReceiptPrinterSettings) -> None:
        self._settings = settings
        self._address = Address(settings.address, settings.baud, settings.timeout_s)

    def check(self) -> None:
        """Ask the printer how it is."""
        self._send(b"")

    def perform(self, order: Slip, stop: threading.Event) -> None:
        """Print a slip."""
        del stop  # it takes no longer than its time-out
        self._send(slip_bytes(order, self._settings))

    def close(self) -> None:
        """Nothing is held open."""

    def _send(self, data: bytes) -> None:
        line = open_output(self._address)
        try:
            line.check_port()
            if self._settings.asks:
                cause = line.ask(ASK_CAUSE, 1, _ANSWER_S)
                paper = line.ask(ASK_PAPER, 1, _ANSWER_S) if cause else b""
                trouble = trouble_of(cause, paper)
                if trouble is not None:
                    raise trouble
            line.write(data)
        finally:
            line.close()
