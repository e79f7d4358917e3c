"""How zbar and zxing-cpp spell the same bars differently: full-ASCII Code 39, and UPC-E.

zbar gives the bars as they stand; zxing-cpp what they mean. One code must be one text, so zbar's
is written as zxing-cpp's.
"""

import re
import string

_SHIFTED = {
    **{f"${letter}": chr(code) for code, letter in enumerate(string.ascii_uppercase, 1)},
    **{f"+{letter}": letter.lower() for letter in string.ascii_uppercase},
    **{f"/{letter}": chr(code) for code, letter in enumerate("ABCDEFGHIJKLMNO", ord("!"))},
    "/Z": ":",
    **dict(zip((f"%{letter}" for letter in "ABCDE"), "\x1b\x1c\x1d\x1e\x1f", strict=True)),
    **dict(zip((f"%{letter}" for letter in "FGHIJ"), ";<=>?", strict=True)),
    **dict(zip((f"%{letter}" for letter in "KLMNO"), "[\\]^_", strict=True)),
    **dict(zip((f"%{letter}" for letter in "PQRST"), "{|}~\x7f", strict=True)),
    **dict(zip((f"%{letter}" for letter in "UVWXYZ"), "\x00@`\x7f\x7f\x7f", strict=True)),
}
"""ISO/IEC 16388, annex A."""
_PAIR = re.compile(r"[$%/+](.?)")


def code_39_text(text: str) -> str:
    """The full-ASCII text of a Code 39, or the same when a shift stands where none can."""
    pairs = [pair[0] for pair in _PAIR.finditer(text)]
    if not all(pair in _SHIFTED for pair in pairs):
        return text
    return _PAIR.sub(lambda pair: _SHIFTED[pair[0]], text)


def gtin_of_upc_e(text: str) -> str:
    """The thirteen digits that the eight of a UPC-E stand for; other text stays as it is."""
    found = re.fullmatch(r"([01])(\d{5})(\d)(\d)", text)
    if not found:
        return text
    system, five, last, check = found.groups()
    if last in "012":
        maker, item = five[:2] + last + "00", "00" + five[2:]
    elif last == "3":
        maker, item = five[:3] + "00", "000" + five[3:]
    elif last == "4":
        maker, item = five[:4] + "0", "0000" + five[4]
    else:
        maker, item = five, "0000" + last
    return f"0{system}{maker}{item}{check}"
