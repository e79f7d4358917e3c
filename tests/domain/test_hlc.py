"""The hybrid clock only goes on."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.hlc import COUNTER_BITS, from_ms, receive, tick, to_ms, wall_ms

MS = st.integers(0, 2**47)
CLOCK = st.integers(0, 2**63)


@given(CLOCK, MS)
def test_every_event_is_later_than_the_last(last, wall):
    assert tick(last, wall) > last
    assert wall_ms(tick(last, wall)) >= wall


@given(CLOCK, CLOCK, MS)
def test_what_was_seen_is_earlier_than_the_next_event(last, other, wall):
    assert tick(receive(last, other), wall) > max(last, other)


def test_a_wall_that_goes_on_is_followed():
    assert tick(5 << COUNTER_BITS, 6) == 6 << COUNTER_BITS


def test_a_wall_that_stands_or_goes_back_is_counted_on():
    assert tick(5 << COUNTER_BITS, 5) == (5 << COUNTER_BITS) + 1
    assert tick(5 << COUNTER_BITS, 1) == (5 << COUNTER_BITS) + 1


def test_a_full_counter_moves_the_milliseconds_on():
    assert tick((5 << COUNTER_BITS) + 0xFFFF, 5) == 6 << COUNTER_BITS


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9000, 1, 1)))  # noqa: DTZ001
def test_milliseconds_and_instants_are_the_same_time(naive):
    instant = naive.replace(tzinfo=UTC)

    assert timedelta(0) <= instant - from_ms(to_ms(instant)) < timedelta(milliseconds=1)
