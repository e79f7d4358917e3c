"""What a camera sees on the screen: its picture, and outlines where codes are read."""

import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from hardware.reader import Preview
from hardware.scanners.camera.camera import CameraReader, CameraSettings
from hardware.simulated_wire import FrameFeed, code_picture
from kiosk.shell.camera_preview import CameraPreview
from kiosk.shell.palette import Tone
from tests.hardware.reader_contract import Inbox
from tests.screens.gallery import look

OUTLINE = ((10, 10), (30, 10), (30, 20), (10, 20))
GREY = Preview(40, 30, bytes([90]) * 1200, (OUTLINE,))


@pytest.fixture
def preview(qtbot):
    widget = CameraPreview(look("1280x800"))
    qtbot.addWidget(widget)
    widget.resize(600, 300)
    return widget


def is_outline(widget: CameraPreview, x: int, y: int) -> bool:
    colour = QColor(widget._look.theme.colours.meanings[Tone.DONE].fill)
    return widget.grab().toImage().pixelColor(x, y) == colour


def test_it_shows_the_picture_in_its_own_proportions_with_the_outline_over_it(qtbot, preview):
    preview.offer(GREY)
    qtbot.waitUntil(lambda: preview._shown is not None)
    picture = preview.grab().toImage()
    assert picture.pixelColor(300, 50) == QColor(90, 90, 90)
    assert picture.pixelColor(50, 150) == QColor(preview._look.theme.colours.surface)
    assert is_outline(preview, 100 + 200, 100)
    assert not is_outline(preview, 100 + 200, 150)


def test_only_the_latest_of_many_is_shown_and_it_comes_from_any_thread(qtbot, preview):
    latest = Preview(2, 2, bytes(4), ())
    camera = threading.Thread(
        target=lambda: [*map(preview.offer, [GREY] * 50), preview.offer(latest)]
    )
    camera.start()
    camera.join()
    assert preview._shown is None
    qtbot.waitUntil(lambda: preview._shown is latest)


def test_it_is_empty_before_the_first_picture_and_once_cleared(qtbot, preview):
    ground = QColor(preview._look.theme.colours.surface)
    assert preview.grab().toImage().pixelColor(300, 150) == ground
    preview.offer(GREY)
    qtbot.waitUntil(lambda: preview._shown is not None)
    preview.offer(GREY)
    preview.clear()
    qtbot.wait(10)
    assert preview.grab().toImage().pixelColor(300, 150) == ground


def test_a_real_camera_is_watched_and_its_code_has_an_outline(qtbot, preview, tmp_path: Path):
    feed, inbox = FrameFeed(tmp_path / "webcam"), Inbox()
    settings = CameraSettings(str(feed.folder), fps=30, second_opinion=False)
    reader = CameraReader("webcam", settings)
    reader.watch(preview.offer)
    reader.start(inbox.on_scan, inbox.on_report)
    feed.put(code_picture("CAM-0001"))
    try:
        qtbot.waitUntil(lambda: bool(preview._shown and preview._shown.outlines), timeout=20_000)
    finally:
        reader.watch(None)
        reader.stop()
        feed.close()
    (outline,) = preview._shown.outlines
    assert (preview._shown.width, preview._shown.height) == (640, 360)
    assert all(200 < x < 440 and 80 < y < 280 for x, y in outline)
