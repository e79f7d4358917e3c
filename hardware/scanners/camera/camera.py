"""A camera that reads codes: the driver that joins the camera and the eye behind it.

A screen that shows what the camera sees calls `CameraReader.watch` with a function: it is called
with a `Preview` for each frame, from the reader's own thread, until `watch(None)` or `stop`. Nobody
watching costs nothing. `kiosk.shell.camera_preview` draws it.
"""

import logging
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from hardware.driver import Connection, Reading, node_presence
from hardware.reader import ErrorCode, HardwareError, OnPreview, Preview
from hardware.scanners.camera.capture import Capture
from hardware.scanners.camera.code import SYMBOLOGIES, Code
from hardware.scanners.camera.eye import Eye
from hardware.scanners.camera.shot import BadShotError, Shot
from hardware.scanners.camera.sources import FrameSource, Wishes, open_source
from hardware.scanners.camera.zbar import ZbarProcess
from hardware.settings import checked, setting
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake

_FRAME_WAIT_S = 0.2
_BLIND_S = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CameraSettings:
    """A camera, or what stands in for one."""

    source: str = setting()
    """Best a path below /dev/v4l/by-id; or a video, numbered pictures (`%03d.png`), a folder."""
    width: int = setting(1280, least=160, most=7680)
    height: int = setting(720, least=120, most=4320)
    fps: float = setting(15.0, least=1, most=120)
    exposure: int | None = setting(None, least=1, most=100_000)
    """How long the shutter is open, in units of 0.1 ms; left out, the camera chooses.

    A short one, with a lamp, is what makes a code readable that moves.
    """
    focus: int | None = setting(None, least=0, most=10_000)
    """Where the lens stands, in the camera's own units; left out, the camera focuses by itself."""
    symbologies: tuple[str, ...] = setting(SYMBOLOGIES, choices=SYMBOLOGIES)
    """Which kinds of codes are read; fewer are found sooner and misread less."""
    at_end: str = setting("loop", choices=("loop", "stop"))
    """What a video does when it is over."""
    away_s: float = setting(1.0, least=0.1, most=60)
    """How long a code must be out of view before it counts anew."""
    second_opinion: bool = setting(default=True)
    """Whether linear codes that zxing-cpp does not find are looked for again, also by zbar."""

    def __post_init__(self) -> None:
        checked(self)


OpenSource = Callable[[CameraSettings], FrameSource]


def _open_source(settings: CameraSettings) -> FrameSource:
    wishes = Wishes(
        settings.width, settings.height, settings.fps, settings.exposure, settings.focus
    )
    return open_source(settings.source, wishes, loops=settings.at_end == "loop")


class CameraDriver:
    """Opens the camera; a lost one is opened anew from the start."""

    def __init__(self, settings: CameraSettings, open_source: OpenSource = _open_source) -> None:
        self._settings = settings
        self._open_source = open_source
        self.on_preview: OnPreview | None = None

    def open(self) -> Connection:
        """Open the source and begin to capture."""
        _check_libraries()
        source = self._open_source(self._settings)
        return CameraConnection(source, self._settings, self._preview)

    def presence(self) -> Hashable:
        """The identity of the device, the file or the folder."""
        return node_presence(self._settings.source)

    def _preview(self, shot: Shot, codes: Callable[[], list[Code]]) -> None:
        """Show a shot to whoever watches; a watcher's fault is its own."""
        watcher = self.on_preview
        if watcher is None:
            return
        half = shot.half()
        height, width = half.shape
        outlines = tuple(tuple((x // 2, y // 2) for x, y in code.outline) for code in codes())
        try:
            watcher(Preview(width, height, half.tobytes(), outlines))
        except Exception:  # noqa: BLE001 - the border: a watcher is not ours
            _log.exception("a watcher of the camera failed")


OnShot = Callable[[Shot, Callable[[], list[Code]]], None]


class CameraConnection:
    """An open camera: the latest shot is seen, those between are let go."""

    def __init__(self, source: FrameSource, settings: CameraSettings, on_shot: OnShot) -> None:
        self._capture = Capture(source)
        self._zbar = ZbarProcess() if settings.second_opinion else None
        ask_zbar = self._zbar.read if self._zbar else None
        self._eye = Eye(ask_zbar, settings.symbologies, settings.away_s)
        self._on_shot = on_shot
        self._number = 0
        self._seen_at = time.monotonic()

    def read(self, stop: Wake) -> list[Reading]:
        """What the latest shot shows anew."""
        if stop.is_set:
            return []
        frame = self._capture.newer_than(self._number, _FRAME_WAIT_S)
        if frame is None:
            return []
        self._number = frame.number
        try:
            new = self._eye.see(frame.shot, frame.at_ns)
            self._on_shot(frame.shot, self._eye.visible)
        except BadShotError as bad:
            self._complain_when_blind(bad)
            return []
        self._seen_at = time.monotonic()
        return [Reading(code.raw, frame.at_ns, code.symbology, text=code.text) for code in new]

    def close(self) -> None:
        """Let the camera and the second opinion go."""
        self._capture.close()
        if self._zbar is not None:
            self._zbar.close()

    def _complain_when_blind(self, bad: BadShotError) -> None:
        """One damaged shot is nothing; a camera that gives no other is said not to work."""
        if time.monotonic() - self._seen_at > _BLIND_S:
            raise HardwareError(
                ErrorCode.FAULT,
                "the pictures of the camera are damaged",
                "Plug the camera into the computer itself, without a hub, with a shorter cable.",
            ) from bad


class CameraReader(ThreadedReader):
    """A camera, not yet started."""

    def __init__(self, name: str, settings: CameraSettings) -> None:
        self._camera = CameraDriver(settings)
        super().__init__(name, self._camera)

    def watch(self, on_preview: OnPreview | None) -> None:
        """Show each frame to one watcher, from the reader's own thread; None for nobody."""
        self._camera.on_preview = on_preview


def _check_libraries() -> None:
    try:
        import cv2
        import zxingcpp  # noqa: F401
    except ImportError as missing:
        raise HardwareError(
            ErrorCode.LIBRARY,
            f"{missing.name} is not installed",
            "Install opencv-python-headless and zxing-cpp.",
        ) from missing
    cv2.setNumThreads(1)  # the other processors are the screen's
