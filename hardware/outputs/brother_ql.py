"""Brother QL label printers: their raster commands, and what their status means.

Source: Brother's "Raster Command Reference QL-800/810W/820NWB", and the tables of the brother_ql
library (sizes in dots, offsets). 300 dots an inch; a row goes out mirrored, 720 dots wide.
"""

from dataclasses import dataclass

import numpy as np

from hardware.outputs.label_picture import Picture
from hardware.outputs.line import wrong_address
from hardware.reader import ErrorCode, HardwareError
from hardware.settings import checked, setting

ROW_DOTS = 720
STATUS_BYTES = 32
ASK_STATUS = b"\x1biS"
CLEAR = bytes(400)
"""Ends whatever half a job left behind."""
_CONTINUOUS, _DIE_CUT = 0x0A, 0x0B
_MARGIN_DOTS = 35
_DOTS_PER_MM = 300 / 25.4


@dataclass(frozen=True, slots=True)
class Media:
    """A roll: its size in mm (length 0 for tape), what can be printed on, in dots."""

    width_mm: int
    length_mm: int
    width: int
    length: int
    offset: int
    """Dots at the right that no label reaches."""


MEDIA = {
    "12": Media(12, 0, 106, 0, 29),
    "29": Media(29, 0, 306, 0, 6),
    "38": Media(38, 0, 413, 0, 12),
    "50": Media(50, 0, 554, 0, 12),
    "54": Media(54, 0, 590, 0, 0),
    "62": Media(62, 0, 696, 0, 12),
    "17x54": Media(17, 54, 165, 566, 0),
    "17x87": Media(17, 87, 165, 956, 0),
    "29x42": Media(29, 42, 306, 425, 6),
    "29x90": Media(29, 90, 306, 991, 6),
    "38x90": Media(38, 90, 413, 991, 12),
    "39x48": Media(39, 48, 425, 495, 6),
    "52x29": Media(52, 29, 578, 271, 0),
    "62x29": Media(62, 29, 696, 271, 12),
    "62x100": Media(62, 100, 696, 1109, 12),
}


@dataclass(frozen=True)
class BrotherQlSettings:
    """A Brother QL printer by USB or network, and the roll in it."""

    address: str = setting(wrong=wrong_address)
    """/dev/usb/lp0, `usb:04f9:…` or `tcp:HOST`."""
    media: str = setting("62", choices=tuple(MEDIA))
    length_mm: int = setting(29, least=12, most=200)
    """How long a label of tape is."""
    font: str = setting("")
    """A font file; else a plain one."""
    asks: bool = setting(default=True)
    """Whether it is asked how it is first; over a network it never answers."""
    timeout_s: float = setting(10.0, least=0.5, most=60)

    def __post_init__(self) -> None:
        checked(self)


def size_of(settings: BrotherQlSettings) -> tuple[int, int]:
    """Width and height of a label in dots, as it is read: the longer side is the width."""
    media = MEDIA[settings.media]
    length = media.length or round(settings.length_mm * _DOTS_PER_MM)
    return max(media.width, length), min(media.width, length)


def job(pictures: list[Picture], settings: BrotherQlSettings) -> bytes:
    """The bytes that print the labels, one after the other, each cut off."""
    media = MEDIA[settings.media]
    parts = [CLEAR, b"\x1b@", b"\x1bia\x01"]
    for at, picture in enumerate(pictures):
        rows = _rows(picture, media)
        kind = _DIE_CUT if media.length else _CONTINUOUS
        info = bytes([0xCE, kind, media.width_mm, media.length_mm])
        parts += [
            b"\x1biz" + info + len(rows).to_bytes(4, "little") + bytes([min(at, 1), 0]),
            b"\x1biM\x40\x1biA\x01\x1biK\x08",  # cut by itself, after each, and at the end
            b"\x1bid" + (0 if media.length else _MARGIN_DOTS).to_bytes(2, "little"),
            b"M\x00",  # rows as they are, not packed
            *(b"g\x00" + bytes([len(row)]) + row for row in rows),
            b"\x1a" if at == len(pictures) - 1 else b"\x0c",
        ]
    return b"".join(parts)


def trouble_of(status: bytes, settings: BrotherQlSettings) -> HardwareError | None:
    """What its 32 bytes of status mean; nothing when it is well or did not answer."""
    if len(status) < STATUS_BYTES or not status.startswith(b"\x80\x20B"):
        return None
    first, second, width, kind, length = (*status[8:12], status[17])
    faults = (
        (first & 0x03 or second & 0x40 or not kind, "there is no roll", "Put a roll in."),
        (second & 0x10, "its cover is open", "Close the cover."),
        (first & 0x04, "its cutter is stuck", "Free the cutter."),
        (first or second & ~0x01, "it reports an error", "Switch it off and on."),
    )
    for is_so, reason, remedy in faults:
        if is_so:
            return HardwareError(ErrorCode.FAULT, reason, remedy)
    media = MEDIA[settings.media]
    if (width, length) != (media.width_mm, media.length_mm) or second:
        loaded = f"{width} mm" if not length else f"{width} × {length} mm"
        return HardwareError(
            ErrorCode.SETTINGS,
            f"a roll of {loaded} is in, and the settings say {settings.media}",
            "Change the roll, or `media` in the configuration.",
        )
    return None


def _rows(picture: Picture, media: Media) -> list[bytes]:
    """The rows of the print head, mirrored; a label wider than the head is printed along it."""
    across = picture if picture.shape[1] == media.width else np.rot90(picture)
    sheet = np.zeros((across.shape[0], ROW_DOTS), np.bool_)
    right = ROW_DOTS - media.offset
    sheet[:, right - media.width : right] = across
    return [row.tobytes() for row in np.packbits(sheet[:, ::-1], axis=1)]
