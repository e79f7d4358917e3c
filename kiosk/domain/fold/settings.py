"""The folds of what is set rather than lent: codes, policies, calendars, promises, stations."""

from dataclasses import replace

from kiosk.domain.bodies.lending import Promised, PromiseEnded
from kiosk.domain.bodies.records import (
    CalendarSet,
    IdentifierGiven,
    IdentifierWithdrawn,
    PolicySet,
)
from kiosk.domain.bodies.stations import (
    ClockJumped,
    StationDisowned,
    StationEnrolled,
    StationRevoked,
)
from kiosk.domain.events import EventRef
from kiosk.domain.fold.moment import Moment, Steps
from kiosk.domain.ids import IncarnationId
from kiosk.domain.policy import policy_key
from kiosk.domain.state import (
    CalendarState,
    Cell,
    ExceptionKind,
    IdentifierState,
    NamedBy,
    PolicyState,
    PolicyWord,
    PromiseState,
    StationState,
)


def _given(state: IdentifierState, body: IdentifierGiven, moment: Moment) -> IdentifierState:
    if body.code != moment.key or any(held.names == body.names for held in state.given):
        return state
    exceptions = state.exceptions
    if state.given:
        against = state.given[-1].event
        exceptions += (moment.found(ExceptionKind.DUPLICATE_CODE, against),)
    named = NamedBy(body.names, body.text, body.symbology, moment.ref)
    return IdentifierState((*state.given, named), exceptions)


def _withdrawn(
    state: IdentifierState, body: IdentifierWithdrawn, moment: Moment
) -> IdentifierState:
    kept = tuple(held for held in state.given if held.names != body.names)
    if body.code != moment.key or kept == state.given:
        return state
    return replace(state, given=kept)


def _policy_set(state: PolicyState, body: PolicySet, moment: Moment) -> PolicyState:
    if policy_key(body.type, body.category, body.place) != moment.key:
        return state
    fields, order = dict(state.fields), moment.order
    for name, value in body.fields.items():
        fields.pop(name, None)
        if value != "":
            fields[name] = Cell(value, moment.ref, order, moment.feed)
    word = PolicyWord(order, moment.ref, dict(body.fields), moment.feed)
    return PolicyState(
        body.type, body.category, body.place, fields, state.exceptions, (*state.words, word)
    )


def _calendar_set(state: CalendarState, body: CalendarSet, moment: Moment) -> CalendarState:
    if body.place != moment.key:
        return state
    return CalendarState(
        body.zone, body.hours, body.periods, body.terms, body.closed, state.exceptions
    )


def _promised(state: PromiseState, body: Promised, moment: Moment) -> PromiseState:
    if body.promise != moment.key:
        return state
    return replace(
        state,
        what=body.what,
        holder=body.holder,
        from_ms=body.from_ms,
        until_ms=body.until_ms,
    )


def _promise_ended(state: PromiseState, body: PromiseEnded, moment: Moment) -> PromiseState:
    if body.promise != moment.key or state.ended:
        return state
    return replace(state, ended=body.how)


def _enrolled(state: StationState, body: StationEnrolled, moment: Moment) -> StationState:
    """Let a station belong; what it says of itself later gives it nothing that it had not."""
    if body.station != moment.key:
        return state
    event = moment.event
    own = event.station == body.station
    known = own and state.name != ""
    exceptions = state.exceptions
    if body.forked_at is not None:
        forked = EventRef(body.station, IncarnationId(body.restored_from), body.forked_at)
        exceptions += (moment.found(ExceptionKind.CHAIN_FORK, str(forked)),)
    return replace(
        state,
        name=body.name,
        site=body.site,
        privileged=state.privileged if known else body.privileged,
        incarnation=event.incarnation if own else state.incarnation,
        restored_from=body.restored_from,
        revoked=known and state.revoked,
        exceptions=exceptions,
    )


def _revoked(
    state: StationState, body: StationRevoked | StationDisowned, moment: Moment
) -> StationState:
    """End a station; what it had not sent by now never comes, so somebody has to look."""
    if body.station != moment.key or state.revoked:
        return state
    exceptions = (*state.exceptions, moment.found(ExceptionKind.REVOKED_STATION))
    return replace(state, revoked=True, exceptions=exceptions)


def _clock_jumped(state: StationState, body: ClockJumped, moment: Moment) -> StationState:
    if moment.event.station != moment.key:
        return state
    exceptions = state.exceptions
    if body.by_ms < 0:
        facts: dict[str, str | int] = {"by_ms": body.by_ms}
        exceptions += (moment.found(ExceptionKind.CLOCK_SUSPECT, facts=facts),)
    return replace(state, clock_jumps=state.clock_jumps + 1, exceptions=exceptions)


IDENTIFIER_STEPS: Steps = {IdentifierGiven: _given, IdentifierWithdrawn: _withdrawn}
POLICY_STEPS: Steps = {PolicySet: _policy_set}
CALENDAR_STEPS: Steps = {CalendarSet: _calendar_set}
PROMISE_STEPS: Steps = {Promised: _promised, PromiseEnded: _promise_ended}
STATION_STEPS: Steps = {
    StationEnrolled: _enrolled,
    StationRevoked: _revoked,
    StationDisowned: _revoked,
    ClockJumped: _clock_jumped,
}
