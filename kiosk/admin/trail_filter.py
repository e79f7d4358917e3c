"""The filter of the audit trail: what kind of event, at which station, on which day."""

from collections.abc import Mapping
from datetime import date, time, timedelta

from kiosk.admin.models import Form, FormField, Input
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.telling import kind_word
from kiosk.domain.events import Kind
from kiosk.domain.ids import Entity, subject
from kiosk.domain.model import Asset, Kit, Person
from kiosk.domain.panel import EventFilter
from kiosk.domain.ports import Code
from kiosk.shell.words import _

FILTER = "filter"
"""The action and the form of the trail's filter."""


def filter_form(only: EventFilter, signed: Signed) -> Form:
    """Ask for it, as it stands."""
    kinds = sorted(((kind.value, kind_word(kind)) for kind in Kind), key=lambda pair: pair[1])
    stations = tuple((choice.id, choice.name) for choice in signed.choices.stations)
    day = signed.calendar.local(only.since).date().isoformat() if only.since else ""
    everything = ("", _("All"))
    about = FormField("about", _("About"), hint=_("A tag, a name or a number"))
    fields = (
        about,
        FormField("kind", _("What"), Input.CHOICE, only.kind or "", (everything, *kinds)),
        FormField("station", _("Station"), Input.CHOICE, only.station, (everything, *stations)),
        FormField("day", _("Day"), Input.DATE, day, hint=_("Empty: every day")),
    )
    return Form(FILTER, _("Filter the trail"), _("Show"), fields, icon="search")


def find_about(parts: PanelParts, text: str) -> EventFilter | None:
    """Find the one person or thing that a text means; None for none or several. On the worker."""
    now = parts.clock.now()
    with parts.books.read(now) as book:
        found = book.find(Code(text))
    match found:
        case (Person() as person,):
            return EventFilter(person=person.id)
        case (Asset() as asset,):
            return EventFilter(about=subject(Entity.ASSET, asset.id))
        case (Kit() as kit,):
            return EventFilter(about=subject(Entity.KIT, kit.id))
        case _:
            return _search_about(parts, text)


def _search_about(parts: PanelParts, text: str) -> EventFilter | None:
    now = parts.clock.now()
    people = parts.panel.people(now, text, (), 2)
    things = parts.panel.assets(text, (), 2)
    if len(people) + len(things) != 1:
        return None
    if people:
        return EventFilter(person=people[0].id)
    return EventFilter(about=subject(Entity.ASSET, things[0].id))


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
