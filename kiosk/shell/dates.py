"""Dates and times as people say them, in the language that the screen speaks."""

from datetime import date, datetime, time

from kiosk.shell.words import _


def clock_text(at: datetime | time) -> str:
    """Give the time of day as the wall shows it."""
    return f"{at:%H:%M}"


def weekday(day: date) -> str:
    """Give the name of the day of the week."""
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )[day.weekday()]


def month(day: date) -> str:
    """Give the name of the month."""
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )[day.month - 1]


def day_text(day: date) -> str:
    """Give a date as people say it: Friday 27 November."""
    return _("{weekday} {day} {month}").format(weekday=weekday(day), day=day.day, month=month(day))


def short_day_text(day: date, *, with_year: bool) -> str:
    """Give a date for a table: Fri 27 Nov, or 27 Nov 2025."""
    if with_year:
        return _("{day} {month} {year}").format(day=day.day, month=_short_month(day), year=day.year)
    return _("{weekday} {day} {month}").format(
        weekday=_short_weekday(day), day=day.day, month=_short_month(day)
    )


def _short_weekday(day: date) -> str:
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[day.weekday()]


def _short_month(day: date) -> str:
    return (
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    )[day.month - 1]
