"""What was merged into a record of the panel, with the event that can be taken back."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from kiosk.domain import canonical
from kiosk.domain.bodies.lending import Corrected
from kiosk.domain.bodies.records import Merged
from kiosk.domain.hlc import from_ms
from kiosk.domain.ids import Alias, AssetId, Entity, Subject, entity_of, subject
from kiosk.domain.panel import EventFilter, MergedRow
from kiosk.store.driver import Statement
from kiosk.store.panel_rows import Reader
from kiosk.store.panel_trail import events_about
from kiosk.store.tables import asset

_MERGED = Statement(
    select(asset.c.id, asset.c.name, asset.c.tag)
    .where(asset.c.merged_into == bindparam("into"), asset.c.merged_into != "")
    .order_by(asset.c.tag, asset.c.id)
)
_ABOUT = events_about(EventFilter())
_NEWEST = {"before": 1 << 62, "limit": 1000, "kind": "", "station": "", "since": 0, "until": 0}


def merged_things(reader: Reader, into: AssetId) -> tuple[MergedRow, ...]:
    """Give the assets that live on as this one."""
    return tuple(
        MergedRow(found.event, found.at, name, tag)
        for key, name, tag in _MERGED.all(reader.connection, {"into": into})
        if (found := _standing(reader, subject(Entity.ASSET, key))) is not None
    )


def merged_people(reader: Reader, aliases: Sequence[Alias]) -> tuple[MergedRow, ...]:
    """Give the joins that brought these aliases to somebody; one was one person's."""
    found = (_standing(reader, subject(Entity.PERSON, alias)) for alias in aliases)
    return tuple(each for each in found if each is not None)


def _standing(reader: Reader, source: Subject) -> MergedRow | None:
    """Find the newest merge of a record that was not taken back."""
    rows = _ABOUT.all(reader.connection, _NEWEST | {"about": source})
    told = [(canonical.decode(row[1]), from_ms(row[3] or row[2])) for row in rows]
    taken_back = {event.body.event for event, _ in told if isinstance(event.body, Corrected)}
    for event, at in told:
        body = event.body
        is_merge = isinstance(body, Merged) and body.source == entity_of(source)[1]
        if is_merge and str(event.ref) not in taken_back:
            return MergedRow(str(event.ref), at)
    return None
