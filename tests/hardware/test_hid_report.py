"""Report descriptors of HID-POS scanners, as their makers order the fields."""

from hypothesis import given
from hypothesis import strategies as st

from hardware.scanners.hid_report import ScanReport, scan_report

COUNTED = bytes.fromhex(
    "058C 0902 A101 8502 0912 A102 1500 26FF00 7508"  # scanner, report 2, bytes
    "9501 0501 093B 8102"  # how many bytes
    "9503 058C 09FB 09FC 09FD 8102"  # the AIM identifier
    "9538 09FE 820201"  # 56 bytes of the code
    "2501 7501 9501 09FF 8102 7507 8103"  # it goes on; seven bits that say nothing
    "C0 C0"
)
"""As Honeywell's and Access-IS's: 02, length, `]`, two more, 56 bytes, and the sign."""
UNCOUNTED = bytes.fromhex(
    "058C 0902 A101 7508 1500 26FF00"
    "9501 09FB 8102 09FC 8102 09FD 8102 953C 09FE 820201"
    "8500 09FF 7508 9501 B102 C0"
)
"""No id of a report, no length, no sign; and a feature report."""
FEATURED = COUNTED[:-1] + bytes.fromhex("85FE 0911 9501 7508 B102 C0")
KEYBOARD = bytes.fromhex(
    "0501 0906 A101 0507 19E0 29E7 1500 2501 7501 9508 8102 9501 7508 8103"
    "9506 7508 1500 2565 0507 1900 2965 8100 C0"
)


def test_fields_are_where_the_descriptor_tells():
    assert scan_report(COUNTED) == ScanReport(2, range(5, 61), 1, (2, 3, 4), 61 * 8, frozenset())


def test_a_report_may_have_no_id_no_length_and_no_sign():
    told = scan_report(UNCOUNTED)
    assert told == ScanReport(0, range(3, 63), None, (0, 1, 2), None, frozenset({0}))


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


@given(st.binary(max_size=64), st.integers(0, len(COUNTED)), st.integers(0, 255))
def test_any_descriptor_is_survived(noise: bytes, place: int, byte: int):
    scan_report(noise)
    told = scan_report(COUNTED[:place] + bytes([byte]) + COUNTED[place:] + noise)
    assert told is None or 0 < len(told.data) <= 4096
