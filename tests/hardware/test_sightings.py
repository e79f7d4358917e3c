"""When a code that a camera sees counts, and how closely the camera looks."""

import numpy as np
import pytest

from hardware.scanners.camera.attention import Attention, Look
from hardware.scanners.camera.code import Code
from hardware.scanners.camera.sightings import Sightings
from hardware.simulated_wire import code_picture, empty_desk

QR = Code("CAM-0001", b"CAM-0001", "qr_code", ())
WEAK = Code("12345", b"12345", "itf", ())
MS = 1_000_000
S = 1000 * MS


@pytest.fixture
def sightings() -> Sightings:
    return Sightings(away_s=1.0)


def test_a_code_that_lies_there_counts_once_however_often_it_is_missed(sightings: Sightings):
    looks = [[QR], [], [QR], [], [], [], [QR]]
    new = [sightings.note(codes, at * S, 1, Look.FULL) for at, codes in enumerate(looks)]
    assert new == [[QR], *[[]] * 6]


def test_it_counts_anew_after_it_was_away_for_a_second(sightings: Sightings):
    assert sightings.note([QR], 0, 1, Look.QUICK) == [QR]
    assert sightings.note([], 100 * MS, 2, Look.WHOLE) == []
    assert sightings.note([], 200 * MS, 2, Look.WHOLE) == []
    assert sightings.note([QR], 1000 * MS, 3, Look.WHOLE) == [QR]


def test_it_does_not_count_anew_when_it_was_away_for_less(sightings: Sightings):
    sightings.note([QR], 0, 1, Look.WHOLE)
    sightings.note([], 100 * MS, 2, Look.WHOLE)
    sightings.note([], 200 * MS, 2, Look.WHOLE)
    assert sightings.note([QR], 999 * MS, 3, Look.WHOLE) == []


def test_a_look_that_could_not_see_it_does_not_make_it_away(sightings: Sightings):
    sightings.note([QR], 0, 1, Look.FULL)
    for tenth in range(1, 30):
        sightings.note([], tenth * 100 * MS, tenth, Look.WHOLE)
    assert sightings.note([QR], 3 * S, 40, Look.FULL) == []


def test_a_weak_code_needs_two_equal_readings_and_a_single_one_is_forgotten(sightings: Sightings):
    assert sightings.note([WEAK], 0, 1, Look.WHOLE) == []
    assert sightings.is_unsure
    assert sightings.note([], 50 * MS, 1, Look.FULL) == []
    assert not sightings.is_unsure
    assert sightings.note([WEAK], 100 * MS, 1, Look.FULL) == []
    assert sightings.note([WEAK], 150 * MS, 1, Look.FULL) == [WEAK]
    assert sightings.note([WEAK], 200 * MS, 1, Look.FULL) == []


def test_codes_that_left_are_forgotten(sightings: Sightings):
    for number in range(1000):
        code = Code(str(number), str(number).encode(), "qr_code", ())
        sightings.note([code], number * S, number, Look.WHOLE)
    assert len(sightings._in_view) < 4


def test_an_unchanged_desk_is_looked_at_once_a_second():
    attention, noise = Attention(), np.random.default_rng(1)
    looks = []
    for frame in range(60):
        grey = empty_desk() + noise.integers(0, 8, (720, 1280), np.uint8)
        looks.append(attention.look(grey, 10 * S + frame * 66 * MS))
    assert looks[:2] == [Look.QUICK, Look.FULL]
    assert looks[2:].count(Look.FULL) == 3
    assert set(looks[2:]) == {Look.REST, Look.FULL}
    assert attention.scene == 1


def test_a_moving_desk_is_looked_at_quickly_and_wholly_in_turn_and_again_when_it_rests():
    attention, still = Attention(), code_picture("CAM-0001")
    looks = [
        attention.look(np.roll(still, 40 * frame, axis=1), frame * 66 * MS) for frame in range(6)
    ]
    assert looks == [Look.QUICK, Look.WHOLE, Look.QUICK] * 2
    last = np.roll(still, 200, axis=1)
    assert attention.look(last, 400 * MS) is Look.WHOLE
    assert attention.look(last, 450 * MS) is Look.REST
    attention.look_again()
    assert attention.look(last, 500 * MS) is Look.FULL
