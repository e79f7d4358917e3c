"""The idle screen at rest, in words; imports little, for it is the first thing that is seen."""

from datetime import datetime

from kiosk.screens.idle_views import Edge, IdleView, StationView
from kiosk.shell.dates import clock_text, day_text
from kiosk.shell.words import _, languages, spoken

_OWN_NAMES = {"en": "English", "de": "Deutsch"}


def rest_view(local: datetime, station: StationView, tap_at: Edge = Edge.NONE) -> IdleView:
    """Invite, tell the time, and say how the station stands."""
    known = languages()
    other = known[(known.index(spoken()) + 1) % len(known)] if spoken() in known else ""
    return IdleView(
        sentence=_("Tap your badge, then scan what you take"),
        clock=clock_text(local),
        date=day_text(local.date()),
        station=station,
        language=_OWN_NAMES.get(other, other) if len(known) > 1 else "",
        tap_at=tap_at,
    )
