"""The words on the screen: gettext catalogues from `resources/locale`, English as the source."""

from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations, translation

from kiosk.domain.trouble import Trouble
from resources import path

DOMAIN = "lendstation"
SOURCE = "en"


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """The words of one language; English when it is not there."""
    return translation(DOMAIN, path("locale"), [language], fallback=True)


def languages() -> tuple[str, ...]:
    """Every language that can be spoken, the source first."""
    found = sorted(p.parent.parent.name for p in path("locale").glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (SOURCE, *found)


@dataclass(slots=True)
class _Spoken:
    language: str = SOURCE


_spoken = _Spoken()


def speak(language: str) -> None:
    """From now on `_` and `ngettext` answer in this language; call it on the GUI thread."""
    _spoken.language = language


def spoken() -> str:
    """The language that the screen speaks."""
    return _spoken.language


def _(text: str) -> str:
    """The text in the language that the screen speaks."""
    return catalogue(_spoken.language).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form for this count; it still holds its {count}."""
    return catalogue(_spoken.language).ngettext(one, many, count)


def trouble_words(trouble: Trouble) -> str:
    """The sentence of a trouble with its facts; a fact that is itself a sentence is told too."""
    told = {name: _(fact) for name, fact in trouble.facts.items() if fact}
    return _(trouble.sentence).format(**trouble.facts | told) if told else _(trouble.sentence)


__all__ = ["_", "catalogue", "languages", "ngettext", "speak", "spoken", "trouble_words"]
