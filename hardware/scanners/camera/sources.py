"""Where frames come from: a camera, a video or numbered pictures, or a folder shown as a camera.

Knows: OpenCV's capture and its silences. Does not know: what is done with a frame.
"""

import logging
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from hardware.driver import node_presence
from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.camera.picture_file import read_picture
from hardware.scanners.camera.shot import GreyShot, JpegShot, Shot
from hardware.usb import located

PICTURE_NAME = "picture.png"
_MOST_FRAMES_PER_S = 120.0
_MJPG = int.from_bytes(b"MJPG", "little")
_MANUAL_EXPOSURE, _AUTO_EXPOSURE = 1, 3
"""V4L2's numbers for a fixed exposure and for one that the camera chooses."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a camera is asked for; it grants what it can."""

    width: int
    height: int
    fps: float
    exposure: int | None = None
    """In units of 0.1 ms; None lets the camera choose."""
    focus: int | None = None
    """In the camera's own units, from far to near; None lets the camera choose."""


class FrameSource(Protocol):
    """Used by the capture thread alone."""

    interval_s: float
    """How long to wait between frames; 0 for what keeps its own time."""
    is_device: bool
    """Whether frames that do not change at all mean that it hangs."""

    def read(self) -> Shot | None:
        """The next shot, None when there is none now; `HardwareError` when it is lost."""

    def close(self) -> None:
        """Let it go."""


def open_source(source: str, wishes: Wishes, *, loops: bool) -> FrameSource:
    """What a path, or an address as `hardware.usb` reads it, stands for; raises `HardwareError`."""
    path = located(source)
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        if "%" not in path:
            raise _gone(path) from error
        mode = stat.S_IFREG
    if stat.S_ISDIR(mode):
        return FolderSource(Path(path), wishes.fps)
    if stat.S_ISCHR(mode):
        return _device(path, wishes)
    return VideoSource(path, wishes.fps, loops=loops)


class FolderSource:
    """A folder whose `picture.png` is what the camera sees; replaced by whoever shows something."""

    is_device = False

    def __init__(self, folder: Path, fps: float) -> None:
        self.interval_s = 1 / fps
        self._folder = folder
        self._shown: tuple[object, Shot | None] = (None, None)

    def read(self) -> Shot | None:
        """The picture that lies in the folder now."""
        if not self._folder.is_dir():
            raise _gone(str(self._folder))
        path = self._folder / PICTURE_NAME
        try:
            identity = (path.stat().st_ino, path.stat().st_mtime_ns)
            if identity != self._shown[0]:
                self._shown = (identity, GreyShot(read_picture(path)))
        except (OSError, HardwareError):
            return None
        return self._shown[1]

    def close(self) -> None:
        """Nothing is held open."""


class VideoSource:
    """A video file or numbered pictures, at its own pace, once or again and again."""

    is_device = False

    def __init__(self, path: str, fps: float, *, loops: bool) -> None:
        self._path = path
        self._loops = loops
        self._present = node_presence(path)
        self._capture = _opened(path, "CAP_ANY")
        self._first = _shot(self._capture)
        if self._first is None:  # what only has the name of a picture opens all the same
            self._capture.release()
            raise _fault(path)
        own_fps = self._capture.get(_constant("CAP_PROP_FPS"))
        self.interval_s = 1 / (own_fps if 0 < own_fps <= _MOST_FRAMES_PER_S else fps)

    def read(self) -> Shot | None:
        """The next frame; after the last one the first, or nothing more."""
        if node_presence(self._path) != self._present:
            raise _gone(self._path)
        first, self._first = self._first, None
        frame = first or _shot(self._capture)
        if frame is None and self._loops:
            self._capture.release()
            self._capture = _opened(self._path, "CAP_ANY")
            frame = _shot(self._capture)
            if frame is None:
                raise _fault(self._path)
        return frame

    def close(self) -> None:
        """Close the file."""
        self._capture.release()


