"""Due times: by policy, on the site's wall, across daylight changes, never on a closed day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.calendar import SiteCalendar
from kiosk.domain.due import DueKind, DueWords, due_at, in_words
from kiosk.domain.loan_period import LoanPeriod
from kiosk.domain.policy import ClosedDays, Policy

WEEK = tuple(f"{day} 08:00-17:00" for day in range(1, 6))
LESSONS = ("Lesson 1 09:00-09:50", "Lesson 2 10:00-10:50", "Lesson 3 14:00-14:50")


def school(zone="Europe/London", **told):
    told = {"hours": WEEK, "periods": LESSONS} | told
    return SiteCalendar.parse(zone, **told)


def due(period, now, calendar=None, closed_days=ClosedDays.JUMP):
    """Give the due time as the wall shows it; ``now`` is a wall time too."""
    calendar = calendar or school()
    instant = datetime.fromisoformat(now).replace(tzinfo=calendar.zone).astimezone(UTC)
    policy = Policy(loan_period=LoanPeriod.parse(period), closed_days=closed_days)
    found = due_at(policy, calendar, instant)
    assert found.tzinfo is UTC
    return calendar.local(found).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("period", "now", "expected"),
    [
        ("4h", "2026-11-23 09:15", "Mon 2026-11-23 13:15"),
        ("4h", "2026-11-23 15:00", "Mon 2026-11-23 17:00"),
        ("30h", "2026-11-23 15:00", "Tue 2026-11-24 17:00"),
        ("1h", "2026-11-23 17:00", "Tue 2026-11-24 17:00"),
        ("50h", "2026-11-27 16:00", "Mon 2026-11-30 17:00"),
        ("24h", "2026-11-27 09:15", "Mon 2026-11-30 09:15"),
        ("1d", "2026-11-23 09:15", "Tue 2026-11-24 17:00"),
        ("1d", "2026-11-27 09:15", "Mon 2026-11-30 17:00"),
        ("7d", "2026-11-23 09:15", "Mon 2026-11-30 17:00"),
        ("day", "2026-11-23 09:15", "Mon 2026-11-23 17:00"),
        ("day", "2026-11-23 17:00", "Tue 2026-11-24 17:00"),
        ("day", "2026-11-28 09:15", "Mon 2026-11-30 17:00"),
        ("at 16:00", "2026-11-23 09:15", "Mon 2026-11-23 16:00"),
        ("at 16:00", "2026-11-23 16:00", "Tue 2026-11-24 16:00"),
        ("at 16:00", "2026-11-27 16:30", "Mon 2026-11-30 16:00"),
        ("until 2026-12-18", "2026-11-23 09:15", "Fri 2026-12-18 17:00"),
        ("until 2026-12-20", "2026-11-23 09:15", "Fri 2026-12-18 17:00"),
        ("until 2026-11-29", "2026-11-28 09:15", "Mon 2026-11-30 17:00"),
        ("until 2026-01-01", "2026-11-23 09:15", "Mon 2026-11-23 17:00"),
        ("lesson", "2026-11-23 09:15", "Mon 2026-11-23 09:50"),
        ("lesson", "2026-11-23 09:50", "Mon 2026-11-23 10:50"),
        ("lesson", "2026-11-23 12:00", "Mon 2026-11-23 14:50"),
        ("lesson", "2026-11-23 15:00", "Mon 2026-11-23 17:00"),
        ("lesson", "2026-11-27 18:00", "Mon 2026-11-30 09:50"),
        ("lesson", "2026-11-28 09:15", "Mon 2026-11-30 09:50"),
    ],
)
def test_each_period_ends_when_the_desk_says(period, now, expected):
    assert due(period, now) == expected


@pytest.mark.parametrize(
    ("closed_days", "expected"),
    [(ClosedDays.SKIP, "Thu 2026-11-05 17:00"), (ClosedDays.JUMP, "Mon 2026-11-02 17:00")],
)
def test_closed_days_are_skipped_or_jumped(closed_days, expected):
    calendar = school(closed=("2026-10-26/2026-10-30 Half term",))

    assert due("7d", "2026-10-20 09:15", calendar, ClosedDays.SKIP) == "Thu 2026-11-05 17:00"
    assert due("7d", "2026-10-20 09:15", calendar, closed_days) == expected


def test_a_term_ends_hard():
    calendar = school(
        terms=("Autumn 2026-09-01/2026-12-19", "Spring 2027-01-04/2027-03-26"),
        closed=("2026-12-18 Snow",),
    )

    assert due("term", "2026-11-23 09:15", calendar) == "Thu 2026-12-17 17:00"
    assert due("term", "2026-12-28 09:15", calendar) == "Fri 2027-03-26 17:00"


def test_a_site_without_terms_lends_a_week():
    assert due("term", "2026-11-23 09:15") == "Mon 2026-11-30 17:00"


def test_a_site_without_lessons_lends_until_the_day_ends():
    assert due("lesson", "2026-11-23 09:15", school(periods=())) == "Mon 2026-11-23 17:00"
    assert due("lesson", "2026-11-28 09:15", school(periods=())) == "Mon 2026-11-30 17:00"


@pytest.mark.parametrize(
    ("zone", "now", "period", "expected"),
    [
        ("Europe/London", "2026-03-27 16:00", "3d", "Mon 2026-03-30 17:00"),
        ("Europe/London", "2026-10-23 16:00", "3d", "Mon 2026-10-26 17:00"),
        ("Europe/London", "2026-03-28 23:00", "4h", "Sun 2026-03-29 04:00"),
        ("Europe/London", "2026-10-24 23:00", "4h", "Sun 2026-10-25 02:00"),
        ("Europe/London", "2026-03-28 12:00", "at 01:30", "Sun 2026-03-29 02:30"),
        ("America/New_York", "2026-03-07 12:00", "1d", "Sun 2026-03-08 17:00"),
        ("America/New_York", "2026-10-31 22:00", "4h", "Sun 2026-11-01 01:00"),
        ("Pacific/Apia", "2011-12-29 12:00", "1d", "Sat 2011-12-31 17:00"),
        ("Pacific/Apia", "2011-12-29 12:00", "at 10:00", "Sat 2011-12-31 10:00"),
        ("Australia/Lord_Howe", "2026-04-04 23:30", "4h", "Sun 2026-04-05 03:00"),
        ("Asia/Kathmandu", "2026-04-04 23:30", "day", "Sun 2026-04-05 17:00"),
    ],
)
def test_the_wall_is_right_across_daylight_changes(zone, now, period, expected):
    every_day = tuple(f"{day} 08:00-17:00" for day in range(1, 8))

    assert due(period, now, school(zone, hours=every_day)) == expected


def test_in_the_hour_that_happens_twice_a_fixed_time_is_never_over():
    calendar = school(hours=())
    second_1_45 = datetime(2026, 10, 25, 1, 45, tzinfo=UTC)

    found = due_at(Policy(loan_period=LoanPeriod.parse("at 01:30")), calendar, second_1_45)

    assert found == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


PERIODS = st.one_of(
    st.sampled_from(["lesson", "day", "term", "at 00:00", "at 01:30", "at 16:00", "1d"]),
    st.integers(1, 400).map("{}d".format),
    st.integers(1, 8_000).map("{}h".format),
    st.dates(date(2010, 1, 1), date(2040, 1, 1)).map("until {}".format),
)
CLOSED = st.lists(st.dates(date(2026, 1, 1), date(2027, 1, 1)).map("{} closed".format), max_size=9)
ZONES = st.sampled_from(
    ["UTC", "Europe/London", "America/New_York", "Pacific/Apia", "Africa/Casablanca",
     "Australia/Lord_Howe", "America/St_Johns", "Pacific/Chatham"]
)  # fmt: skip


@given(
    PERIODS,
    ZONES,
    st.sets(st.sampled_from(WEEK)),
    CLOSED,
    st.sampled_from(ClosedDays),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_whatever_the_calendar_a_due_time_is_ahead_and_on_an_open_day(
    period, zone, hours, closed, closed_days, now
):
    terms = ("All year 2026-01-01/2026-12-31",)
    calendar = school(zone, hours=tuple(hours), closed=tuple(closed), terms=terms)
    policy = Policy(loan_period=LoanPeriod.parse(period), closed_days=closed_days)

    found = due_at(policy, calendar, now)

    assert found > now
    assert calendar.is_open(calendar.local(found).date())


@pytest.mark.parametrize("period", ["lesson", "day", "term", "4h", "3660d", "at 16:00"])
@pytest.mark.parametrize("closed_days", list(ClosedDays))
def test_a_calendar_with_no_open_day_still_gives_a_due_time(period, closed_days):
    shut = school(closed=("1980-01-01/2999-12-31 For ever",))
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert now < due_at(Policy(LoanPeriod.parse(period), closed_days), shut, now)
    assert due("day", "2026-11-23 09:15", shut) == "Mon 2026-11-23 17:00"


NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (
            timedelta(minutes=35),
            DueWords(DueKind.LESSON, date(2026, 11, 23), time(9, 50), "Lesson 1"),
        ),
        (timedelta(hours=1), DueWords(DueKind.TODAY, date(2026, 11, 23), time(10, 15))),
        (
            timedelta(days=1, minutes=35),
            DueWords(DueKind.TOMORROW, date(2026, 11, 24), time(9, 50), "Lesson 1"),
        ),
        (timedelta(days=6), DueWords(DueKind.THIS_WEEK, date(2026, 11, 29), time(9, 15))),
        (timedelta(days=7), DueWords(DueKind.LATER, date(2026, 11, 30), time(9, 15))),
        (
            -timedelta(minutes=1),
            DueWords(DueKind.OVERDUE, date(2026, 11, 23), time(9, 14), days_over=0),
        ),
        (
            -timedelta(days=2),
            DueWords(DueKind.OVERDUE, date(2026, 11, 21), time(9, 15), days_over=2),
        ),
    ],
)
def test_a_due_time_is_said_as_a_person_would(ahead, words):
    assert in_words(NOW + ahead, NOW, school()) == words
