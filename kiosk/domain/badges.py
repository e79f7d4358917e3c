"""The number of a badge: every way in which readers print it, and numbers that name nobody.

A number is known by its value and its width in bits, whatever chip or reader it came from. Forms
are lower case before the colon, so no printed text can look like one. Where readers differ (byte
order, decimal, a version byte or half of a long number left out) a form is a variant: it is asked
for only when the exact number names nobody, and must then fit one badge alone.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from kiosk.domain.ports import Code

WIEGAND_26 = "w26"
"""A reader declared so sends 24 bits; only then do 24 bits name a badge."""
_ISO14443 = "iso14443"
_CANONICAL = re.compile(r"(?:UID[0-9]{1,3}|W26|EPC):")
"""What stands before a number in its canonical form, so that this can be read again."""
_SEPARATORS = re.compile(r"[\s:.\-_]+")
_HEX = re.compile(r"[0-9A-F]+")
_FACILITY = re.compile(r"([0-9]{1,5})[,/ ]([0-9]{1,5})")
_FIVE_DIGITS = 5
_MIN_BITS = 24
_FULL_BITS = 32
_MOST_BITS = 128
_DECIMAL_BITS = {len("0005076483"): 32, len("0042954749443"): 40, len("00042954749443"): 40}
"""How wide a decimal number of so many digits is; eight digits could be read in two ways."""
_RANDOM, _CASCADE = 0x08, 0x88
_Number = tuple[int, int]
"""A value and its width in bits."""


class Unfit(StrEnum):
    """Why a badge must not be given to anybody."""

    RANDOM = "random"
    """The card makes up another number at each tap."""
    HALF_READ = "half_read"
    """Only the first half of a longer number was read."""
    BLANK = "blank"
    """All bits are equal: noise, or a card without a number."""


def exact_forms(code: Code) -> tuple[str, ...]:
    """Give the forms of a number as it was read; two where digits can be read in two ways."""
    return tuple(_form(code, value, bits) for value, bits in _numbers(code))


def variant_forms(code: Code) -> tuple[str, ...]:
    """Give the forms of the number as readers of other makes would have read the same badge."""
    found = []
    for value, bits in _numbers(code):
        found.append(_form(code, _reversed(value, bits), bits))
        if code.technology != WIEGAND_26:
            found += [_uid(short, _FULL_BITS) for short in _shortened(value, bits)]
    return tuple(dict.fromkeys(found))


def kept_forms(code: Code) -> tuple[str, ...]:
    """Give the forms under which a given badge is kept, for a scan at any reader to meet."""
    found = []
    for value, bits in _numbers(code):
        found.append(_form(code, value, bits))
        found += [_uid(short, _FULL_BITS) for short in _shortened(value, bits)]
        found += [f"{WIEGAND_26}:{short:06X}" for short in _of_24_bits(value, bits)]
    return tuple(dict.fromkeys(found))


def hex_digits(text: str) -> str:
    """Give the hexadecimal digits of a text without what separates them; empty for any other.

    Where separators stand between the bytes, a zero that a reader left out is put back.
    """
    parts = _SEPARATORS.split(text.strip().upper())
    if len(parts) > 1 and all(0 < len(part) <= len("FF") for part in parts):
        parts = [part.rjust(2, "0") for part in parts]
    digits = "".join(parts).removeprefix("0X")
    return digits if _HEX.fullmatch(digits) else ""


def unfit(code: Code) -> Unfit | None:
    """Say why a badge must not be given to anybody; None when it may. Printed codes always may.

    By ISO/IEC 14443-3 a number of four bytes is random when it begins with 08; 88 is the cascade
    tag, which stands in front of the first half of a longer one.
    """
    for value, bits in _numbers(code) if code.technology else ():
        if value in (0, (1 << bits) - 1):
            return Unfit.BLANK
        if code.technology.startswith(_ISO14443) and bits == _FULL_BITS:
            first = value >> 24
            return {_RANDOM: Unfit.RANDOM, _CASCADE: Unfit.HALF_READ}.get(first)
    return None


def _form(code: Code, value: int, bits: int) -> str:
    if code.technology == WIEGAND_26:
        return f"{WIEGAND_26}:{value & 0xFFFFFF:06X}"
    return _uid(value, bits)


def _uid(value: int, bits: int) -> str:
    return f"uid{bits}:{value & (1 << bits) - 1:0{bits // 4}X}"


def _reversed(value: int, bits: int) -> int:
    return int.from_bytes(value.to_bytes(bits // 8, "big"), "little")


def _shortened(value: int, bits: int) -> tuple[int, ...]:
    """Give what 32-bit readers leave: EM4100 without its version, either end of a long UID."""
    match bits:
        case 40:
            return (value,)
        case 56:
            return value >> _MIN_BITS, value
        case _:
            return ()


def _of_24_bits(value: int, bits: int) -> tuple[int, ...]:
    """Give what Wiegand 26 leaves: the last three bytes, or of a UID the first three backwards."""
    last = value & 0xFFFFFF
    if bits in (_FULL_BITS, 56):
        return last, _reversed(value >> bits - _MIN_BITS, _MIN_BITS)
    return (last,)


def _numbers(code: Code) -> Iterator[_Number]:
    """Read a number: hexadecimal, decimal of ten digits or more, or facility and card."""
    text = code.text.strip().upper()
    if code.technology:
        text = _CANONICAL.sub("", text)
    if not text.isascii():
        return
    facility = _FACILITY.fullmatch(text)
    if facility:
        yield from _facility_and_card(facility[1], facility[2], code.technology)
        return
    digits = hex_digits(text)
    width = _DECIMAL_BITS.get(len(digits), 0)
    if width and not code.technology and digits.isdecimal() and int(digits) < 1 << width:
        yield int(digits), width
    bits = (len(digits) + 1) // 2 * 8
    if _FULL_BITS <= bits <= _MOST_BITS or (code.technology == WIEGAND_26 and bits == _MIN_BITS):
        yield int(digits, 16), bits


def _facility_and_card(facility: str, card: str, technology: str) -> Iterator[_Number]:
    """Read the numbers printed on a card: 3+5 digits are 24 bits, 5+5 digits are 32."""
    high, low = int(facility), int(card)
    if high >= 1 << 16 or low >= 1 << 16:
        return
    if len(facility) == _FIVE_DIGITS or high >= 1 << 8:
        yield high << 16 | low, _FULL_BITS
    elif technology == WIEGAND_26:
        yield high << 16 | low, _MIN_BITS
