"""UIDs as readers print them, and those that no card can be known by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.rfid.uid import Unfit, from_decimal, from_hexadecimal, unfit


@pytest.mark.parametrize(
    ("technology", "uid", "why"),
    [
        ("iso14443a", "0824A937", Unfit.RANDOM),
        ("iso14443a", "080D3523", Unfit.RANDOM),
        ("iso14443b", "08010203", Unfit.RANDOM),
        ("iso14443a", "880419EE", Unfit.HALF_READ),
        ("iso14443a", "00000000", Unfit.BLANK),
        ("em4100", "FFFFFFFFFF", Unfit.BLANK),
        ("iso14443a", "90D752C5", None),
        ("iso14443a", "0804AF68DAC85A", None),
        ("em4100", "0800004D76", None),
        ("w34", "08123456", None),
    ],
)
def test_a_card_that_cannot_be_known_again_is_told_from_one_that_can(technology, uid, why):
    assert unfit(technology, bytes.fromhex(uid)) is why


@pytest.mark.parametrize(
    ("text", "uid"),
    [
        ("04AF68DAC85A80", "04AF68DAC85A80"),
        (" 04:af:68:da ", "04AF68DA"),
        ("0x22D3DAD6", "22D3DAD6"),
        ("AC-8C-5E-A", "AC8C5E0A"),
        ("AC8C5EA", None),
        ("04AF 68DA", "04AF68DA"),
        ("04AG", None),
        ("", None),
        (":", None),
    ],
)
def test_hexadecimal_digits_are_read_with_separators_or_without(text, uid):
    assert from_hexadecimal(text) == (uid and bytes.fromhex(uid))


@pytest.mark.parametrize(
    ("text", "size", "uid"),
    [
        ("0005076483", 4, "004D7603"),
        ("1904649758", 4, "7186A61E"),
        ("4294967296", 4, None),
        ("0042954749443", 5, "0A004D7603"),
        ("-1", 4, None),
        ("١٢", 4, None),
        ("", 4, None),
        ("9" * 5000, 4, None),
    ],
)
def test_decimal_numbers_are_read_when_they_fit(text, size, uid):
    assert from_decimal(text, size) == (uid and bytes.fromhex(uid))


@given(st.text(), st.integers(3, 16))
def test_no_text_makes_them_raise(text: str, size: int):
    from_hexadecimal(text)
    from_decimal(text, size)
