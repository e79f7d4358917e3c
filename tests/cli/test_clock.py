"""The clocks: UTC always, and a monotonic time that never goes back."""

from datetime import UTC, datetime, timedelta, timezone

from kiosk.clock import SystemClock, ToldClock
from kiosk.domain.events import ClockQuality

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_system_clock_gives_utc_and_nanoseconds_since_boot():
    clock = SystemClock()
    before = clock.mono_ns()

    assert clock.now().utcoffset() == timedelta(0)
    assert clock.mono_ns() >= before > 0
    assert clock.quality() in ClockQuality


def test_a_told_clock_stands_where_it_was_put():
    clock = ToldClock(NOON)
    clock.tell(datetime(2026, 11, 20, 14, tzinfo=timezone(timedelta(hours=1))))

    assert clock.now() == NOON + timedelta(hours=1)
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.mono_ns() == 3_600_000_000_000
    assert clock.quality() is ClockQuality.UNKNOWN


def test_a_wall_that_goes_back_does_not_turn_the_monotonic_time():
    clock = ToldClock(NOON)
    clock.tell(NOON + timedelta(seconds=5))
    clock.tell(NOON)

    assert clock.now() == NOON
    assert clock.mono_ns() == 5_000_000_000
