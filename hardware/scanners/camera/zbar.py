"""zbar in a process of its own, which may die or hang without harm and is started again.

Knows: the process, its protocol, and how zbar writes what zxing-cpp writes otherwise. Does not
know: zbar itself, which only `zbar_worker` imports, or whether to believe it.
"""

import json
import mmap
import os
import select
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from hardware.scanners.camera.code import Code, Picture
from hardware.scanners.camera.spelling import code_39_text, gtin_of_upc_e

_WORKER = Path(__file__).with_name("zbar_worker.py")
_PATIENCE_S = 6.0
"""Longer than the worker's own alarm, which ends it even when nobody waits for it any more."""
_PAUSE_S = 30.0
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Opinion:
    """A code that zbar read, and on how many lines across the picture it read it."""

    code: Code
    lines: int


class ZbarProcess:
    """Asked about one picture at a time, by one thread; gives nothing when zbar fails."""

    def __init__(self) -> None:
        self._pixels = os.memfd_create("picture")
        self._worker: subprocess.Popen[bytes] | None = None
        self._has_answered = False
        self._paused_until = 0.0
        with suppress(OSError):  # then it is tried again when it is asked
            self._start()

    def read(self, grey: Picture) -> list[Opinion]:
        """The linear codes that zbar sees."""
        if self._worker is None and time.monotonic() < self._paused_until:
            return []
        height, width = grey.shape
        try:
            worker = self._worker or self._start()
            os.ftruncate(self._pixels, height * width)
            with mmap.mmap(self._pixels, height * width) as shared:
                shared[:] = np.ascontiguousarray(grey).data.cast("B")
            _send(worker, f"{width} {height}\n".encode())
            opinions = [_opinion_of(each) for each in json.loads(_answer(worker))]
        except (OSError, ValueError, KeyError, TypeError):
            self._discard()
            return []
        self._has_answered = True
        return opinions

    @property
    def pid(self) -> int:
        """The number of the process; 0 while there is none."""
        return self._worker.pid if self._worker else 0

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            _end(self._worker)
            self._worker = None
        if self._pixels >= 0:
            os.close(self._pixels)
            self._pixels = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        self._has_answered = False
        self._worker = subprocess.Popen(
            [sys.executable, "-P", str(_WORKER), str(self._pixels)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(self._pixels,),
            bufsize=0,
        )
        return self._worker

    def _discard(self) -> None:
        """Let a failed worker go; one that never answered is not tried again for a while."""
        if self._worker is not None:
            _end(self._worker)
            self._worker = None
        if not self._has_answered:
            self._paused_until = time.monotonic() + _PAUSE_S


def _send(worker: subprocess.Popen[bytes], line: bytes) -> None:
    if worker.stdin is not None:
        worker.stdin.write(line)


def _answer(worker: subprocess.Popen[bytes]) -> bytes:
    """One line, in time and of a sane length; raises OSError."""
    if worker.stdout is None:
        raise BrokenPipeError
    line, until = b"", time.monotonic() + _PATIENCE_S
    poll = select.poll()
    poll.register(worker.stdout.fileno(), select.POLLIN)
    while not line.endswith(b"\n"):
        if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
            raise TimeoutError
        piece = os.read(worker.stdout.fileno(), 65536)
        line += piece
        if not piece or len(line) > _MOST_BYTES:
            raise BrokenPipeError
    return line


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            pipe.close()


def _opinion_of(found: dict[str, object]) -> Opinion:
    raw, symbology = bytes.fromhex(str(found["raw"])), str(found["symbology"])
    outline = tuple((int(x), int(y)) for x, y in found["outline"])  # type: ignore[attr-defined]
    text = raw.decode("latin-1")
    if symbology == "code_39":
        text = code_39_text(text)
    elif symbology == "upc_e":
        text = gtin_of_upc_e(text)
    code = Code(text, text.encode("latin-1"), symbology, outline)
    return Opinion(code, int(str(found["lines"])))
