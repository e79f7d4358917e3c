"""Many events at once: states are kept in memory between flushes, tables are written at the end.

Memory stays flat however long the ledger is. A subject that cannot be stepped is marked, and
folded from its whole history when everything is here.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from sqlalchemy import bindparam, delete, desc, insert, select, update
from sqlalchemy import text as sql

from kiosk.domain.events import Event, Receipt
from kiosk.domain.fold import Policies, empty_state, needs_refold, order_key, step
from kiosk.domain.ids import Entity, LineId, Subject, entity_of
from kiosk.domain.state import Line, PersonState, State
from kiosk.store.driver import Connection, Statement
from kiosk.store.folding import WRITE_LINE, WRITE_LOAN, Folding
from kiosk.store.loan_rows import lending, loan_row
from kiosk.store.projections import Row, line_row, person_rows, rows_of
from kiosk.store.projector import WRITERS, insert_many
from kiosk.store.states import MARK, dumps, loads
from kiosk.store.tables import person_alias, state

_STATE = Statement(
    select(state.c.latest, state.c.json).where(state.c.subject == bindparam("about"))
)
_SAVE = Statement(
    update(state)
    .where(state.c.subject == bindparam("about"))
    .values(latest=bindparam("latest"), json=bindparam("json"))
)
_ADD = Statement(
    insert(state).values(
        id=bindparam("id"),
        subject=bindparam("about"),
        latest=bindparam("latest"),
        json=bindparam("json"),
    )
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
_OF_PEOPLE = Statement(
    select(
        person_alias.c.person,
        state.c.json,
        person_alias.c.alias,
        person_alias.c.wrapped_key,
        person_alias.c.key_version,
    )
    .join(state, state.c.subject == "person:" + person_alias.c.alias)
    .where(
        person_alias.c.person > bindparam("after"),
        person_alias.c.person <= bindparam("last"),
        state.c.json != "",
    )
    .order_by(
        person_alias.c.person,
        person_alias.c.merged,
        desc(person_alias.c.period),
        desc(person_alias.c.alias),
    )
)
"""In the order of ``Keyring.aliases``."""
MARKED = Statement(
    select(state.c.subject)
    .where(sql(f"latest = '{MARK}'"))  # as its index is declared
    .order_by(state.c.subject)
    .limit(bindparam("most"))
)
_NO_ROWS = tuple(
    [Statement(delete(writer.table)) for writer in WRITERS.values()]
    + [Statement(sql(f"DELETE FROM {name}_search")) for name in ("person", "asset")]  # noqa: S608 - our names
)


class FoldingPass:
    """Steps the subjects of many events; used inside a write transaction, ``flush`` ends it."""

    def __init__(self, connection: Connection, policies: Policies) -> None:
        self._connection = connection
        self.policies = policies
        self._held: dict[Subject, tuple[str, State]] = {}
        self._new: dict[Subject, int] = {}
        self._lines: dict[LineId, Line] = {}
        self._loans: list[dict[str, object]] = []

    def fold(self, happened: Event, receipt: Receipt | None, subjects: Sequence[Subject]) -> None:
        """Fold an event that is in the ledger into what ``known_subjects`` gives of it.

        Raises what a step raises, and changed nothing.
        """
        if needs_refold(happened):
            self.mark(subjects)
            return
        order = order_key(happened, receipt)
        held: dict[Subject, tuple[str, State]] = {}
        lines: dict[LineId, Line] = {}
        for about in subjects:
            entity, key = entity_of(about)
            latest, before = self._held.get(about) or self._load(about, entity)
            if order < latest:
                held[about] = self._marked(about, entity)
                continue
            after, changed = step(entity, key, before, happened, receipt, self.policies)
            held[about] = (order, after)
            lines |= changed
        lent = lending(happened)
        if lent is not None:
            self._loans.append(loan_row(happened, lent, receipt))
        self._held |= held
        self._lines |= lines

    def begin(self, about: Subject, number: int) -> None:
        """Note that nothing was ever folded for a subject; its state gets this number."""
        self._held[about] = ("", empty_state(entity_of(about)[0]))
        self._new[about] = number

    def mark(self, subjects: Iterable[Subject]) -> None:
        """Have subjects folded from their whole history at the end."""
        for about in subjects:
            self._held[about] = self._marked(about, entity_of(about)[0])

    def flush(self) -> None:
        """Write the states and lines."""
        new: list[dict[str, object]] = []
        known: list[dict[str, object]] = []
        for about, (order, made) in self._held.items():
            memo = "" if made is empty_state(entity_of(about)[0]) else dumps(made)
            number = self._new.get(about)
            row: dict[str, object] = {"about": about, "latest": order, "json": memo, "id": number}
            (new if number else known).append(row)
        _ADD.many(self._connection, new)
        _SAVE.many(self._connection, known)
        self._held.clear()
        self._new.clear()
        WRITE_LOAN.many(self._connection, self._loans)
        self._loans.clear()
        closed_first = sorted(self._lines.values(), key=lambda line: line.returned_ms == 0)
        WRITE_LINE.many(self._connection, map(line_row, closed_first))
        self._lines.clear()

    def _marked(self, about: Subject, entity: Entity) -> tuple[str, State]:
        """Give what stands for a subject in the end; a policy was in force meanwhile."""
        if entity is not Entity.POLICY:
            return MARK, empty_state(entity)
        _, before = self._held.get(about) or self._load(about, entity)
        return MARK, before

    def _load(self, about: Subject, entity: Entity) -> tuple[str, State]:
        latest, memo = _STATE.one(self._connection, {"about": about}) or ("", "")
        return latest, loads(entity, memo) if memo else empty_state(entity)


def empty_tables(connection: Connection) -> None:
    """Empty every table that is made from states."""
    for statement in _NO_ROWS:
        statement.run(connection)


def write_states(connection: Connection, folding: Folding, after: int, most: int) -> int:
    """Write the rows of the next states; gives the number of the last one, 0 for none left."""
    found = STATES.all(connection, {"after": after, "most": most})
    rows: list[Row] = []
    for _, about, memo in found:
        entity, key = entity_of(about)
        if memo and (entity is not Entity.PERSON or '"exceptions"' in memo):
            rows += rows_of(about, entity, key, loads(entity, memo), folding.reveal)
    insert_many(connection, rows)
    return found[-1][0] if found else 0


def write_people(connection: Connection, folding: Folding, after: str, most: int) -> str:
    """Write the rows of the next people; gives the last one, nobody when none is left."""
    found = PERSONS.all(connection, {"after": after, "most": most})
    if not found:
        return ""
    last: str = found[-1][0]
    states = _OF_PEOPLE.all(connection, {"after": after, "last": last})
    rows: list[Row] = []
    for person, aliases in groupby(states, key=itemgetter(0)):
        people = []
        for _, memo, *key in aliases:
            folding.learn_key(*key)
            made = loads(Entity.PERSON, memo)
            assert isinstance(made, PersonState)  # noqa: S101 - the entity says so
            people.append((key[0], made))
        rows += person_rows(person, people, folding.reveal)
    insert_many(connection, rows)
    return last


def fold_marked(connection: Connection, folding: Folding, most: int) -> int:
    """Fold the next marked subjects from their whole history; gives how many there were."""
    found = MARKED.all(connection, {"most": most})
    for (about,) in found:
        folding.fold_again(about)
    return len(found)
