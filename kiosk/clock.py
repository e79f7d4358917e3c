"""The clocks of a station: the system's own, and one that is told the time."""

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported when it is asked for: the first picture needs only the time
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
        import ctypes

        from kiosk.domain.events import ClockQuality

        try:
            state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
        except (AttributeError, OSError):
            return ClockQuality.UNKNOWN
        if state < 0:
            return ClockQuality.UNKNOWN
        return ClockQuality.FREE if state == _TIME_ERROR else ClockQuality.SYNCED


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
