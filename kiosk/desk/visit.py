"""Open and close a session in the ledger, and close what a power cut left open."""

from kiosk.desk.effects import Close, Closed, Open, Opened
from kiosk.desk.kit import kit_back
from kiosk.desk.outcomes import How, SessionClosed, SessionOpened, Unknown
from kiosk.desk.views import holder_of, loans_of
from kiosk.domain.bodies import lending
from kiosk.domain.ids import Entity, subject
from kiosk.domain.ports import WriteBook


def open_session(book: WriteBook, effect: Open) -> Opened | Unknown:
    """Open a session; barred or not, everybody may bring things back."""
    person = book.person_by_id(effect.person)
    if person is None:
        return Unknown(effect.at, badge=True)
    alias = book.actor_alias(person.id)
    holder = subject(Entity.PERSON, alias)
    session = book.new_id()
    book.append(lending.SessionOpened(session, holder), (holder,), alias)
    loans = loans_of(book, person.id)
    return Opened(SessionOpened(effect.at, session, holder_of(person), loans))


def close_session(book: WriteBook, effect: Close) -> Closed:
    """Close a session; what was seen of a kit is back, the rest of it is still out."""
    back = kit_back(book, effect.seen) if effect.seen else None
    alias = book.actor_alias(effect.person)
    holder = subject(Entity.PERSON, alias)
    closed = lending.SessionClosed(effect.session, holder, effect.how)
    book.append(closed, (holder,), alias)
    outcome = SessionClosed(
        effect.at, effect.session, effect.how, effect.taken, effect.returned + bool(back)
    )
    return Closed(outcome, back.outcome if back else None)


def close_left_open(book: WriteBook) -> tuple[SessionClosed, ...]:
    """Close the sessions that were open when the station stopped."""
    closed = []
    for session, holder in book.open_sessions():
        book.append(lending.SessionClosed(session, holder, How.RESTARTED), (holder,))
        closed.append(SessionClosed(book.now, session, How.RESTARTED))
    return tuple(closed)
