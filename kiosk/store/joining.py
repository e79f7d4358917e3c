"""People who were the same human: which person each alias belongs to, as all merges say.

It follows from the merges in the ledger and the aliases in the keyring alone, so it is the same
at every station, in whatever order they came.
"""

from collections.abc import Iterator, Mapping
from typing import TypeGuard

from sqlalchemy import bindparam, select, update
from sqlalchemy import text as sql

from kiosk.domain import canonical
from kiosk.domain.bodies.records import Merged
from kiosk.domain.events import Body, UnknownBody
from kiosk.domain.fold.order import Entry, standing
from kiosk.domain.ids import Entity, subject
from kiosk.store.driver import Connection, Statement
from kiosk.store.ledger import receipt_of
from kiosk.store.tables import event, event_subject, state
from kiosk.store.tables import person_alias as ring

_ENTRY = select(event.c.canonical, event.c.feed, event.c.received_ms, event.c.effective_ms).where(
    event.c.quarantined == 0
)
_FAR = Statement(_ENTRY.where(sql("kind IN ('merged', 'station_disowned')")))
_CORRECTIONS = Statement(
    _ENTRY.join(event_subject, event_subject.c.event == event.c.id)
    .join(state, state.c.id == event_subject.c.subject)
    .where(state.c.subject == bindparam("about"), event.c.kind == sql("'corrected'"))
)
_MADE_FOR = Statement(select(ring.c.made_for).where(ring.c.alias == bindparam("alias")))
_ASTRAY = Statement(
    select(ring.c.person)
    .where(ring.c.made_for == bindparam("first"), ring.c.person != bindparam("into"))
    .limit(1)
)
_SET = Statement(
    update(ring)
    .where(ring.c.made_for == bindparam("first"))
    .values(person=bindparam("into"), merged=bindparam("is_merged"))
)


def rejoin(connection: Connection) -> set[str]:
    """Set whose every alias is; gives the persons whose aliases changed."""
    changed: set[str] = set()
    for first, into in _Joins(connection).all().items():
        row = _ASTRAY.one(connection, {"first": first, "into": into})
        if row is not None:
            changed |= {row[0], into}
            values = {"first": first, "into": into, "is_merged": int(first != into)}
            _SET.run(connection, values)
    return changed


def is_of_people(body: Body | UnknownBody) -> TypeGuard[Merged]:
    """Say whether an event joined two people."""
    return isinstance(body, Merged) and body.entity is Entity.PERSON


class _Joins:
    """Merges of people in the order in which they took effect."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._into: dict[str, str] = {}

    def all(self) -> dict[str, str]:
        """Give, for everybody who ever stood in a merge, who they are now."""
        far = self._entries(_FAR)
        merges = [happened.body for happened, _ in far if is_of_people(happened.body)]
        known = {self._made_for(alias) for each in merges for alias in (each.source, each.into)}
        known -= {""}
        for body in self._standing(far, merges):
            source, into = self._made_for(body.source), self._made_for(body.into)
            if source and into:
                source, into = self._last(source), self._last(into)
                if source != into:
                    self._into[source] = into
        return {first: self._last(first) for first in known}

    def _standing(self, far: list[Entry], merges: list[Merged]) -> Iterator[Merged]:
        """Give the merges that were neither disowned nor taken back, in the order of effect."""
        corrections = {
            happened.ref: (happened, receipt)
            for each in {subject(Entity.PERSON, merge.source) for merge in merges}
            for happened, receipt in self._entries(_CORRECTIONS, {"about": each})
        }
        for _, (happened, _) in standing([*far, *corrections.values()]):
            if is_of_people(happened.body):
                yield happened.body

    def _entries(
        self, statement: Statement, values: Mapping[str, object] | None = None
    ) -> list[Entry]:
        rows = statement.all(self._connection, values)
        return [(canonical.decode(row[0]), receipt_of(row[1:])) for row in rows]

    def _made_for(self, alias: str) -> str:
        row = _MADE_FOR.one(self._connection, {"alias": alias})
        return row[0] if row else ""

    def _last(self, person: str) -> str:
        while person in self._into:
            person = self._into[person]
        return person
