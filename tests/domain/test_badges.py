"""One badge, many readers: each prints its number in its own way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.badges import Unfit, hex_digits, unfit
from kiosk.domain.identifiers import badge_forms, tiers
from kiosk.domain.ports import Code

EM4100 = Code("67003B51C6", technology="em4100")
CLASSIC = Code("4DE2D147", technology="iso14443a")
NTAG = Code("04AF68DAC85A80", technology="iso14443a")
VICINITY = Code("E004010012345678", technology="iso15693")


def tier_of(badge: Code, scan: Code) -> int | None:
    """In which tier a scan meets a given badge."""
    kept = set(badge_forms(badge))
    return next((at for at, tier in enumerate(tiers(scan)) if kept & set(tier)), None)


@pytest.mark.parametrize(
    ("badge", "scan", "tier"),
    [
        (EM4100, Code("67003B51C6", technology="em4100"), 0),
        (EM4100, Code("003B51C6", technology="w34"), 0),
        (EM4100, Code("3B51C6", technology="w26"), 0),
        (EM4100, Code("59,20934", technology="w26"), 0),
        (CLASSIC, Code("47D1E24D", technology="w34"), 1),
        (CLASSIC, Code("D1E24D", technology="w26"), 0),
        (CLASSIC, Code("4DE2D1", technology="w26"), 1),
        (NTAG, Code("68AF04", technology="w26"), 0),
        (NTAG, Code("04AF68DA", technology="w34"), 0),
        (NTAG, Code("DA68AF04", technology="w34"), 1),
        (VICINITY, Code("78563412000104E0", technology="raw"), 1),
    ],
)
def test_a_reader_meets_the_badge_that_another_gave(badge, scan, tier):
    assert tier_of(badge, scan) == tier


@pytest.mark.parametrize(
    ("badge", "typed"),
    [
        (EM4100, "67003B51C6"),
        (EM4100, "0003887558"),
        (EM4100, "0442385519046"),
        (EM4100, "00442385519046"),
        (EM4100, "00059,20934"),
        (CLASSIC, "4d:e2:d1:47"),
        (CLASSIC, "0x4DE2D147"),
        (CLASSIC, "1306710343"),
        (CLASSIC, "1204937293"),
        (Code("AC8C5E0A", technology="iso14443a"), "AC:8C:5E:A"),
    ],
)
def test_a_reader_that_types_meets_it_too(badge, typed):
    assert tier_of(badge, Code(typed)) is not None


@pytest.mark.parametrize(
    "typed", ["3B51C6", "059,20934", "05920934", "20934", "03887558", "99999,1", "4DE2D1"]
)
def test_fewer_than_32_bits_name_nobody(typed):
    assert tier_of(EM4100, Code(typed)) is None
    assert tier_of(CLASSIC, Code(typed)) is None


def test_the_label_of_a_product_is_nobodys_badge():
    badge = Code("00036000", technology="w34")

    assert tier_of(badge, Code("00036000291452")) is not None
    assert tier_of(badge, Code("00036000291452", "ean_13")) is None


def test_what_a_24_bit_reader_gave_is_met_by_readers_like_it_alone():
    given = Code("3B51C6", technology="w26")

    assert tier_of(given, Code("C6513B", technology="w26")) == 1
    assert tier_of(given, EM4100) is None


def test_variants_are_one_tier_so_that_two_badges_make_them_ambiguous():
    backwards, shortened = Code("DAC85A80"), Code("805AC8DA68AF04")
    scan = Code("04AF68DAC85A80", technology="raw")

    assert tier_of(Code(backwards.text, technology="iso14443a"), scan) == 1
    assert tier_of(Code(shortened.text, technology="iso14443a"), scan) == 1


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (Code("0824A937", technology="iso14443a"), Unfit.RANDOM),
        (Code("uid32:0824A937", technology="iso14443a"), Unfit.RANDOM),
        (Code("880419EE", technology="iso14443b"), Unfit.HALF_READ),
        (Code("00000000", technology="iso14443a"), Unfit.BLANK),
        (Code("FFFFFFFFFF", technology="em4100"), Unfit.BLANK),
        (Code("0000000000", technology="em4100"), Unfit.BLANK),
        (CLASSIC, None),
        (EM4100, None),
        (Code("0824A937", technology="em4100"), None),
        (Code("0824A93712345678", technology="iso14443a"), None),
        (Code("08123456"), None),
        (Code("00000000"), None),
        (Code("hello", technology="raw"), None),
    ],
)
def test_a_card_that_cannot_be_known_again_is_unfit(code, why):
    assert unfit(code) is why


def test_digits_are_read_with_what_separates_them_or_without():
    assert hex_digits(" 0x04-af 68.da_c8:5a:80 ") == "04AF68DAC85A80"
    assert hex_digits("4:5:A") == "04050A"
    assert hex_digits("4:5:ABC") == "45ABC"
    assert hex_digits("LS-1") == ""


@given(st.text(), st.sampled_from(["", "em4100", "iso14443a", "w26", "w34", "raw"]))
def test_no_text_makes_it_raise(text, technology):
    code = Code(text, technology=technology)
    unfit(code)
    badge_forms(code)
