"""The catalogues of words: compiled as they are written, with every placeholder in place."""

import re
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kiosk.shell.words import DOMAIN, SOURCE, catalogue, languages
from resources import path

FOREIGN = [language for language in languages() if language != SOURCE]
PLACEHOLDER = re.compile(r"\{\w*\}")


def written(language):
    file = path(f"locale/{language}/LC_MESSAGES/{DOMAIN}.po")
    return read_po(BytesIO(file.read_bytes()), locale=language)


def forms(text):
    return text if isinstance(text, (tuple, list)) else (text,)


def test_german_is_spoken():
    assert "de" in FOREIGN
    assert catalogue("de").gettext("Finish") == "Fertig"


@pytest.mark.parametrize("language", FOREIGN)
def test_what_is_shipped_is_what_is_written(language):
    compiled = BytesIO()
    write_mo(compiled, written(language))
    shipped = path(f"locale/{language}/LC_MESSAGES/{DOMAIN}.mo").read_bytes()
    assert shipped == compiled.getvalue()


@pytest.mark.parametrize("language", FOREIGN)
def test_every_translation_keeps_the_placeholders_of_its_source(language):
    broken = [
        message.id
        for message in written(language)
        if message.id and any(forms(message.string))
        for form in forms(message.string)
        if sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
    ]
    assert broken == []


@pytest.mark.parametrize("language", FOREIGN)
def test_the_keys_of_the_keyboard_stand_in_four_rows(language):
    rows = catalogue(language).gettext("1234567890 qwertyuiop asdfghjkl zxcvbnm").split()
    assert len(rows) == 4
    assert max(map(len, rows)) <= 12
