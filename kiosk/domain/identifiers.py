"""What a code may stand for: its exact form first, then the other ways to write the same thing."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from kiosk.domain.badges import exact_forms, hex_digits, kept_forms, variant_forms
from kiosk.domain.epc import epc_key, uri_key
from kiosk.domain.gs1 import gs1_keys, gtin_forms, says_gs1
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
_EPC = "epc"
_EPC_DIGITS, _WHOLE_EPC_DIGITS = 8, 24
"""The fewest that a tag is known by, and those that a keyboard's digits are taken for one by."""
_CANONICAL_EPC = "EPC:"


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
    if text.isascii() and text.isprintable():
        return text[:MAX_CHARACTERS].upper().replace(" ", "")
    folded = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS]).upper()
    kept = "".join(sign for sign in folded if unicodedata.category(sign)[0] not in "CZ")
    return unicodedata.normalize("NFKC", kept.translate(_LOOKALIKES))[:MAX_CHARACTERS]


def tiers(code: Code) -> Iterator[tuple[str, ...]]:
    """Give the forms under which a code is looked up, in tiers, the most certain first.

    The first tier in which anything is found decides; what it finds twice is ambiguous. None for
    text that can name nothing. A GS1 reading comes first only for a code that declares itself one.
    """
    seen = {""}
    for tier in _tiers(_cut(code)):
        if new := tuple(form for form in dict.fromkeys(tier) if form not in seen):
            seen.update(new)
            yield new


def _cut(code: Code) -> Code:
    too_long = len(code.text) > MAX_CHARACTERS
    return replace(code, text=code.text[:MAX_CHARACTERS]) if too_long else code


def forms(code: Code) -> tuple[str, ...]:
    """Give every form under which a code is looked up, the most certain first."""
    return tuple(form for tier in tiers(code) for form in tier)


def canonical(code: Code) -> str:
    """Give the form that an event stores; empty when the code can name nothing."""
    return next(tiers(code), ("",))[0]


def badge_forms(code: Code) -> tuple[str, ...]:
    """Give every form under which a given badge is kept, for ``forms`` of any reader to meet."""
    numbers = () if code.technology == _EPC else kept_forms(code)
    if numbers and code.technology and len(code.text) <= MAX_CHARACTERS:
        return numbers  # the canonical form is their first
    kept = [form for form in (canonical(code),) if form]
    return tuple(dict.fromkeys([*kept, *numbers]))


def _tiers(code: Code) -> Iterator[tuple[str, ...]]:
    text = code.text
    if code.technology == _EPC:
        yield from ((form,) for form in _epc_forms(text))
        yield (normalised(text.strip().upper().removeprefix(_CANONICAL_EPC)),)
    elif code.technology:
        yield from _badge_tiers(code)
    else:
        yield from _printed_tiers(text, code.symbology)
        if not says_gs1(text, code.symbology):  # that is the label of a thing
            yield from _badge_tiers(code)


def _printed_tiers(text: str, symbology: str) -> Iterator[tuple[str, ...]]:
    if says_gs1(text, symbology):
        yield from ((key,) for key in gs1_keys(text, symbology))
    plain = normalised(text)
    yield (plain,)
    yield (_DIGIT_RUN.sub(lambda run: run[0].translate(_DIGITS), plain),)
    yield (_last_of_url(text),)
    yield from ((key,) for key in gs1_keys(text, symbology))
    yield gtin_forms(text, symbology)
    yield (uri_key(text),)
    if len(hex_digits(text)) >= _WHOLE_EPC_DIGITS:
        yield from ((form,) for form in _epc_forms(text))


def _last_of_url(text: str) -> str:
    """Give the tag at the end of a label's URL."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https"):
        return ""
    return normalised(unquote(parts.path.rstrip("/").rpartition("/")[2]))


def _epc_forms(text: str) -> tuple[str, ...]:
    """Give a tag's GS1 key, however it is written, and the tag itself."""
    digits = hex_digits(text.strip().upper().removeprefix(_CANONICAL_EPC))
    if len(digits) >= _EPC_DIGITS:
        return epc_key(digits), f"epc:{digits}"
    return (uri_key(text), *gs1_keys(text))


def _badge_tiers(code: Code) -> Iterator[tuple[str, ...]]:
    """Give the number as read, then all its variants together: they must agree."""
    exact = exact_forms(code)
    yield exact
    yield variant_forms(code)
    if code.technology and not exact and _TECHNOLOGY.fullmatch(code.technology):
        plain = normalised(code.text).removeprefix(f"{code.technology.upper()}:")
        yield (f"{code.technology}:{plain}" if plain else "",)
