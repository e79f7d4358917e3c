"""What scanners call symbologies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.symbologies import symbology_of_ssi, without_aim


@pytest.mark.parametrize(
    ("read", "code", "symbology"),
    [
        (b"]C0LS-0001", b"LS-0001", "code_128"),
        (b"]C18004A", b"8004A", "gs1_128"),
        (b"]d2800495212345ABC\x1d2177", b"800495212345ABC\x1d2177", "gs1_data_matrix"),
        (b"]Q3", b"", "gs1_qr_code"),
        (b"]E00036000291452", b"0036000291452", "ean_13"),
        (b"]E496385074", b"96385074", "ean_8"),
        (b"]e00109521234543213", b"0109521234543213", "databar"),
        (b"LS-0001", b"LS-0001", ""),
        (b"]?0A", b"]?0A", ""),
        (b"]C", b"]C", ""),
        (b"]C\xff", b"]C\xff", ""),
        (b"", b"", ""),
    ],
)
def test_an_aim_identifier_is_taken_off_and_names_the_symbology(read, code, symbology):
    assert without_aim(read) == (code, symbology)


@given(st.binary(max_size=8))
def test_no_code_makes_it_raise(code: bytes):
    assert code.endswith(without_aim(code)[0])


def test_the_types_of_ssi_have_our_names():
    assert symbology_of_ssi(0x03) == "code_128"
    assert symbology_of_ssi(0x0F) == "gs1_128"
    assert symbology_of_ssi(0xFE) == ""
