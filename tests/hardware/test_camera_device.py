"""A camera as OpenCV gives it: what it is asked for, JPEG as it comes, faults, and coming back."""

import logging
import threading
from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from hardware.reader import ErrorCode, HardwareError, Preview, ReaderState
from hardware.scanners.camera import camera as camera_module
from hardware.scanners.camera.camera import CameraDriver, CameraReader, CameraSettings
from hardware.scanners.camera.shot import GreyShot, JpegShot, Shot
from hardware.scanners.camera.sources import DeviceSource, FrameSource, Wishes, set_controls
from hardware.settings import SettingsError, settings_from
from hardware.simulated_wire import FrameFeed, code_picture, empty_desk
from hardware.threaded_reader import ThreadedReader
from tests.hardware.reader_contract import Inbox
from tests.hardware.test_decode import blurred

DESK = "/dev/v4l/by-id/usb-Camera-video-index0"


def jpeg_of(picture: np.ndarray) -> np.ndarray:
    is_written, data = cv2.imencode(".jpg", picture)
    assert is_written
    return data


class Capture:
    """What OpenCV gives for a camera: frames, and controls of which it has some."""

    def __init__(self, frames: list[np.ndarray], without: tuple[int, ...] = ()) -> None:
        self._frames = iter(frames)
        self._without = without
        self.controls: dict[int, float] = {}
        self.is_released = False

    def read(self) -> tuple[bool, np.ndarray | None]:
        frame = next(self._frames, None)
        return frame is not None, frame

    def set(self, control: int, value: float) -> bool:
        if control in self._without:
            return False
        self.controls[control] = value
        return True

    def release(self) -> None:
        self.is_released = True


def test_a_fixed_exposure_and_focus_switch_the_automatic_ones_off():
    capture = Capture([])
    set_controls(DESK, capture, Wishes(1280, 720, 15, exposure=50, focus=120))
    assert capture.controls == {
        cv2.CAP_PROP_AUTO_EXPOSURE: 1,
        cv2.CAP_PROP_EXPOSURE: 50,
        cv2.CAP_PROP_AUTOFOCUS: 0,
        cv2.CAP_PROP_FOCUS: 120,
    }


def test_left_out_they_are_automatic_again_whatever_they_were_before():
    capture = Capture([])
    set_controls(DESK, capture, Wishes(1280, 720, 15))
    assert capture.controls == {cv2.CAP_PROP_AUTO_EXPOSURE: 3, cv2.CAP_PROP_AUTOFOCUS: 1}


