"""One event as a fold sees it: its place in the order, its time, and what it found wrong."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kiosk.domain.events import Event, Receipt
from kiosk.domain.fold.order import order_key
from kiosk.domain.fold.policies import NO_POLICIES, Policies
from kiosk.domain.ids import Entity, LineId, Subject, subject
from kiosk.domain.state import ExceptionKind, FoldedException, Line, State


class Folded(NamedTuple):
    """The state after an event, and the lines that were created or changed."""

    state: State
    lines: dict[LineId, Line]


class Moment(NamedTuple):
    """What every step needs of the event beside its body."""

    entity: Entity
    key: str
    event: Event
    receipt: Receipt | None
    ref: str
    ms: int
    policies: Policies = NO_POLICIES

    @property
    def subject(self) -> Subject:
        return subject(self.entity, self.key)

    @property
    def order(self) -> str:
        """Where the event stands among all others; made anew each time, as few steps ask."""
        return order_key(self.event, self.receipt)

    @property
    def feed(self) -> int:
        """The event's number in the central feed, 0 while unsent."""
        return self.receipt.feed if self.receipt else 0

    def found(
        self, kind: ExceptionKind, against: str = "", facts: dict[str, str | int] | None = None
    ) -> FoldedException:
        """Make the exception that this event brings to light."""
        return FoldedException(kind, self.ref, against, facts or {})


Step = Callable[[Any, Any, Moment], Any]
"""(state, body, moment) -> state, or Folded where there are lines; the same state if unchanged."""
Steps = Mapping[type, Step]


def exception_id(exception: FoldedException, about: Subject) -> str:
    """Give the stable id by which ``exception_decided`` names an exception."""
    return f"{exception.kind}:{exception.event}:{about}"
