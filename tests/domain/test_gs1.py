"""GS1 keys: the same asset by element string, by address and by tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.gs1 import epc_key, gs1_keys, says_gs1
from kiosk.domain.identifiers import forms
from kiosk.domain.ports import Code


@pytest.mark.parametrize(
    ("digits", "key"),
    [
        ("3416451FD400000000BC614E", "(8004)952114112345678"),
        ("341BA1CC8000000000000001", "(8004)9521141"),
        ("331BA1CC8078900000000190", "(8003)09521141234563400"),
        ("3316451FD40C0E4000000190", "(8003)09521141123454400"),
        ("3074257BF7194E4000001A85", "(01)80614141123458(21)6789"),
        ("303BA1CC8449200000000190", "(01)19521141234560(21)400"),
        ("E2801160600002054E3C1234", ""),
        ("341FFFFFFFFFFFFFFFFFFFFF", ""),
        ("3403FFFFFFFFFFFFFFFFFFFF", ""),
        ("331BA1CCBFFFFFC000000190", ""),
        ("3416451F", ""),
    ],
)
def test_a_tag_carries_the_key_of_its_asset(digits, key):
    assert epc_key(digits) == key


def test_a_returnable_asset_may_have_no_type_digit():
    value = 0x33 << 88 | 1 << 85 | 0 << 82 | 952114112345 << 42 | 7

    assert epc_key(f"{value:024X}") == "(8003)095211411234547"


@pytest.mark.parametrize(
    "text",
    [
        "8004952114112345678",
        "]C18004952114112345678",
        "\x1d8004952114112345678",
        "]d2\x1d8004952114112345678\x1d2177",
        "https://id.gs1.org/8004/952114112345678",
        "http://lend.example/x/8004/952114112345678/?a=b",
    ],
)
def test_an_asset_has_one_key_however_it_is_written(text):
    assert gs1_keys(text) == ("(8004)952114112345678",)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("800309521141234563400", "(8003)09521141234563400"),
        ("https://id.gs1.org/8003/09521141234563ab%2F1", "(8003)09521141234563AB/1"),
        ("]d20180614141123458216789", "(01)80614141123458(21)6789"),
        ("https://id.gs1.org/01/80614141123458/21/6789", "(01)80614141123458(21)6789"),
    ],
)
def test_returnable_and_trade_items_have_keys_too(text, key):
    assert gs1_keys(text) == (key,)


@pytest.mark.parametrize(
    "text",
    ["", "9521234543213", "LS-1", "8004", "0180614141123458", "ftp://x/8004/1", "http://[/8004/1"],
)
def test_what_names_no_single_thing_has_no_key(text):
    assert gs1_keys(text) == ()


@pytest.mark.parametrize(
    ("text", "symbology", "said"),
    [
        ("]C18004A", "", True),
        ("\x1d8004A", "", True),
        ("8004A", "]d2", True),
        ("8004A", "gs1_128", True),
        ("8004A", "DataBar", True),
        ("8004A", "code_128", False),
        ("8004A", "", False),
    ],
)
def test_a_code_says_itself_that_it_is_gs1(text, symbology, said):
    assert says_gs1(text, symbology) is said


def test_a_plain_tag_that_looks_like_gs1_is_a_tag_first():
    assert forms(Code("8004ASSET"))[0] == "8004ASSET"
    assert "(8004)ASSET" in forms(Code("8004ASSET"))
    assert forms(Code("8004ASSET", "]C1"))[0] == "(8004)ASSET"


def test_a_tag_finds_what_a_label_names():
    tag = Code("3416451FD400000000BC614E", technology="epc")

    assert set(forms(tag)) & set(forms(Code("]C18004952114112345678")))


@given(st.integers(0, 2**96 - 1))
def test_no_tag_makes_it_raise(value):
    assert epc_key(f"{value:024X}").startswith(("(", "")[:2])
