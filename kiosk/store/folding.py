"""Folds an event's subjects into their states and tables, when it arrives.

The newest event of a subject steps its state; one that comes between older ones, or that changes
what earlier ones mean, has the subject folded again from its whole history.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import (
    BindParameter,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.domain import canonical
from kiosk.domain.bodies.lending import CheckedOut, Corrected
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.events import Event, Receipt
from kiosk.domain.fold import empty_state, fold, needs_refold, order_key, step
from kiosk.domain.ids import Entity, Subject, entity_of, is_known, subject
from kiosk.domain.state import Line, PersonState, PolicyState, State
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store import disowning, staleness
from kiosk.store.driver import Connection, Row, Statement
from kiosk.store.joining import is_of_people, rejoin
from kiosk.store.keyring import Keyring
from kiosk.store.ledger import receipt_of
from kiosk.store.loan_rows import lending, loan_row, loan_rows
from kiosk.store.projections import Row as Made
from kiosk.store.projections import line_row, person_rows, rows_of
from kiosk.store.projector import read_row, rows_of_person, write_difference
from kiosk.store.receipts import Receipts
from kiosk.store.settings import FIRST_SYNC, HISTORY_DOUBTED, history_goes_on, write_setting
from kiosk.store.states import dumps, loads
from kiosk.store.tables import event, event_subject, line, loan, state

_STATE = Statement(
    select(state.c.id, state.c.latest, state.c.json).where(state.c.subject == bindparam("about"))
)
_NEW_STATE = Statement(insert(state).values(subject=bindparam("about"), latest="", json=""))
_SAVE = Statement(
    update(state)
    .where(state.c.id == bindparam("which"))
    .values(latest=bindparam("latest"), json=bindparam("json"))
)
_TOUCH = Statement(
    update(state).where(state.c.id == bindparam("which")).values(latest=bindparam("latest"))
)
_NAME = Statement(insert(event_subject).values(subject=bindparam("about"), event=bindparam("id")))
_UNNAME = Statement(
    delete(event_subject).where(
        event_subject.c.subject == bindparam("about"), event_subject.c.event == bindparam("id")
    )
)
HISTORY = Statement(
    select(event.c.canonical, event.c.feed, event.c.received_ms, event.c.effective_ms)
    .join(event_subject, event_subject.c.event == event.c.id)
    .where(event_subject.c.subject == bindparam("which"), event.c.quarantined == 0)
    .order_by(event.c.id)
)
_line_columns: dict[str, BindParameter[object]] = {
    column.name: bindparam(column.name) for column in line.columns if column.name != "n"
}
_new_line = upsert(line).values(_line_columns)
WRITE_LINE = Statement(
    _new_line.on_conflict_do_update(
        index_elements=["id"],
        set_={name: _new_line.excluded[name] for name in _line_columns if name != "id"},
    )
)
LINE_NAMES = tuple(_line_columns)
_LINES_OF_ASSET = Statement(
    select(*(line.c[name] for name in LINE_NAMES)).where(line.c.asset == bindparam("key"))
)
_LINES_OF_KIT = Statement(
    select(*(line.c[name] for name in LINE_NAMES)).where(
        line.c.kit == bindparam("key"), line.c.part != ""
    )
)
_SEALED_FOR = Statement(
    select(state.c.subject).where(
        state.c.subject.between("organisation:", "organisation;"),
        func.instr(state.c.json, bindparam("token")) > 0,
    )
)
_DROP_LINE = Statement(delete(line).where(line.c.id == bindparam("which")))
_new_loan = upsert(loan)
_rest_of_loan = {
    column.name: _new_loan.excluded[column.name] for column in loan.columns if column.name != "id"
}
WRITE_LOAN = Statement(
    _new_loan.on_conflict_do_update(
        index_elements=["id"],
        set_=_rest_of_loan,
        where=tuple_(_new_loan.excluded.out_ms, _new_loan.excluded.event)
        < tuple_(loan.c.out_ms, loan.c.event),
    )
)
"""A fact that two machines wrote again after a fork has two events: the earlier one counts."""
_REWRITE_LOAN = Statement(
    _new_loan.on_conflict_do_update(index_elements=["id"], set_=_rest_of_loan)
)
_DROP_EMPTY_LOAN = Statement(
    delete(loan).where(
        loan.c.id == bindparam("which"), ~exists().where(line.c.loan == bindparam("which"))
    )
)
_MOST_REMEMBERED = 16
_OF_PEOPLE = f"{Entity.PERSON}:"


class Folding:
    """The states and folded tables behind one writing connection; used under the writer's lock."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        """Take what every fold needs."""
        self._connection = connection
        self._keyring = keyring
        self._again: dict[Subject, None] = {}
        self._receipts = Receipts(connection)
        self._in_force = staleness.InForce(connection)
        self._dismissed: list[Event] = []
        self._merges_changed = False
        self._written: dict[tuple[Entity, str], State] = {}
        """What texts were written of: whoever is at the desk is read again at the next scan."""
        self.trees_changed = False
        """A type, place, policy, calendar or station changed since this was last cleared."""

    def apply(self, happened: Event, number: int, receipt: Receipt | None) -> None:
        """Fold an event, already in the ledger under ``number``, into all its subjects.

        What cannot be stepped is folded by ``settle``, which has to follow in the transaction.
        """
        lent = lending(happened)
        if lent is not None:
            WRITE_LOAN.run(self._connection, loan_row(happened, lent, receipt))
        self._note_merge(happened)
        order = order_key(happened, receipt)
        again = needs_refold(happened)
        subjects = known_subjects(happened)
        self._receipts.write(subjects)
        for about in subjects:
            which, latest, text = self._state(about)
            _NAME.run(self._connection, {"about": which, "id": number})
            is_late = again or order < latest or about in self._again
            if is_late and self._is_whole(again=again):
                self._again[about] = None
            else:
                self._step(about, which, text, (happened, receipt, order))
        self._again |= dict.fromkeys(disowning.reach(self._connection, happened, number))

    def _is_whole(self, *, again: bool) -> bool:
        """Say whether histories are here; raises Trouble for what cannot wait for them."""
        is_whole = not history_goes_on(self._connection)
        if again and not is_whole:
            raise Trouble(
                TroubleCode.STORE_FILLING,
                "The history of this new station is still on its way. This can be done when it is"
                " here.",
            )
        return is_whole

    def receipted(self, happened: Event, receipt: Receipt, *, in_place: bool) -> None:
        """Take the receipt of an event that is folded already.

        Where the event does not stay in its place, its subjects are only marked: ``fold_marked``
        has to follow when all receipts are here.
        """
        subjects = known_subjects(happened)
        if in_place:
            self._receipts.number(subjects, happened, receipt.feed)
        else:
            self._note_merge(happened)
            self._receipts.mark(subjects)

    def dismiss(self, happened: Event, number: int) -> None:
        """Take an event out of every fold; ``settle`` folds what it touched without it."""
        self._note_merge(happened)
        self._dismissed.append(happened)
        subjects = set(known_subjects(happened))
        if isinstance(happened.body, StationDisowned):
            subjects |= disowning.touched(self._connection, happened.body)
        self._again |= dict.fromkeys(sorted(subjects))
        for about in subjects:
            _UNNAME.run(self._connection, {"about": self._state(about)[0], "id": number})

    def settle(self) -> None:
        """Fold from their whole history all subjects whose past changed."""
        self._receipts.write_all()
        if self._merges_changed:
            self._merges_changed = False
            for person in sorted(rejoin(self._connection)):
                self.refresh_person(person)
        disowning.release(self._connection, self._dismissed)
        if self._again and not self._is_whole(again=False):
            write_setting(self._connection, FIRST_SYNC, HISTORY_DOUBTED)
            self._again.clear()
        for about in self._again:
            self.fold_again(about)
        for each in self._dismissed:
            if isinstance(each.body, CheckedOut):
                _DROP_EMPTY_LOAN.run(self._connection, {"which": each.body.loan})
        self._again.clear()
        self._dismissed.clear()

    def history_came(self, own: Iterable[Event]) -> None:
        """Mark what was written here while the history was missing, and join who was one."""
        for happened in own:
            self._receipts.mark(known_subjects(happened))
        self._merges_changed = True
        self.settle()

    def forget(self) -> None:
        """Drop what was to be settled: the transaction was rolled back."""
        self.trees_changed = self._merges_changed = False
        self._again.clear()
        self._dismissed.clear()
        self._receipts.forget()

    def key_changed(self, alias: str, person: str) -> None:
        """Show what a key that came or went has to do with: its person, and organisations."""
        self._merges_changed = True
        self.refresh_person(person)
        for (about,) in _SEALED_FOR.all(self._connection, {"token": f"{alias}."}):
            self._project_again(about)

    def _note_merge(self, happened: Event) -> None:
        body = happened.body
        if isinstance(body, Corrected):  # of a join of people, it is about nothing but people
            self._merges_changed |= all(each.startswith(_OF_PEOPLE) for each in happened.subjects)
        elif isinstance(body, StationDisowned) or is_of_people(body):
            self._merges_changed = True

    def _project_again(self, about: Subject) -> None:
        """Write the rows of a state anew: what it holds is the same, but not what can be read."""
        entity, key = entity_of(about)
        _, _, text = self._state(about)
        new = rows_of(about, entity, key, loads(entity, text), self.reveal)
        write_difference(self._connection, [row for row in map(self._as_written, new) if row], new)

    def _as_written(self, row: Made) -> Made | None:
        values = read_row(self._connection, row)
        return Made(row.table, values) if values else None

    def refresh_person(self, person: str) -> None:
        """Write the rows of a person again: their state, or a key of theirs, changed."""
        states: list[tuple[str, PersonState]] = []
        for alias, _ in self._keyring.aliases(self._connection, person):
            _, _, text = self._find(subject(Entity.PERSON, alias)) or (0, "", "")
            if text:
                held = loads(Entity.PERSON, text)
                assert isinstance(held, PersonState)  # noqa: S101 - the entity says so
                states.append((alias, held))
        after = person_rows(person, states, self.reveal) if states else []
        write_difference(self._connection, rows_of_person(self._connection, person), after)

    def reveal(self, token: str, ref: str, field: str) -> str | None:
        """Read Personal text with the keyring."""
        return self._keyring.reveal(self._connection, token, (ref, field))

    def learn_key(self, alias: str, wrapped: bytes | None, version: int) -> None:
        """Take the key of an alias that will be read soon."""
        self._keyring.learn(alias, wrapped, version)

    def history(self, which: int) -> Iterator[tuple[Event, Receipt | None]]:
        """Give every event of a subject with its receipt."""
        for row in HISTORY.all(self._connection, {"which": which}):
            yield canonical.decode(row[0]), receipt_of(row[1:])

    def _find(self, about: Subject) -> Row | None:
        return _STATE.one(self._connection, {"about": about})

    def _state(self, about: Subject) -> Row:
        found = self._find(about)
        if found is None:
            return _NEW_STATE.run(self._connection, {"about": about}).lastrowid, "", ""
        return found

    def _step(
        self, about: Subject, which: int, text: str, moment: tuple[Event, Receipt | None, str]
    ) -> None:
        happened, receipt, order = moment
        entity, key = entity_of(about)
        before = self._written.get((entity, text)) or (loads(entity, text) if text else None)
        policies = self._in_force.for_fold(entity, happened.body)
        after, lines = step(entity, key, before, happened, receipt, policies)
        if after is (before if before is not None else empty_state(entity)):
            _TOUCH.run(self._connection, {"which": which, "latest": order})
            return
        memo = dumps(after)
        if len(self._written) >= _MOST_REMEMBERED:
            self._written.clear()
        self._written[entity, memo] = after
        _SAVE.run(self._connection, {"which": which, "latest": order, "json": memo})
        self._write_lines(lines.values())
        self._project(about, before, after)

    def fold_again(self, about: Subject) -> None:
        """Fold a subject from its whole history, whatever its state says."""
        which, _, text = self._state(about)
        self._fold_again(about, which, text)

    def _fold_again(self, about: Subject, which: int, text: str) -> None:
        entity, key = entity_of(about)
        before = loads(entity, text) if text else None
        history = list(self.history(which))
        after, lines = fold(entity, key, history, self._in_force.for_fold(entity))
        latest = max((order_key(*entry) for entry in history), default="")
        memo = dumps(after) if after != empty_state(entity) else ""
        values = {"which": which, "latest": latest, "json": memo}
        _SAVE.run(self._connection, values)
        loans = loan_rows(history)
        _REWRITE_LOAN.many(self._connection, loans.values())
        self._replace_lines(entity, key, lines.values())
        for each in loans:
            _DROP_EMPTY_LOAN.run(self._connection, {"which": each})
        self._project(about, before, after)

    def _write_lines(self, lines: Iterable[Line]) -> None:
        """Write lines, closed ones first: an asset has one open line at any moment."""
        for each in sorted(lines, key=lambda line: line.returned_ms == 0):
            WRITE_LINE.run(self._connection, line_row(each))

    def _replace_lines(self, entity: Entity, key: str, lines: Iterable[Line]) -> None:
        if entity not in (Entity.ASSET, Entity.KIT):
            return
        found = _LINES_OF_ASSET if entity is Entity.ASSET else _LINES_OF_KIT
        here = {
            row[0]: dict(zip(LINE_NAMES, row, strict=True))
            for row in found.all(self._connection, {"key": key})
        }
        rows = {each.id: line_row(each) for each in lines}
        for gone in here.keys() - rows.keys():
            _DROP_LINE.run(self._connection, {"which": gone})
        for row in sorted(rows.values(), key=lambda row: row["returned_ms"] == 0):
            if here.get(row["id"]) != row:
                WRITE_LINE.run(self._connection, row)

    def _project(self, about: Subject, before: State | None, after: State) -> None:
        entity, key = entity_of(about)
        old = rows_of(about, entity, key, before, self.reveal) if before is not None else []
        is_known = after != empty_state(entity)
        new = rows_of(about, entity, key, after, self.reveal) if is_known else []
        self.trees_changed |= write_difference(self._connection, old, new)
        if isinstance(after, PolicyState):
            reached = staleness.look_back(self._connection, before, after, self._in_force)
            self._receipts.mark(reached)
        if entity is Entity.PERSON and not _is_known_as(before, after):
            person = self._keyring.person(self._connection, key)
            if person is not None:
                self.refresh_person(person)


def _is_known_as(before: State | None, after: State) -> bool:
    return (
        isinstance(before, PersonState)
        and isinstance(after, PersonState)
        and before.is_known_as(after)
    )


def known_subjects(happened: Event) -> list[Subject]:
    """Give what an event is about; what a newer program gave a fold of its own is left out."""
    return [about for about in dict.fromkeys(happened.subjects) if is_known(about)]
