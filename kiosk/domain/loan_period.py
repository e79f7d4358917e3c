"""How long a thing is lent, as staff write it: ``lesson``, ``4h``, ``7d``, ``day``, ``term``."""

import re
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

MAX_HOURS = 24 * 366
MAX_DAYS = 3660
_FIRST_YEAR, _LAST_YEAR = 1980, 2999
_COUNTED = re.compile(r"([0-9]{1,5}) ?([hd])")
READABLE = "lesson, day, term, 4h, 7d, at 16:00, until 2026-12-18"


class PeriodKind(StrEnum):
    """The ways to say when something is due."""

    LESSON = "lesson"
    HOURS = "hours"
    DAYS = "days"
    DAY = "day"
    AT = "at"
    UNTIL = "until"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class LoanPeriod:
    """A loan period; only the value that its kind needs is set."""

    kind: PeriodKind
    count: int = 0
    at: time | None = None
    until: date | None = None

    @classmethod
    def parse(cls, text: str) -> "LoanPeriod":
        """Read what staff wrote.

        Raises:
            ValueError: it is none of the ways to write a loan period.
        """
        words = " ".join(text.lower().split())
        if words in (PeriodKind.LESSON, PeriodKind.DAY, PeriodKind.TERM):
            return cls(PeriodKind(words))
        if counted := _COUNTED.fullmatch(words):
            return cls._counted(int(counted[1]), counted[2], text)
        word, _, rest = words.partition(" ")
        try:
            if word == PeriodKind.AT:
                return cls(PeriodKind.AT, at=wall_time(rest))
            if word == PeriodKind.UNTIL:
                return cls(PeriodKind.UNTIL, until=near_date(rest))
        except ValueError:
            pass  # said below, in the same words for every mistake
        raise ValueError(f"“{text}” is no loan period; write {READABLE}")

    @classmethod
    def _counted(cls, count: int, unit: str, text: str) -> "LoanPeriod":
        kind, most = (PeriodKind.HOURS, MAX_HOURS) if unit == "h" else (PeriodKind.DAYS, MAX_DAYS)
        if not 1 <= count <= most:
            raise ValueError(f"“{text}” is no loan period; it runs from 1 to {most}{unit}")
        return cls(kind, count)

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.HOURS:
                return f"{self.count}h"
            case PeriodKind.DAYS:
                return f"{self.count}d"
            case PeriodKind.AT:
                return f"at {self.at:%H:%M}"
            case PeriodKind.UNTIL:
                return f"until {self.until}"
            case _:
                return self.kind.value


def wall_time(text: str) -> time:
    """Read ``HH:MM``; raises ValueError."""
    if not re.fullmatch(r"[0-9]{2}:[0-9]{2}", text):
        raise ValueError(f"{text!r} is no time of day, HH:MM")
    return time.fromisoformat(text)


def near_date(text: str) -> date:
    """Read ``YYYY-MM-DD`` of a year that a calendar can reckon with; raises ValueError."""
    day = date.fromisoformat(text)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"{text} lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return day
