"""The demo's clock: a school morning that began when the demo did, and runs on."""

import time
from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 11, 24, 8, 41, tzinfo=UTC)
"""A Tuesday in term, a few minutes before the first lesson."""


class SchoolClock:
    """Satisfies ``ports.Clock``; due times make sense on whatever day the demo is seen."""

    def __init__(self, began_at: datetime = MORNING) -> None:
        self._began_at = began_at
        self._began_ns = time.monotonic_ns()

    def now(self) -> datetime:
        """Give the time in the sample school."""
        return self._began_at + timedelta(microseconds=self.mono_ns() // 1000)

    def mono_ns(self) -> int:
        """Give the time since the demo began."""
        return time.monotonic_ns() - self._began_ns
