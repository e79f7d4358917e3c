"""Events that an older program could not read: taken into columns and histories now."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.events import Event
from kiosk.domain.feed import FeedRow, What, readable
from kiosk.store import disowning
from kiosk.store.driver import Connection, Statement
from kiosk.store.folding import known_subjects
from kiosk.store.tables import TRIGGERS, UNREADABLE, chain, event, event_subject, state

_UNREAD = Statement(
    select(
        event.c.id,
        event.c.feed,
        chain.c.station,
        chain.c.incarnation,
        event.c.seq,
        event.c.received_ms,
        event.c.effective_ms,
        event.c.canonical,
    )
    .join(chain, chain.c.id == event.c.chain)
    .where(event.c.quarantined == UNREADABLE)
)
_READ = Statement(
    update(event)
    .where(event.c.id == bindparam("which"))
    .values(
        {name: bindparam(name) for name in ("kind", "actor", "hlc", "wall_ms")} | {"quarantined": 0}
    )
)
_BEGIN = Statement(
    insert(state)
    .values(subject=bindparam("about"), latest="", json="")
    .on_conflict_do_nothing(index_elements=["subject"])
)
_NAME = Statement(
    insert(event_subject).from_select(
        ["subject", "event"],
        select(state.c.id, bindparam("number")).where(state.c.subject == bindparam("about")),
    )
)


def look_again(connection: Connection) -> int:
    """Read what can be read by now, before a rebuild; gives how many events that were."""
    found = 0
    for number, feed, *place, received_ms, effective_ms, written in _UNREAD.all(connection):
        station, incarnation, seq = place
        row = FeedRow(
            feed, What.EVENT, station, incarnation, seq, received_ms, effective_ms, 0, written
        )
        happened = readable(row, written)
        if happened is not None:
            found += 1
            _take(connection, happened, number)
    return found


def _take(connection: Connection, happened: Event, number: int) -> None:
    values = {"kind": str(happened.body.kind), "actor": happened.actor, "hlc": happened.hlc}
    connection.execute("DROP TRIGGER event_stays")  # the columns follow from the bytes, which stay
    _READ.run(connection, values | {"wall_ms": happened.wall_ms, "which": number})
    connection.execute(TRIGGERS[0])
    for about in known_subjects(happened):
        _BEGIN.run(connection, {"about": about})
        _NAME.run(connection, {"about": about, "number": number})
    disowning.reach(connection, happened, number)
