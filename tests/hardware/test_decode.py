"""What the decoders find in a picture."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.reader import HardwareError
from hardware.scanners.camera.code import LINEAR, Code, Picture
from hardware.scanners.camera.decode import (
    decode,
    decode_file,
    decode_quickly,
    read_picture,
)
from hardware.simulated_wire import code_picture, empty_desk

TEXTS = {
    "qr_code": "Associação 你好",
    "micro_qr_code": "CAM-1",
    "rmqr_code": "CAM-0001",
    "data_matrix": "CAM-0001\x1d21",
    "aztec": "CAM-0001",
    "pdf417": "CAM-0001",
    "code_128": "CAM-0001",
    "code_39": "CAM-0001",
    "code_93": "CAM-0001",
    "codabar": "A12345B",
    "itf": "123456",
    "ean_13": "9521234543213",
    "ean_8": "12345670",
}


@pytest.mark.parametrize("symbology", TEXTS)
def test_each_symbology_is_read_with_its_text_and_its_name(symbology: str):
    (code,) = decode(code_picture(TEXTS[symbology], symbology))
    assert (code.text, code.symbology) == (TEXTS[symbology], symbology)
    assert code.is_linear == (symbology in LINEAR)
    assert len(code.outline) == 4


def test_a_gs1_code_has_its_bytes_as_text_and_no_brackets():
    import zxingcpp  # noqa: PLC0415 - the only test that writes GS1

    barcode = zxingcpp.create_barcode(
        "(8004)95212345ABC(21)77", zxingcpp.BarcodeFormat.DataMatrix, gs1=True
    )
    picture = np.pad(np.array(barcode.to_image(scale=5), np.uint8), 40, constant_values=255)
    (code,) = decode(picture)
    assert code.text == code.raw.decode() == "800495212345ABC\x1d2177"


def test_a_quick_look_finds_a_qr_code_and_where_it_lies():
    picture = code_picture("CAM-0001")
    (quick,), (whole,) = decode_quickly(picture), decode(picture)
    assert quick.text == whole.text
    assert np.allclose(quick.outline, whole.outline, atol=8)


def test_a_second_opinion_is_asked_only_where_no_linear_code_was_found():
    asked = []

    def other(grey: Picture) -> list[Code]:
        asked.append(grey)
        return [Code("0012345678905", b"0012345678905", "ean_13", ())]

    assert [code.text for code in decode(empty_desk(), other)] == ["0012345678905"]
    decode(code_picture("CAM-0001", "code_128"), other)
    assert len(asked) == 1


def test_the_same_article_number_is_one_code_whichever_decoder_writes_it():
    long = Code("0012345678905", b"0012345678905", "ean_13", ())
    short = Code("012345678905", b"012345678905", "upc_a", ())
    assert long.key == short.key


def test_a_picture_file_is_decoded_and_another_file_is_refused(tmp_path: Path):
    picture = tmp_path / "label.png"
    cv2.imwrite(str(picture), code_picture("KIT-0002", "code_128"))
    assert [code.text for code in decode_file(picture)] == ["KIT-0002"]
    for wrong in (tmp_path, tmp_path / "absent.png"):
        with pytest.raises(HardwareError, match="is not a picture"):
            decode_file(wrong)


def test_a_text_that_a_symbology_cannot_hold_is_refused():
    for text, symbology in (("ABC", "ean_13"), ("A", "barcode"), ("A" * 200, "code_128")):
        with pytest.raises(HardwareError):
            code_picture(text, symbology)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_picture_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    file = tmp_path_factory.getbasetemp() / "any.png"
    file.write_bytes(data)
    with pytest.raises(HardwareError):
        read_picture(file)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 9))
def test_noise_of_any_size_holds_no_code(height: int, width: int, seed: int):
    noise = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    assert decode(noise) == []
    assert decode_quickly(noise) == []
