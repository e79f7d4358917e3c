"""The window: results at once, other screens by a short fade, a band and a sheet."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from kiosk.screens.notices import ReaderGoneBand, TimeOutSheet
from kiosk.screens.views import BandView, TimeOutView
from kiosk.shell.look import Look
from kiosk.shell.theme import Theme
from kiosk.shell.window import FADE_MS, KioskWindow


@pytest.fixture
def look(qapp):  # noqa: ARG001 -- widgets need an application
    return Look(Theme(800, 480, 5.25))


@pytest.fixture
def window(qtbot, look):
    window = KioskWindow(look)
    qtbot.addWidget(window)
    window.resize(800, 480)
    window.show()
    return window


def test_a_result_is_seen_at_once_and_nothing_fades_over_it(window):
    before, result = QPushButton("before"), QPushButton("result")
    window.show_screen(before)
    window.show_screen(result, at_once=True)
    assert window.screen_shown is result
    assert result.isVisible()
    assert not before.isVisible()
    assert not window._fade.isVisible()


class Painted(QWidget):
    times = 0

    def paintEvent(self, event):  # noqa: ARG002, N802 -- Qt's
        self.times += 1


def test_nothing_is_painted_while_the_window_is_held_and_all_of_it_at_once_afterwards(window):
    screen = Painted()
    window.show_screen(screen, at_once=True)
    QApplication.processEvents()
    before = screen.times
    window.hold()
    screen.update()
    QApplication.processEvents()
    held = screen.times
    assert window.is_held
    window.release()
    assert not window.is_held
    assert (held, screen.times) == (before, before + 1)
    window.release()
    screen.update()
    QApplication.processEvents()
    assert screen.times == before + 2


def test_a_window_that_is_held_for_too_long_says_so_and_paints_again(qtbot, window):
    screen = Painted()
    window.show_screen(screen, at_once=True)
    QApplication.processEvents()
    before = screen.times
    with qtbot.waitSignal(window.held_too_long):
        window.hold()
        screen.update()
        QApplication.processEvents()
    qtbot.waitUntil(lambda: screen.times > before)


def test_another_screen_stands_complete_while_the_one_before_fades(qtbot, window):
    before, after = QPushButton("before"), QPushButton("after")
    window.show_screen(before)
    window.show_screen(after)
    assert after.isVisible()
    assert window._fade.isVisible()
    assert 120 <= FADE_MS <= 200
    qtbot.waitUntil(lambda: not window._fade.isVisible())


def test_a_result_ends_the_fade_of_whoever_was_here_before(window):
    before, rest, result = (QPushButton(name) for name in ("before", "rest", "result"))
    window.show_screen(before)
    window.show_screen(rest)
    window.show_screen(result, at_once=True)
    assert not window._fade.isVisible()
    window.show_screen(rest)
    window.show_screen(rest, at_once=True)
    assert not window._fade.isVisible()


def test_nothing_fades_when_motion_is_off(window, look):
    look.wear(Theme(800, 480, 5.25, motion=False))
    window.show_screen(QPushButton("before"))
    window.show_screen(QPushButton("after"))
    assert not window._fade.isVisible()


def test_a_band_takes_its_room_from_the_screen_and_gives_it_back(window, look):
    screen, band = QPushButton("screen"), ReaderGoneBand(look)
    band.show_band(BandView("The badge reader is gone", "Use the camera."))
    window.show_screen(screen)
    window.show_band(band)
    assert screen.geometry().top() == band.geometry().bottom() + 1
    window.show_band(None)
    assert screen.geometry() == window.rect()


def test_a_sheet_covers_the_screen_and_the_band(window, look):
    sheet = TimeOutSheet(look)
    sheet.show_time_out(TimeOutView("Still there?", "", "More time", "Done"))
    window.show_screen(QPushButton("screen"))
    window.show_sheet(sheet)
    assert sheet.geometry() == window.rect()
    window.show_sheet(None)
    assert not sheet.isVisible()


def test_a_touch_anywhere_and_any_key_say_that_somebody_is_here(qtbot, window):
    button = QPushButton("screen")
    window.show_screen(button)
    with qtbot.waitSignal(window.touched):
        qtbot.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.touched):
        qtbot.keyClick(window.windowHandle(), Qt.Key.Key_A)