def test_a_control_that_a_camera_does_not_have_is_logged_and_it_is_used_without(
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level(logging.WARNING)
    lacks = (cv2.CAP_PROP_AUTOFOCUS, cv2.CAP_PROP_FOCUS)
    set_controls(DESK, Capture([], without=lacks), Wishes(1280, 720, 15, exposure=50, focus=120))
    assert [each.getMessage() for each in caplog.records] == [
        f"camera {DESK} has no focus that can be set to 120"
    ]


def test_jpeg_of_a_camera_is_kept_as_it_came_and_decoded_when_looked_at():
    jpeg = jpeg_of(code_picture("CAM-0001"))
    capture = Capture([jpeg.reshape(1, -1)])
    source = DeviceSource(DESK, capture, gives_jpeg=True)
    shot = source.read()
    assert isinstance(shot, JpegShot)
    assert shot.grey().shape == (720, 1280)
    with pytest.raises(HardwareError) as lost:
        source.read()
    assert lost.value.code is ErrorCode.GONE
    source.close()
    assert capture.is_released


def test_colour_of_a_camera_becomes_grey():
    colour = cv2.cvtColor(code_picture("CAM-0001"), cv2.COLOR_GRAY2BGR)
    shot = DeviceSource(DESK, Capture([colour]), gives_jpeg=False).read()
    assert isinstance(shot, GreyShot)
    assert np.array_equal(shot.grey(), code_picture("CAM-0001"))


class Film:
    """A camera that shows shots one after the other, again and again, or is lost after them."""

    is_device = False
    interval_s = 0.01

    def __init__(self, shots: list[Shot], *, is_lost: bool = False) -> None:
        self._shots = iter(shots) if is_lost else self._endless(shots)

    def _endless(self, shots: list[Shot]) -> Iterator[Shot]:
        while True:
            yield from shots

    def read(self) -> Shot:
        shot = next(self._shots, None)
        if shot is None:
            raise HardwareError(ErrorCode.GONE, "there is no picture", "Plug it in again.")
        return shot

    def close(self) -> None: ...


def reader_of(*films: FrameSource) -> ThreadedReader:
    """A camera that is another film each time it is opened."""
    coming = iter(films)
    settings = CameraSettings(DESK)
    return ThreadedReader("webcam", CameraDriver(settings, lambda _: next(coming)))


DAMAGED = JpegShot(np.zeros(5000, np.uint8))
LABEL = JpegShot(jpeg_of(code_picture("CAM-0001")))


def test_a_damaged_shot_is_passed_over():
    inbox, reader = Inbox(), reader_of(Film([DAMAGED, DAMAGED, LABEL]))
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_texts("CAM-0001")
    reader.stop()
    assert inbox.states == [ReaderState.OPENING, ReaderState.READY]


def test_a_camera_that_gives_nothing_but_damaged_shots_is_said_not_to_work(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(camera_module, "_BLIND_S", 0.2)
    inbox, reader = Inbox(), reader_of(Film([DAMAGED]), Film([LABEL]))
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.BROKEN)
    assert inbox.reports[-1].code is ErrorCode.FAULT
    assert "shorter cable" in inbox.reports[-1].remedy
    inbox.wait_for_texts("CAM-0001")
    reader.stop()


def test_a_camera_that_was_lost_comes_back_by_itself():
    desk = GreyShot(empty_desk())
    inbox = Inbox()
    reader = reader_of(Film([desk] * 3, is_lost=True), Film([LABEL]))
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_texts("CAM-0001")
    reader.stop()
    states = [ReaderState.OPENING, ReaderState.READY, ReaderState.GONE, ReaderState.READY]
    assert inbox.states == states


def test_a_code_that_only_the_second_opinion_reads_is_read():
    hard = GreyShot(blurred("4006381333931", "ean_13", 1.1))
    inbox, reader = Inbox(), reader_of(Film([hard]))
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_texts("4006381333931")
    reader.stop()


def test_a_watcher_sees_what_is_read_until_it_looks_away_and_its_fault_is_its_own(tmp_path):
    feed, inbox = FrameFeed(tmp_path / "webcam"), Inbox()
    reader = CameraReader("webcam", CameraSettings(str(feed.folder), fps=30, second_opinion=False))
    seen: list[Preview] = []
    outlined = threading.Event()

    def watch(preview: Preview) -> None:
        seen.append(preview)
        if preview.outlines:
            outlined.set()
        raise RuntimeError("the screen failed")

    reader.watch(watch)
    reader.start(inbox.on_scan, inbox.on_report)
    feed.put(code_picture("CAM-0001"))
    assert outlined.wait(20)
    reader.watch(None)
    inbox.wait_for_texts("CAM-0001")
    count = len(seen)
    feed.put(code_picture("KIT-0002"))
    inbox.wait_for_texts("CAM-0001", "KIT-0002")
    reader.stop()
    feed.close()

    assert len(seen) <= count + 1
    assert (seen[-1].width, seen[-1].height, len(seen[-1].grey)) == (640, 360, 640 * 360)
    assert len(seen[-1].outlines[0]) == 4
    assert b"CAM" not in seen[-1].grey


def test_only_the_symbologies_that_are_set_are_read(tmp_path):
    feed, inbox = FrameFeed(tmp_path / "webcam"), Inbox()
    settings = CameraSettings(str(feed.folder), fps=30, symbologies=("code_128",))
    reader = CameraReader("webcam", settings)
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.READY)
    both = np.hstack([code_picture("QR", width=640), code_picture("BARS", "code_128", width=640)])
    feed.put(both)
    inbox.wait_for_texts("BARS")
    reader.stop()
    feed.close()


def test_every_wrong_setting_of_a_camera_is_told_at_once():
    wrong = {
        "source": "",
        "symbologies": ["qr_code", "qr"],
        "exposure": 0,
        "focus": "far",
        "width": 10,
    }
    with pytest.raises(SettingsError) as told:
        settings_from(CameraSettings, wrong)
    assert [problem.partition(":")[0] for problem in told.value.problems] == [
        "source",
        "width",
        "exposure",
        "focus",
        "symbologies",
    ]
    assert "'qr' is none of qr_code, micro_qr_code" in told.value.problems[-1]
    with pytest.raises(SettingsError, match="symbologies: is empty"):
        settings_from(CameraSettings, {"source": DESK, "symbologies": []})
