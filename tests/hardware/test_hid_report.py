"""Report descriptors of HID-POS scanners, as their makers order the fields."""

from hypothesis import given
from hypothesis import strategies as st

from hardware.scanners.hid_report import ScanReport, is_scanner, scan_report
from tests.hardware.hid_scanner import COUNTED, FEATURED, KEYBOARD, UNCOUNTED


def test_fields_are_where_the_descriptor_tells():
    assert scan_report(COUNTED) == ScanReport(2, range(5, 61), 1, (2, 3, 4), 61 * 8)


def test_a_report_may_have_no_id_no_length_and_no_sign():
    told = scan_report(UNCOUNTED)
    assert told == ScanReport(0, range(3, 63), None, (0, 1, 2), None, features=frozenset({0}))


def test_feature_reports_are_named():
    told = scan_report(FEATURED)
    assert told is not None
    assert told.features == {0xFE}


def test_other_reports_before_it_and_long_items_are_passed_over():
    other = bytes.fromhex("058C 0902 A101 8501 0914 7508 9504 8102 FE03AA010203 A4 750A B4")
    told = scan_report(other + COUNTED[6:])
    assert told == scan_report(COUNTED)


def test_a_page_may_stand_in_the_usage_itself():
    told = scan_report(
        COUNTED.replace(bytes.fromhex("9538 09FE"), bytes.fromhex("9538 0BFE008C00"))
    )
    assert told == scan_report(COUNTED)


def test_a_keyboard_is_no_scanner_and_nor_is_nothing():
    assert scan_report(KEYBOARD) is None
    assert scan_report(b"") is None


def test_a_scanner_is_known_wherever_and_however_its_usage_stands():
    page_later = bytes.fromhex("1500 26FF00 058C 7508 0902 A101 C0")
    page_within = bytes.fromhex("0501 0B02008C00 A101 C0")
    for told in (COUNTED, UNCOUNTED, KEYBOARD + COUNTED, page_later, page_within):
        assert is_scanner(told)
    field_alone = bytes.fromhex("0501 0906 A101 058C 0902 8102 C0")
    for told in (KEYBOARD, field_alone, b"", b"\x05\x8c\x09\x02"):
        assert not is_scanner(told)


@given(st.binary(max_size=64), st.integers(0, len(COUNTED)), st.integers(0, 255))
def test_any_descriptor_is_survived(noise: bytes, place: int, byte: int):
    scan_report(noise)
    is_scanner(noise)
    told = scan_report(COUNTED[:place] + bytes([byte]) + COUNTED[place:] + noise)
    assert told is None or 0 < len(told.data) <= 4096
