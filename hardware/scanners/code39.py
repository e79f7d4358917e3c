"""Code 39 Full ASCII: pairs of characters that stand for one, for scanners that send the pairs.

Source: ISO/IEC 16388, annex on full ASCII.
"""

import re

_SHIFTED = {
    "$": "\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17"
    "\x18\x19\x1a",
    "%": "\x1b\x1c\x1d\x1e\x1f;<=>?[\\]^_{|}~\x7f\0@`\x7f\x7f\x7f",
    "+": "abcdefghijklmnopqrstuvwxyz",
    "/": "!\"#$%&'()*+,-./0123456789:",
}
"""What each shift character makes of A to Z."""
_WHOLE = re.compile(r"(?:[0-9A-Z .-]|[$%+/][A-Z])*")
_PAIR = re.compile(r"([$%+/])([A-Z])")


def full_ascii(text: str) -> str:
    """The text that the pairs stand for; as it is when no Code 39 in Full ASCII reads so."""
    if not _WHOLE.fullmatch(text):
        return text
    return _PAIR.sub(lambda pair: _SHIFTED[pair[1]][ord(pair[2]) - ord("A")], text)
