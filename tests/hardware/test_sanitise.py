"""No code may do more than name a thing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.reader import ErrorCode, HardwareError
from hardware.sanitise import GS, MAX_CHARACTERS, clean, text_of


@pytest.mark.parametrize(
    ("read", "text"),
    [
        ("  CAM-0001\r\n", "CAM-0001"),
        ("800495212345ABC\x1d2177", "800495212345ABC\x1d2177"),
        ("CAM\x00-\x1b[2J00\x9b01\x7f", "CAM-[2J0001"),
        ("CAM\u202e1000\u200b\ufeff", "CAM1000"),
        ("one\u2028two", "onetwo"),
        ("Associa\u00e7\u00e3o \u4f60\u597d", "Associa\u00e7\u00e3o \u4f60\u597d"),
        ("\t\r\n ", ""),
    ],
)
def test_what_cannot_be_seen_is_dropped_and_the_rest_stays(read: str, text: str):
    assert clean(read) == text


def test_bytes_that_are_not_utf8_are_shown_as_their_digits():
    assert text_of(b"\xb8\xd6\x90\xaf") == "raw:B8D690AF"


def test_what_is_too_long_is_refused_and_never_cut():
    assert clean("A" * MAX_CHARACTERS) == "A" * MAX_CHARACTERS
    with pytest.raises(HardwareError) as refusal:
        clean("A" * (MAX_CHARACTERS + 1))
    assert refusal.value.code is ErrorCode.REFUSED


@given(st.text(max_size=200) | st.binary(max_size=200).map(text_of))
def test_a_cleaned_text_holds_no_control_character_and_is_clean_already(text: str):
    cleaned = clean(text)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in cleaned if c != GS)
    assert clean(cleaned) == cleaned
