"""Icons, words, sounds, keys, countdown and text: the small parts every screen is made of."""

import wave

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.shell import words
from kiosk.shell.buttons import Button
from kiosk.shell.icons import is_shipped, pixmap
from kiosk.shell.keys import Field, Keyboard, Keypad
from kiosk.shell.look import Look, Paragraph, load_fonts
from kiosk.shell.marks import CountdownRing, shape
from kiosk.shell.palette import Tone
from kiosk.shell.sound import Sound, quieter
from kiosk.shell.text import Text
from kiosk.shell.theme import Size, Theme
from resources import path


@pytest.fixture
def look(qapp):  # noqa: ARG001 -- widgets need an application
    load_fonts()
    return Look(Theme(800, 480, 5.25, motion=False))


@pytest.mark.usefixtures("qapp")
def test_an_icon_takes_the_colour_it_is_given():
    def reds(colour):
        image = pixmap("camera", colour, 48).toImage()
        return {
            image.pixelColor(x, y).name()
            for x in range(48)
            for y in range(48)
            if image.pixelColor(x, y).alpha() == 255
        }

    assert reds("#9c1a1c") == {"#9c1a1c"}


@pytest.mark.usefixtures("qapp")
def test_an_icon_that_is_not_shipped_is_a_box():
    assert not is_shipped("nothing-like-it")
    assert (
        pixmap("nothing-like-it", "#000000", 24).toImage()
        == pixmap("package", "#000000", 24).toImage()
    )


def test_each_shipped_drawing_follows_the_colour():
    for file in path("icons").glob("*.svg"):
        assert "currentColor" in file.read_text(), file.name


@pytest.mark.usefixtures("qapp")
def test_the_shapes_of_the_meanings_have_a_different_number_of_corners():
    box = QRectF(0, 0, 100, 100)
    corners = {tone: shape(tone, box).elementCount() for tone in Tone if tone != "neutral"}
    assert len(set(corners.values())) == 3


@pytest.mark.parametrize("tone", [Tone.DONE, Tone.REFUSED, Tone.ATTENTION])
def test_a_sound_lasts_less_than_300_ms_and_can_be_made_quieter(tone, tmp_path):
    source, copy = path(f"sounds/{tone}.wav"), tmp_path / "quiet.wav"
    quieter(source, copy, 0.25)
    loudness = []
    for file in (source, copy):
        with wave.open(str(file)) as sound:
            assert sound.getnframes() / sound.getframerate() < 0.3
            frames = memoryview(sound.readframes(sound.getnframes())).cast("h")
            loudness.append(max(frames))
    assert loudness[1] == pytest.approx(loudness[0] / 4, abs=2)


