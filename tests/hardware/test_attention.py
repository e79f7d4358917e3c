"""How closely the camera looks, and when it need not look at all."""

import cv2
import numpy as np
import pytest

from hardware.scanners.camera.attention import Attention, Look
from hardware.scanners.camera.code import Picture
from hardware.scanners.camera.shot import BadShotError, GreyShot, JpegShot
from hardware.simulated_wire import code_picture, empty_desk

MS = 1_000_000
S = 1000 * MS
FRAME = 66 * MS


def noisy(picture: Picture, seed: int, sigma: float = 4) -> Picture:
    noise = np.random.default_rng(seed).normal(0, sigma, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def jpeg_of(picture: Picture) -> JpegShot:
    is_written, data = cv2.imencode(".jpg", picture)
    assert is_written
    return JpegShot(data)


def looks_at(attention: Attention, pictures: list[Picture], begin_ns: int = 10 * S) -> list[Look]:
    return [
        attention.look(GreyShot(picture).thumbnail(), begin_ns + number * FRAME)
        for number, picture in enumerate(pictures)
    ]


def test_an_unchanged_desk_is_looked_at_lightly_each_second_and_rarely_in_full():
    attention = Attention()
    frames = [noisy(empty_desk(), seed) for seed in range(4)]
    looks = looks_at(attention, [frames[number % 4] for number in range(320)])
    assert looks[:3] == [Look.QUICK, Look.WHOLE, Look.FULL]
    assert looks[3:].count(Look.FULL) == 1
    assert looks[3:].count(Look.LIGHT) == 18
    assert set(looks[3:]) == {Look.REST, Look.LIGHT, Look.FULL}
    assert attention.scene == 1


def test_a_lamp_that_flickers_and_a_camera_that_adapts_are_no_movement():
    attention, desk = Attention(), code_picture("CAM-0001").astype(np.float64)
    desk = desk * 0.6 + 60
    flickering = [np.clip(desk + 20 * np.sin(n), 0, 255).astype(np.uint8) for n in range(30)]
    looks_at(attention, flickering)
    assert attention.scene == 1


@pytest.mark.parametrize("symbology", ["qr_code", "code_128", "data_matrix"])
def test_a_label_that_is_laid_down_is_movement(symbology: str):
    attention, desk = Attention(), empty_desk()
    looks_at(attention, [desk] * 20)
    label = code_picture("CAM-0001", symbology, width=320, height=180)
    desk[100:280, 200:520] = label
    assert looks_at(attention, [desk] * 2, 12 * S) == [Look.QUICK, Look.WHOLE]


def test_a_moving_desk_is_looked_at_quickly_and_wholly_in_turn_and_again_when_it_rests():
    attention, still = Attention(), code_picture("CAM-0001")
    looks_at(attention, [still] * 3)
    moving = [np.roll(still, 40 * number, axis=1) for number in range(1, 7)]
    assert looks_at(attention, moving, 11 * S) == [Look.QUICK, Look.WHOLE, Look.QUICK] * 2
    assert looks_at(attention, [moving[-1]] * 3, 11 * S + 500 * MS) == [
        Look.WHOLE,
        Look.REST,
        Look.REST,
    ]
    assert looks_at(attention, [moving[-1]] * 2, 12 * S) == [Look.REST, Look.REST]
    assert looks_at(attention, [moving[-1]] * 2, 13 * S) == [Look.FULL, Look.REST]


def test_what_moves_on_and_on_is_looked_at_in_full_now_and_then():
    attention, still = Attention(), code_picture("CAM-0001")
    moving = [np.roll(still, 40 * (number % 9), axis=1) for number in range(150)]
    looks = looks_at(attention, moving)
    assert looks.count(Look.FULL) == 2
    assert looks.count(Look.WHOLE) == pytest.approx(50, abs=3)


def test_a_look_that_is_owed_is_given_at_the_next_shot_and_only_then():
    attention, desk = Attention(), empty_desk()
    looks_at(attention, [desk] * 3)
    attention.owe(Look.WHOLE)
    attention.owe(Look.REST)
    assert looks_at(attention, [desk] * 2, 10 * S + 3 * FRAME) == [Look.WHOLE, Look.REST]


def test_a_jpeg_is_decoded_as_far_as_asked_and_shows_the_same_as_the_picture():
    picture = code_picture("CAM-0001", width=1282, height=722)
    plain, jpeg = GreyShot(picture), jpeg_of(picture)
    for size in ("thumbnail", "half", "grey", "half"):
        shown, meant = getattr(jpeg, size)(), getattr(plain, size)()
        height, width = (min(pair) for pair in zip(shown.shape, meant.shape, strict=True))
        difference = cv2.absdiff(shown[:height, :width], meant[:height, :width])
        assert np.median(difference) <= 2
    assert jpeg.fingerprint() == jpeg_of(picture).fingerprint()
    assert jpeg.fingerprint() != jpeg_of(noisy(picture, 1)).fingerprint()


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"no picture" * 50])
def test_a_shot_that_is_damaged_says_so(data: bytes):
    shot = JpegShot(np.frombuffer(data, np.uint8))
    for decoded in (shot.thumbnail, shot.half, shot.grey):
        with pytest.raises(BadShotError):
            decoded()
