"""Sizes as a ruler measures them, and colours that can be read."""

import pytest

from kiosk.shell.colour import contrast, mix
from kiosk.shell.palette import (
    CONTROL_CONTRAST,
    TEXT_CONTRAST,
    PoorContrast,
    Tone,
    check_brand,
    palette,
)
from kiosk.shell.theme import Size, Theme

PANELS = {"7": (800, 480, 5.25), "10": (1280, 800, 5.88), "21": (1080, 1920, 4.03)}
BRANDS = ["#1d4e6b", "#000000", "#7a0c3f", "#2d5016", "#3b2a86"]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("brand", BRANDS)
def test_every_text_reads_at_seven_to_one(dark, brand):
    poor = [p for p in palette(dark=dark, brand=brand).text_pairs() if contrast(*p) < TEXT_CONTRAST]
    assert poor == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("brand", BRANDS)
def test_every_control_stands_out_at_three_to_one(dark, brand):
    colours = palette(dark=dark, brand=brand)
    poor = [p for p in colours.control_pairs() if contrast(*p) < CONTROL_CONTRAST]
    assert poor == []


def test_contrast_is_what_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_brand_that_cannot_be_read_is_refused_with_the_nearest_shade_that_can():
    with pytest.raises(PoorContrast) as refused:
        check_brand("#5fb4e8")
    assert contrast(refused.value.nearest, "#ffffff") >= TEXT_CONTRAST
    assert check_brand(refused.value.nearest) == refused.value.nearest


def test_a_brand_that_is_no_colour_is_refused():
    with pytest.raises(ValueError, match="#1a5fb4"):
        check_brand("blue")


def test_the_three_meanings_differ_in_every_theme():
    for dark in (False, True):
        meanings = palette(dark=dark).meanings
        assert len({meanings[tone].fill for tone in Tone}) == len(Tone)


def test_mixing_goes_from_one_colour_to_the_other():
    assert mix("#000000", "#ffffff", 0) == "#000000"
    assert mix("#000000", "#ffffff", 1) == "#ffffff"


@pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS)
def test_controls_and_capitals_have_their_millimetres_on_every_panel(panel):
    theme = Theme(*panel)
    assert theme.primary_px / theme.px_per_mm >= 19.9
    assert theme.secondary_px / theme.px_per_mm >= 14.9
    assert theme.key_px / theme.px_per_mm >= 10
    assert theme.capital_mm(Size.BODY) >= 4.8


@pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS)
def test_the_four_sizes_fall_from_result_to_note(panel):
    sizes = [Theme(*panel).font_px(size) for size in Size]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 4


def test_a_larger_panel_has_larger_type_and_the_same_words_for_it():
    assert Theme(*PANELS["21"]).capital_mm(Size.BODY) > Theme(*PANELS["7"]).capital_mm(Size.BODY)


def test_large_text_keeps_still():
    theme = Theme(*PANELS["7"])
    assert theme.moves
    assert not theme.enlarged(large_text=True).moves
    assert theme.mirrored(dark=True).dark
