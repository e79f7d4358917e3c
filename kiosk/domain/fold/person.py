"""The fold of a person under one alias: bars, badges, roles, accepted terms, and what is held."""

from dataclasses import replace

from kiosk.domain.bodies.lending import CheckedIn, CheckedOut
from kiosk.domain.bodies.people import (
    BadgeGiven,
    BadgeWithdrawn,
    Barred,
    Erased,
    RoleGiven,
    RoleWithdrawn,
    TermsAccepted,
    Unbarred,
)
from kiosk.domain.fold.hindsight import held_lines, of_person
from kiosk.domain.fold.moment import Moment, Steps
from kiosk.domain.fold.record import OWNER_STEPS
from kiosk.domain.ids import LineId
from kiosk.domain.state import (
    BadgeState,
    BarState,
    FoldedException,
    HeldLine,
    PersonState,
    RecordState,
)


def _barred(state: PersonState, body: Barred, moment: Moment) -> PersonState:
    if body.person != moment.key:
        return state
    bar = BarState(body.reason, moment.ref, body.until_ms or 0, feed=moment.feed)
    return replace(state, bars=state.bars | {body.bar: bar})


def _unbarred(state: PersonState, body: Unbarred, moment: Moment) -> PersonState:
    bar = state.bars.get(body.bar)
    if body.person != moment.key or bar is None or bar.lifted:
        return state
    return replace(state, bars=state.bars | {body.bar: replace(bar, lifted=True)})


def _badge_given(state: PersonState, body: BadgeGiven, moment: Moment) -> PersonState:
    if body.person != moment.key:
        return state
    badge = BadgeState(body.code, body.technology, moment.ref, moment.ms)
    return replace(state, badges=state.badges | {body.badge: badge})


def _badge_withdrawn(state: PersonState, body: BadgeWithdrawn, moment: Moment) -> PersonState:
    badge = state.badges.get(body.badge)
    if body.person != moment.key or badge is None or badge.withdrawn_ms:
        return state
    gone = replace(badge, withdrawn_ms=moment.ms, withdrawn=moment.ref, withdrawn_feed=moment.feed)
    return replace(state, badges=state.badges | {body.badge: gone})


def _role_given(state: PersonState, body: RoleGiven, moment: Moment) -> PersonState:
    if body.person != moment.key or body.role in state.roles:
        return state
    return replace(state, roles=tuple(sorted((*state.roles, body.role))))


def _role_withdrawn(state: PersonState, body: RoleWithdrawn, moment: Moment) -> PersonState:
    if body.person != moment.key or body.role not in state.roles:
        return state
    return replace(state, roles=tuple(role for role in state.roles if role != body.role))


def _terms_accepted(state: PersonState, body: TermsAccepted, moment: Moment) -> PersonState:
    if body.person != moment.key or state.terms.get(body.terms, 0) >= body.terms_version:
        return state
    return replace(state, terms=state.terms | {body.terms: body.terms_version})


def _checked_out(state: PersonState, body: CheckedOut, moment: Moment) -> PersonState:
    if body.holder != moment.subject:
        return state
    exceptions = state.exceptions + of_person(state, body, moment)
    return _holding(state, state.held | held_lines(body, moment), exceptions)


def _checked_in(state: PersonState, body: CheckedIn, moment: Moment) -> PersonState:
    del moment
    back = {line.line for line in body.lines}
    if back.isdisjoint(state.held):
        return state
    held = {line: held for line, held in state.held.items() if line not in back}
    return _holding(state, held, state.exceptions)


def _holding(
    state: PersonState, held: dict[LineId, HeldLine], exceptions: tuple[FoldedException, ...]
) -> PersonState:
    """Change what is held; by hand, as every loan asks it and ``replace`` takes far longer."""
    return PersonState(
        state.record, state.bars, state.badges, state.roles, state.terms, held, exceptions
    )


def _erased(state: PersonState, body: Erased, moment: Moment) -> PersonState:
    if moment.key not in body.aliases:
        return state
    return PersonState(record=RecordState(removed=True))


PERSON_STEPS: Steps = {
    **OWNER_STEPS,
    Barred: _barred,
    Unbarred: _unbarred,
    BadgeGiven: _badge_given,
    BadgeWithdrawn: _badge_withdrawn,
    RoleGiven: _role_given,
    RoleWithdrawn: _role_withdrawn,
    TermsAccepted: _terms_accepted,
    CheckedOut: _checked_out,
    CheckedIn: _checked_in,
    Erased: _erased,
}