def test_a_player_is_started_with_the_sound_and_a_silent_station_starts_none(
    qtbot, tmp_path, monkeypatch
):
    heard = tmp_path / "heard"
    player = tmp_path / "pw-play"
    player.write_text(f'#!/bin/sh\nbasename "$1" >> {heard}\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    Sound(volume=0.0).play(Tone.REFUSED)
    Sound(volume=1.0).play(Tone.NEUTRAL)
    sound = Sound(volume=0.5)
    sound.play(Tone.DONE)
    qtbot.waitUntil(lambda: heard.exists() and heard.read_text() == "done-0.5.wav\n")


def test_a_machine_that_cannot_play_is_silent(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    sound = Sound()
    assert sound.is_silent
    sound.play(Tone.DONE)


def test_a_language_that_is_not_there_speaks_english():
    words.speak("xx")
    try:
        assert words._("Finish") == "Finish"
        assert words.ngettext("{count} thing", "{count} things", 2) == "{count} things"
    finally:
        words.speak(words.SOURCE)
    assert words.languages()[0] == words.SOURCE


def test_the_keypad_gives_out_the_whole_pin_once_and_shows_only_how_long_it_is(qtbot, look):
    pad = Keypad(look)
    qtbot.addWidget(pad)
    counts, pins = [], []
    pad.changed.connect(counts.append)
    pad.confirmed.connect(pins.append)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_9, Qt.Key.Key_Backspace, Qt.Key.Key_0):
        qtbot.keyClick(pad, key)
    pad.enter.click()
    pad.enter.click()
    assert pins == ["120"]
    assert counts == [1, 2, 3, 2, 3, 0]


def test_a_pin_grows_no_longer_than_the_pad_allows(qtbot, look):
    pad = Keypad(look, longest=4)
    qtbot.addWidget(pad)
    pins = []
    pad.confirmed.connect(pins.append)
    for _ in range(9):
        pad.press("7")
    pad.forget()
    pad.confirm()
    for _ in range(9):
        pad.press("7")
    pad.confirm()
    assert pins == ["7777"]


def test_the_keyboard_types_into_a_field_and_takes_back(qtbot, look):
    board, field = Keyboard(look), Field(look, "Name")
    qtbot.addWidget(board)
    qtbot.addWidget(field)
    board.typed.connect(field.type_text)
    board.deleted.connect(field.delete)
    for key in board.findChildren(Button):
        if key.text() in ("c", "a", "n"):
            key.click()
    assert sorted(field.text) == ["a", "c", "n"]
    board.deleted.emit()
    assert len(field.text) == 2
    with qtbot.waitSignal(field.submitted):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_the_ring_counts_down_and_says_when_the_time_is_over(qtbot, look):
    ring = CountdownRing(look)
    qtbot.addWidget(ring)
    with qtbot.waitSignal(ring.elapsed):
        ring.start(0.3, 30)
        assert ring.seconds_left == 1
    assert ring.seconds_left == 0


@pytest.mark.parametrize("large_text", [False, True])
def test_a_number_of_three_digits_stays_inside_the_ring(qtbot, large_text):
    wearing = Look(Theme(800, 480, 5.25, large_text=large_text, motion=False))
    ring = CountdownRing(wearing, mm=14)
    qtbot.addWidget(ring)
    ring.start(120)
    ring.resize(ring.sizeHint())
    picture = ring.grab().toImage()
    radius = ring.width() / 2
    ink = [
        (x - radius, y - radius)
        for x in range(ring.width())
        for y in range(ring.height())
        if picture.pixelColor(x, y).name() == wearing.theme.colours.ink.lower()
    ]

    assert ink
    inside = radius - 1.5 * wearing.theme.mm(1.3)
    assert max(x * x + y * y for x, y in ink) < inside * inside


def test_a_text_takes_a_smaller_size_before_it_is_cut(qtbot, look):
    text = Text(look, "A name of many words that is long", sizes=(Size.RESULT, Size.NOTE))
    qtbot.addWidget(text)
    text.resize(300, 70)
    assert not text.is_clipped()
    text.resize(60, 20)
    assert text.is_clipped()


def test_a_word_without_a_space_is_broken_and_not_cut(look):
    paragraph = Paragraph("x" * 60, look.font(Size.BODY), 200)
    assert paragraph.lines > 1
    assert paragraph.width <= 200
    assert paragraph.breaks_a_word()


def test_figures_are_of_one_width_and_the_shipped_font_is_used(look):
    font = look.font(Size.BODY)
    one, eight = (Paragraph(d * 9, font, 10_000).width for d in "18")
    assert one == pytest.approx(eight, rel=0.02)


def test_the_focus_ring_shows_to_those_who_come_by_key_only(qtbot, look):
    window = QWidget()
    qtbot.addWidget(window)
    first, second = Button(look, "First"), Button(look, "Second")
    layout = QVBoxLayout(window)
    for button in (first, second):
        button.setMinimumSize(300, 79)
        layout.addWidget(button)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    def is_ringed(button):
        inset = look.theme.stroke + look.theme.focus
        return button.grab().toImage().pixelColor(150, inset).lightness() < 100

    first.setFocus(Qt.FocusReason.MouseFocusReason)
    assert first.hasFocus()
    assert not is_ringed(first)
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    assert is_ringed(second)
