"""The calendar of a site: its time zone, opening hours, lesson periods, terms and closed days."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from kiosk.domain.loan_period import near_date, wall_time
from kiosk.domain.state import CalendarState

T = TypeVar("T")
END_OF_DAY = time(23, 59)
"""When a day ends at a site that names no opening hours."""
_LOOK_AHEAD_DAYS = 3 * 366
_SPAN = re.compile(r"(.+) (\d\d:\d\d)-(\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """A lesson period of every open day."""

    name: str
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Days:
    """A run of days, first and last included: a term, or days on which the site is closed."""

    name: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class SiteCalendar:
    """A site without opening hours is open on every day that is not closed."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    hours: tuple[tuple[int, time, time], ...] = ()
    """ISO weekday, opening, closing."""
    periods: tuple[Period, ...] = ()
    terms: tuple[Days, ...] = ()
    closed: tuple[Days, ...] = ()

    @classmethod
    def parse(
        cls,
        zone: str,
        hours: Sequence[str] = (),
        periods: Sequence[str] = (),
        terms: Sequence[str] = (),
        closed: Sequence[str] = (),
    ) -> "SiteCalendar":
        """Read the lines of ``calendar_set``.

        Raises:
            ValueError: names every line that cannot be read, one a line.
        """
        calendar, mistakes = _parsed(
            CalendarState(zone, tuple(hours), tuple(periods), tuple(terms), tuple(closed))
        )
        if mistakes:
            raise ValueError("\n".join(mistakes))
        return calendar

    @classmethod
    def read(cls, state: CalendarState) -> "SiteCalendar":
        """Read a folded calendar; a line that no program wrote is left out, lending goes on."""
        return _parsed(state)[0]

    def local(self, instant: datetime) -> datetime:
        """Give an instant as the site's clock on the wall shows it."""
        return instant.astimezone(self.zone)

    def instant(self, day: date, at: time) -> datetime:
        """Give the instant (UTC) of a day and a time on the site's wall clock."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def is_open(self, day: date) -> bool:
        """Say whether the site opens on a day; a day that the zone left out is closed."""
        if any(day in days for days in self.closed):
            return False
        if self.hours and all(weekday != day.isoweekday() for weekday, _, _ in self.hours):
            return False
        return self.local(self.instant(day, time(12))).date() == day

    def closing(self, day: date) -> time:
        """Give the time at which a day ends."""
        ends = [ends for weekday, _, ends in self.hours if weekday == day.isoweekday()]
        return max(ends, default=END_OF_DAY)

    def open_on_or_after(self, day: date) -> date:
        """Give the next open day; the day itself when none opens for three years."""
        return self._first_open(day, 1)

    def open_on_or_before(self, day: date) -> date:
        """Give the last open day; the day itself when none was open for three years."""
        return self._first_open(day, -1)

    def _first_open(self, day: date, direction: int) -> date:
        days = (day + timedelta(direction * ahead) for ahead in range(_LOOK_AHEAD_DAYS))
        return next(filter(self.is_open, days), day)


def _parsed(state: CalendarState) -> tuple[SiteCalendar, list[str]]:
    mistakes: list[str] = []

    def lines(written: tuple[str, ...], read: Callable[[str], T]) -> tuple[T, ...]:
        kept = []
        for line in written:
            try:
                kept.append(read(line))
            except ValueError as error:
                mistakes.append(f"“{line}”: {error}")
        return tuple(kept)

    zone = lines((state.zone,), _zone)
    calendar = SiteCalendar(
        zone=zone[0] if zone else ZoneInfo("UTC"),
        hours=lines(state.hours, _hours),
        periods=tuple(sorted(lines(state.periods, _period), key=lambda period: period.ends)),
        terms=tuple(sorted(lines(state.terms, _term), key=lambda term: term.last)),
        closed=lines(state.closed, _closed),
    )
    return calendar, mistakes


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("no such time zone") from error


def _span(line: str) -> tuple[str, time, time]:
    found = _SPAN.fullmatch(line.strip())
    if not found:
        raise ValueError("ends with two times, 09:00-09:50")
    starts, ends = wall_time(found[2]), wall_time(found[3])
    if starts >= ends:
        raise ValueError("ends before it starts")
    return found[1].strip(), starts, ends


def _hours(line: str) -> tuple[int, time, time]:
    weekday, opens, closes = _span(line)
    if weekday not in tuple("1234567"):
        raise ValueError("begins with a weekday, 1 (Monday) to 7")
    return int(weekday), opens, closes


def _period(line: str) -> Period:
    return Period(*_span(line))


def _days(name: str, dates: str) -> Days:
    first, _, last = dates.partition("/")
    days = Days(name, near_date(first), near_date(last or first))
    if days.first > days.last:
        raise ValueError("ends before it starts")
    return days


def _term(line: str) -> Days:
    name, _, dates = line.strip().rpartition(" ")
    if "/" not in dates:
        raise ValueError("ends with two dates, 2026-09-01/2026-12-18")
    return _days(name, dates)


def _closed(line: str) -> Days:
    dates, _, reason = line.strip().partition(" ")
    return _days(reason, dates)
