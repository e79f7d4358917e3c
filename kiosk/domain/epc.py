"""EPC tags of UHF readers: the GS1 key that their bits, or their pure identity, carry.

Source: GS1 EPC Tag Data Standard 1.13, chapters 10 and 14. In a tag the company prefix and what
follows it are numbers; the check digit that a key has is made again.
"""

import re
from urllib.parse import unquote

from kiosk.domain.gs1 import SIGNS, check_digit

_PREFIX_BITS = (40, 37, 34, 30, 27, 24, 20)
"""Bits of the company prefix by partition; it has 12 digits less the partition."""
_SGTIN, _GRAI, _GIAI = "sgtin", "grai", "giai"
_SCHEMES = {
    0x30: (_SGTIN, 96), 0x33: (_GRAI, 96), 0x34: (_GIAI, 96),
    0x36: (_SGTIN, 198), 0x37: (_GRAI, 170), 0x38: (_GIAI, 202),
}  # fmt: skip
"""By header: the scheme, and how many bits of the tag it uses. The longer ones end in letters."""
_NUMERIC = 96
_ITEM_BITS = 44
"""Of company prefix and item or asset type together."""
_WORD_BITS = 16
_BEHIND_HEAD = 14
"""Header, filter and partition."""
_DIGITS = re.compile(r"[0-9A-F]{24,128}")
_SERIAL = re.compile(f"{SIGNS}+")
_URI = re.compile(r"URN:EPC:(?:ID:(?P<id>[A-Z]+):|TAG:(?P<tag>[A-Z]+)-[0-9]+:[0-7]\.)(?P<of>.+)")


def epc_key(digits: str) -> str:
    """Give the GS1 key that a tag's hexadecimal digits carry; empty for any other tag."""
    if not _DIGITS.fullmatch(digits):
        return ""
    scheme, bits = _SCHEMES.get(int(digits[:2], 16), ("", 0))
    surplus = len(digits) * 4 - bits
    value = int(digits, 16)
    if not scheme or not 0 <= surplus < _WORD_BITS:
        return ""
    return _key(scheme, value >> surplus, bits)


def uri_key(text: str) -> str:
    """Give the GS1 key of a pure identity, such as ``urn:epc:id:giai:9521141.12345678``."""
    found = _URI.fullmatch(text.strip().upper())
    if not found:
        return ""
    scheme = (found["id"] or found["tag"]).lower()
    prefix, _, rest = found["of"].partition(".")
    if not prefix.isdecimal():
        return ""
    if scheme == _GIAI:
        return _giai(prefix, unquote(rest))
    number, _, serial = rest.partition(".")
    return _numbered(scheme, prefix, number, unquote(serial))


def _key(scheme: str, value: int, bits: int) -> str:
    partition = value >> bits - _BEHIND_HEAD & 7
    if partition >= len(_PREFIX_BITS):
        return ""
    prefix_bits, digits = _PREFIX_BITS[partition], 12 - partition
    rest_bits = bits - _BEHIND_HEAD - prefix_bits
    prefix = _number(value >> rest_bits & (1 << prefix_bits) - 1, digits)
    rest = value & (1 << rest_bits) - 1
    if len(prefix) > digits:
        return ""
    if scheme == _GIAI:
        return _giai(prefix, _serial(rest, rest_bits, bits))
    serial_bits = bits - _BEHIND_HEAD - _ITEM_BITS
    number = _number(rest >> serial_bits, (13 if scheme == _SGTIN else 12) - digits)
    serial = _serial(rest & (1 << serial_bits) - 1, serial_bits, bits)
    return _numbered(scheme, prefix, number, serial)


def _number(value: int, width: int) -> str:
    """Write a number of this many digits; of none where its bits hold none."""
    return f"{value:0{width}d}" if width or value else ""


def _serial(value: int, width: int, bits: int) -> str:
    """Read a serial: a number in the short schemes, letters of seven bits in the long ones."""
    if bits == _NUMERIC:
        return str(value)
    letters = "".join(chr(value >> at & 0x7F) for at in range(width - 7, -1, -7))
    return letters.rstrip("\0")


def _giai(prefix: str, reference: str) -> str:
    key = prefix + reference
    is_one = _SERIAL.fullmatch(reference) and len(key) <= 30  # noqa: PLR2004 - as GS1 has it
    return f"(8004){key}".upper() if is_one else ""


def _numbered(scheme: str, prefix: str, number: str, serial: str) -> str:
    """Put a check digit to a GTIN or a returnable asset's type, and its serial behind."""
    width = {_SGTIN: 13, _GRAI: 12}.get(scheme)
    digits = prefix + number
    if len(digits) != width or not digits.isdecimal() or not _SERIAL.fullmatch(serial):
        return ""
    if scheme == _GRAI:
        return f"(8003)0{digits}{check_digit(digits)}{serial}".upper()
    body = number[:1] + prefix + number[1:]
    return f"(01){body}{check_digit(body)}(21){serial}".upper()
