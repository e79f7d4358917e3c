"""When a code that a camera sees counts."""

import pytest

from hardware.scanners.camera.attention import Look
from hardware.scanners.camera.code import Code
from hardware.scanners.camera.sightings import Sightings

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
    assert sightings.wanted is Look.WHOLE
    assert sightings.note([], 50 * MS, 1, Look.FULL) == []
    assert sightings.wanted is Look.REST
    assert sightings.note([WEAK], 100 * MS, 1, Look.FULL) == []
    assert sightings.note([WEAK], 150 * MS, 1, Look.FULL) == [WEAK]
    assert sightings.note([WEAK], 200 * MS, 1, Look.FULL) == []


@pytest.mark.parametrize("symbology", ["ean_13", "upc_e", "code_39", "itf", "codabar"])
def test_codes_that_a_misread_can_pass_for_are_read_twice_alike(
    sightings: Sightings, symbology: str
):
    one, other = (Code(text, text.encode(), symbology, ()) for text in ("4006381333931", "17"))
    assert sightings.note([one], 0, 1, Look.WHOLE) == []
    assert sightings.note([other], 60 * MS, 1, Look.WHOLE) == []
    assert sightings.note([other], 120 * MS, 1, Look.WHOLE) == [other]


def test_codes_that_left_are_forgotten(sightings: Sightings):
    for number in range(1000):
        code = Code(str(number), str(number).encode(), "qr_code", ())
        sightings.note([code], number * S, number, Look.WHOLE)
    assert len(sightings._in_view) < 4


def test_whether_a_code_is_gone_is_settled_by_as_close_a_look_as_saw_it(sightings: Sightings):
    sightings.note([QR], 0, 1, Look.FULL)
    sightings.note([], 100 * MS, 2, Look.FULL)
    assert sightings.wanted is Look.FULL
    sightings.note([QR], 200 * MS, 2, Look.LIGHT)
    sightings.note([], 300 * MS, 3, Look.WHOLE)
    assert sightings.wanted is Look.WHOLE


def test_a_code_is_visible_where_it_was_seen_last_until_the_scene_has_gone_on(
    sightings: Sightings,
):
    moved = Code(QR.text, QR.raw, QR.symbology, ((1, 1), (9, 1), (9, 9), (1, 9)))
    sightings.note([QR], 0, 1, Look.QUICK)
    sightings.note([moved], 50 * MS, 2, Look.QUICK)
    sightings.note([WEAK], 60 * MS, 2, Look.WHOLE)
    assert sightings.visible(scene=4) == [moved]
    assert sightings.visible(scene=9) == []
