"""What happened to something lately and still stands."""

from datetime import datetime

from sqlalchemy import bindparam, select

from kiosk.domain import canonical
from kiosk.domain.events import UnknownBody
from kiosk.domain.fold.order import effective_ms, standing
from kiosk.domain.hlc import from_ms, to_ms
from kiosk.domain.ids import Subject
from kiosk.domain.parking import Happened
from kiosk.store.driver import Connection, Statement
from kiosk.store.ledger import receipt_of
from kiosk.store.tables import event, event_subject, state

_MOST = 500
_RECENT = Statement(
    select(event.c.canonical, event.c.feed, event.c.received_ms, event.c.effective_ms)
    .join(event_subject, event_subject.c.event == event.c.id)
    .join(state, state.c.id == event_subject.c.subject)
    .where(state.c.subject == bindparam("about"), event.c.quarantined == 0)
    .order_by(event.c.id.desc())
    .limit(_MOST)
)


def recent(connection: Connection, about: Subject, since: datetime) -> tuple[Happened, ...]:
    """Give what happened to a subject since then, the newest first; of very much only the last."""
    since_ms = to_ms(since)
    history = [
        (canonical.decode(row[0]), receipt_of(row[1:]))
        for row in _RECENT.all(connection, {"about": about})
    ]
    return tuple(
        Happened(happened.ref, from_ms(effective_ms(happened, receipt)), happened.body)
        for _, (happened, receipt) in reversed(standing(history))
        if effective_ms(happened, receipt) >= since_ms
        and not isinstance(happened.body, UnknownBody)
    )
