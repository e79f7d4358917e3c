"""The fold of a kit: the loan it is out with, and the lines of its parts."""

from dataclasses import replace

from kiosk.domain.bodies.lending import (
    CheckedIn,
    CheckedOut,
    Overridden,
    PartMissing,
    PartReplaced,
    PartReturned,
    Renewed,
)
from kiosk.domain.fold.asset import line_out, renewed
from kiosk.domain.fold.moment import Folded, Moment, Steps
from kiosk.domain.fold.record import OWNER_STEPS
from kiosk.domain.fold.staleness import stale
from kiosk.domain.ids import Entity, LineId, subject
from kiosk.domain.refusals import RefusalCode
from kiosk.domain.state import ExceptionKind, KitState, Line


def _checked_out(state: KitState, body: CheckedOut, moment: Moment) -> Folded | KitState:
    """A kit goes out whole, so the parts of a loan it is still out with are back by implication."""
    if body.kit != moment.key:
        return state
    parts = dict(state.parts_out)
    lines: dict[LineId, Line] = {}
    exceptions = state.exceptions
    if state.loan is not None:
        exceptions += (moment.found(ExceptionKind.DOUBLE_CHECK_OUT, state.loan),)
        for line in state.parts_out.values():
            if line.loan == state.loan:
                _close(parts, lines, line, moment, implied=True)
    for out in body.lines:
        if out.part is not None:
            parts[out.line] = lines[out.line] = line_out(out, body, moment)
    members = tuple(out.asset for out in body.lines if out.asset is not None)
    exceptions += stale(body, moment)
    return Folded(
        KitState(state.record, body.loan, parts, members, exceptions=exceptions),
        lines,
    )


def _checked_in(state: KitState, body: CheckedIn, moment: Moment) -> Folded | KitState:
    parts = dict(state.parts_out)
    lines: dict[LineId, Line] = {}
    for line in body.lines:
        if line.line in parts:
            _bring_back(parts, lines, parts[line.line], line.quantity, moment)
    here = {line.asset for line in body.lines}
    members = tuple(asset for asset in state.members_out if asset not in here)
    back = replace(state, parts_out=parts, members_out=members)
    if body.kit == moment.key:
        return Folded(_kit_back(back, moment, nothing_owed=not lines), lines)
    return state if back == state else Folded(back, lines)


def _kit_back(state: KitState, moment: Moment, *, nothing_owed: bool) -> KitState:
    """End the kit's loan; what is still out of it is owed from now on."""
    exceptions = state.exceptions
    if state.loan is None and nothing_owed:
        exceptions += (moment.found(ExceptionKind.WAS_NOT_OUT),)
    missing: dict[str, str | int] = {subject(Entity.ASSET, asset): 1 for asset in state.members_out}
    for line in state.parts_out.values():
        if line.loan == state.loan and line.part is not None:
            missing[subject(Entity.PART, line.part)] = line.quantity
    if state.loan is not None and missing:
        exceptions += (moment.found(ExceptionKind.KIT_INCOMPLETE, state.loan, missing),)
    return replace(state, loan=None, members_out=(), exceptions=exceptions)


def _part_missing(state: KitState, body: PartMissing, moment: Moment) -> Folded | KitState:
    del moment
    line = state.parts_out.get(body.line)
    if line is None:
        return state
    owed = replace(line, quantity=body.quantity, due_ms=body.due_ms)
    return Folded(replace(state, parts_out=state.parts_out | {owed.id: owed}), {owed.id: owed})


def _part_back(
    state: KitState, body: PartReturned | PartReplaced, moment: Moment
) -> Folded | KitState:
    line = state.parts_out.get(body.line)
    if line is None:
        return state
    parts = dict(state.parts_out)
    lines: dict[LineId, Line] = {}
    _bring_back(parts, lines, line, body.quantity, moment, replaced=isinstance(body, PartReplaced))
    return Folded(replace(state, parts_out=parts), lines)


def _bring_back(
    parts: dict[LineId, Line],
    lines: dict[LineId, Line],
    line: Line,
    quantity: int,
    moment: Moment,
    *,
    replaced: bool = False,
) -> None:
    """Close a line, or leave open what is still owed of it."""
    if quantity < line.quantity:
        parts[line.id] = lines[line.id] = replace(line, quantity=line.quantity - quantity)
    else:
        _close(parts, lines, line, moment, replaced=replaced)


def _close(
    parts: dict[LineId, Line],
    lines: dict[LineId, Line],
    line: Line,
    moment: Moment,
    *,
    implied: bool = False,
    replaced: bool = False,
) -> None:
    del parts[line.id]
    lines[line.id] = replace(
        line,
        returned_ms=moment.ms,
        returned_event=moment.ref,
        implied=implied,
        replaced=replaced,
    )


def _renewed(state: KitState, body: Renewed, moment: Moment) -> Folded | KitState:
    del moment
    lines: dict[LineId, Line] = {
        later.line: renewed(state.parts_out[later.line], later)
        for later in body.lines
        if later.line in state.parts_out
    }
    if not lines:
        return state
    return Folded(replace(state, parts_out=state.parts_out | lines), lines)


def _overridden(state: KitState, body: Overridden, moment: Moment) -> KitState:
    if body.item != moment.subject or body.code != RefusalCode.KIT_INCOMPLETE:
        return state
    return replace(state, released=moment.ref)


KIT_STEPS: Steps = {
    **OWNER_STEPS,
    CheckedOut: _checked_out,
    CheckedIn: _checked_in,
    PartMissing: _part_missing,
    PartReturned: _part_back,
    PartReplaced: _part_back,
    Renewed: _renewed,
    Overridden: _overridden,
}
