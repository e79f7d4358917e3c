"""Code 39 Full ASCII: the pairs that a real encoder makes become what they were made of."""

import pytest
import zxingcpp

from hardware.scanners.code39 import full_ascii


@pytest.mark.parametrize("first", range(0, 128, 16))
def test_every_character_of_ascii_is_made_of_its_pair(first: int):
    text = "".join(map(chr, range(first, first + 16)))
    picture = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code39Ext).to_image(scale=3)
    (pairs,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code39Std)
    assert full_ascii(pairs.bytes.decode()) == text


@pytest.mark.parametrize(
    "text", ["+49 30 1234", "https://id.example/8004/9521%2F", "100%", "a+B", "A+", "%1"]
)
def test_what_cannot_be_full_ascii_stays_as_it_is(text: str):
    assert full_ascii(text) == text
