"""Check-outs that wait for a second person, at whichever station they were parked."""

from datetime import datetime

from kiosk.domain.bodies.lending import Parked
from kiosk.domain.ids import Entity, subject
from kiosk.domain.parking import PARKED_FOR, Happened, ParkedRow, waiting
from kiosk.store.panel_rows import Reader
from kiosk.store.panel_trail import name_of
from kiosk.store.recent import recent


def parked_rows(reader: Reader, now: datetime) -> tuple[ParkedRow, ...]:
    """Give what waits at any station, the newest first; each was parked in sight of its site."""
    since, trees = now - PARKED_FOR, reader.trees
    places = {place for site in trees.sites.values() for place in trees.place_path(site)}
    asked = {
        each.ref: each
        for place in sorted(places)
        for each in recent(reader.connection, subject(Entity.LOCATION, place), since)
    }
    rows = [_row(reader, each, since) for each in asked.values()]
    return tuple(sorted((row for row in rows if row), key=lambda row: row.at, reverse=True))


def _row(reader: Reader, asked: Happened, since: datetime) -> ParkedRow | None:
    """Show a request, unless it was approved meanwhile."""
    body = asked.body
    if not isinstance(body, Parked):
        return None
    if all(each.ref != asked.ref for each in waiting(recent(reader.connection, body.item, since))):
        return None
    name, holder = name_of(reader, body.item), reader.holder(body.holder)
    return ParkedRow(str(asked.ref), asked.at, body.item, name, holder)
