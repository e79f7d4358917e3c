"""Folds: events in, state out; the same at every station, in whatever order they came."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from kiosk.domain.bodies.lending import Corrected, ExceptionDecided
from kiosk.domain.bodies.records import Merged
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.events import Event, Receipt
from kiosk.domain.fold.asset import ASSET_STEPS
from kiosk.domain.fold.kit import KIT_STEPS
from kiosk.domain.fold.moment import Folded, Moment, Step, Steps, exception_id
from kiosk.domain.fold.order import effective_ms, order_key, standing
from kiosk.domain.fold.person import PERSON_STEPS
from kiosk.domain.fold.policies import NO_POLICIES, Policies
from kiosk.domain.fold.record import RECORD_STEPS
from kiosk.domain.fold.settings import (
    CALENDAR_STEPS,
    IDENTIFIER_STEPS,
    POLICY_STEPS,
    PROMISE_STEPS,
    STATION_STEPS,
)
from kiosk.domain.ids import Entity, LineId
from kiosk.domain.state import (
    AssetState,
    CalendarState,
    IdentifierState,
    KitState,
    Line,
    PersonState,
    PolicyState,
    PromiseState,
    RecordState,
    State,
    StationState,
)

__all__ = [
    "NO_POLICIES",
    "VERSION",
    "Folded",
    "Policies",
    "effective_ms",
    "empty_state",
    "exception_id",
    "fold",
    "needs_refold",
    "order_key",
    "step",
]

VERSION = 3
"""Of what the folds make of the same events; whoever keeps states makes them anew after it rose."""


class _Fold(NamedTuple):
    empty: State
    steps: Steps


_FOLDS = {
    Entity.ASSET: _Fold(AssetState(), ASSET_STEPS),
    Entity.KIT: _Fold(KitState(), KIT_STEPS),
    Entity.PART: _Fold(RecordState(), RECORD_STEPS),
    Entity.PERSON: _Fold(PersonState(), PERSON_STEPS),
    Entity.ORGANISATION: _Fold(RecordState(), RECORD_STEPS),
    Entity.LOCATION: _Fold(RecordState(), RECORD_STEPS),
    Entity.TYPE: _Fold(RecordState(), RECORD_STEPS),
    Entity.IDENTIFIER: _Fold(IdentifierState(), IDENTIFIER_STEPS),
    Entity.POLICY: _Fold(PolicyState(), POLICY_STEPS),
    Entity.CALENDAR: _Fold(CalendarState(), CALENDAR_STEPS),
    Entity.PROMISE: _Fold(PromiseState(), PROMISE_STEPS),
    Entity.STATION: _Fold(StationState(), STATION_STEPS),
}


def empty_state(entity: Entity) -> State:
    """Give the state of an entity that no event has spoken of."""
    return _FOLDS[entity].empty


def step(
    entity: Entity,
    key: str,
    state: State | None,
    event: Event,
    receipt: Receipt | None,
    policies: Policies = NO_POLICIES,
) -> Folded:
    """Apply one event that comes after all that ``state`` rests on; pure.

    ``policies`` are all that are known of; what was lent before another one came has to be folded
    again when it comes. The state is the same object when nothing changed. Events of
    ``needs_refold`` change what came before: after one, ``fold`` the whole history.
    """
    empty, steps = _FOLDS[entity]
    before = empty if state is None else state
    body = event.body
    apply: Step | None = steps.get(type(body))
    if type(body) is ExceptionDecided:
        apply = _decided
    if apply is None:
        return Folded(before, {})
    moment = Moment(
        entity,
        key,
        event,
        receipt,
        str(event.ref),
        effective_ms(event, receipt),
        policies,
    )
    after = apply(before, body, moment)
    return after if type(after) is Folded else Folded(after, {})


def needs_refold(event: Event) -> bool:
    """Say whether an event changes what earlier events mean, so that no step can apply it.

    A ``station_disowned`` touches every subject of the events it takes away, and has to be in the
    history of each of them.
    """
    return isinstance(event.body, Corrected | Merged | StationDisowned)


def fold(
    entity: Entity,
    key: str,
    history: Iterable[tuple[Event, Receipt | None]],
    policies: Policies = NO_POLICIES,
) -> Folded:
    """Fold a whole history, in any order; gives the state and every line there ever was."""
    state = empty_state(entity)
    lines: dict[LineId, Line] = {}
    for _, (event, receipt) in standing(history):
        state, changed = step(entity, key, state, event, receipt, policies)
        lines |= changed
    return Folded(state, lines)


def _decided(state: State, body: ExceptionDecided, moment: Moment) -> State:
    exceptions = tuple(
        replace(found, decided=moment.ref)
        if not found.decided and exception_id(found, moment.subject) == body.exception
        else found
        for found in state.exceptions
    )
    return state if exceptions == state.exceptions else replace(state, exceptions=exceptions)
