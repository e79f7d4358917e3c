"""The loop around rounds: when the next one is due, and how long to leave a silent centre alone.

``step`` does one round and ``rest`` waits; the thread that runs them holds nothing else.
"""

import logging
import os
import selectors
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from kiosk.domain.hlc import to_ms
from kiosk.domain.ports import Clock
from kiosk.domain.trouble import Trouble, TroubleCode
from server_sync.centre import Centre
from server_sync.replica import Replica
from server_sync.round import Outcome, Round

EVERY_S = 60.0
"""A round without any news; each begins with hello."""
FIRST_AGAIN_S = 2.0
"""The wait after a first failure; doubled by each further one."""
LONGEST_S = 120.0
REVOKED_S = 900.0
_NS = 1_000_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SyncState:
    """How sync stands, for the status line and ``doctor``."""

    synced_ms: int = 0
    """When a round was last heard to its end; 0 for never since the start."""
    trouble: Trouble | None = None
    """What ended the last round; None when it was well."""
    outcome: Outcome | None = None
    """Of the last round that was well."""


class Bell:
    """Wakes a waiting worker from another thread; one that was closed stays silent."""

    def __init__(self) -> None:
        self._number = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._lock = threading.Lock()
        """So that nobody rings what another file is by then."""

    def fileno(self) -> int:
        return self._number

    def ring(self) -> None:
        with self._lock:
            if self._number >= 0:
                os.eventfd_write(self._number, 1)

    def rang(self) -> bool:
        """Say whether somebody rang since this was last asked."""
        try:
            return os.eventfd_read(self._number) > 0
        except BlockingIOError:
            return False

    def wait(self, timeout_s: float) -> bool:
        """Wait until somebody rings; False when the time is over."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._number, selectors.EVENT_READ)
            return bool(selector.select(timeout_s))

    def close(self) -> None:
        with self._lock:
            os.close(self._number)
            self._number = -1


class Worker:
    """One station's uploader; everything but ``bell.ring`` belongs to one thread."""

    def __init__(
        self, replica: Replica, connect: Callable[[], Centre], clock: Clock, rng: Random
    ) -> None:
        """Take how to reach the centre; ``rng`` spreads the waits of many stations."""
        self._replica = replica
        self._connect = connect
        self._clock = clock
        self._rng = rng
        self._centre: Centre | None = None
        self._greet_ns = 0
        self._told_head = 0
        self._failures = 0
        self._hurried = False
        self.state = SyncState()
        self.bell = Bell()

    def step(self) -> float:
        """Do one round; gives how long to rest at most, in seconds. Raises nothing but bugs."""
        try:
            outcome = self._round()
        except Trouble as trouble:
            return self._failed(trouble)
        for healed in outcome.healed:
            _log.warning("sync.healed %s", healed)
        self._failures = 0
        self.state = (
            SyncState(self.state.synced_ms, _too_old(), outcome)
            if outcome.is_too_old
            else SyncState(to_ms(self._clock.now()), None, outcome)
        )
        return self._spread(EVERY_S)

    def rest(self, timeout_s: float) -> None:
        """Wait for news of the centre, for the bell, or until the time is over.

        While the centre is away only ``hurry`` ends the wait: a busy desk must not knock at a
        closed door with every loan.
        """
        until = self._clock.mono_ns() + int(timeout_s * _NS)
        try:
            at = self._replica.cursor().feed
            while (left := (until - self._clock.mono_ns()) / _NS) > 0 and not self._hurried:
                if self._centre is None:
                    if not self.bell.wait(left):
                        return
                    self.bell.rang()
                    continue
                self._told_head = self._centre.listen(left, self.bell.fileno())
                if self.bell.rang() or self._told_head > at:
                    return
        except Trouble as trouble:
            self._failed(trouble)
        finally:
            self._hurried = False

    def hurry(self) -> None:
        """Begin a round now, also when the centre was away; from any thread."""
        self._hurried = True
        self.bell.ring()

    def abort(self) -> None:
        """End whatever is waited for; from any thread."""
        centre = self._centre
        if centre is not None:
            centre.abort()
        self.hurry()

    def close(self) -> None:
        """Hang up."""
        if self._centre is not None:
            self._centre.close()
            self._centre = None

    def _round(self) -> Outcome:
        now_ns = self._clock.mono_ns()
        last = self.state.outcome
        greet = self._centre is None or now_ns >= self._greet_ns
        greet = greet or (last is not None and last.is_too_old)  # it may send, but not read
        if self._centre is None:
            self._centre = self._connect()
        outcome = Round(self._replica, self._centre, self._clock).run(
            greet=greet, head=self._told_head
        )
        if greet:
            self._greet_ns = now_ns + int(EVERY_S * _NS / 2)
        return outcome

    def _failed(self, trouble: Trouble) -> float:
        _log.warning("sync.failed", extra={"trouble": trouble.code.value})
        self.close()
        self.state = replace(self.state, trouble=trouble)
        wait_s = min(FIRST_AGAIN_S * 2**self._failures, LONGEST_S)
        self._failures = min(self._failures + 1, 30)
        return self._spread(REVOKED_S if trouble.code is TroubleCode.CENTRE_REVOKED else wait_s)

    def _spread(self, seconds: float) -> float:
        return seconds * self._rng.uniform(0.75, 1.25)


def _too_old() -> Trouble:
    return Trouble(
        TroubleCode.CENTRE_REFUSED,
        "The centre wants a newer program: what happens here is sent, what happens elsewhere is"
        " not read. Install the newer program here.",
    )
