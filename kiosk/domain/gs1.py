"""GS1 keys of things: element strings, Digital Link addresses and retail codes as one text form.

A key is written as its element string in brackets: ``(8004)…`` an asset (GIAI), ``(8003)…`` a
returnable one (GRAI), ``(01)…(21)…`` one item of a product (SGTIN), ``(01)…`` the product (GTIN, in
fourteen digits however it was printed). Source: GS1 General Specifications 25, sections 3 and 7.9;
GS1 Digital Link 1.4.
"""

import re
from urllib.parse import unquote, urlsplit

FNC1 = "\x1d"
_AIM_OF_GS1 = ("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1")
_SYMBOLOGIES_OF_GS1 = ("gs1", "databar")
_RETAIL = frozenset({"ean_13", "ean_8", "upc_a", "upc_e"})
_AIM_OF_RETAIL = ("]E0", "]E4")
_TOLD = (*_AIM_OF_GS1, *_AIM_OF_RETAIL)
_PRODUCT = re.compile(r"\(01\)([0-9]{14})")
_UPC_E = "upc_e"
_GTIN_LENGTHS = (14, 13, 12, 8)
_UPC_E_LENGTH = 8

_AI_DIGITS = {
    **dict.fromkeys(("23", "24", "25", "40", "41", "42", "71"), 3),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "39", "43"), 4),
    **dict.fromkeys(("70", "72", "80", "81", "82"), 4),
}
"""How long an application identifier is, by its first two digits, where it is not two."""
_AI_OF_TWO = frozenset(
    ("00", "01", "02", "03", "20", "21", "22", "30", "37", *map(str, range(10, 18)))
) | frozenset(map(str, range(90, 100)))
_FIXED = {"00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "20": 2, "41": 13} | {
    str(start): 6 for start in (*range(11, 20), *range(31, 37))
}
"""How long the value is, by the same two digits, where nothing has to end it."""
_BRACKETED = re.compile(r"\(([0-9]{2,4})\)([^()]+)")
_WORDS = {"gtin": "01", "ser": "21", "giai": "8004", "grai": "8003", "lot": "10", "cpv": "22"}
"""What may stand for an application identifier in an address."""

SIGNS = '[!"%-?A-Z_a-z]'
"""What keys and serials are written in: the 82 signs of GS1."""
_GIAI = re.compile(f"{SIGNS}{{1,30}}")
_GRAI = re.compile(f"0([0-9]{{13}}){SIGNS}{{0,16}}")
_SERIAL = re.compile(f"{SIGNS}{{1,20}}")


def says_gs1(text: str, symbology: str) -> bool:
    """Say whether a code declares itself GS1: by AIM identifier, symbology or a leading FNC1."""
    if text.startswith((*_TOLD, FNC1)):
        return True
    if not symbology:
        return False
    plain = _plain(symbology)
    return symbology.startswith(_TOLD) or plain.startswith(_SYMBOLOGIES_OF_GS1) or plain in _RETAIL


def gs1_keys(text: str, symbology: str = "") -> tuple[str, ...]:
    """Give the keys in a code, the one that names most exactly first; none for any other text."""
    bare = _without_aim(text.strip(" "))
    gtin = _gtin(bare, _plain(symbology))
    if gtin:
        return (f"(01){gtin}",)
    for read in (_link, _bracketed, _elements):
        if found := read(bare):
            return _keys(found)
    return ()


def gtin_forms(text: str, symbology: str = "") -> tuple[str, ...]:
    """Give a retail number in every length it is printed in, the longest first."""
    found = (_PRODUCT.fullmatch(key) for key in gs1_keys(text, symbology))
    gtins = [product[1] for product in found if product]
    lengths = ((gtin, length) for gtin in gtins for length in _GTIN_LENGTHS)
    return tuple(gtin[-length:] for gtin, length in lengths if int(gtin) < 10**length)


def check_digit(body: str) -> int:
    """Give the check digit behind these digits."""
    weighted = sum(
        int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body))
    )
    return -weighted % 10


