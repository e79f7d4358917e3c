"""GS1 keys: the same asset by element string, by address and by tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.gs1 import check_digit, gs1_keys, gtin_forms, says_gs1
from kiosk.domain.identifiers import canonical, forms, tiers
from kiosk.domain.ports import Code


@pytest.mark.parametrize(
    "text",
    [
        "8004952114112345678",
        "]C18004952114112345678",
        "\x1d8004952114112345678",
        "]d2\x1d8004952114112345678\x1d2177",
        "11260101" + "8004952114112345678",
        "10LOT7\x1d8004952114112345678",
        "3103001500" + "8004952114112345678\x1d",
        "4109521234543213" + "8004952114112345678",
        "(8004)952114112345678",
        "(8004)952114112345678(21)77",
        "https://id.gs1.org/giai/952114112345678",
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
        ("216789\x1d0180614141123458", "(01)80614141123458(21)6789"),
        ("https://x/01/80614141123458/22/2A/10/L1/21/6789", "(01)80614141123458(21)6789"),
        ("https://x/gtin/614141999996/ser/1%2F2", "(01)00614141999996(21)1/2"),
        ("https://id.gs1.org/01/9521234543213", "(01)09521234543213"),
        ("0180614141123458", "(01)80614141123458"),
        ("9521234543213", "(01)09521234543213"),
        ("https://id.gs1.org/01/80614141123458/21/6789", "(01)80614141123458(21)6789"),
    ],
)
def test_returnable_and_trade_items_have_keys_too(text, key):
    assert gs1_keys(text) == (key,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LS-1",
        "8004",
        "8004" + "9" * 31,
        "8004ÄÖ",
        "800309521141234564400",
        "80030952114123456",
        "0180614141123459",
        "0180614141\x1d123458",
        "018061414112345821" + "9" * 21,
        "0180614141123458" + "21",
        "9521234543214",
        "00000000000000",
        "19000000",
        "8A0495211411",
        "(8004)952114112345678 and more",
        "(8004)",
        "ftp://x/8004/1",
        "http://[/8004/1",
        "https://x/8004/1/21",
        "https://lend.example/01/LS-1",
        "https://id.gs1.org/8003/9521141234563400",
    ],
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
        ("9521234543213", "ean_13", True),
        ("9521234543213", "EAN-13", True),
        ("]E09521234543213", "", True),
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


@pytest.mark.parametrize(
    ("text", "symbology"),
    [
        ("036000291452", "upc_a"),
        ("0036000291452", "ean_13"),
        ("]E00036000291452", ""),
        ("00036000291452", "itf"),
        ("036000291452", ""),
        ("0100036000291452", "gs1_128"),
    ],
)
def test_a_product_is_known_however_long_its_number_is_printed(text, symbology):
    assert "(01)00036000291452" in forms(Code(text, symbology))
    assert gs1_keys(text, symbology) == ("(01)00036000291452",)


@pytest.mark.parametrize(
    ("short", "gtin"),
    [
        ("04252614", "00042100005264"),
        ("01234505", "00012000003455"),
        ("01234531", "00012300000451"),
        ("01234543", "00012340000053"),
        ("01234558", "00012345000058"),
    ],
)
def test_upc_e_is_written_out(short, gtin):
    assert check_digit(gtin[:-1]) == int(gtin[-1])
    assert canonical(Code(short, "upc_e")) == f"(01){gtin}"
    assert canonical(Code(short)) == short


def test_a_number_kept_as_text_is_found_in_every_length_it_fits():
    assert gtin_forms("036000291452") == ("00036000291452", "0036000291452", "036000291452")
    assert gtin_forms("96385074") == (
        "00000096385074",
        "0000096385074",
        "000096385074",
        "96385074",
    )
    assert gtin_forms("LS-1") == ()
    assert canonical(Code("036000291452")) in forms(Code("0036000291452", "ean_13"))


def test_an_item_is_not_taken_for_another_of_its_product():
    one = forms(Code("]d20180614141123458216789"))

    assert "(01)80614141123458" not in one


def test_a_thing_may_have_two_keys_and_the_more_exact_is_asked_first():
    label = Code("]C10180614141123458" + "8004952114112345678\x1d216789")

    assert tuple(tiers(label))[:2] == (("(8004)952114112345678",), ("(01)80614141123458(21)6789",))


@given(st.text(), st.text(max_size=10))
def test_no_text_makes_it_raise(text, symbology):
    for begun in ("", "01", "8004", "(", "https://x/01/", "]C1", "(8003)0"):
        assert all(key.startswith("(") for key in gs1_keys(begun + text, symbology))
