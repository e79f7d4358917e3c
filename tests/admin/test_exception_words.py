"""A contradiction says what it is, what held by then, and whether the desk could know."""

import pytest

from kiosk.admin.wording import exception_words, facts_words
from kiosk.domain.state import ExceptionKind


@pytest.mark.parametrize("kind", list(ExceptionKind))
def test_every_contradiction_has_words(kind: ExceptionKind):
    assert exception_words(kind) != kind.value


def test_one_that_a_newer_program_knows_is_shown_by_its_name():
    assert exception_words("from_tomorrow") == "from_tomorrow"


def test_what_held_by_then_comes_before_what_the_desk_knew():
    facts = {"known": 0, "loan_period": "2d", "max_items": 3}

    assert facts_words(facts) == (
        "by then the period was 2d",
        "by then 3 at most",
        "the desk could not know",
    )


def test_facts_without_words_are_left_out():
    assert facts_words({"known": 1, "status": "lost"}) == ("the desk knew",)
