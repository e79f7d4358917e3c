"""A stolen station's events: whatever they touched has the disowning in its history too.

The disowning names the station alone; the fold of every subject has to meet it all the same, in
whichever order the two come.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain import canonical
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.events import Event
from kiosk.domain.ids import Subject
from kiosk.domain.ids import is_known as has_fold
from kiosk.store.driver import Connection, Statement
from kiosk.store.tables import chain, event, event_subject, state

_FROM = Statement(
    select(event.c.canonical)
    .join(chain, chain.c.id == event.c.chain)
    .where(
        chain.c.station == bindparam("station"),
        chain.c.incarnation == bindparam("incarnation"),
        event.c.seq >= bindparam("from_seq"),
        event.c.quarantined == 0,
    )
)
_DISOWNINGS = Statement(
    select(event.c.id, event.c.canonical).where(
        sql("kind IN ('merged', 'station_disowned')"),
        sql("kind = 'station_disowned'"),  # a bound one would be planned anew every time
        event.c.quarantined == 0,
    )
)
_NUMBER = Statement(select(state.c.id).where(state.c.subject == bindparam("about")))
_NAME = Statement(
    insert(event_subject)
    .values(subject=bindparam("about"), event=bindparam("id"))
    .on_conflict_do_nothing()
)
_UNNAME = Statement(
    delete(event_subject).where(
        event_subject.c.subject
        == select(state.c.id).where(state.c.subject == bindparam("about")).scalar_subquery(),
        event_subject.c.event == bindparam("id"),
    )
)


def reach(connection: Connection, happened: Event, number: int) -> set[Subject]:
    """Put disownings into the histories that an event touches; gives whose past changed."""
    if isinstance(happened.body, StationDisowned):
        about = touched(connection, happened.body)
        _put(connection, about, number)
        return about
    reached: set[Subject] = set()
    for other, written in _DISOWNINGS.all(connection):
        body = canonical.decode(written).body
        if isinstance(body, StationDisowned) and _covers(body, happened):
            _put(connection, happened.subjects, other)
            reached.update(filter(has_fold, happened.subjects))
    return reached


def release(connection: Connection, gone: Iterable[Event]) -> None:
    """Take disownings out of the histories that only events touched which count no more."""
    events = [each for each in gone if not isinstance(each.body, StationDisowned)]
    for number, written in _DISOWNINGS.all(connection) if events else ():
        disowned = canonical.decode(written)
        body = disowned.body
        assert isinstance(body, StationDisowned)  # noqa: S101 - its kind says so
        left = {about for each in events if _covers(body, each) for about in each.subjects}
        if left:
            left -= touched(connection, body) | set(disowned.subjects)
        for about in left:
            _UNNAME.run(connection, {"about": about, "id": number})


def is_known(connection: Connection) -> bool:
    """Say whether any station was ever disowned."""
    return _DISOWNINGS.one(connection) is not None


def touched(connection: Connection, body: StationDisowned) -> set[Subject]:
    """Give every subject of the events that a disowning takes away."""
    values = {"station": body.station, "incarnation": body.incarnation, "from_seq": body.from_seq}
    found = (canonical.decode(row[0]).subjects for row in _FROM.all(connection, values))
    return {about for subjects in found for about in subjects if has_fold(about)}


def _put(connection: Connection, subjects: Iterable[Subject], number: int) -> None:
    for about in subjects:
        row = _NUMBER.one(connection, {"about": about})
        if row is not None:
            _NAME.run(connection, {"about": row[0], "id": number})


def _covers(body: StationDisowned, happened: Event) -> bool:
    same = (body.station, body.incarnation) == (happened.station, happened.incarnation)
    return same and happened.seq >= body.from_seq
