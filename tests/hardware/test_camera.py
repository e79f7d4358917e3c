"""The camera as a reader: pictures in a folder and a video file, through the real driver."""

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.reader import ErrorCode, Kind, OnReport, OnScan, Reader, ReaderState, Scan
from hardware.scanners.camera.camera import CameraDriver, CameraReader, CameraSettings
from hardware.scanners.camera.shot import GreyShot
from hardware.simulated_wire import FrameFeed, code_picture, empty_desk
from hardware.threaded_reader import ThreadedReader
from tests.hardware.reader_contract import PATIENCE_S, Inbox, ReaderContract


class Beeping:
    """A reader that beeps, so that a hand knows when to take the code away."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._beep = threading.Semaphore(0)

    @property
    def name(self) -> str:
        return self._reader.name

    def start(self, on_scan: OnScan, on_report: OnReport) -> None:
        def on_scan_with_beep(scan: Scan) -> None:
            try:
                on_scan(scan)
            finally:
                self._beep.release()

        self._reader.start(on_scan_with_beep, on_report)

    def stop(self) -> None:
        self._reader.stop()

    def wait(self) -> None:
        assert self._beep.acquire(timeout=PATIENCE_S)


class CameraBench:
    codes = ("CAM-0001", "KIT-0002", "https://id.example/8004/95212345ABC")

    def __init__(self, folder: Path) -> None:
        self.feed = FrameFeed(folder)
        settings = CameraSettings(str(folder), fps=30, second_opinion=False)
        self.beeping = Beeping(CameraReader("webcam", settings))
        self.reader: Reader = self.beeping

    def present(self, code: str, symbology: str = "qr_code") -> None:
        self.feed.put(code_picture(code, symbology))
        self.beeping.wait()
        self.feed.put(empty_desk())

    def unplug(self) -> None:
        self.feed.unplug()

    def plug(self) -> None:
        self.feed.plug()


class TestCamera(ReaderContract):
    @pytest.fixture
    def bench(self, tmp_path: Path):
        bench = CameraBench(tmp_path / "webcam")
        yield bench
        bench.reader.stop()
        bench.feed.close()

    def test_a_weak_linear_code_is_read_though_it_must_be_seen_twice(
        self, bench: CameraBench, ready: Inbox
    ):
        bench.present("ASSET 12", "code_39")
        ready.wait_for_texts("ASSET 12")
        assert (ready.scans[0].kind, ready.scans[0].symbology) == (Kind.BARCODE, "code_39")

    def test_two_codes_side_by_side_are_two_scans(self, bench: CameraBench, ready: Inbox):
        both = np.hstack([code_picture("LEFT", width=640), code_picture("RIGHT", width=640)])
        bench.feed.put(both)
        ready.wait(lambda: len(ready.scans) == 2, "not both were read")
        assert sorted(ready.texts) == ["LEFT", "RIGHT"]

    def test_a_code_shown_by_the_demo_is_read(self, bench: CameraBench, ready: Inbox):
        showing = threading.Thread(target=bench.feed.show, args=("CAM-0001", PATIENCE_S))
        showing.start()
        ready.wait_for_texts("CAM-0001")
        bench.feed._taken_away.set()
        showing.join()


def test_a_video_is_read_once_through_and_every_code_counts_once(tmp_path: Path):
    codes = {"qr_code": "CAM-0001", "code_128": "KIT-0002", "data_matrix": "800495212345"}
    video = tmp_path / "desk.avi"
    writer = cv2.VideoWriter(str(video), cv2.VideoWriter.fourcc(*"MJPG"), 15, (1280, 720))
    pictures = [empty_desk()]
    for symbology, text in codes.items():
        pictures += [code_picture(text, symbology), empty_desk()]
    for picture in pictures:
        for _ in range(10):
            writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    writer.release()
    inbox = Inbox()

    reader = CameraReader("webcam", CameraSettings(str(video), at_end="stop"))
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_texts(*codes.values())
    reader.stop()

    assert [scan.symbology for scan in inbox.scans] == list(codes)


class Frozen:
    """A camera that hangs: its driver gives the same frame again and again."""

    interval_s = 0.01
    is_device = True

    def __init__(self, closed: threading.Event) -> None:
        self._closed = closed

    def read(self) -> GreyShot:
        return GreyShot(empty_desk(64, 48))

    def close(self) -> None:
        self._closed.set()


def test_a_camera_that_shows_the_same_frame_for_ever_is_gone():
    inbox, closed = Inbox(), threading.Event()
    settings = CameraSettings("/dev/video0", second_opinion=False)
    reader = ThreadedReader("webcam", CameraDriver(settings, lambda _: Frozen(closed)))
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.GONE)
    reader.stop()
    assert closed.is_set()


@pytest.mark.parametrize("name", ["notes.txt", "notes.png"])
def test_a_file_that_is_no_video_is_said_to_give_no_pictures(tmp_path: Path, name: str):
    (tmp_path / name).write_text("no video")
    inbox = Inbox()
    reader = CameraReader("webcam", CameraSettings(str(tmp_path / name)))
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.BROKEN)
    reader.stop()
    assert inbox.states == [ReaderState.OPENING, ReaderState.BROKEN]
    assert inbox.reports[-1].code is ErrorCode.FAULT
