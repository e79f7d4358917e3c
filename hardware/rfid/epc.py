"""EPC tag data: what thing a UHF tag names, as a pure identity URI and as a GS1 key.

Follows GS1's EPC Tag Data Standard, sections 14.5 and 14.6, for SGTIN-96 and -198 (sold items with
a serial), GRAI-96 and -170 (returnable things) and GIAI-96 and -202 (assets). Compare things by
`key`: of a GIAI, nobody can tell from a barcode where the company prefix ends.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

_PREFIX_BITS = (40, 37, 34, 30, 27, 24, 20)
"""Bits of the company prefix by partition; the prefix has 12 digits less the partition."""
_HEAD_BITS, _NUMBER_BITS = 14, 44  # header, filter, partition; company prefix and type
_GIAI_CHARACTERS = 30
_SPARE_BITS = 16  # a tag is written in words
_TEXT = re.compile(r'[!"%-?A-Z_a-z]+')
_UNESCAPED = "!'()*+,-.:;=_"


@dataclass(frozen=True, slots=True)
class EpcIdentity:
    """The thing that a tag names."""

    scheme: str
    """Such as `giai-96`."""
    uri: str
    """Such as `urn:epc:id:giai:9521141.12345678`."""
    key: str
    """The GS1 element string, such as `(8004)952114112345678`."""


@dataclass(frozen=True, slots=True)
class _Scheme:
    name: str
    bits: int
    number_digits: int | None
    """Digits of company prefix and type together, without check digit; None: no type."""
    serial_bits: int
    """0: all bits behind the prefix."""

    @property
    def is_text(self) -> bool:
        """Whether the serial is characters of seven bits, rather than a number."""
        return self.bits > 96  # noqa: PLR2004 - the short schemes hold numbers


_SCHEMES: Mapping[int, _Scheme] = {
    0x30: _Scheme("sgtin-96", 96, 13, 38),
    0x33: _Scheme("grai-96", 96, 12, 38),
    0x34: _Scheme("giai-96", 96, None, 0),
    0x36: _Scheme("sgtin-198", 198, 13, 140),
    0x37: _Scheme("grai-170", 170, 12, 112),
    0x38: _Scheme("giai-202", 202, None, 0),
}


class _Bits:
    """The bits of a tag, taken from its beginning."""

    def __init__(self, epc: bytes) -> None:
        self._value = int.from_bytes(epc, "big")
        self.left = len(epc) * 8

    def take(self, count: int) -> int:
        self.left -= count
        return self._value >> self.left & (1 << count) - 1


def identity_of(epc: bytes) -> EpcIdentity | None:
    """What a tag names; None for a tag that is not written by one of these schemes.

    Such are tags as they come from the factory (E2…), tags with another scheme, and tags whose
    fields say what cannot be.
    """
    bits = _Bits(epc)
    scheme = _SCHEMES.get(bits.take(8)) if epc else None
    if scheme is None or not 0 <= len(epc) * 8 - scheme.bits < _SPARE_BITS:
        return None
    bits.take(3)  # the filter: of what kind of packaging it is
    partition = bits.take(3)
    if partition >= len(_PREFIX_BITS):
        return None
    prefix_bits = _PREFIX_BITS[partition]
    prefix = _number(bits.take(prefix_bits), 12 - partition)
    if scheme.number_digits is None:
        serial = _serial(bits, scheme, scheme.bits - _HEAD_BITS - prefix_bits)
        return _asset(scheme.name, prefix, serial) if prefix and serial else None
    number = _number(bits.take(_NUMBER_BITS - prefix_bits), scheme.number_digits - 12 + partition)
    serial = _serial(bits, scheme, scheme.serial_bits)
    if prefix is None or number is None or serial is None:
        return None
    if scheme.name.startswith("grai"):
        return _returnable(scheme.name, prefix, number, serial)
    return _item(scheme.name, prefix, number, serial)


def _number(value: int, width: int) -> str | None:
    """A number with its zeros in front; None when it is longer than it may be."""
    digits = f"{value:0{width}d}" if width or value else ""
    return digits if len(digits) == width else None


def _serial(bits: _Bits, scheme: _Scheme, count: int) -> str | None:
    if not scheme.is_text:
        return str(bits.take(count))
    signs = bytes(bits.take(7) for _ in range(count // 7))
    text = signs.rstrip(b"\0").decode("ascii")
    return text if _TEXT.fullmatch(text) else None


def _asset(scheme: str, prefix: str, serial: str) -> EpcIdentity | None:
    if len(prefix + serial) > _GIAI_CHARACTERS:
        return None
    uri = f"urn:epc:id:giai:{prefix}.{_escaped(serial)}"
    return EpcIdentity(scheme, uri, f"(8004){prefix}{serial}")


def _returnable(scheme: str, prefix: str, number: str, serial: str) -> EpcIdentity:
    uri = f"urn:epc:id:grai:{prefix}.{number}.{_escaped(serial)}"
    body = prefix + number
    return EpcIdentity(scheme, uri, f"(8003)0{body}{check_digit(body)}{serial}")


def _item(scheme: str, prefix: str, number: str, serial: str) -> EpcIdentity:
    uri = f"urn:epc:id:sgtin:{prefix}.{number}.{_escaped(serial)}"
    body = number[0] + prefix + number[1:]
    return EpcIdentity(scheme, uri, f"(01){body}{check_digit(body)}(21){serial}")


def _escaped(serial: str) -> str:
    return quote(serial, safe=_UNESCAPED)


def check_digit(body: str) -> int:
    """GS1's check digit: weights 3 and 1 from the right, up to the next ten."""
    return -sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(body[::-1])) % 10
