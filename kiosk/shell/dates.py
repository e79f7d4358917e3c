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
