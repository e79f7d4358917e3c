"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Satisfies ``ports.Clock``."""

    def __init__(self, at: datetime = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)) -> None:
        self.at = at
        self.mono = 0

    def now(self) -> datetime:
        return self.at

    def mono_ns(self) -> int:
        return self.mono

    def advance(self, **by: float) -> datetime:
        """Move on by ``timedelta`` arguments; gives the new time."""
        passed = timedelta(**by)
        self.at += passed
        self.mono += max(0, passed // timedelta(microseconds=1) * 1000)
        return self.at
