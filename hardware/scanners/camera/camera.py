"""A camera that reads codes: the driver that joins capture, gate, decoders and sightings."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from hardware.driver import Connection, Reading, node_presence
from hardware.reader import ErrorCode, HardwareError
from hardware.scanners.camera.attention import Attention, Look
from hardware.scanners.camera.capture import CameraFrame, Capture
from hardware.scanners.camera.code import Code
from hardware.scanners.camera.decode import decode, decode_quickly
from hardware.scanners.camera.second_opinion import ZbarProcess
from hardware.scanners.camera.sightings import Sightings
from hardware.scanners.camera.sources import FrameSource, open_source
from hardware.settings import checked, setting
from hardware.threaded_reader import ThreadedReader
from hardware.wake import Wake

_FRAME_WAIT_S = 0.2


@dataclass(frozen=True)
class CameraSettings:
    """A camera, or what stands in for one."""

    source: str = setting()
    """Best a path below /dev/v4l/by-id; or a video, numbered pictures (`%03d.png`), a folder."""
    width: int = setting(1280, least=160, most=7680)
    height: int = setting(720, least=120, most=4320)
    fps: float = setting(15.0, least=1, most=120)
    at_end: str = setting("loop", choices=("loop", "stop"))
    """What a video does when it is over."""
    away_s: float = setting(1.0, least=0.1, most=60)
    """How long a code must be out of view before it counts anew."""
    second_opinion: bool = setting(default=True)
    """Whether zbar is asked about linear codes that zxing-cpp does not find."""

    def __post_init__(self) -> None:
        checked(self)


OpenSource = Callable[[CameraSettings], FrameSource]


def _open_source(settings: CameraSettings) -> FrameSource:
    size = (settings.width, settings.height)
    return open_source(settings.source, size, settings.fps, loops=settings.at_end == "loop")


class CameraDriver:
    """Opens the camera; a lost one is opened anew from the start."""

    def __init__(self, settings: CameraSettings, open_source: OpenSource = _open_source) -> None:
        self._settings = settings
        self._open_source = open_source

    def open(self) -> Connection:
        """Open the source and begin to capture."""
        _check_libraries()
        source = self._open_source(self._settings)
        return _Connection(source, self._settings)

    def presence(self) -> Hashable:
        """The identity of the device, the file or the folder."""
        return node_presence(self._settings.source)


class _Connection:
    def __init__(self, source: FrameSource, settings: CameraSettings) -> None:
        self._capture = Capture(source)
        self._zbar = ZbarProcess() if settings.second_opinion else None
        self._attention = Attention()
        self._sightings = Sightings(settings.away_s)
        self._number = 0

    def read(self, stop: Wake) -> list[Reading]:
        """What the latest frame shows anew."""
        if stop.is_set:
            return []
        frame = self._capture.newer_than(self._number, _FRAME_WAIT_S)
        if frame is None:
            return []
        self._number = frame.number
        look = self._attention.look(frame.grey, frame.at_ns)
        new = self._sightings.note(
            self._codes(frame, look),
            frame.at_ns,
            self._attention.scene,
            look,
        )
        if self._sightings.is_unsure:
            self._attention.look_again()
        return [Reading(code.raw, frame.at_ns, code.symbology, text=code.text) for code in new]

    def close(self) -> None:
        self._capture.close()
        if self._zbar is not None:
            self._zbar.close()

    def _codes(self, frame: CameraFrame, look: Look) -> Sequence[Code]:
        match look:
            case Look.REST:
                return ()
            case Look.QUICK:
                return decode_quickly(frame.grey)
            case Look.WHOLE:
                return decode(frame.grey)
            case Look.FULL:
                return decode(frame.grey, self._zbar.decode if self._zbar else None)


def camera_reader(name: str, settings: CameraSettings) -> ThreadedReader:
    """A camera, not yet started."""
    return ThreadedReader(name, CameraDriver(settings))


def _check_libraries() -> None:
    try:
        import cv2  # noqa: F401
        import zxingcpp  # noqa: F401
    except ImportError as missing:
        raise HardwareError(
            ErrorCode.LIBRARY,
            f"{missing.name} is not installed",
            "Install opencv-python-headless and zxing-cpp.",
        ) from missing
