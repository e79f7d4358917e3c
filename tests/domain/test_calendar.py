"""The calendar of a site: what it says of days, and how its mistakes are named."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.calendar import END_OF_DAY, Days, Period, SiteCalendar
from kiosk.domain.state import CalendarState

WEEK = tuple(f"{day} 08:00-17:00" for day in range(1, 6))
SCHOOL = SiteCalendar.parse(
    "Europe/London",
    WEEK,
    ("Lesson 2 10:00-10:50", "Lesson 1 09:00-09:50"),
    ("Spring 2027-01-04/2027-03-26", "Autumn term 2026-09-01/2026-12-18"),
    ("2026-10-26/2026-10-30 Half term", "2026-11-27"),
)
MONDAY = date(2026, 11, 23)


def test_lines_are_read_and_put_in_order():
    assert SCHOOL.zone == ZoneInfo("Europe/London")
    assert SCHOOL.periods[0] == Period("Lesson 1", time(9), time(9, 50))
    assert SCHOOL.terms[0] == Days("Autumn term", date(2026, 9, 1), date(2026, 12, 18))
    assert SCHOOL.closed[0] == Days("Half term", date(2026, 10, 26), date(2026, 10, 30))
    assert SCHOOL.hours[0] == (1, time(8), time(17))


def test_every_bad_line_is_named_at_once():
    with pytest.raises(ValueError, match="Atlantis") as mistakes:
        SiteCalendar.parse(
            "Atlantis/Centre",
            ("8 08:00-17:00", "1 17:00-08:00", "1 8-17", "1 08:00-25:00", *WEEK),
            ("Lesson 1",),
            ("Autumn 2026-09-01", "Spring 2027-03-01/2027-01-01"),
            ("Christmas 2026-12-25", "0001-01-01/9999-12-31 Always", ""),
        )

    assert len(str(mistakes.value).splitlines()) == 11


@pytest.mark.parametrize("zone", ["", "/etc", "Europe", "..", "nul\x00l"])
def test_a_zone_that_is_none_is_a_mistake_in_a_line(zone):
    with pytest.raises(ValueError, match="no such time zone"):
        SiteCalendar.parse(zone)


def test_a_folded_calendar_goes_on_without_what_cannot_be_read():
    state = CalendarState("Atlantis/Centre", ("1 08:00-17:00", "whenever"))

    calendar = SiteCalendar.read(state)

    assert calendar == SiteCalendar(hours=((1, time(8), time(17)),))
    assert calendar.zone == ZoneInfo("UTC")


def test_weekends_and_closed_days_are_closed():
    assert SCHOOL.is_open(MONDAY)
    assert not SCHOOL.is_open(date(2026, 11, 22))
    assert not SCHOOL.is_open(date(2026, 11, 27))
    assert not SCHOOL.is_open(date(2026, 10, 28))


def test_a_site_without_hours_is_open_every_day():
    always = SiteCalendar.parse("UTC", closed=("2026-12-25 Christmas",))

    assert always.is_open(date(2026, 11, 22))
    assert not always.is_open(date(2026, 12, 25))
    assert always.closing(MONDAY) == END_OF_DAY
    assert SCHOOL.closing(MONDAY) == time(17)


def test_the_next_and_the_last_open_day():
    assert SCHOOL.open_on_or_after(date(2026, 10, 24)) == date(2026, 11, 2)
    assert SCHOOL.open_on_or_before(date(2026, 11, 1)) == date(2026, 10, 23)
    assert SCHOOL.open_on_or_after(MONDAY) == SCHOOL.open_on_or_before(MONDAY) == MONDAY


def test_a_day_that_the_zone_left_out_was_never_open():
    apia = SiteCalendar.parse("Pacific/Apia")

    assert not apia.is_open(date(2011, 12, 30))
    assert apia.open_on_or_after(date(2011, 12, 30)) == date(2011, 12, 31)


def test_the_wall_follows_daylight_time():
    assert SCHOOL.instant(date(2026, 7, 1), time(9)) == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert SCHOOL.local(datetime(2026, 1, 1, 9, tzinfo=UTC)).time() == time(9)


def test_a_calendar_with_no_open_day_still_answers():
    shut = SiteCalendar.parse("UTC", closed=("1980-01-01/2999-12-31 For ever",))

    assert shut.open_on_or_after(MONDAY) == shut.open_on_or_before(MONDAY) == MONDAY
