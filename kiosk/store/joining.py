"""People who were the same human: which person each alias belongs to, as all merges say.

It follows from the merges in the ledger and the aliases in the keyring alone, so it is the same
at every station, in whatever order they came.
"""

from collections.abc import Iterator

from sqlalchemy import bindparam, select, update
from sqlalchemy import text as sql

from kiosk.domain import canonical
from kiosk.domain.bodies.records import Merged
from kiosk.domain.fold.order import standing
from kiosk.domain.ids import Entity
from kiosk.store.driver import Connection, Statement
from kiosk.store.ledger import receipt_of
from kiosk.store.tables import event
from kiosk.store.tables import person_alias as ring

_FAR = Statement(
    select(event.c.canonical, event.c.feed, event.c.received_ms, event.c.effective_ms).where(
        sql("kind IN ('merged', 'station_disowned')"), event.c.quarantined == 0
    )
)
_MADE_FOR = Statement(select(ring.c.made_for).where(ring.c.alias == bindparam("alias")))
_NOW = Statement(select(ring.c.person).where(ring.c.made_for == bindparam("first")).limit(1))
_SET = Statement(
    update(ring)
    .where(ring.c.made_for == bindparam("first"))
    .values(person=bindparam("into"), merged=bindparam("is_merged"))
)


def rejoin(connection: Connection) -> set[str]:
    """Set whose every alias is; gives the persons whose aliases changed."""
    changed: set[str] = set()
    for first, into in _Joins(connection).all().items():
        row = _NOW.one(connection, {"first": first})
        if row is not None and row[0] != into:
            changed |= {row[0], into}
            values = {"first": first, "into": into, "is_merged": int(first != into)}
            _SET.run(connection, values)
    return changed


class _Joins:
    """Merges of people in the order in which they took effect."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._into: dict[str, str] = {}

    def all(self) -> dict[str, str]:
        """Give, for everybody who ever stood in a merge, who they are now."""
        known: set[str] = set()
        for body in self._merges():
            source, into = self._made_for(body.source), self._made_for(body.into)
            known |= {source, into} - {""}
            if source and into:
                source, into = self._last(source), self._last(into)
                if source != into:
                    self._into[source] = into
        return {first: self._last(first) for first in known}

    def _merges(self) -> Iterator[Merged]:
        history = [
            (canonical.decode(row[0]), receipt_of(row[1:])) for row in _FAR.all(self._connection)
        ]
        for _, (happened, _) in standing(history):
            if isinstance(happened.body, Merged) and happened.body.entity is Entity.PERSON:
                yield happened.body

    def _made_for(self, alias: str) -> str:
        row = _MADE_FOR.one(self._connection, {"alias": alias})
        return row[0] if row else ""

    def _last(self, person: str) -> str:
        while person in self._into:
            person = self._into[person]
        return person
