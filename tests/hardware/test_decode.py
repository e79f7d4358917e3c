"""What the decoders find in a picture."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.reader import HardwareError
from hardware.scanners.camera import second_opinion as second_opinion_module
from hardware.scanners.camera.code import LINEAR, SYMBOLOGIES, Code, Picture
from hardware.scanners.camera.decode import decode, decode_lightly, decode_quickly
from hardware.scanners.camera.second_opinion import second_opinion
from hardware.scanners.camera.spelling import code_39_text, gtin_of_upc_e
from hardware.scanners.camera.zbar import Opinion, ZbarProcess
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


GS1_TEXT = "800495212345ABC\x1d2177"


def gs1_picture(name: str) -> Picture:
    import zxingcpp  # noqa: PLC0415 - these tests alone write GS1

    barcode = zxingcpp.create_barcode(
        "(8004)95212345ABC(21)77", getattr(zxingcpp.BarcodeFormat, name), gs1=True
    )
    return np.pad(np.array(barcode.to_image(scale=4), np.uint8), 40, constant_values=255)


@pytest.mark.parametrize(
    ("name", "symbology", "identifier"),
    [
        ("Code128", "gs1_128", "]C1"),
        ("DataMatrix", "gs1_data_matrix", "]d2"),
        ("QRCode", "gs1_qr_code", "]Q3"),
        ("Aztec", "gs1_aztec", "]z1"),
        ("DataBarExp", "databar", "]e0"),
    ],
)
def test_a_gs1_code_says_so_and_has_its_bytes_as_text_without_brackets(
    name: str, symbology: str, identifier: str
):
    (code,) = decode(gs1_picture(name))
    assert (code.symbology, code.identifier) == (symbology, identifier)
    assert code.text == code.raw.decode() == GS1_TEXT


def test_the_same_bars_are_one_code_whether_their_reader_knows_that_they_are_gs1():
    picture = gs1_picture("Code128")
    (code,) = decode(picture)
    with ZbarProcess() as zbar:
        (opinion,) = zbar.read(picture)
    assert (code.symbology, opinion.code.symbology) == ("gs1_128", "code_128")
    assert code.key == opinion.code.key


def test_a_code_that_only_looks_like_gs1_is_none():
    (code,) = decode(code_picture("8004ASSET", "code_128"))
    assert (code.symbology, code.identifier) == ("code_128", "]C0")


def test_a_quick_look_finds_a_qr_code_and_where_it_lies():
    picture = code_picture("CAM-0001")
    (quick,), (whole,) = decode_quickly(picture[::2, ::2]), decode(picture)
    assert quick.text == whole.text
    assert np.allclose(quick.outline, whole.outline, atol=8)


@pytest.mark.parametrize("symbology", ["qr_code", "data_matrix", "code_128"])
def test_a_light_look_finds_codes_of_a_usual_size_and_where_they_lie(symbology: str):
    picture = code_picture("CAM-0001", symbology)
    (light,), (whole,) = decode_lightly(picture, picture[::2, ::2]), decode(picture)
    assert (light.text, light.symbology) == (whole.text, whole.symbology)
    assert np.allclose(light.outline, whole.outline, atol=8)


@pytest.mark.parametrize("symbology", ["qr_code", "data_matrix", "code_128", "ean_13"])
def test_a_symbology_that_is_not_wanted_is_not_read_however_closely_one_looks(symbology: str):
    picture = code_picture(TEXTS.get(symbology, "CAM-0001"), symbology)
    wanted = set(SYMBOLOGIES) - {symbology}
    half = picture[::2, ::2]
    with ZbarProcess() as zbar:
        assert decode(picture, zbar.read, wanted - {"upc_a"}) == []
    assert decode_quickly(half, wanted) == []
    assert decode_lightly(picture, half, wanted - {"upc_a"}) == []


def blurred(text: str, symbology: str, blur: float) -> Picture:
    """A small code, out of focus, with the noise of a sensor."""
    picture = code_picture(text, symbology, width=480, height=360)
    noise = np.random.default_rng(1).normal(0, 3, picture.shape)
    return np.clip(cv2.GaussianBlur(picture, (0, 0), blur) + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("text", "symbology", "blur"), [("4006381333931", "ean_13", 1.1), ("123456", "itf", 1.35)]
)
def test_a_second_opinion_reads_linear_codes_that_one_look_does_not(
    text: str, symbology: str, blur: float
):
    picture = blurred(text, symbology, blur)
    assert decode(picture) == []
    with ZbarProcess() as zbar:
        (code,) = decode(picture, zbar.read)
    assert (code.text, code.symbology) == (text, symbology)


def test_a_second_opinion_is_asked_only_where_no_linear_code_was_found():
    asked = []

    def ask(grey: Picture) -> list[Opinion]:
        asked.append(grey)
        return [Opinion(Code("0012345678905", b"0012345678905", "ean_13", ()), lines=50)]

    assert [code.text for code in decode(empty_desk(), ask)] == ["0012345678905"]
    assert [code.text for code in decode(code_picture("QR"), ask)] == ["QR", "0012345678905"]
    decode(code_picture("CAM-0001", "code_128"), ask)
    assert len(asked) == 2


def test_zbar_is_believed_alone_only_when_it_read_a_code_on_many_lines():
    misread = Code("7847792116341", b"7847792116341", "ean_13", ())
    assert second_opinion(empty_desk(), lambda _: [Opinion(misread, lines=9)]) == []
    assert second_opinion(empty_desk(), lambda _: [Opinion(misread, lines=10)]) == [misread]


def test_what_zbar_read_on_one_line_counts_when_another_look_reads_it_too():
    bars = Code("KIT-0002", b"KIT-0002", "code_128", ())
    seen = second_opinion(code_picture("KIT-0002", "code_128"), lambda _: [Opinion(bars, 1)])
    assert seen == [bars]


def test_further_looks_confirm_and_bring_nothing_new(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(second_opinion_module, "_LOOKS", ())
    picture, misread = code_picture("KIT-0002", "code_128"), Code("17", b"17", "code_128", ())
    assert second_opinion(picture, lambda _: [Opinion(misread, 1)]) == []


@pytest.mark.parametrize(
    ("bars", "text"),
    [
        ("12+A+B", "12ab"),
        ("E+X+T /A%J/J/C", "Ext !?*#"),
        ("$A%A%U%V%Z/Z", "\x01\x1b\0@\x7f:"),
        ("A+1", "A+1"),
        ("50%", "50%"),
        ("TAG-1.", "TAG-1."),
    ],
)
def test_code_39_means_the_same_to_both_decoders(bars: str, text: str):
    assert code_39_text(bars) == text


def test_upc_e_stands_for_the_number_that_zxing_gives():
    import zxingcpp  # noqa: PLC0415 - as above

    for digits in ("01234505", "01234514", "01234531", "01234543", "01234550", "01264904"):
        seven = digits[:7]
        barcode = zxingcpp.create_barcode(seven, zxingcpp.BarcodeFormat.UPCE)
        picture = np.pad(np.array(barcode.to_image(scale=4), np.uint8), 40, constant_values=255)
        (code,) = decode(picture)
        assert gtin_of_upc_e(f"{seven}{code.text[-1]}") == code.text
    assert gtin_of_upc_e("21234505") == "21234505"


@pytest.mark.parametrize("symbology", ["code_128", "code_39", "codabar", "itf", "ean_8", "ean_13"])
def test_both_decoders_write_a_linear_code_alike(symbology: str):
    picture = code_picture(TEXTS[symbology], symbology)
    (code,) = decode(picture)
    with ZbarProcess() as zbar:
        (opinion,) = zbar.read(picture)
    assert (opinion.code.text, opinion.code.key) == (code.text, code.key)


def test_the_same_article_number_is_one_code_whichever_decoder_writes_it():
    long = Code("0012345678905", b"0012345678905", "ean_13", ())
    short = Code("012345678905", b"012345678905", "upc_a", ())
    assert long.key == short.key


def test_a_text_that_a_symbology_cannot_hold_is_refused():
    for text, symbology in (("ABC", "ean_13"), ("A", "barcode"), ("A" * 200, "code_128")):
        with pytest.raises(HardwareError):
            code_picture(text, symbology)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 9))
def test_noise_of_any_size_holds_no_code(height: int, width: int, seed: int):
    noise = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    assert decode(noise) == []
    assert decode_quickly(noise) == []
    assert second_opinion(noise, lambda _: []) == []
