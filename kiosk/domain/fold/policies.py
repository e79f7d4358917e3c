"""The policies as they stood when something was lent, and what a station had not heard of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.events import Event, EventRef, Receipt
from kiosk.domain.fold.basis import scope_of
from kiosk.domain.fold.order import MS_DIGITS, order_key
from kiosk.domain.ids import Entity, Subject
from kiosk.domain.policy import Policy, PolicyRow, Scope, applies, resolve
from kiosk.domain.state import PolicyState, PolicyWord, State

_NEVER = 1 << 63
_LENT = (f"{Entity.ASSET}:", f"{Entity.KIT}:")


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy row with all that was ever said of it: a check-out is folded with them."""

    rows: tuple[PolicyState, ...] = ()
    newest: int = 0
    """Who has seen the feed up to here has heard every word."""

    @classmethod
    def of(cls, rows: Iterable[PolicyState]) -> "Policies":
        """Take the rows in whatever order they come."""
        kept = tuple(sorted(rows, key=lambda row: (row.type, row.category, row.place)))
        newest = max((word.feed or _NEVER for row in kept for word in row.words), default=0)
        return cls(kept, newest)

    def unheard(self, happened: Event, order: str, scope: Scope) -> list[PolicyWord]:
        """Give what was said about a scope before an event, unknown to its station."""
        return [
            word
            for row in self.rows
            if applies(_row(row), scope)
            for word in row.words
            if _is_unheard(word, happened, order)
        ]

    def at(self, order: str, scope: Scope) -> Policy:
        """Resolve the policy that was in force for a scope."""
        rows = (_row(row, order) for row in self.rows)
        return resolve(rows, scope.type_path, scope.category, scope.place_path)


NO_POLICIES = Policies()


@dataclass(frozen=True, slots=True)
class News:
    """Words about a policy row that came, went or moved."""

    row: PolicyRow
    words: tuple[PolicyWord, ...]

    @classmethod
    def of(cls, before: State | None, after: PolicyState) -> "News":
        """Compare the row with what it was."""
        old = before.words if isinstance(before, PolicyState) else ()
        gone = (word for word in old if word not in after.words)
        come = (word for word in after.words if word not in old)
        return cls(_row(after), (*gone, *come))

    @property
    def since_ms(self) -> int:
        """Give when the first of the words took effect; there has to be one."""
        return min(int(word.order[:MS_DIGITS]) for word in self.words)

    def reach(self, happened: Event, receipt: Receipt | None, policies: Policies) -> list[Subject]:
        """Give what an event lent after these words, where its station had not heard everything.

        A word that the station had heard decides what held, too: where it goes, any other that was
        not heard may hold instead.

        Args:
            happened: The event.
            receipt: What the centre says of it.
            policies: All of them, with these words or without those that went.
        """
        body, order = happened.body, order_key(happened, receipt)
        scope = scope_of(body) if isinstance(body, CheckedOut) else None
        said = [word for word in self.words if word.order < order]
        if scope is None or not said or not applies(self.row, scope):
            return []
        has_heard = all(had_seen(word.event, word.feed, happened) for word in said)
        if has_heard and not policies.unheard(happened, order, scope):
            return []
        return [about for about in happened.subjects if about.startswith(_LENT)]


def _row(state: PolicyState, order: str = "") -> PolicyRow:
    """Give a row as it was, with what was said before ``order``."""
    fields: dict[str, str | int] = {}
    for word in state.words:
        if word.order < order:
            fields |= word.fields
    kept = {name: value for name, value in fields.items() if value != ""}
    return PolicyRow(state.type, state.category, state.place, kept)


def had_seen(event: str, feed: int, happened: Event) -> bool:
    """Say whether the station of an event had seen another one: its own, or below its cursor."""
    return 0 < feed <= happened.seen_cursor or EventRef.parse(event).station == happened.station


def _is_unheard(word: PolicyWord, happened: Event, order: str) -> bool:
    return word.order < order and not had_seen(word.event, word.feed, happened)
