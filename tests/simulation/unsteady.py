"""A connection to the centre on a bad day: answers are lost, calls arrive twice, the power goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from kiosk.domain.feed import FeedRow, SnapshotPart
from kiosk.domain.trouble import Trouble, TroubleCode
from server_sync.centre import Centre, Hello, Pushed, Welcome

T = TypeVar("T")


class PowerCut(Exception):
    """The machine is gone; nothing that it did from here on has happened."""


class Fault(StrEnum):
    """What happens to one call."""

    NOT_ASKED = "not asked"
    """The connection breaks before the call arrives."""
    NOT_ANSWERED = "not answered"
    """The centre commits, and the answer is lost."""
    TWICE = "twice"
    """The call arrives twice; the second answer counts."""
    AGAIN_LATER = "again later"
    """The push before arrives once more, just before this call."""


@dataclass
class Unsteady:
    """Satisfies ``Centre`` over a real one; ``fault`` happens at the call number ``at``."""

    inner: Centre
    fault: Fault | None = None
    at: int = 0
    is_dead: Callable[[], bool] = lambda: False
    calls: int = 0
    _last_push: Callable[[], Pushed] | None = None

    def hello(self, said: Hello) -> Welcome:
        return self._call(lambda: self.inner.hello(said))

    def push(
        self, incarnation: str, first_seq: int, events: Sequence[bytes], keyring: Sequence[bytes]
    ) -> Pushed:
        def call() -> Pushed:
            return self.inner.push(incarnation, first_seq, events, keyring)

        done = self._call(call)
        self._last_push = call
        return done

    def pull(self, cursor: int, most: int, own: str) -> list[FeedRow]:
        return self._call(lambda: self.inner.pull(cursor, min(most, 40), own))

    def snapshot(self, part: int) -> SnapshotPart | None:
        return self._call(lambda: self.inner.snapshot(part))

    def keys(self, cursor: int, most: int) -> list[FeedRow]:
        return self._call(lambda: self.inner.keys(cursor, most))

    def listen(self, timeout_s: float) -> bool:
        return self._call(lambda: self.inner.listen(timeout_s))

    def close(self) -> None:
        self.inner.close()

    def _call(self, call: Callable[[], T]) -> T:
        if self.is_dead():
            raise PowerCut
        self.calls += 1
        fault = self.fault if self.calls == self.at else None
        if fault is Fault.NOT_ASKED:
            raise _away()
        if fault is Fault.AGAIN_LATER and self._last_push:
            self._last_push()
        answer = call()
        if fault is Fault.NOT_ANSWERED:
            raise _away()
        return call() if fault is Fault.TWICE else answer


def _away() -> Trouble:
    return Trouble(TroubleCode.CENTRE_UNREACHABLE, "The centre cannot be reached.")
