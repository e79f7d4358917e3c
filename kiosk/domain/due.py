"""When a thing is due: by policy, on the site's wall clock, and never on a closed day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from kiosk.domain.calendar import SiteCalendar
from kiosk.domain.loan_period import PeriodKind
from kiosk.domain.policy import DEFAULT_PERIOD, ClosedDays, Policy

_ONE_DAY = timedelta(days=1)
_WEEK = 7


def due_at(policy: Policy, calendar: SiteCalendar, now: datetime) -> datetime:
    """Give the instant (UTC) at which something taken now is due; always later than now."""
    return _DUE[policy.loan_period.kind](policy, calendar, now)


def _after_hours(policy: Policy, calendar: SiteCalendar, now: datetime) -> datetime:
    """Count hours as they pass, and end no later than the day does: nobody is there to take it.

    On a closed day keep the time of day and take the next open day. What is lent after closing
    ends with the next open day.
    """
    instant = now + timedelta(hours=policy.loan_period.count)
    local = calendar.local(instant)
    day = calendar.open_on_or_after(local.date())
    counted = instant if day == local.date() else calendar.instant(day, local.time())
    end = min(counted, _close_of(day, calendar)).astimezone(UTC)
    return end if end > now else _end_of_day(calendar, now)


def _after_days(policy: Policy, calendar: SiteCalendar, now: datetime) -> datetime:
    return _days_on(policy.loan_period.count, policy.closed_days, calendar, now)


def _days_on(
    count: int, closed_days: ClosedDays, calendar: SiteCalendar, now: datetime
) -> datetime:
    """Count days and end with the last; skipped closed days are not counted."""
    today = calendar.local(now).date()
    landing = calendar.open_on_or_after(today + count * _ONE_DAY)
    if closed_days is ClosedDays.SKIP and calendar.is_open(landing):
        landing = today
        for _ in range(count):
            landing = calendar.open_on_or_after(landing + _ONE_DAY)
    return _close_of(landing, calendar)


def _until(policy: Policy, calendar: SiteCalendar, now: datetime) -> datetime:
    return _hard_end(policy.loan_period.until or date.min, calendar, now)


def _term(policy: Policy, calendar: SiteCalendar, now: datetime) -> datetime:
    """End with the term, or the next one; a site without terms lends as long as by default."""
    today = calendar.local(now).date()
    last = min((term.last for term in calendar.terms if term.last >= today), default=None)
    if last is None:
        return _days_on(DEFAULT_PERIOD.count, policy.closed_days, calendar, now)
    return _hard_end(last, calendar, now)


def _hard_end(last: date, calendar: SiteCalendar, now: datetime) -> datetime:
    """End no later than a date: on the last open day up to it; today when that is over."""
    if last >= calendar.local(now).date():
        end = _close_of(calendar.open_on_or_before(last), calendar)
        if end > now:
            return end
    return _end_of_day(calendar, now)


def _day(policy: Policy, calendar: SiteCalendar, now: datetime) -> datetime:
    del policy
    return _end_of_day(calendar, now)


def _end_of_day(calendar: SiteCalendar, now: datetime) -> datetime:
    """End today, or with the next open day when today is closed or over."""
    days = _open_days(calendar, calendar.local(now).date())
    return next(end for day in days if (end := _close_of(day, calendar)) > now)


def _at(policy: Policy, calendar: SiteCalendar, now: datetime) -> datetime:
    at = policy.loan_period.at or time()
    days = _open_days(calendar, calendar.local(now).date())
    return next(due for day in days if (due := calendar.instant(day, at)) > now)


def _lesson(policy: Policy, calendar: SiteCalendar, now: datetime) -> datetime:
    """End with this lesson or the next one of today, then with the day, then with tomorrow's."""
    del policy
    today = calendar.local(now).date()
    following = calendar.open_on_or_after(today + _ONE_DAY)
    ends = [calendar.instant(following, period.ends) for period in calendar.periods[:1]]
    if calendar.is_open(today):
        lessons = [calendar.instant(today, period.ends) for period in calendar.periods]
        ends = [*lessons, _close_of(today, calendar), *ends]
    return next((end for end in ends if end > now), None) or _end_of_day(calendar, now)


_DUE = {
    PeriodKind.HOURS: _after_hours,
    PeriodKind.DAYS: _after_days,
    PeriodKind.UNTIL: _until,
    PeriodKind.TERM: _term,
    PeriodKind.DAY: _day,
    PeriodKind.AT: _at,
    PeriodKind.LESSON: _lesson,
}


def _open_days(calendar: SiteCalendar, day: date) -> Iterator[date]:
    while True:
        day = calendar.open_on_or_after(day)
        yield day
        day += _ONE_DAY


def _close_of(day: date, calendar: SiteCalendar) -> datetime:
    return calendar.instant(day, calendar.closing(day))


class DueKind(StrEnum):
    """How a person would say when something is due."""

    OVERDUE = "overdue"
    LESSON = "lesson"
    """By the end of a lesson of today."""
    TODAY = "today"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this_week"
    """Within six days: the name of the weekday is enough."""
    LATER = "later"


@dataclass(frozen=True, slots=True)
class DueWords:
    """A due time as the site's wall shows it, for a screen to put into words."""

    kind: DueKind
    date: date
    time: time
    period_name: str = ""
    """The lesson that ends then, if one does and it is today or tomorrow."""
    days_over: int = 0
    """Whole days of the calendar since it was due; 0 for what is overdue since today."""


def in_words(due: datetime, now: datetime, calendar: SiteCalendar) -> DueWords:
    """Say when something is due, seen from now."""
    wall = calendar.local(due)
    at = wall.time().replace(second=0, microsecond=0)
    ahead = (wall.date() - calendar.local(now).date()).days
    if due < now:
        return DueWords(DueKind.OVERDUE, wall.date(), at, days_over=-ahead)
    lesson = next((period.name for period in calendar.periods if period.ends == at), "")
    if ahead == 0:
        kind = DueKind.LESSON if lesson else DueKind.TODAY
        return DueWords(kind, wall.date(), at, lesson)
    if ahead == 1:
        return DueWords(DueKind.TOMORROW, wall.date(), at, lesson)
    kind = DueKind.THIS_WEEK if ahead < _WEEK else DueKind.LATER
    return DueWords(kind, wall.date(), at)
