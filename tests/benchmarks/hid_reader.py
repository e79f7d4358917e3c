"""HID scanners: from the key that ends a code, or from its last report, to the event.

The code is written first; then its end, timed until the reader calls with the scan, by turns with
a thread that does nothing but read the same bytes. The keys come through a pipe in the kernel's
own bytes, the reports through a socket that keeps them apart.
"""

import os
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from hardware.driver import Driver
from hardware.reader import ReaderReport, ReaderState
from hardware.scanners.hid_keyboard import HidKeyboardDriver, HidKeyboardSettings
from hardware.scanners.hid_pos import HidPosDriver, HidPosSettings
from hardware.threaded_reader import ThreadedReader
from tests.benchmarks.ratios import Row, median, percentile
from tests.benchmarks.scale import Scale
from tests.benchmarks.serial_reader import MOST_ABOVE_MS, PATIENCE_S, PIECE, Stopwatch
from tests.hardware.hid_scanner import COUNTED, SocketNode, reports
from tests.hardware.key_pipe import PipeNodes
from tests.hardware.typist import ENTER, as_bytes, keys, press


def rows(scale: Scale, _cache: Path) -> list[Row]:
    """Measure a scanner that types and one in HID-POS mode."""
    nodes = PipeNodes()
    typing = HidKeyboardDriver(HidKeyboardSettings(uniq="SCAN0001"), nodes)
    far, near = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    near.setblocking(False)
    pos = HidPosDriver(HidPosSettings("/dev/hidraw0"), lambda _: SocketNode(near, COUNTED))
    with far:
        return [
            _above("key terminator to event", typing, _type(nodes), scale),
            _above("last report to event", pos, _send(far), scale),
        ]


_Present = Callable[[int], Callable[[], object]]
"""Presents all of a code but its end, and gives what presents its end."""


def _type(nodes: PipeNodes) -> _Present:
    def present(number: int) -> Callable[[], object]:
        nodes.type(keys(f"LS-{number:05}"))
        end = as_bytes(press(ENTER))
        return lambda: os.write(nodes.ends[0], end)

    return present


def _send(far: socket.socket) -> _Present:
    def present(number: int) -> Callable[[], object]:
        first, last = reports(f"LS-{number:060}".encode())
        far.send(first)
        return lambda: far.send(last)

    return present


def _above(what: str, driver: Driver, present: _Present, scale: Scale) -> Row:
    """Time our reader and a bare read by turns."""
    rounds = scale.of(2_000)
    watch, ready = Stopwatch(), threading.Event()
    reader = ThreadedReader("bench", driver)

    def on_report(report: ReaderReport) -> None:
        if report.state is ReaderState.READY:
            ready.set()

    read, bare = [], []
    with ExitStack() as stack:
        reader.start(lambda _scan: watch.stop(), on_report)
        stack.callback(reader.stop)
        other = stack.enter_context(_Bare())
        assert ready.wait(PATIENCE_S)
        for number in range(rounds):
            bare.append(other.time())
            read.append(watch.time(present(number)))
    above = median(read) - median(bare)
    return Row.fact(
        what,
        f"+{above:.2f} ms",
        f"≤ {MOST_ABOVE_MS:g} ms above a bare read",
        kept=above <= MOST_ABOVE_MS,
        detail=f"median {median(read):.2f} ms, p99 {percentile(read, 0.99):.2f} ms,"
        f" over {median(bare):.2f} ms; {rounds:,} codes by turns",
    )


class _Bare:
    """A thread that reads a pipe and does nothing else."""

    def __enter__(self) -> Self:
        self._near, self._far = os.pipe()
        self._watch = Stopwatch()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._far)
        self._thread.join(PATIENCE_S)
        os.close(self._near)

    def time(self) -> float:
        end = as_bytes(press(ENTER))
        return self._watch.time(lambda: os.write(self._far, end))

    def _read(self) -> None:
        while os.read(self._near, PIECE):
            self._watch.stop()
