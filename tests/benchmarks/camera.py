"""What the camera costs and how soon it reads: processor time beside zxing-cpp, pyzbar and JPEG.

Frames are of 1280 by 720, fifteen a second by their own clock. The driver's eye sees each; beside
it, in turn, some are only decoded, or decoded and read whole by zxing-cpp or by pyzbar.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import cv2

from hardware.scanners.camera import zxing
from hardware.scanners.camera.code import SYMBOLOGIES, Code, Picture
from hardware.scanners.camera.eye import Eye
from hardware.scanners.camera.shot import JpegShot
from hardware.scanners.camera.zbar import ZbarProcess
from tests.benchmarks.desk_frames import Desk
from tests.benchmarks.ratios import Row, median, percentile
from tests.benchmarks.scale import Scale

SECONDS, LABELS = 40, 42
UNCHANGED_BOUND, JPEG_BOUND, CHANGING_BOUND, QR_BOUND, EVENT_BOUND = 0.25, 2, 0.6, 0.5, 0.6
LYING_BOUND_S = 1.5
_FPS = 15
_FRAME_NS = 1_000_000_000 // _FPS
_SAMPLED = 5
"""Every so manieth frame is given to the others: they do the same work for each."""
_LABELS = (
    ("CAM-0001", "qr_code"),
    ("KIT-0002", "code_128"),
    ("https://id.example/8004/95212345ABC", "qr_code"),
    ("CAM 12", "code_39"),
    ("4006381333931", "ean_13"),
    ("800495212345", "data_matrix"),
)
_PYZBAR = ("QRCODE", "CODE128", "CODE39", "EAN13", "EAN8", "UPCA", "UPCE", "I25", "CODABAR")


def rows(scale: Scale, _cache: Path) -> list[Row]:
    """Look at an empty desk, at one where something moves, and at labels laid down."""
    cv2.setNumThreads(1)  # as the driver does
    desk = Desk()
    with ZbarProcess() as zbar:
        bench = _Bench(zbar)
        seconds = scale.of(SECONDS, least=1)
        return [
            *_unchanged(bench, desk.unchanged(), seconds),
            _changing(bench, desk.changing(scale.of(30)), seconds),
            *_read(bench, desk, scale.of(LABELS, least=len(_LABELS))),
            _lying(bench, desk, scale.of(len(_LABELS), least=2)),
        ]


class _Bench:
    """An eye, and the processor time that it and its second opinion take."""

    def __init__(self, zbar: ZbarProcess) -> None:
        self._zbar = zbar
        self._at_ns = 0
        self.renew()

    def renew(self) -> None:
        """Begin anew with an eye that has seen nothing."""
        self._eye = Eye(self._zbar.read)

    def see(self, frame: Picture) -> list[Code]:
        """Show the next frame."""
        self._at_ns += _FRAME_NS
        return self._eye.see(JpegShot(frame), self._at_ns)

    def cost_ms(self, job: Callable[[], object]) -> float:
        """Give the processor time of a job, in this process and in zbar's."""
        begun = self._clock_s()
        job()
        return (self._clock_s() - begun) * 1000

    def _clock_s(self) -> float:
        worker = self._zbar.pid
        others = time.clock_gettime(~worker << 3 | 2) if worker else 0  # clock_getcpuclockid(3)
        return time.process_time() + others


def _decoded(frame: Picture) -> Picture:
    return JpegShot(frame).grey()


def _by_zxing(frame: Picture) -> list[Code]:
    return zxing.read(_decoded(frame), SYMBOLOGIES)


def _by_pyzbar(frame: Picture) -> list[Any]:
    from pyzbar.pyzbar import ZBarSymbol, decode  # noqa: PLC0415 - it needs zbar's library

    return list(decode(_decoded(frame), symbols=[ZBarSymbol[name] for name in _PYZBAR]))


def _mean(costs: Sequence[float]) -> float:
    return sum(costs) / len(costs)


def _watched(
    bench: _Bench, frames: Iterable[Picture], others: Sequence[Callable[[Picture], object]]
) -> list[float]:
    """Give the mean cost of a frame to the eye, and to each of the others."""
    ours: list[float] = []
    theirs: list[list[float]] = [[] for _ in others]
    for number, frame in enumerate(frames):
        ours.append(bench.cost_ms(lambda frame=frame: bench.see(frame)))  # type: ignore[misc]
        if number % _SAMPLED == 0:
            for costs, other in zip(theirs, others, strict=True):
                costs.append(bench.cost_ms(lambda frame=frame, other=other: other(frame)))  # type: ignore[misc]
    return [_mean(ours), *map(_mean, theirs)]


