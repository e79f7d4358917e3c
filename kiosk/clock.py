"""The clocks of a station: the system's own, and one that is told the time."""

import time
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # imported when it is asked for: the first picture needs only the time
    import ctypes

    from kiosk.domain.events import ClockQuality

_TIME_ERROR = 5
"""``adjtimex`` gives it while nothing keeps the clock synchronised."""
_TIMEX_BYTES = 512
"""More than ``struct timex`` has on any platform; all zero asks and changes nothing."""


class SystemClock:
    """Wall time in UTC, and a monotonic time that counts suspended hours too."""

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        return datetime.fromtimestamp(time.time(), UTC)

    def mono_ns(self) -> int:
        """Give nanoseconds since boot."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)

    def quality(self) -> "ClockQuality":
        """Ask the kernel whether something keeps the wall clock right."""
        from kiosk.domain.events import ClockQuality

        state = _ask_kernel()
        if state < 0:
            return ClockQuality.UNKNOWN
        return ClockQuality.FREE if state == _TIME_ERROR else ClockQuality.SYNCED


def _ask_kernel() -> int:
    """Call ``adjtimex`` without a wish; below zero where there is none."""
    try:
        adjtimex, timex = _adjtimex()
    except (AttributeError, OSError):
        return -1
    state: int = adjtimex(timex())
    return state


@cache
def _adjtimex() -> "tuple[Any, type[ctypes.Array[ctypes.c_char]]]":
    """Find it once, and the room that it fills; raises AttributeError where there is none."""
    import ctypes

    return ctypes.CDLL(None).adjtimex, ctypes.c_char * _TIMEX_BYTES


class ToldClock:
    """A clock that stands where it was put; ``desk --simulated-clock`` and simulations tell it."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._mono_ns = 0

    def now(self) -> datetime:
        """Give the instant it was told last."""
        return self._at

    def mono_ns(self) -> int:
        """Give the time that passed since the first telling; never goes backwards."""
        return self._mono_ns

    def tell(self, at: datetime) -> None:
        """Move to an aware instant; the wall may go back, the monotonic time does not."""
        passed = at - self._at
        self._mono_ns += max(0, passed // timedelta(microseconds=1)) * 1000
        self._at = at.astimezone(UTC)

    def quality(self) -> "ClockQuality":
        """Nobody vouches for a told time."""
        from kiosk.domain.events import ClockQuality

        return ClockQuality.UNKNOWN
