"""Makes every folded table anew from the ledger and the keyring, in one transaction."""

import hashlib

from sqlalchemy import bindparam, delete, select, update

from kiosk.domain.bodies import BODIES
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.fold import VERSION
from kiosk.store.disowning import touched
from kiosk.store.driver import Connection, Statement
from kiosk.store.folding import Folding, known_subjects
from kiosk.store.folding_pass import (
    FoldingPass,
    empty_tables,
    fold_marked,
    write_people,
    write_states,
)
from kiosk.store.ledger import receipt_of
from kiosk.store.quick_json import decode
from kiosk.store.second_look import look_again
from kiosk.store.settings import FOLDED_BY, write_setting
from kiosk.store.staleness import policies_of
from kiosk.store.tables import event, line, loan, state

MOST_HELD = 20_000
_NOTHING = (
    Statement(update(state).values(latest="", json="")),
    Statement(delete(line)),
    Statement(delete(loan)),
)
_EVENTS = Statement(
    select(event.c.id, event.c.canonical, event.c.feed, event.c.received_ms, event.c.effective_ms)
    .where(event.c.id > bindparam("after"), event.c.quarantined == 0)
    .order_by(event.c.id)
    .limit(bindparam("most"))
)


def folds() -> str:
    """Name what this program makes of events: another name means that they are folded anew."""
    kinds = ",".join(f"{kind} {version}" for kind, version in sorted(BODIES))
    return f"{VERSION}-{hashlib.sha256(kinds.encode()).hexdigest()[:16]}"


def rebuild(connection: Connection, folding: Folding) -> int:
    """Fold every event, inside a write transaction; gives how many there were."""
    look_again(connection)
    for statement in _NOTHING:
        statement.run(connection)
    empty_tables(connection)
    count = _fold_all(connection, folding)
    after = 0
    while after := write_states(connection, folding, after, MOST_HELD):
        pass
    whose = ""
    while whose := write_people(connection, folding, whose, MOST_HELD):
        pass
    while fold_marked(connection, folding, MOST_HELD):
        pass
    write_setting(connection, FOLDED_BY, folds())
    return count


def _fold_all(connection: Connection, folding: Folding) -> int:
    passing = FoldingPass(connection, policies_of(connection, folding.history))
    count = after = 0
    while rows := _EVENTS.all(connection, {"after": after, "most": MOST_HELD}):
        for row in rows:
            happened = decode(row[1])
            passing.fold(happened, receipt_of(row[2:]), known_subjects(happened))
            if isinstance(happened.body, StationDisowned):
                passing.mark(touched(connection, happened.body))
        count += len(rows)
        after = rows[-1][0]
        passing.flush()
    return count
