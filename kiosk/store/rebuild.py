"""Makes every folded table anew from the ledger and the keyring, in one transaction.

Events are read once, in the order of their arrival; states are kept in memory between flushes, so
memory stays flat however long the ledger is. What cannot be stepped is folded at the end.
"""

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy import text as sql

from kiosk.domain import canonical
from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.events import Event, Receipt
from kiosk.domain.fold import empty_state, needs_refold, order_key, step
from kiosk.domain.ids import Entity, LineId, Subject, entity_of
from kiosk.domain.state import Line, State
from kiosk.store.disowning import touched
from kiosk.store.driver import Connection, Statement
from kiosk.store.folding import WRITE_LINE, WRITE_LOAN, Folding, known_subjects, loan_row
from kiosk.store.ledger import receipt_of
from kiosk.store.projections import Row, line_row, rows_of
from kiosk.store.projector import insert_many
from kiosk.store.states import dumps, loads
from kiosk.store.tables import FOLDED, event, person_alias, state

MOST_HELD = 20_000
_NOTHING = update(state).values(latest="", json="")
_EVENTS = Statement(
    select(event.c.id, event.c.canonical, event.c.feed, event.c.received_ms, event.c.effective_ms)
    .where(event.c.id > bindparam("after"), event.c.quarantined == 0)
    .order_by(event.c.id)
    .limit(bindparam("most"))
)
_STATE = Statement(
    select(state.c.latest, state.c.json).where(state.c.subject == bindparam("about"))
)
_SAVE = Statement(
    update(state)
    .where(state.c.subject == bindparam("about"))
    .values(latest=bindparam("latest"), json=bindparam("json"))
)
STATES = Statement(
    select(state.c.id, state.c.subject, state.c.json)
    .where(state.c.id > bindparam("after"))
    .order_by(state.c.id)
    .limit(bindparam("most"))
)
PERSONS = Statement(
    select(person_alias.c.person)
    .where(person_alias.c.person > bindparam("after"))
    .group_by(person_alias.c.person)
    .order_by(person_alias.c.person)
    .limit(bindparam("most"))
)
_ORDER, _MEMO = 0, 1


class Rebuild:
    """One pass over the ledger; used inside a write transaction."""

    def __init__(self, connection: Connection, folding: Folding) -> None:
        """Empty every folded table."""
        self._connection = connection
        self._folding = folding
        self._held: dict[Subject, tuple[str, State]] = {}
        self._lines: dict[LineId, Line] = {}
        self._loans: list[dict[str, object]] = []
        self._again: set[Subject] = set()
        for table in FOLDED:
            if table is not state:
                Statement(delete(table)).run(connection)
        Statement(_NOTHING).run(connection)
        for name in ("person", "asset"):
            Statement(sql(f"DELETE FROM {name}_search")).run(connection)  # noqa: S608 - our names

    def run(self) -> int:
        """Fold every event; gives how many there were."""
        count = after = 0
        while rows := _EVENTS.all(self._connection, {"after": after, "most": MOST_HELD}):
            for row in rows:
                self._fold(canonical.decode(row[1]), receipt_of(row[2:]))
            count += len(rows)
            after = rows[-1][0]
            self._flush()
        for about in self._again:  # nothing that was stepped before may count
            _SAVE.run(self._connection, {"about": about, "latest": "", "json": ""})
        self._project()
        for about in sorted(self._again):
            self._folding.fold_again(about)
        return count

    def _fold(self, happened: Event, receipt: Receipt | None) -> None:
        if isinstance(happened.body, CheckedOut):
            self._loans.append(loan_row(happened, happened.body, receipt))
        if needs_refold(happened):
            self._again.update(known_subjects(happened))
            if isinstance(happened.body, StationDisowned):
                self._again.update(touched(self._connection, happened.body))
            return
        order = order_key(happened, receipt)
        for about in known_subjects(happened):
            entity, key = entity_of(about)
            latest, before = self._held.get(about) or self._load(about, entity)
            if order < latest:
                self._again.add(about)
                continue
            after, lines = step(entity, key, before, happened, receipt)
            self._held[about] = (order, after)
            if lines:
                self._lines |= lines

    def _load(self, about: Subject, entity: Entity) -> tuple[str, State]:
        row = _STATE.one(self._connection, {"about": about})
        if row is None or not row[_MEMO]:
            return (row[_ORDER] if row else "", empty_state(entity))
        return row[_ORDER], loads(entity, row[_MEMO])

    def _flush(self) -> None:
        _SAVE.many(
            self._connection,
            (
                {
                    "about": about,
                    "latest": order,
                    "json": "" if made is empty_state(entity_of(about)[0]) else dumps(made),
                }
                for about, (order, made) in self._held.items()
            ),
        )
        self._held.clear()
        WRITE_LOAN.many(self._connection, self._loans)
        self._loans.clear()
        closed_first = sorted(self._lines.values(), key=lambda line: line.returned_ms == 0)
        WRITE_LINE.many(self._connection, map(line_row, closed_first))
        self._lines.clear()

    def _project(self) -> None:
        """Write the rows of every state that is whole."""
        after = 0
        while found := STATES.all(self._connection, {"after": after, "most": MOST_HELD}):
            rows: list[Row] = []
            for _, about, memo in found:
                if memo:
                    entity, key = entity_of(about)
                    rows += rows_of(about, entity, key, loads(entity, memo), self._folding.reveal)
            insert_many(self._connection, rows)
            after = found[-1][0]
        whose = ""
        while persons := PERSONS.all(self._connection, {"after": whose, "most": MOST_HELD}):
            for (each,) in persons:
                self._folding.refresh_person(each)
            whose = persons[-1][0]
