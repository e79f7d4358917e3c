"""What every reading goes through before it is a scan: no code may do more than name a thing.

- Bytes that are not UTF-8 are shown as `raw:` and their hexadecimal digits, so that binary codes
  stay distinct and can never be taken for the text they happen to resemble.
- Control characters (C0, C1, DEL) are dropped, except GS (0x1D), which separates the elements of
  a GS1 code. So are invisible ones: direction marks, zero-width characters, line and paragraph
  separators, lone surrogates. The raw bytes keep them all.
- Space at both ends is dropped. What is empty then is no scan.
- What is longer than 4096 characters is refused, never cut: a cut code could name another thing.
"""

import unicodedata

from hardware.reader import ErrorCode, HardwareError

MAX_CHARACTERS = 4096
GS = "\x1d"
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def text_of(raw: bytes) -> str:
    """The text that the bytes of a code stand for."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return f"raw:{raw.hex().upper()}"


def clean(text: str) -> str:
    """The text without what cannot be seen; raises `HardwareError` when it is too long."""
    if len(text) > MAX_CHARACTERS:
        raise HardwareError(
            ErrorCode.REFUSED,
            f"a scan of {len(text)} characters was refused",
            "Scan the label of the thing, not a document.",
        )
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = (c for c in text if c == GS or unicodedata.category(c) not in _DROPPED)
    return "".join(kept).strip(" ")