def _plain(symbology: str) -> str:
    """Write a symbology as our readers do, whatever programs call it: ``EAN-13`` is ``ean_13``."""
    return symbology.lower().replace("-", "_").replace(" ", "_")


def _without_aim(text: str) -> str:
    is_told = text.startswith(_TOLD)
    return (text[3:] if is_told else text).removeprefix(FNC1)


def _is_checked(digits: str) -> bool:
    return check_digit(digits[:-1]) == int(digits[-1])


def _gtin(text: str, symbology: str) -> str:
    """Read a retail number as fourteen digits; empty for any other text."""
    if not (text.isascii() and text.isdecimal() and len(text) in _GTIN_LENGTHS):
        return ""
    digits = _expanded(text) if symbology == _UPC_E and len(text) == _UPC_E_LENGTH else text
    return digits.rjust(14, "0") if _is_checked(digits) and int(digits) else ""


def _expanded(text: str) -> str:
    """Put back the zeros that UPC-E leaves out."""
    system, middle, last, check = text[0], text[1:6], text[6], text[7]
    match last:
        case "0" | "1" | "2":
            body = middle[:2] + last + "0000" + middle[2:]
        case "3":
            body = middle[:3] + "00000" + middle[3:]
        case "4":
            body = middle[:4] + "00000" + middle[4:]
        case _:
            body = middle + "0000" + last
    return system + body + check


def _keys(elements: dict[str, str]) -> tuple[str, ...]:
    found = []
    giai, grai = elements.get("8004", ""), _GRAI.fullmatch(elements.get("8003", ""))
    if _GIAI.fullmatch(giai):
        found.append(f"(8004){giai}")
    if grai and _is_checked(grai[1]):
        found.append(f"(8003){grai[0]}")
    gtin, serial = _gtin(elements.get("01", ""), ""), elements.get("21", "")
    if gtin and _SERIAL.fullmatch(serial):
        found.append(f"(01){gtin}(21){serial}")
    elif gtin and not serial:
        found.append(f"(01){gtin}")
    return tuple(key.upper() for key in found)


def _elements(text: str) -> dict[str, str]:
    """Read an element string by its application identifiers; empty when any of it is wrong."""
    found: dict[str, str] = {}
    while text:
        start = text[:2]
        identifier = text[: _ai_length(start)]
        value, behind = _split(text[len(identifier) :], _FIXED.get(start))
        if not identifier or not identifier.isdecimal() or not value:
            return {}
        found[identifier] = value
        text = behind
    return found


def _ai_length(start: str) -> int:
    return 2 if start in _AI_OF_TWO else _AI_DIGITS.get(start, 0)


def _split(text: str, length: int | None) -> tuple[str, str]:
    """Cut the value off that begins here; an empty one where it is too short or FNC1 is in it."""
    if length is None:
        value, _, behind = text.partition(FNC1)
        return value, behind
    value = text[:length]
    is_whole = len(value) == length and FNC1 not in value
    return (value if is_whole else ""), text[length:].removeprefix(FNC1)


def _bracketed(text: str) -> dict[str, str]:
    """Read an element string as it is printed below a code, with brackets."""
    if not text.startswith("(") or _BRACKETED.sub("", text):
        return {}
    return dict(_BRACKETED.findall(text))


def _link(text: str) -> dict[str, str]:
    """Read the path of an address: identifiers and values in turn, from the first key on."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return {}
    if parts.scheme.lower() not in ("http", "https"):
        return {}
    steps = parts.path.rstrip("/").split("/")
    named = [_WORDS.get(step.lower(), step) for step in steps]
    start = next((at for at, step in enumerate(named) if step in ("01", "8003", "8004")), None)
    if start is None or (len(steps) - start) % 2:
        return {}
    found = dict(zip(named[start::2], map(unquote, steps[start + 1 :: 2]), strict=True))
    if (gtin := found.get("01", "")).isdecimal():
        found["01"] = gtin.rjust(14, "0")
    return found
