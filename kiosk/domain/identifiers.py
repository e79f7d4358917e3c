"""What a code may stand for: its exact form first, then the other ways to write the same thing."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from kiosk.domain.gs1 import epc_key, gs1_keys, says_gs1
from kiosk.domain.ports import Code

MAX_CHARACTERS = 512
"""Nothing longer names anything; longer text is cut before it is looked at."""
_COMMAND = re.compile(r"LS:[A-Z-]+")
_DIGIT_RUN = re.compile(r"[0-9OIL]*[0-9][0-9OIL]*")
_DIGITS = str.maketrans("OIL", "011")
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТХАВЕΖΗΙΚΜΝΟΡΤΥΧ‐‑‒–—―−",  # noqa: RUF001 - the confusables themselves
    "ABEKMHOPCTXABEZHIKMNOPTYX-------",
)
_TECHNOLOGY = re.compile(r"[a-z0-9_]{1,16}")
_CANONICAL = re.compile(r"(?:UID[0-9]{1,3}|W26|EPC):")
"""What ``canonical`` put before a number, so that its own forms can be made again."""
_SEPARATORS = re.compile(r"[\s:.\-_]+")
_HEX = re.compile(r"(?:0X)?([0-9A-F]{6,32})")
_FACILITY = re.compile(r"([0-9]{1,5})[,/ ]([0-9]{1,5})")
_MIN_BITS = 24
_FULL_BITS = 32
WIEGAND_26 = "w26"
"""A reader declared so sends 24 bits; only then do 24 bits name a badge."""


class Command(StrEnum):
    """The codes printed on the desk mat."""

    DONE = "LS:DONE"
    UNDO = "LS:UNDO"
    CANCEL = "LS:CANCEL"
    HELP = "LS:HELP"
    MORE_TIME = "LS:MORE-TIME"
    YES = "LS:YES"
    NO = "LS:NO"
    LARGE_TEXT = "LS:LARGE-TEXT"


def command_of(text: str) -> Command | None:
    """Read a command code; None for any other text."""
    plain = normalised(text)
    return Command(plain) if plain in tuple(Command) else None


def is_command(text: str) -> bool:
    """Say whether text is kept for the desk mat, so that nothing may be tagged with it."""
    return _COMMAND.fullmatch(normalised(text)) is not None


def normalised(text: str) -> str:
    """Give the one form of a tag: upper case, no spaces or controls, one sign for look-alikes."""
    folded = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS]).upper()
    kept = "".join(sign for sign in folded if unicodedata.category(sign)[0] not in "CZ")
    return unicodedata.normalize("NFKC", kept.translate(_LOOKALIKES))[:MAX_CHARACTERS]


def forms(code: Code) -> tuple[str, ...]:
    """Give every form under which a scanned code is looked up, the most certain first.

    The first form that names anything decides; what it names twice is ambiguous. Empty for text
    that can name nothing. Forms of badges are lower case before the colon, so no printed text
    can look like one.
    """
    return tuple(dict.fromkeys(form for form in _forms(code) if form))


def canonical(code: Code) -> str:
    """Give the form that an event stores; empty when the code can name nothing."""
    return next(iter(forms(code)), "")


def badge_forms(code: Code) -> tuple[str, ...]:
    """Give every form under which a given badge is kept, for ``forms`` of any reader to meet."""
    kept = [form for form in (canonical(code),) if form]
    for value, bits in _numbers(code):
        kept.append(_badge(value, bits))
        kept.extend(_badge(short, _FULL_BITS) for short in _truncated(value, bits))
        kept.append(f"{WIEGAND_26}:{value & 0xFFFFFF:06X}")
    return tuple(dict.fromkeys(kept))


def _forms(code: Code) -> Iterator[str]:
    text = code.text[:MAX_CHARACTERS]
    if code.technology == "epc":
        yield from _epc_forms(text)
        return
    if code.technology:
        yield from _badge_forms(code)
        return
    keys = gs1_keys(text)
    if says_gs1(text, code.symbology):
        yield from keys
    plain = normalised(text)
    yield plain
    yield _DIGIT_RUN.sub(lambda run: run[0].translate(_DIGITS), plain)
    yield _last_of_url(text)
    yield from keys
    yield from _badge_forms(code)


def _last_of_url(text: str) -> str:
    """Give the tag at the end of a label's URL."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https"):
        return ""
    return normalised(unquote(parts.path.rstrip("/").rpartition("/")[2]))


def _epc_forms(text: str) -> Iterator[str]:
    digits = _SEPARATORS.sub("", _CANONICAL.sub("", text.strip().upper()))
    if _HEX.fullmatch(digits):
        yield f"epc:{digits}"
        yield epc_key(digits)
    else:
        yield normalised(text)


def _badge_forms(code: Code) -> Iterator[str]:
    """Give the number of a badge as read, then byte-reversed, then without the version byte."""
    numbers = list(_numbers(code))
    if numbers and code.technology == WIEGAND_26:
        yield from (f"{WIEGAND_26}:{value & 0xFFFFFF:06X}" for value, _ in numbers)
        return
    for value, bits in numbers:
        yield _badge(value, bits)
    for value, bits in numbers:
        yield _badge(int.from_bytes(value.to_bytes(bits // 8, "big"), "little"), bits)
    for value, bits in numbers:
        yield from (_badge(short, _FULL_BITS) for short in _truncated(value, bits))
    if code.technology and not numbers and _TECHNOLOGY.fullmatch(code.technology):
        plain = normalised(code.text).removeprefix(f"{code.technology.upper()}:")
        yield f"{code.technology}:{plain}" if plain else ""


def _truncated(value: int, bits: int) -> tuple[int, ...]:
    """Give what readers leave of a number: EM4100 without its version, half of a long UID."""
    match bits:
        case 40:
            return (value,)
        case 56:
            return value >> _MIN_BITS, value
        case _:
            return ()


def _badge(value: int, bits: int) -> str:
    return f"uid{bits}:{value & (1 << bits) - 1:0{bits // 4}X}"


def _numbers(code: Code) -> Iterator[tuple[int, int]]:
    """Read a badge's number and width: hexadecimal, ten decimal digits, or facility and card."""
    text = code.text[:MAX_CHARACTERS].strip().upper()
    if code.technology:
        text = _CANONICAL.sub("", text)
    if not text.isascii():
        return
    facility = _FACILITY.fullmatch(text)
    if facility:
        yield from _wiegand(int(facility[1]), int(facility[2]), code.technology)
        return
    found = _HEX.fullmatch(_SEPARATORS.sub("", text))
    if not found:
        return
    digits = found[1]
    decimal_only = not code.technology and len(digits) == len("4294967295") and digits.isdecimal()
    if decimal_only and int(digits) < 1 << _FULL_BITS:
        yield int(digits), _FULL_BITS
    bits = (len(digits) + 1) // 2 * 8
    if bits >= _FULL_BITS or code.technology == WIEGAND_26:
        yield int(digits, 16), bits


def _wiegand(facility: int, card: int, technology: str) -> Iterator[tuple[int, int]]:
    """Read the number printed on a card: 3+5 digits are 24 bits, 5+5 digits are 32."""
    if facility >= 1 << 16 or card >= 1 << 16:
        return
    if facility >= 1 << 8:
        yield facility << 16 | card, _FULL_BITS
    elif technology == WIEGAND_26:
        yield facility << 16 | card, _MIN_BITS
