"""A thread that reads a camera always and keeps only the latest frame, so none is ever stale."""

import threading
import time
from dataclasses import dataclass

from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.camera.shot import Shot
from hardware.scanners.camera.sources import FrameSource

_FIRST_FRAME_S = 10.0
_FROZEN_S = 1.5
_CLOSE_S = 2.0


@dataclass(frozen=True, slots=True)
class CameraFrame:
    """A shot and when it was taken."""

    shot: Shot
    at_ns: int
    number: int


class Capture:
    """Reads a source until closed; the source is opened by the caller and closed here."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._news = threading.Condition()
        self._frame: CameraFrame | None = None
        self._lost: BaseException | None = None
        self._fingerprint = -1
        self._alive_until = time.monotonic() + _FIRST_FRAME_S
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def newer_than(self, number: int, timeout_s: float) -> CameraFrame | None:
        """The latest frame if it is newer; raises `HardwareError` when the camera was lost."""
        with self._news:
            self._news.wait_for(lambda: self._lost or self._has_newer(number), timeout_s)
            if self._has_newer(number):
                return self._frame
            if self._lost is not None:
                raise self._lost
            if self._source.is_device and time.monotonic() > self._alive_until:
                raise HardwareError(
                    ErrorCode.GONE,
                    "the camera shows nothing new",
                    "Unplug the camera and plug it in again.",
                )
        return None

    def close(self) -> None:
        """End the thread; one that hangs inside a driver is left to end when that lets it go."""
        self._closing.set()
        self._thread.join(_CLOSE_S)

    def _has_newer(self, number: int) -> bool:
        return self._frame is not None and self._frame.number > number

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                shot = self._source.read()
                if shot is not None:
                    self._publish(shot)
                if self._source.interval_s:
                    self._closing.wait(self._source.interval_s)
        except Exception as lost:  # noqa: BLE001 - handed to the reader's thread, which judges it
            with self._news:
                self._lost = lost
                self._news.notify_all()
        finally:
            self._source.close()

    def _publish(self, shot: Shot) -> None:
        is_frozen = self._source.is_device and self._is_as_before(shot)
        with self._news:
            if not is_frozen:
                self._alive_until = time.monotonic() + _FROZEN_S
                number = self._frame.number + 1 if self._frame else 1
                self._frame = CameraFrame(shot, time.monotonic_ns(), number)
                self._news.notify_all()

    def _is_as_before(self, shot: Shot) -> bool:
        before, self._fingerprint = self._fingerprint, shot.fingerprint()
        return self._fingerprint == before
