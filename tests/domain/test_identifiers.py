"""What a code may stand for: exact first, then every honest other way to write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.identifiers import (
    MAX_CHARACTERS,
    Command,
    badge_forms,
    canonical,
    command_of,
    forms,
    is_command,
    normalised,
)
from kiosk.domain.ports import Code

EM4100 = Code("4A00B5F3C1", technology="em4100")
TECHNOLOGIES = st.sampled_from(["", "em4100", "iso14443a", "epc", "w26", "raw", "???", "Ж"])


def meets(badge, scan):
    """Say by which form a scan finds a badge, if by any."""
    kept = set(badge_forms(badge))
    return next((form for form in forms(scan) if form in kept), None)


@given(st.text(), st.text(max_size=8), TECHNOLOGIES)
def test_no_text_makes_it_raise(text, symbology, technology):
    code = Code(text, symbology, technology)

    assert all(forms(code))
    assert set(forms(code)[:1]) <= set(badge_forms(code))
    assert command_of(text) in (None, *Command)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00\x01\x1f\x7f",
        "\u202e\u2066\u200f",
        "\ud800",
        "\n\n",
    ],
)
@pytest.mark.parametrize("technology", ["", "em4100", "epc", "raw"])
def test_text_without_a_sign_in_it_names_nothing(text, technology):
    assert forms(Code(text, technology=technology)) == ()
    assert canonical(Code(text, technology=technology)) == ""


@pytest.mark.parametrize(
    "text", ["9" * 10_000, "F" * 10_000, "\u202e" * 10_000, "http://" + "/" * 10_000, "ﷺ" * 9_999]
)
def test_an_enormous_code_is_cut_and_answered(text):
    assert all(len(form) <= MAX_CHARACTERS + 16 for form in forms(Code(text)))


@pytest.mark.parametrize(
    ("read", "tag"),
    [
        ("ls-0012", "LS-0012"),
        (" LS 0012\r\n", "LS0012"),
        ("LS–0012", "LS-0012"),
        ("ＬＳ-００１２", "LS-0012"),  # noqa: RUF001
        ("АВ-1", "AB-1"),  # noqa: RUF001
        ("LS\u200b-\u202e1", "LS-1"),
        ("straße", "STRASSE"),
    ],
)
def test_one_tag_has_one_form(read, tag):
    assert normalised(read) == tag
    assert canonical(Code(read)) == tag


@given(st.text())
def test_a_form_is_its_own_form(text):
    assert normalised(normalised(text)) == normalised(text)


def test_letters_between_digits_are_tried_as_digits_last():
    assert forms(Code("LS-OO1l"))[:2] == ("LS-OO1L", "LS-0011")
    assert forms(Code("OIL")) == ("OIL",)


@pytest.mark.parametrize(
    "url",
    ["https://lend.example/t/LS-1", "HTTP://x/LS-1/", "https://x/t/ls%2D1?from=label#top"],
)
def test_a_label_with_an_address_names_the_tag_at_its_end(url):
    assert forms(Code(url))[0] == normalised(url)
    assert "LS-1" in forms(Code(url))


@pytest.mark.parametrize("text", ["ftp://x/LS-1", "https://x", "http://[broken/LS-1"])
def test_what_is_no_address_of_a_label_is_only_itself(text):
    assert "LS-1" not in forms(Code(text))


def test_a_badge_is_found_whatever_byte_order_a_reader_has():
    card = Code("22D3DAD6", technology="iso14443a")

    assert meets(card, Code("22:d3:da:d6", technology="iso14443a")) == "uid32:22D3DAD6"
    assert meets(card, Code("D6DAD322", technology="w34")) == "uid32:22D3DAD6"
    assert meets(card, Code("22D3DAD6")) == "uid32:22D3DAD6"


@pytest.mark.parametrize(
    "scan",
    [
        Code("4A00B5F3C1", technology="em4100"),
        Code("4a 00 b5 f3 c1", technology="em4100"),
        Code("00B5F3C1", technology="w34"),
        Code("0011924417"),
        Code("B5F3C1", technology="w26"),
        Code("181,62401", technology="w26"),
    ],
)
def test_an_em4100_badge_is_found_by_every_way_to_print_it(scan):
    assert meets(EM4100, scan)


@pytest.mark.parametrize("scan", [Code("B5F3C1"), Code("181,62401"), Code("62401"), Code("F3C1")])
def test_twenty_four_bits_or_fewer_name_nobody_unless_the_reader_says_so(scan):
    assert meets(EM4100, scan) is None
    assert meets(EM4100, Code("F3C1", technology="w26")) is None
    assert meets(Code("B5F3C1", technology="raw"), Code("C1F3B5", technology="iso14443a")) is None


def test_a_long_uid_is_found_by_the_half_that_a_reader_leaves():
    card = Code("04AF68DAC85A80", technology="iso14443a")

    assert meets(card, Code("04AF68DA", technology="w34"))
    assert meets(card, Code("DAC85A80", technology="w34"))
    assert meets(card, Code("AF68DAC8", technology="w34")) is None


def test_facility_and_card_numbers_of_sixteen_bits_each_are_a_badge():
    assert forms(Code("01234,56789", technology="raw"))[0] == "uid32:04D2DDD5"
    assert forms(Code("99999,1", technology="w26")) == ("w26:99999,1",)
    assert forms(Code("300,99999", technology="w26")) == ("w26:300,99999",)


def test_a_dropped_zero_is_put_back():
    assert forms(Code("AC8C5EA", technology="iso14443a"))[0] == "uid32:0AC8C5EA"


@pytest.mark.parametrize(
    "code",
    [
        EM4100,
        Code("0011924417", technology="em4100"),
        Code("04AF68DAC85A80", technology="iso14443a"),
        Code("B5F3C1", technology="w26"),
        Code("3416451FD400000000BC614E", technology="epc"),
        Code("not a number", technology="raw"),
        Code("LS-1"),
    ],
)
def test_the_canonical_form_of_a_code_meets_the_same_scans(code):
    stored = Code(canonical(code), technology=code.technology)

    assert canonical(stored) == canonical(code)
    assert badge_forms(stored) == badge_forms(code)


def test_no_printed_text_looks_like_a_badge():
    assert meets(EM4100, Code("uid40:4A00B5F3C1")) is None
    assert meets(EM4100, Code("w26:B5F3C1")) is None


def test_a_tag_that_is_no_badge_is_kept_under_its_technology():
    assert forms(Code("hello", technology="raw")) == ("raw:HELLO",)
    assert forms(Code("hello", technology="epc")) == ("HELLO",)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("LS:DONE", Command.DONE),
        (" ls:more-time\r", Command.MORE_TIME),
        ("LS:DANCE", None),
        ("LS-1", None),
        ("", None),
    ],
)
def test_the_desk_mat_speaks(text, command):
    assert command_of(text) is command


def test_what_begins_like_a_command_can_tag_nothing():
    assert is_command("ls:dance")
    assert not is_command("LS-1")
