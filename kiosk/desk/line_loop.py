"""Lines from a stream to the counter and its outcomes back, for weeks; time passes by itself."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from kiosk.desk.counter import Counter
from kiosk.desk.lines import LONGEST_LINE, TOO_LONG, LineError, parse_line
from kiosk.desk.outcomes import Outcome
from kiosk.domain.ports import Clock

TICK_S = 1.0
Said = Outcome | LineError


class LineClock:
    """A clock that says what the lines say; satisfies ``ports.Clock`` for a simulated desk."""

    def __init__(self, at: datetime) -> None:
        """Stand still at ``at`` until a line says another time."""
        self.at = at

    def now(self) -> datetime:
        return self.at

    def mono_ns(self) -> int:
        return int(self.at.timestamp() * 1_000_000_000)


class LineSink:
    """Writes each outcome as one line at once; outcomes come from more than one thread."""

    def __init__(self, out: BinaryIO, write: Callable[[Said], str]) -> None:
        """Take where lines go, and ``outcome_line`` or ``outcome_words``."""
        self._out = out
        self._write = write
        self._lock = threading.Lock()

    def say(self, outcome: Said) -> None:
        line = self._write(outcome).encode(errors="replace") + b"\n"
        with self._lock:
            self._out.write(line)
            self._out.flush()


def run_lines(counter: Counter, source: BinaryIO, sink: LineSink, clock: Clock) -> None:
    """Serve every line of ``source`` until it ends; ``counter`` answers into ``sink.say``.

    With a ``LineClock`` time is what the lines say; with any other it passes by itself.
    """
    with _ticking(counter, clock):
        for line in read_lines(source):
            given = line if isinstance(line, LineError) else parse_line(line, clock.now())
            if isinstance(given, LineError):
                sink.say(given)
                continue
            if isinstance(clock, LineClock):
                clock.at = given.at
            counter.submit(replace(given, at=clock.now()))


def read_lines(source: BinaryIO) -> Iterator[bytes | LineError]:
    """Give the lines of a stream; of one that is too long no more than its place is kept."""
    while line := source.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield TOO_LONG


@contextmanager
def _ticking(counter: Counter, clock: Clock) -> Iterator[None]:
    """Let time pass for the counter, unless the lines say what time it is."""
    if isinstance(clock, LineClock):
        yield
        return
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(TICK_S):
            with suppress(OSError):  # nobody listens: the next line ends the desk
                counter.tick()

    thread = threading.Thread(target=tick, name="desk-ticks", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
