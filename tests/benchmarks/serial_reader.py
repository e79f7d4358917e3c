"""Readers on a line: from a frame's bytes to its event, and how fast their parsers are.

A frame is written to a pseudo-terminal and timed until the reader calls with the scan, by turns
with a thread that does nothing but read the same bytes from a line of its own. Parsers are fed
true frames in pieces of 4 KiB, by turns with ``bytes.split`` on the same pieces.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from hardware.reader import Reader, ReaderReport, ReaderState, Scan
from hardware.rfid.em4100 import Em4100Settings, em4100_reader
from hardware.scanners.serial_line import SerialScannerSettings, serial_reader
from hardware.simulated_wire import Wire, badge_frame
from tests.benchmarks.ratios import Row, interleaved, median, percentile
from tests.benchmarks.scale import Scale
from tests.fuzz.parsers import PARSERS

MOST_ABOVE_MS = 2.0
LEAST_BYTES = 400_000
"""A second: what the fastest line brings, at four million baud."""
PATIENCE_S = 10.0
PIECE = 4096


def rows(scale: Scale, _cache: Path) -> list[Row]:
    """Measure a scanner, a badge reader, and every parser that is fuzzed."""
    with tempfile.TemporaryDirectory() as folder:
        scanner = _above("serial scanner", _scanner(Path(folder) / "scanner"), scale)
        badges = _above("badge reader", _badges(Path(folder) / "badges"), scale)
    return [scanner, badges, *(_throughput(name, scale) for name in PARSERS)]


class Stopwatch:
    """Takes the time of what another thread calls, for the one that waits for it."""

    def __init__(self) -> None:
        self._came = threading.Event()
        self._at_ns = 0

    def stop(self) -> None:
        self._at_ns = time.perf_counter_ns()
        self._came.set()

    def time(self, start: Callable[[], object]) -> float:
        """Start something; give the milliseconds until ``stop`` was called."""
        self._came.clear()
        begun = time.perf_counter_ns()
        start()
        assert self._came.wait(PATIENCE_S)
        return (self._at_ns - begun) / 1e6


class _Bare:
    """A thread that reads a line and does nothing else."""

    def __init__(self, port: Path) -> None:
        self.wire = Wire(port)
        self.watch = Stopwatch()
        self._fd = os.open(port, os.O_RDONLY | os.O_NOCTTY)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            while os.read(self._fd, PIECE):
                self.watch.stop()
        except OSError:  # the plug was pulled
            os.close(self._fd)

    def close(self) -> None:
        self.wire.close()
        self._thread.join(PATIENCE_S)


class _Read:
    """The same line with one of our readers on it."""

    def __init__(self, port: Path, reader: Reader, frame: Callable[[int], bytes]) -> None:
        self.wire = Wire(port)
        self.watch = Stopwatch()
        self.frame = frame
        self._reader = reader
        self._ready = threading.Event()
        reader.start(self._on_scan, self._on_report)
        assert self._ready.wait(PATIENCE_S)

    def close(self) -> None:
        self._reader.stop()
        self.wire.close()

    def _on_scan(self, _scan: Scan) -> None:
        self.watch.stop()

    def _on_report(self, report: ReaderReport) -> None:
        if report.state is ReaderState.READY:
            self._ready.set()


def _scanner(port: Path) -> _Read:
    reader = serial_reader("scanner", SerialScannerSettings(str(port)))
    return _Read(port, reader, lambda number: f"LS-{number:05}\r\n".encode())


def _badges(port: Path) -> _Read:
    reader = em4100_reader("badges", Em4100Settings(str(port), repeats=False))
    return _Read(port, reader, lambda number: badge_frame(f"{number:010X}"))


def _above(what: str, ours: _Read, scale: Scale) -> Row:
    rounds = scale.of(2_000)
    read, bare = [], []
    with ExitStack() as stack:
        stack.callback(ours.close)
        other = _Bare(ours.wire.port.with_name(f"{what} bare"))
        stack.callback(other.close)
        for number in range(1, rounds + 1):
            frame = ours.frame(number)
            bare.append(other.watch.time(lambda frame=frame: other.wire.send(frame)))
            read.append(ours.watch.time(lambda frame=frame: ours.wire.send(frame)))
    above = median(read) - median(bare)
    return Row.fact(
        f"frame to event, {what}",
        f"+{above:.2f} ms",
        f"≤ {MOST_ABOVE_MS:g} ms above a bare read",
        kept=above <= MOST_ABOVE_MS,
        detail=f"median {median(read):.2f} ms, p99 {percentile(read, 0.99):.2f} ms,"
        f" over {median(bare):.2f} ms; {rounds:,} frames by turns",
    )


def _throughput(name: str, scale: Scale) -> Row:
    fuzzed = PARSERS[name]
    once = b"".join(fuzzed.frames)
    stream = once * (scale.of(1 << 20, least=1 << 12) // len(once) + 1)
    pieces = [stream[at : at + PIECE] for at in range(0, len(stream), PIECE)]
    parser, end = fuzzed.make(), fuzzed.frames[0][-1:]
    clock = iter(range(0, 1 << 62, 1_000_000))

    def parse() -> None:
        for piece in pieces:
            parser.feed(piece, next(clock))

    def split() -> None:
        for piece in pieces:
            piece.split(end)

    times = interleaved({"ours": parse, "split": split}, scale.of(5))
    rate, split_rate = (len(stream) * 1e6 / median(times[whose]) for whose in ("ours", "split"))
    return Row.fact(
        f"parser: {name}",
        f"{rate / 1e6:.1f} MB/s",
        f"≥ {LEAST_BYTES / 1e6:g} MB/s, four million baud",
        kept=rate >= LEAST_BYTES,
        detail=f"bytes.split {split_rate / 1e6:,.0f} MB/s on the same true frames",
    )
