"""The filter of the audit trail: what kind of event, at which station, on which day."""

from collections.abc import Mapping
from datetime import date, time, timedelta

from kiosk.admin.models import Form, FormField, Input
from kiosk.admin.parts import Signed
from kiosk.admin.telling import kind_word
from kiosk.domain.events import Kind
from kiosk.domain.panel import EventFilter
from kiosk.shell.words import _

KEY = "filter"


def filter_form(only: EventFilter, signed: Signed) -> Form:
    """Ask for it, as it stands."""
    kinds = sorted(((kind.value, kind_word(kind)) for kind in Kind), key=lambda pair: pair[1])
    stations = tuple((choice.id, choice.name) for choice in signed.choices.stations)
    day = signed.calendar.local(only.since).date().isoformat() if only.since else ""
    everything = ("", _("All"))
    fields = (
        FormField("kind", _("What"), Input.CHOICE, only.kind or "", (everything, *kinds)),
        FormField("station", _("Station"), Input.CHOICE, only.station, (everything, *stations)),
        FormField("day", _("Day"), Input.DATE, day, hint=_("Empty: every day")),
    )
    note = _("For one person or thing, open them: their own timeline is there.")
    return Form(KEY, _("Filter the trail"), _("Show"), fields, note, "search")


def read_filter(values: Mapping[str, str], signed: Signed) -> EventFilter:
    """Read it; raises ValueError for a day that is none."""
    since = until = None
    day = values.get("day", "").strip()
    if day:
        wanted = date.fromisoformat(day)
        since = signed.calendar.instant(wanted, time())
        until = signed.calendar.instant(wanted + timedelta(days=1), time())
    kind = values.get("kind", "")
    return EventFilter(
        kind=Kind(kind) if kind else None,
        station=values.get("station", ""),
        since=since,
        until=until,
    )
