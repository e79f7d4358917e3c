"""How zbar and zxing-cpp spell the same bars differently: full-ASCII Code 39, and UPC-E.

zbar gives the bars as they stand; zxing-cpp what they mean. One code must be one text, so zbar's
is written as zxing-cpp's.
"""

import re

from hardware.scanners.code39 import full_ascii

_PAIR_OF_DIGIT = re.compile("/[P-Y]")


def code_39_text(text: str) -> str:
    """The full-ASCII text of a Code 39, or the same when a shift stands where none can.

    zxing-cpp knows no pairs for digits, which have bars of their own.
    """
    return text if _PAIR_OF_DIGIT.search(text) else full_ascii(text)


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
