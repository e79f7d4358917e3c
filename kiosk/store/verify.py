"""Checks the books: every event of every chain, the head's MAC, and every table against its fold.

Finds any changed, missing, inserted or reordered event, a cut tail, and tables that differ from
their fold. Cannot find: what somebody wrote who holds the station's keys; a whole older copy of
the file that was put back (the centre, or an exported head, would tell); other stations' events
that never came here; words of the search tables, which a rebuild makes again.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select

from kiosk.domain import canonical
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.codec import Undecodable
from kiosk.domain.events import Event, EventRef, Receipt
from kiosk.domain.fold import empty_state, fold
from kiosk.domain.ids import Entity, Subject, entity_of, subject
from kiosk.domain.state import Line, PersonState
from kiosk.store.disowning import touched
from kiosk.store.driver import Connection, DatabaseError, Row, Statement
from kiosk.store.folding import HISTORY, LINE_NAMES, known_subjects
from kiosk.store.folding_pass import MARKED, PERSONS, STATES
from kiosk.store.keyring import Keyring
from kiosk.store.ledger import Head, mac_of, receipt_of
from kiosk.store.loan_rows import loan_rows
from kiosk.store.projections import Row as Made
from kiosk.store.projections import line_row, person_rows, rows_of
from kiosk.store.projector import read_row
from kiosk.store.settings import history_goes_on
from kiosk.store.staleness import InForce
from kiosk.store.states import loads
from kiosk.store.tables import FOLDED, chain, event, event_subject, line, loan, state

Entry = tuple[Event, Receipt | None]
MOST_TOLD = 100
_BATCH = 5_000
_CHAINS = Statement(select(chain).order_by(chain.c.id))
_EVENTS = Statement(
    select(
        event.c.id,
        event.c.seq,
        event.c.kind,
        event.c.actor,
        event.c.hlc,
        event.c.wall_ms,
        event.c.canonical,
        event.c.quarantined,
    )
    .where(event.c.chain == bindparam("chain"), event.c.seq > bindparam("after"))
    .order_by(event.c.seq)
    .limit(bindparam("most"))
)
_STRAYS = Statement(
    select(func.count()).select_from(event).where(event.c.chain.not_in(select(chain.c.id)))
)
_LINE = Statement(
    select(*(line.c[name] for name in LINE_NAMES)).where(line.c.id == bindparam("which"))
)
_LOAN = Statement(select(loan).where(loan.c.id == bindparam("which")))
_STATE = Statement(select(state.c.json).where(state.c.subject == bindparam("about")))
_LOAN_NAMES = tuple(loan.c.keys())


@dataclass(slots=True)
class Report:
    """What a check found: nothing wrong, or where."""

    events: int = 0
    subjects: int = 0
    wrong: list[str] = field(default_factory=list)
    """The first hundred findings, each a sentence that names no person."""
    count: int = 0

    @property
    def is_right(self) -> bool:
        return self.count == 0

    def tell(self, finding: str) -> None:
        self.count += 1
        if len(self.wrong) < MOST_TOLD:
            self.wrong.append(finding)


def verify(connection: Connection, keyring: Keyring, station_key: bytes) -> Report:
    """Check everything, within the reading that is open on the connection."""
    report = Report()
    try:
        _Verification(connection, keyring, station_key, report).run()
    except DatabaseError as error:
        report.tell(f"The database itself is damaged: {error}.")
    return report


class _Verification:
    def __init__(
        self, connection: Connection, keyring: Keyring, station_key: bytes, report: Report
    ) -> None:
        self._connection = connection
        self._keyring = keyring
        self._key = station_key
        self._report = report
        self._in_force = InForce(connection)
        self._rows: Counter[str] = Counter()
        """How many rows each folded table has to have."""

    def run(self) -> None:
        for row in _CHAINS.all(self._connection):
            self._chain(row)
        strays = _STRAYS.one(self._connection)
        if strays and strays[0]:
            self._report.tell(f"{strays[0]} events belong to no chain.")
        if history_goes_on(self._connection) or MARKED.one(self._connection, {"most": 1}):
            return  # the tables know what the ledger will, or are just being brought up to it
        for which, about in self._subjects():
            self._subject(which, about)
        for person in self._persons():
            self._person(person)
        loans = self._connection.execute("SELECT count(DISTINCT loan) FROM line").fetchone()
        self._rows["loan"] = loans[0] if loans else 0
        for table in (event_subject, *FOLDED):
            self._count(table.name)

    def _chain(self, row: Row) -> None:
        number, station, incarnation, own, seq, hlc, wall_ms, head_hash, mac, _ = row
        before, at = canonical.GENESIS, 0
        while found := _EVENTS.all(
            self._connection, {"chain": number, "after": at, "most": _BATCH}
        ):
            for each in found:
                place = f"{station}/{incarnation}/{each[1]}"
                if each[1] != at + 1:
                    self._report.tell(f"Events are missing before {place}.")
                elif canonical.previous_hash(each[6]) != before:
                    self._report.tell(f"Event {place} does not follow the one before it.")
                self._event(each, EventRef(station, incarnation, each[1]))
                before, at = canonical.event_hash(each[6]), each[1]
        head = Head(number, station, incarnation, seq, hlc, wall_ms, head_hash)
        if (seq, head_hash) != (at, before):
            self._report.tell(
                f"The ledger of {station}/{incarnation} ends at {at}, its head says {seq}."
            )
        if own and seq and not hmac.compare_digest(mac, mac_of(head, self._key)):
            self._report.tell(f"The head of {station}/{incarnation} was not written here.")

    def _event(self, row: Row, ref: EventRef) -> None:
        self._report.events += 1
        if row[7]:
            return
        try:
            happened = canonical.decode(row[6])
        except Undecodable:
            self._report.tell(f"Event {ref} cannot be read.")
            return
        said = (happened.body.kind, happened.actor, happened.hlc, happened.wall_ms)
        if happened.ref != ref or said != row[2:6]:
            self._report.tell(f"Event {ref} is not what its columns say.")
        subjects = set(known_subjects(happened))
        if isinstance(happened.body, StationDisowned):
            subjects |= touched(self._connection, happened.body)
        self._rows[event_subject.name] += len(subjects)

    def _subjects(self) -> Iterator[tuple[int, Subject]]:
        after = 0
        while found := STATES.all(self._connection, {"after": after, "most": _BATCH}):
            for which, about, _ in found:
                yield which, about
            after = found[-1][0]

    def _persons(self) -> Iterator[str]:
        after = ""
        while found := PERSONS.all(self._connection, {"after": after, "most": _BATCH}):
            for (person,) in found:
                yield person
            after = found[-1][0]

    def _subject(self, which: int, about: Subject) -> None:
        self._report.subjects += 1
        self._rows["state"] += 1
        try:
            history = [
                (canonical.decode(row[0]), receipt_of(row[1:]))
                for row in HISTORY.all(self._connection, {"which": which})
            ]
        except Undecodable:
            return  # told already
        if not all(_belongs(about, happened) for happened, _ in history):
            self._report.tell(f"The history of {about} holds an event that is not about it.")
        entity, key = entity_of(about)
        folded, lines = fold(entity, key, history, self._in_force.for_fold(entity))
        memo = _STATE.one(self._connection, {"about": about})
        held = loads(entity, memo[0]) if memo and memo[0] else empty_state(entity)
        if held != folded:
            self._report.tell(f"The state of {about} differs from its fold.")
        if folded != empty_state(entity):
            for made in rows_of(about, entity, key, folded, self._reveal):
                self._compare(made)
        self._lines(lines.values(), history)

    def _lines(self, lines: Iterable[Line], history: list[Entry]) -> None:
        """Check the lines of a subject, and the header of each loan with its first line."""
        headers = loan_rows(history)
        for each in lines:
            self._rows["line"] += 1
            row = _LINE.one(self._connection, {"which": each.id})
            if row is None or dict(zip(LINE_NAMES, row, strict=True)) != line_row(each):
                self._report.tell(f"The line {each.id} differs from its fold.")
            header = _LOAN.one(self._connection, {"which": each.loan})
            if header is None or dict(zip(_LOAN_NAMES, header, strict=True)) != headers[each.loan]:
                self._report.tell(f"The loan {each.loan} differs from its event.")

    def _person(self, person: str) -> None:
        states = []
        for alias, _ in self._keyring.aliases(self._connection, person):
            row = _STATE.one(self._connection, {"about": subject(Entity.PERSON, alias)})
            if row and row[0]:
                held = loads(Entity.PERSON, row[0])
                if isinstance(held, PersonState):
                    states.append((alias, held))
        for made in person_rows(person, states, self._reveal) if states else ():
            self._compare(made)

    def _compare(self, made: Made) -> None:
        self._rows[made.table] += 1
        if read_row(self._connection, made) != made.values:
            key = made.values.get("id", made.table)
            self._report.tell(f"A row of the table {made.table} differs from its fold: {key}.")

    def _count(self, table: str) -> None:
        found = self._connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
        if found and found[0] != self._rows[table]:
            self._report.tell(
                f"The table {table} has {found[0]} rows, the ledger makes {self._rows[table]}."
            )

    def _reveal(self, token: str, ref: str, name: str) -> str | None:
        return self._keyring.reveal(self._connection, token, (ref, name))


def _belongs(about: Subject, happened: Event) -> bool:
    """Say whether an event may stand in a subject's history; a disowning reaches further."""
    return about in happened.subjects or isinstance(happened.body, StationDisowned)
