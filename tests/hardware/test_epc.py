"""What a tag's EPC names, as GS1 writes it; the long ones were agreed with another library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.rfid.epc import EpcIdentity, check_digit, identity_of

EXAMPLES = [
    ("3416451FD400000000BC614E", "giai-96", "giai:9521141.12345678", "(8004)952114112345678"),
    ("341BA1CC8000000000000001", "giai-96", "giai:952114.1", "(8004)9521141"),
    ("3416451FD400000000000007", "giai-96", "giai:9521141.7", "(8004)95211417"),
    (
        "331BA1CC8078900000000190",
        "grai-96",
        "grai:952114.123456.400",
        "(8003)09521141234563400",
    ),
    (
        "3316451FD40C0E4000000190",
        "grai-96",
        "grai:9521141.12345.400",
        "(8003)09521141123454400",
    ),
    (
        "3074257BF7194E4000001A85",
        "sgtin-96",
        "sgtin:0614141.812345.6789",
        "(01)80614141123458(21)6789",
    ),
    (
        "303BA1CC8449200000000190",
        "sgtin-96",
        "sgtin:952114.1123456.400",
        "(01)19521141234560(21)400",
    ),
    (
        "3618C24C9A0C0C612A4ABC000000000000000000000000000000",
        "sgtin-198",
        "sgtin:198962.6828081.B*%25%2F",
        "(01)61989628280814(21)B*%/",
    ),
    (
        "37188CE34183A26130438E12560BF080000000000000",
        "grai-170",
        "grai:144269.396937.B0!cB%250%2Fa",
        "(8003)01442693969377B0!cB%0/a",
    ),
    (
        "3819138D1831BEE61C35E8610000000000000000000000000000",
        "giai-202",
        "giai:282164.01_9CC%2F!B",
        "(8004)28216401_9CC/!B",
    ),
]


def grown(header: int, partition: int, rest: int, size: int = 12) -> bytes:
    """A tag of these fields; the rest stands at its end."""
    head = header << 6 | partition
    return (head << size * 8 - 14 | rest).to_bytes(size, "big")


@pytest.mark.parametrize(("tag", "scheme", "uri", "key"), EXAMPLES)
def test_a_tag_is_told_as_uri_and_as_key(tag: str, scheme: str, uri: str, key: str):
    expected = EpcIdentity(scheme, f"urn:epc:id:{uri}", key)
    assert identity_of(bytes.fromhex(tag)) == expected


def test_a_prefix_of_twelve_digits_leaves_a_grai_without_a_type():
    tag = grown(0x33, 0, 123456789012 << 42 | 7)
    identity = identity_of(tag)
    assert identity is not None
    assert identity.uri == "urn:epc:id:grai:123456789012..7"
    assert identity.key == "(8003)012345678901287"


@pytest.mark.parametrize(
    "tag",
    [
        b"",
        bytes.fromhex("E2801160600002054E3C1234"),
        bytes.fromhex("3116451FD400000000BC614E"),
        bytes.fromhex("3416451FD400000000BC61"),
        bytes.fromhex("3416451FD400000000BC614E0000"),
        bytes.fromhex("38"),
        grown(0x34, 7, 1),
        grown(0x34, 6, 1_000_000 << 62 | 1),
        grown(0x30, 6, 1 << 62 | 10_000_000 << 38),
        grown(0x33, 0, 1 << 42 | 1 << 38),
        grown(0x38, 6, 1 << 174, 26),
        grown(0x36, 6, 1 << 184 | 0x20 << 147, 26),
        grown(0x36, 6, 1 << 184 | 0x41 << 133, 26),
        grown(0x38, 0, 1 << 154 | int("1000001" * 21, 2) << 7, 26),
    ],
)
def test_a_tag_that_names_no_thing_by_these_schemes_is_none(tag: bytes):
    assert identity_of(tag) is None


@given(
    st.sampled_from([0x30, 0x33, 0x34, 0x36, 0x37, 0x38, 0xE2]),
    st.sampled_from([12, 22, 26]),
    st.binary(min_size=25, max_size=25),
)
def test_no_tag_is_too_odd_to_be_looked_at(header: int, size: int, rest: bytes):
    identity = identity_of(bytes([header]) + rest[: size - 1])
    if identity is not None:
        assert identity.uri.isascii()
        assert identity.key.isprintable()
        assert " " not in identity.key


@pytest.mark.parametrize(("body", "digit"), [("8061414112345", 8), ("952114123456", 3), ("0", 0)])
def test_a_check_digit_is_gs1s(body: str, digit: int):
    assert check_digit(body) == digit
