"""The sessions that were open when this station stopped."""

from sqlalchemy import or_, select

from kiosk.domain.bodies.lending import SessionClosed, SessionOpened
from kiosk.domain.canonical import decode
from kiosk.domain.events import Kind
from kiosk.domain.ids import Subject
from kiosk.store.driver import Connection, Statement
from kiosk.store.tables import chain, event

_LOOKED_AT = 64
"""A desk has one session at a time, so one that is open is among the newest."""
_NEWEST = Statement(
    select(event.c.canonical)
    .join(chain, chain.c.id == event.c.chain)
    .where(
        chain.c.own == 1,
        or_(event.c.kind == Kind.SESSION_OPENED.value, event.c.kind == Kind.SESSION_CLOSED.value),
    )
    .order_by(event.c.id.desc())
    .limit(_LOOKED_AT)
)


def open_sessions(connection: Connection) -> tuple[tuple[str, Subject], ...]:
    """Give session and holder of what was opened here and never closed, the newest first."""
    closed: set[str] = set()
    still_open = []
    for (canonical,) in _NEWEST.all(connection):
        body = decode(canonical).body
        if isinstance(body, SessionClosed):
            closed.add(body.session)
        elif isinstance(body, SessionOpened) and body.session not in closed:
            still_open.append((body.session, body.holder))
    return tuple(still_open)
