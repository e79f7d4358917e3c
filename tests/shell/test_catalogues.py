"""The catalogues: complete, as the code speaks now, compiled, and spoken at once."""

import ast
import re
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import kiosk
from kiosk.domain.rules import CHECK_OUT_RULES
from kiosk.shell.buttons import Button
from kiosk.shell.words import DOMAIN, SOURCE, _, catalogue, languages, ngettext, speak, spoken
from kiosk.store.driver import SENTENCES
from resources import path
from resources.locale.extract import collected
from tests.screens.gallery import idle, look

FOREIGN = [language for language in languages() if language != SOURCE]
PLACEHOLDER = re.compile(r"\{\w*\}")
VALUES = {
    "refusal.borrower_message",
    "refusal.next_step",
    "trouble.message",
    "trouble.sentence",
    "fact",
    "sentence",
}
"""What is translated without a literal beside it; `extract.py` collects these at their source."""


@pytest.fixture(autouse=True)
def _english_again():
    yield
    speak(SOURCE)


@pytest.fixture(scope="module")
def texts():
    return ids(collected())


def read(file, language=None):
    return read_po(BytesIO(path(f"locale/{file}").read_bytes()), locale=language)


def written(language):
    return read(f"{language}/LC_MESSAGES/{DOMAIN}.po", language)


def forms(text):
    return text if isinstance(text, (tuple, list)) else (text,)


def ids(messages):
    return {message.id for message in messages if message.id}


def test_english_and_german_are_spoken():
    assert languages() == ("en", "de")


def test_the_template_holds_what_the_program_says(texts):
    assert ids(read(f"{DOMAIN}.pot")) == texts


@pytest.mark.parametrize("rule", CHECK_OUT_RULES)
def test_every_text_of_every_rule_is_said_in_german(rule):
    german = catalogue("de")
    for text in (rule.borrower_message, rule.staff_message, rule.next_step):
        assert german.gettext(text) != text


@pytest.mark.parametrize("text", sorted(SENTENCES.values()))
def test_every_trouble_of_the_store_is_said_in_german(text):
    assert catalogue("de").gettext(text) != text


def test_nothing_is_translated_that_is_not_collected():
    calls = chain.from_iterable(
        ast.walk(ast.parse(file.read_text("utf-8")))
        for file in Path(kiosk.__file__).parent.rglob("*.py")
    )
    variable = {
        ast.unparse(call.args[0])
        for call in calls
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_"
        if not isinstance(call.args[0], ast.Constant)
    }
    assert variable == VALUES


@pytest.mark.parametrize("language", FOREIGN)
def test_a_language_says_everything_and_nothing_else(language, texts):
    said = written(language)
    assert ids(said) == texts
    assert [each.id for each in said if not all(forms(each.string))] == []
    assert [each.id for each in said if each.id and each.fuzzy] == []


@pytest.mark.parametrize("language", FOREIGN)
def test_what_is_shipped_is_what_is_written(language):
    compiled = BytesIO()
    write_mo(compiled, written(language))
    shipped = path(f"locale/{language}/LC_MESSAGES/{DOMAIN}.mo").read_bytes()
    assert shipped == compiled.getvalue()


@pytest.mark.parametrize("language", FOREIGN)
def test_every_translation_keeps_the_placeholders_of_its_source(language):
    broken = [
        each.id
        for each in written(language)
        if each.id
        for form in forms(each.string)
        if sorted(PLACEHOLDER.findall(form))
        not in [sorted(PLACEHOLDER.findall(source)) for source in forms(each.id)]
    ]
    assert broken == []


@pytest.mark.parametrize("language", FOREIGN)
def test_the_keys_of_the_keyboard_stand_in_four_rows(language):
    rows = catalogue(language).gettext("1234567890 qwertyuiop asdfghjkl zxcvbnm").split()
    assert len(rows) == 4
    assert max(map(len, rows)) <= 12


def test_words_follow_the_language_at_once():
    said = []
    for language in ("de", "en", "tlh"):
        speak(language)
        late = ngettext("{count} day overdue", "{count} days overdue", 2).format(count=2)
        said.append((spoken(), _("Finish"), late))
    assert said == [
        ("de", "Fertig", "2 Tage überfällig"),
        ("en", "Finish", "2 days overdue"),
        ("tlh", "Finish", "2 days overdue"),
    ]


def test_one_and_many_differ_in_german():
    speak("de")
    assert ngettext("{count} thing", "{count} things", 1) == "{count} Ding"
    assert ngettext("{count} thing", "{count} things", 0) == "{count} Dinge"


def test_a_screen_that_is_shown_speaks_the_new_language(qtbot):
    wearing = look("800x480")
    window = idle(wearing)
    qtbot.addWidget(window)

    def buttons():
        return {button.accessibleName() for button in window.findChildren(Button)}

    assert "No badge? Search" in buttons()
    wearing.speak("de")
    qtbot.waitUntil(lambda: "Kein Ausweis? Suchen" in buttons())
    wearing.speak("en")
    qtbot.waitUntil(lambda: "No badge? Search" in buttons())
