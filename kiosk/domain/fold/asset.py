"""The fold of an asset: its one open line, its status, its condition and its place."""

from dataclasses import replace

from kiosk.domain.bodies.lending import CheckedIn, CheckedOut, LineOut, Renewed
from kiosk.domain.bodies.records import ConditionNoted, Counted, Moved, StatusSet
from kiosk.domain.fold.moment import Folded, Moment, Steps
from kiosk.domain.fold.record import OWNER_STEPS
from kiosk.domain.ids import LineId, LocationId
from kiosk.domain.model import Condition, Status
from kiosk.domain.state import AssetState, ExceptionKind, Line

_CONDITIONS = {condition.value: condition for condition in Condition}
_STATUSES = {status.value: status for status in Status}


def line_out(out: LineOut, body: CheckedOut, moment: Moment) -> Line:
    """Make the line that a check-out opens."""
    event = moment.event
    return Line(
        id=out.line,
        loan=body.loan,
        holder=body.holder,
        station=event.station,
        actor=event.actor,
        session=body.session,
        event=moment.ref,
        out_ms=moment.ms,
        due_ms=out.due_ms,
        asset=out.asset,
        part=out.part,
        quantity=out.quantity,
        kit=body.kit,
    )


def _checked_out(state: AssetState, body: CheckedOut, moment: Moment) -> Folded | AssetState:
    lines: dict[LineId, Line] = {}
    opened = state.open
    exceptions = state.exceptions
    for out in body.lines:
        if out.asset != moment.key:
            continue
        if opened is not None:
            lines[opened.id] = _returned(opened, moment, implied=True)
            exceptions += (moment.found(ExceptionKind.DOUBLE_CHECK_OUT, opened.event),)
        opened = lines[out.line] = line_out(out, body, moment)
    if not lines:
        return state
    return Folded(replace(state, open=opened, exceptions=exceptions), lines)


def _checked_in(state: AssetState, body: CheckedIn, moment: Moment) -> Folded | AssetState:
    if all(line.asset != moment.key for line in body.lines):
        return state
    lines: dict[LineId, Line] = {}
    exceptions = state.exceptions
    condition = _CONDITIONS.get(body.condition, Condition.WORKS)
    if state.open is not None:
        closed = _returned(state.open, moment, condition=condition)
        lines[closed.id] = closed
    elif state.status is not Status.LOST:
        exceptions += (moment.found(ExceptionKind.WAS_NOT_OUT),)
    status = state.status
    if status is Status.LOST:
        status = Status.IN_STOCK
        exceptions += (moment.found(ExceptionKind.LOST_FOUND),)
    if condition is Condition.BROKEN:
        status = Status.TESTING
    return Folded(
        AssetState(state.record, status, condition, body.place, None, state.counted_ms, exceptions),
        lines,
    )


def _returned(
    line: Line, moment: Moment, *, implied: bool = False, condition: Condition | None = None
) -> Line:
    return replace(
        line,
        returned_ms=moment.ms,
        returned_event=moment.ref,
        implied=implied,
        condition=condition,
    )


def _renewed(state: AssetState, body: Renewed, moment: Moment) -> Folded | AssetState:
    del moment
    line = state.open
    for later in body.lines:
        if line is not None and later.line == line.id:
            line = renewed(line, later)
    if line is None or line is state.open:
        return state
    return Folded(replace(state, open=line), {line.id: line})


def renewed(line: Line, later: LineOut) -> Line:
    """Give a line its later due time."""
    return replace(line, due_ms=later.due_ms, renewals=line.renewals + 1)


def _condition_noted(state: AssetState, body: ConditionNoted, moment: Moment) -> AssetState:
    condition = _CONDITIONS.get(body.condition)
    if body.asset != moment.key or condition is None:
        return state
    status = Status.TESTING if condition is Condition.BROKEN else state.status
    return replace(state, condition=condition, status=status)


def _status_set(state: AssetState, body: StatusSet, moment: Moment) -> AssetState:
    status = _STATUSES.get(body.status, state.status)
    if body.asset != moment.key or status is state.status:
        return state
    return replace(state, status=status)


def _moved(state: AssetState, body: Moved, moment: Moment) -> AssetState:
    if body.asset != moment.key or body.place == state.place:
        return state
    return replace(state, place=body.place)


def _counted(state: AssetState, body: Counted, moment: Moment) -> AssetState:
    if body.asset != moment.key:
        return state
    return replace(state, counted_ms=moment.ms, place=LocationId(body.place))


ASSET_STEPS: Steps = {
    **OWNER_STEPS,
    CheckedOut: _checked_out,
    CheckedIn: _checked_in,
    Renewed: _renewed,
    ConditionNoted: _condition_noted,
    StatusSet: _status_set,
    Moved: _moved,
    Counted: _counted,
}