def _unchanged(bench: _Bench, frames: Sequence[Picture], seconds: int) -> list[Row]:
    film = islice(cycle(frames), seconds * _FPS)
    ours, whole, jpeg = _watched(bench, film, [_by_zxing, _decoded])
    said = f"{ours:.2f} ms a frame, mean of {seconds} s; zxing-cpp {whole:.1f}, JPEG {jpeg:.2f}"
    return [
        Row.at_most("camera, nothing moves, over zxing-cpp", ours / whole, UNCHANGED_BOUND, said),
        Row.at_most("camera, nothing moves, over JPEG alone", ours / jpeg, JPEG_BOUND, said),
    ]


def _changing(bench: _Bench, frames: Sequence[Picture], seconds: int) -> Row:
    bench.renew()
    ours, whole = _watched(bench, islice(cycle(frames), seconds * _FPS), [_by_zxing])
    said = f"{ours:.1f} ms a frame, mean of {seconds} s; zxing-cpp {whole:.1f}"
    return Row.at_most("camera, all moves, over zxing-cpp", ours / whole, CHANGING_BOUND, said)


def _read(bench: _Bench, desk: Desk, labels: int) -> list[Row]:
    """Lay labels down, each on a desk that was empty; the frame counts in which one is read."""
    qr: list[tuple[float, float]] = []
    events: list[tuple[float, float]] = []
    counts: list[int] = []
    for text, symbology in islice(cycle(_LABELS), labels):
        frames = desk.with_label(text, symbology)
        _rest(bench, desk)
        cost, count = _until_read(bench, frames)
        counts.append(count)
        events.append((cost, bench.cost_ms(lambda frames=frames: _by_pyzbar(frames[0]))))  # type: ignore[misc]
        if symbology == "qr_code":
            qr.append((cost, bench.cost_ms(lambda frames=frames: _by_zxing(frames[0]))))  # type: ignore[misc]
    ours, whole = (median(each) for each in zip(*qr, strict=True))
    soon, late = (percentile(each, 0.95) for each in zip(*events, strict=True))
    return [
        Row.at_most(
            "frame with a QR code, over zxing-cpp",
            ours / whole,
            QR_BOUND,
            f"median {ours:.1f} ms over {whole:.1f} ms; {len(qr)} labels",
        ),
        Row.at_most(
            "frame to event, over pyzbar, p95",
            soon / late,
            EVENT_BOUND,
            f"p95 {soon:.1f} ms over {late:.1f} ms; {labels} labels, 5 symbologies,"
            f" read in frame {median(counts):.0f}, at latest {max(counts)}",
        ),
    ]


def _rest(bench: _Bench, desk: Desk) -> None:
    bench.renew()
    for frame in desk.unchanged(4):
        bench.see(frame)


def _until_read(bench: _Bench, frames: Sequence[Picture]) -> tuple[float, int]:
    """Give what the frame costs in which the label is read, and which one it is."""
    found: list[Code] = []
    for count, frame in enumerate(islice(cycle(frames), _FPS * 10), 1):
        cost = bench.cost_ms(lambda frame=frame: found.extend(bench.see(frame)))  # type: ignore[misc]
        if found:
            return cost, count
    raise RuntimeError("a label was not read in ten seconds")


def _lying(bench: _Bench, desk: Desk, labels: int) -> Row:
    """Say how long a label lies there, and is sharp, before it is read."""
    waits: list[int] = []
    for text, symbology in _LABELS[:labels]:
        _rest(bench, desk)
        waits.append(_until_read(bench, desk.with_label(text, symbology))[1])
        _rest(bench, desk)
        slowly = desk.coming_into_focus(text, symbology, 2 * _FPS)
        sharp = slowly[-1:] * _FPS * 10
        waits.append(max(0, _until_read(bench, [*slowly, *sharp])[1] - len(slowly)))
    longest = max(waits) / _FPS
    return Row.fact(
        "a label left lying is read within",
        f"{longest:.2f} s",
        f"≤ {LYING_BOUND_S} s",
        kept=longest <= LYING_BOUND_S,
        detail=f"{len(waits)} labels, laid down or coming into focus",
    )