class DeviceSource:
    """A camera; it blocks until it has a frame."""

    interval_s = 0.0
    is_device = True

    def __init__(self, path: str, capture: Any, *, gives_jpeg: bool) -> None:  # noqa: ANN401 - OpenCV is imported lazily
        self._path = path
        self._capture = capture
        self._gives_jpeg = gives_jpeg

    def read(self) -> Shot | None:
        """The camera's next frame."""
        shot = _shot(self._capture, is_jpeg=self._gives_jpeg)
        if shot is None:
            raise _gone(self._path)
        return shot

    def close(self) -> None:
        """Let the camera go."""
        self._capture.release()


def _device(path: str, wishes: Wishes) -> DeviceSource:
    if not os.access(path, os.R_OK | os.W_OK):
        raise HardwareError(
            ErrorCode.DENIED,
            f"this user may not open {path}",
            "Add the user of the station to the group video, then start it again.",
        )
    capture = _opened(path, "CAP_V4L2")
    capture.set(_constant("CAP_PROP_FOURCC"), _MJPG)
    capture.set(_constant("CAP_PROP_FRAME_WIDTH"), wishes.width)
    capture.set(_constant("CAP_PROP_FRAME_HEIGHT"), wishes.height)
    capture.set(_constant("CAP_PROP_FPS"), wishes.fps)
    set_controls(path, capture, wishes)
    gives_jpeg = int(capture.get(_constant("CAP_PROP_FOURCC"))) == _MJPG
    if gives_jpeg:
        capture.set(_constant("CAP_PROP_CONVERT_RGB"), 0)  # its bytes as they come: see `shot`
    return DeviceSource(path, capture, gives_jpeg=gives_jpeg)


def set_controls(path: str, capture: Any, wishes: Wishes) -> None:  # noqa: ANN401 - as above
    """Set exposure and focus; what the camera does not have is logged, and it is used without."""
    wanted = {
        "AUTO_EXPOSURE": _AUTO_EXPOSURE if wishes.exposure is None else _MANUAL_EXPOSURE,
        "EXPOSURE": wishes.exposure,
        "AUTOFOCUS": int(wishes.focus is None),
        "FOCUS": wishes.focus,
    }
    for name, value in wanted.items():
        if value is None:
            continue
        is_set = capture.set(_constant(f"CAP_PROP_{name}"), value)
        if not is_set and name in ("EXPOSURE", "FOCUS"):
            _log.warning("camera %s has no %s that can be set to %d", path, name.lower(), value)


def _opened(path: str, api: str) -> Any:  # noqa: ANN401 - OpenCV is imported lazily
    try:
        import cv2
    except ImportError as missing:
        raise HardwareError(
            ErrorCode.LIBRARY, "OpenCV is not installed", "Install opencv-python-headless."
        ) from missing
    try:
        capture = cv2.VideoCapture(path, _constant(api))
    except cv2.error as error:
        raise _fault(path) from error
    if not capture.isOpened():
        capture.release()
        raise _fault(path)
    return capture


def _constant(name: str) -> int:
    import cv2

    value: int = getattr(cv2, name)
    return value


def _shot(capture: Any, *, is_jpeg: bool = False) -> Shot | None:  # noqa: ANN401 - as above
    import cv2

    try:
        is_read, frame = capture.read()
    except cv2.error:
        return None
    if not is_read:
        return None
    if is_jpeg:
        return JpegShot(np.asarray(frame, np.uint8).ravel())
    grey = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)  # noqa: PLR2004
    return GreyShot(np.asarray(grey, np.uint8))


def _gone(path: str) -> HardwareError:
    return HardwareError(
        ErrorCode.GONE, f"there is no picture from {path}", "Plug the camera in again."
    )


def _fault(path: str) -> HardwareError:
    return HardwareError(
        ErrorCode.FAULT,
        f"{path} gives no pictures",
        f"Close other programs that use it (`fuser -v {path}`), or name a camera or a video.",
    )
