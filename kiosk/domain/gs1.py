"""GS1 keys of assets: element strings, Digital Link addresses and EPC tags, as one text form."""

import re
from urllib.parse import unquote, urlsplit

FNC1 = "\x1d"
_AIM_OF_GS1 = ("]C1", "]e0", "]d2", "]Q3", "]J1")
_SYMBOLOGIES_OF_GS1 = ("gs1", "databar")
_GIAI = re.compile(r"8004([!-z]{1,30})")
_GRAI = re.compile(r"8003(0[0-9]{13}[!-z]{0,16})")
_SGTIN = re.compile(r"01([0-9]{14})21([!-z]{1,20})")
_LINK = re.compile(r"/(?:(8004)/([^/]+)|(8003)/([^/]+)|(01)/([0-9]{14})/21/([^/]+))/?$")

_PREFIX_BITS = (40, 37, 34, 30, 27, 24, 20)
"""Bits of the company prefix by partition; it has 12 digits less the partition."""
_SGTIN_96, _GRAI_96, _GIAI_96 = 0x30, 0x33, 0x34
_EPC_DIGITS = 24


def says_gs1(text: str, symbology: str) -> bool:
    """Say whether a code declares itself GS1: by AIM identifier, symbology or a leading FNC1."""
    return (
        text.startswith((*_AIM_OF_GS1, FNC1))
        or symbology.startswith(_AIM_OF_GS1)
        or symbology.lower().startswith(_SYMBOLOGIES_OF_GS1)
    )


def gs1_keys(text: str) -> tuple[str, ...]:
    """Give the key that names one thing, as ``(8004)…``; none for text that holds no such key."""
    link = _link_keys(text)
    if link:
        return link
    elements = text.removeprefix(FNC1)
    if elements.startswith(_AIM_OF_GS1):
        elements = elements[3:].removeprefix(FNC1)
    for name, pattern in (("8004", _GIAI), ("8003", _GRAI)):
        if found := pattern.match(elements.partition(FNC1)[0]):
            return (f"({name}){found[1]}".upper(),)
    if found := _SGTIN.match(elements.partition(FNC1)[0]):
        return (_sgtin(found[1], found[2]),)
    return ()


def _link_keys(text: str) -> tuple[str, ...]:
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ()
    found = _LINK.search(parts.path)
    if not found or parts.scheme.lower() not in ("http", "https"):
        return ()
    asset, giai, returnable, grai, _, gtin, serial = found.groups()
    if asset:
        return (f"(8004){unquote(giai)}".upper(),)
    if returnable:
        return (f"(8003){unquote(grai)}".upper(),)
    return (_sgtin(gtin, unquote(serial)),)


def _sgtin(gtin: str, serial: str) -> str:
    return f"(01){gtin}(21){serial}".upper()


def epc_key(digits: str) -> str:
    """Give the GS1 key that a 96-bit EPC carries; empty for any other tag."""
    if len(digits) != _EPC_DIGITS:
        return ""
    value = int(digits, 16)
    header, partition = value >> 88, value >> 82 & 7
    if header not in (_SGTIN_96, _GRAI_96, _GIAI_96) or partition >= len(_PREFIX_BITS):
        return ""
    rest_bits = 82 - _PREFIX_BITS[partition]
    prefix_digits = 12 - partition
    prefix = f"{value >> rest_bits & (1 << _PREFIX_BITS[partition]) - 1:0{prefix_digits}d}"
    rest = value & (1 << rest_bits) - 1
    if len(prefix) > prefix_digits:
        return ""
    if header == _GIAI_96:
        return f"(8004){prefix}{rest}"
    return _numbered_key(header, prefix, rest)


def _numbered_key(header: int, prefix: str, rest: int) -> str:
    """Put a check digit to a GTIN or a returnable asset's type, and its serial behind."""
    serial = rest & (1 << 38) - 1
    width = (13 if header == _SGTIN_96 else 12) - len(prefix)
    number = f"{rest >> 38:0{width}d}" if width else ""
    if len(number) != width:
        return ""
    if header == _GRAI_96:
        body = prefix + number
        return f"(8003)0{body}{_check_digit(body)}{serial}"
    body = number[:1] + prefix + number[1:]
    return f"(01){body}{_check_digit(body)}(21){serial}"


def _check_digit(body: str) -> int:
    weighted = sum(
        int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body))
    )
    return -weighted % 10
