"""UIDs: read from what readers print, and told from those that no card can be known by.

The form of a UID is upper-case hexadecimal, two digits a byte, the bytes in the order in which the
chip sends them (UID0 first); an EM4100 number begins with its version byte.
"""

import re
from enum import StrEnum

_SEPARATORS = re.compile(r"[ :.\-]+")
_HEX = re.compile(r"(?:[0-9A-F]{2})+")
_ISO14443 = "iso14443"
_SINGLE = 4
_RANDOM, _CASCADE = 0x08, 0x88


class Unfit(StrEnum):
    """Why a card cannot be known by its UID."""

    RANDOM = "random"
    """It makes up another one at each tap: bank cards, phones, DESFire with random ID."""
    HALF_READ = "half_read"
    """Only the first half of a longer UID was read; the card may be fine."""
    BLANK = "blank"
    """All bits are equal: noise, or a chip without a number."""


def unfit(technology: str, uid: bytes) -> Unfit | None:
    """Why a UID must not be given to a person; None when it may.

    Source: ISO/IEC 14443-3, 6.5.4: a UID of four bytes is random when it begins with 08, and 88
    is the cascade tag, which no whole one begins with.
    """
    if not any(uid) or all(byte == 0xFF for byte in uid):  # noqa: PLR2004 - every bit set
        return Unfit.BLANK
    if technology.startswith(_ISO14443) and len(uid) == _SINGLE:
        return {_RANDOM: Unfit.RANDOM, _CASCADE: Unfit.HALF_READ}.get(uid[0])
    return None


def from_hexadecimal(text: str) -> bytes | None:
    """The bytes that digits stand for, with separators or without; None for anything else.

    Where separators stand between the bytes, a zero that a reader left out is put back.
    """
    parts = _SEPARATORS.split(text.strip().upper().removeprefix("0X"))
    if len(parts) > 1 and all(0 < len(part) <= len("FF") for part in parts):
        parts = [part.rjust(2, "0") for part in parts]
    digits = "".join(parts)
    return bytes.fromhex(digits) if _HEX.fullmatch(digits) else None


def from_decimal(text: str, size: int) -> bytes | None:
    """The bytes of a decimal number, the highest first; None for what does not fit in `size`."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 3 * size:
        return None
    number = int(digits)
    return number.to_bytes(size, "big") if number < 1 << 8 * size else None
