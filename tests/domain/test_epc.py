"""EPC tags: the same key as the label of the same thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.rfid.epc import identity_of
from kiosk.domain.epc import epc_key, uri_key
from kiosk.domain.identifiers import canonical, forms
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
        ("30 74", ""),
    ],
)
def test_a_tag_carries_the_key_of_its_asset(digits, key):
    assert epc_key(digits) == key


def test_a_returnable_asset_may_have_no_type_digit():
    value = 0x33 << 88 | 1 << 85 | 0 << 82 | 952114112345 << 42 | 7

    assert epc_key(f"{value:024X}") == "(8003)095211411234547"


def lettered(header: int, bits: int, head: int, serial: str, width: int) -> str:
    """A long tag: what stands before the serial, the serial in letters of seven bits, padding."""
    value = header << 6 | 0b000_101
    letters = 0
    for sign in serial.ljust(width // 7, "\0"):
        letters = letters << 7 | ord(sign)
    letters <<= width % 7
    value = (value << bits - 14 - width | head) << width | letters
    surplus = -bits % 16
    return f"{value << surplus:0{(bits + surplus) // 4}X}"


@pytest.mark.parametrize(
    ("digits", "key"),
    [
        (lettered(0x38, 202, 9521141, "5ABC", 164), "(8004)95211415ABC"),
        (lettered(0x37, 170, 9521141 << 20 | 12345, "a/1", 112), "(8003)09521141123454A/1"),
        (lettered(0x36, 198, 614141 << 20 | 812345, "007", 140), "(01)80614141123458(21)007"),
        (lettered(0x38, 202, 9521141, "", 164), ""),
        (lettered(0x38, 202, 9521141, "A\0B", 164), ""),
        (lettered(0x38, 202, 9521141, "A" * 23, 164), "(8004)9521141" + "A" * 23),
        (lettered(0x38, 202, 9521141, "5ABC", 164)[:-4], ""),
        (lettered(0x38, 202, 9521141, "5ABC", 164) + "0000", ""),
        (lettered(0x38, 202, 9521141, "5@C", 164), ""),
    ],
)
def test_a_long_tag_carries_letters(digits, key):
    assert epc_key(digits) == key


@pytest.mark.parametrize(
    ("uri", "key"),
    [
        ("urn:epc:id:giai:9521141.12345678", "(8004)952114112345678"),
        ("urn:epc:tag:giai-96:0.952114.1", "(8004)9521141"),
        ("urn:epc:id:grai:952114.123456.400", "(8003)09521141234563400"),
        ("urn:epc:id:sgtin:0614141.812345.6789", "(01)80614141123458(21)6789"),
        ("urn:epc:id:sgtin:0614141.812345.a%2Fb", "(01)80614141123458(21)A/B"),
        ("urn:epc:id:sgtin:0614141.81234.6789", ""),
        ("urn:epc:id:sgtin:0614141.812345.", ""),
        ("urn:epc:id:sscc:0614141.1234567890", ""),
        ("urn:epc:id:giai:LS.1", ""),
        ("urn:epc:id:giai:9521141." + "9" * 24, ""),
        ("9521141.12345678", ""),
    ],
)
def test_a_pure_identity_has_the_same_key(uri, key):
    assert uri_key(uri) == key


@pytest.mark.parametrize(
    "text",
    [
        "3416451FD400000000BC614E",
        "34 16 45 1F D4 00 00 00 00 BC 61 4E",
        "epc:3416451fd400000000bc614e",
        "(8004)952114112345678",
        "urn:epc:id:giai:9521141.12345678",
        "https://id.gs1.org/8004/952114112345678",
    ],
)
def test_a_tag_is_known_by_its_key_however_a_reader_writes_it(text):
    assert canonical(Code(text, technology="epc")) == "(8004)952114112345678"


def test_two_tags_of_one_key_are_one_thing_whatever_their_filter():
    case, single = Code("3436451FD400000000BC614E"), Code("3416451FD400000000BC614E")

    assert set(forms(case)) & set(forms(single)) == {"(8004)952114112345678"}


def test_a_tag_without_a_key_is_known_by_its_digits():
    tag = Code("E280 1160 6000 0205 4E3C 1234", technology="epc")

    assert canonical(tag) == "epc:E2801160600002054E3C1234"
    assert "epc:E2801160600002054E3C1234" in forms(Code("E2801160600002054E3C1234"))


@given(st.integers(0, 2**256 - 1), st.sampled_from([8, 24, 44, 52, 64]))
def test_no_tag_makes_it_raise(value, digits):
    key = epc_key(f"{value:064X}"[:digits])

    assert not key or key.startswith("(")


@given(
    st.sampled_from([(0x30, 24), (0x33, 24), (0x34, 24), (0x36, 52), (0x37, 44), (0x38, 52)]),
    st.integers(0, 6),
    st.integers(0, 2**196 - 1),
)
def test_the_readers_own_library_says_the_same(header, partition, value):
    kind, digits = header
    bits = digits * 4
    tag = f"{kind << bits - 8 | partition << bits - 14 | value >> 210 - bits:0{digits}X}"
    identity = identity_of(bytes.fromhex(tag))

    assert epc_key(tag) == (identity.key.upper() if identity else "")
    assert identity is None or uri_key(identity.uri) == epc_key(tag)


@given(st.text())
def test_no_text_makes_it_raise(text):
    uri_key(text)
    uri_key(f"urn:epc:id:giai:{text}")
    uri_key(f"urn:epc:id:sgtin:0614141.812345.{text}")
