"""The hybrid logical clock: 48 bits of ms and a counter of 16, never behind what was seen."""

from datetime import UTC, datetime, timedelta

COUNTER_BITS = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def tick(last: int, wall_ms: int) -> int:
    """Give the time of a new event: the wall's, or one count after the last when that is later.

    A counter that is full carries into the ms, so time only ever goes on.
    """
    return max(wall_ms << COUNTER_BITS, last + 1)


def receive(last: int, other: int) -> int:
    """Give the clock after an event of another station was seen; the next tick comes after both."""
    return max(last, other)


def wall_ms(hlc: int) -> int:
    """Give the ms since 1970 that a clock value carries."""
    return hlc >> COUNTER_BITS


def to_ms(instant: datetime) -> int:
    """Give an aware instant as ms since 1970, rounded down."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """Give the aware UTC instant of ms since 1970."""
    return _EPOCH + timedelta(milliseconds=ms)
