"""Wording: what the desk decided, as sentences in the language that the screen speaks."""

import re
from collections.abc import Callable
from datetime import date, time

from kiosk.domain.due import DueKind, DueWords
from kiosk.domain.refusals import Refusal
from kiosk.screens.views import ReasonView
from kiosk.shell.dates import clock_text, day_text, month, weekday
from kiosk.shell.words import _, ngettext

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LAST_MINUTE = time(23, 59)


def until_text(due: DueWords) -> str:
    """Say until when something was taken: "until tomorrow, end of Lesson 3"."""
    return _UNTIL[due.kind](due)


def due_text(due: DueWords) -> str:
    """Say when something that is out is due, short: "tomorrow 16:00", "2 days overdue"."""
    return _DUE[due.kind](due)


def _overdue(due: DueWords) -> str:
    if not due.days_over:
        return _("due {time}").format(time=clock_text(due.time))
    text = ngettext("{count} day overdue", "{count} days overdue", due.days_over)
    return text.format(count=due.days_over)


def _lesson(due: DueWords) -> str:
    return _("end of {period}, {time}").format(period=due.period_name, time=clock_text(due.time))


def _today(due: DueWords) -> str:
    return _with_time(_("today"), due)


def _tomorrow(due: DueWords) -> str:
    if due.period_name:
        return _("tomorrow, end of {period}").format(period=due.period_name)
    return _with_time(_("tomorrow"), due)


def _this_week(due: DueWords) -> str:
    return _with_time(weekday(due.date), due)


def _later(due: DueWords) -> str:
    day = _("{day} {month}").format(day=due.date.day, month=month(due.date))
    return _with_time(day, due)


def _with_time(day: str, due: DueWords) -> str:
    """Leave out the last minute of a day: the day alone says the same."""
    if due.time >= _LAST_MINUTE:
        return day
    return _("{day} {time}").format(day=day, time=clock_text(due.time))


_DUE: dict[DueKind, Callable[[DueWords], str]] = {
    DueKind.OVERDUE: _overdue,
    DueKind.LESSON: _lesson,
    DueKind.TODAY: _today,
    DueKind.TOMORROW: _tomorrow,
    DueKind.THIS_WEEK: _this_week,
    DueKind.LATER: _later,
}


def _until(said: Callable[[DueWords], str]) -> Callable[[DueWords], str]:
    return lambda due: _("until {when}").format(when=said(due))


_UNTIL = {kind: said if kind is DueKind.OVERDUE else _until(said) for kind, said in _DUE.items()}


def reason(refusal: Refusal) -> ReasonView:
    """Put one objection into words, with its next step."""
    facts = {name: _said(fact) for name, fact in refusal.facts.items()}
    return ReasonView(
        why=_(refusal.borrower_message).format(**facts),
        next_step=_(refusal.next_step).format(**facts),
        code=refusal.code.value,
    )


def _said(fact: str | int) -> str | int:
    """Say a date as people do; facts hold dates as 2026-11-21."""
    if isinstance(fact, str) and _ISO_DATE.fullmatch(fact):
        return day_text(date.fromisoformat(fact))
    return fact
