"""Policies for the folds of what was lent, and what has to be folded again when one comes late."""

from collections.abc import Callable, Iterable

from sqlalchemy import bindparam, select
from sqlalchemy import text as sql

from kiosk.domain import canonical
from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.bodies.records import PolicySet
from kiosk.domain.events import Event, Receipt
from kiosk.domain.fold import NO_POLICIES, Policies, fold
from kiosk.domain.fold.order import HLC_COUNTER_BITS, Entry
from kiosk.domain.fold.policies import News
from kiosk.domain.ids import Entity, Subject, entity_of
from kiosk.domain.policy import policy_key
from kiosk.domain.state import PolicyState, State
from kiosk.store.driver import Connection, Statement
from kiosk.store.ledger import receipt_of
from kiosk.store.settings import FIRST_SYNC, HISTORY_DOUBTED, history_goes_on, write_setting
from kiosk.store.states import loads
from kiosk.store.tables import event, state

_ROWS = Statement(
    select(state.c.json).where(state.c.subject.between("policy:", "policy;"), state.c.json != "")
)
_SUBJECTS = Statement(
    select(state.c.id, state.c.subject).where(state.c.subject.between("policy:", "policy;"))
)
_LENT_SINCE = Statement(
    select(event.c.canonical, event.c.feed, event.c.received_ms, event.c.effective_ms).where(
        sql("kind = 'checked_out'"),  # as its index is declared
        event.c.hlc >= bindparam("hlc"),
        event.c.quarantined == 0,
    )
)


class InForce:
    """The policies as the states on a connection have them; read anew when their text changed."""

    def __init__(self, connection: Connection) -> None:
        """Begin with none read."""
        self._connection = connection
        self._texts: list[tuple[str]] = []
        self._policies = Policies()

    def for_fold(self, entity: Entity, body: object = None) -> Policies:
        """Give what a whole history, or one step of it, has to know of the policies."""
        is_lent = entity in (Entity.ASSET, Entity.KIT)
        is_asked = is_lent and (body is None or isinstance(body, CheckedOut))
        return self.now() if is_asked else NO_POLICIES

    def now(self) -> Policies:
        """Give every policy row as its state has it now."""
        texts = _ROWS.all(self._connection)
        if texts != self._texts:
            self._policies = Policies.of(_policy(loads(Entity.POLICY, text)) for (text,) in texts)
            self._texts = texts
        return self._policies


def policies_of(connection: Connection, history: Callable[[int], Iterable[Entry]]) -> Policies:
    """Fold the policies from their histories, for a rebuild that has no states yet."""
    found = _SUBJECTS.all(connection)
    return Policies.of(
        _policy(fold(*entity_of(about), history(which)).state) for which, about in found
    )


def said_by(happened: Event, body: PolicySet, receipt: Receipt) -> PolicyState:
    """Make a row that knows one word alone."""
    key = policy_key(body.type, body.category, body.place)
    return _policy(fold(Entity.POLICY, key, [(happened, receipt)]).state)


def look_back(
    connection: Connection, before: State | None, after: PolicyState, in_force: InForce
) -> set[Subject]:
    """Give what was lent after words which came, went or moved, by who had not heard everything.

    Where a snapshot's history is still on its way, everything is folded again when it is here.
    """
    news = News.of(before, after)
    if not news.words:
        return set()
    if history_goes_on(connection):
        write_setting(connection, FIRST_SYNC, HISTORY_DOUBTED)
        return set()
    policies = in_force.now()
    found: set[Subject] = set()
    for written, *receipt in _LENT_SINCE.run(
        connection, {"hlc": news.since_ms << HLC_COUNTER_BITS}
    ):
        happened = canonical.decode(written)
        found.update(news.reach(happened, receipt_of(tuple(receipt)), policies))
    return found


def _policy(made: State) -> PolicyState:
    assert isinstance(made, PolicyState)  # noqa: S101 - the entity says so
    return made
