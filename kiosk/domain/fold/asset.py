"""The fold of an asset: its one open line, its status, its condition and its place."""

from dataclasses import replace

from kiosk.domain.bodies.lending import CheckedIn, CheckedOut, LineOut, Renewed
from kiosk.domain.bodies.records import ConditionNoted, Counted, Moved, RecordChanged, StatusSet
from kiosk.domain.fold.hindsight import of_asset
from kiosk.domain.fold.moment import Folded, Moment, Steps
from kiosk.domain.fold.record import OWNER_STEPS, step_owner
from kiosk.domain.ids import LineId, LocationId
from kiosk.domain.model import Condition, Status
from kiosk.domain.state import AssetState, ExceptionKind, FoldedException, Line

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
    exceptions = state.exceptions + _unknown(state, moment)
    for out in body.lines:
        if out.asset != moment.key:
            continue
        if opened is not None:
            lines[opened.id] = _returned(opened, moment, implied=True)
            exceptions += (moment.found(ExceptionKind.DOUBLE_CHECK_OUT, opened.event),)
        opened = lines[out.line] = line_out(out, body, moment)
        returned = _returned_before(state, out.line)
        if returned is not None:
            exceptions += (moment.found(ExceptionKind.CLOCK_SUSPECT, returned.event),)
            ended = replace(opened, returned_ms=moment.ms, returned_event=returned.event)
            lines[out.line], opened = ended, None
    if not lines:
        return state
    exceptions += of_asset(state, body, moment)
    return Folded(
        AssetState(  # by hand: of every loan, and ``replace`` takes several times as long
            state.record,
            state.status,
            state.condition,
            state.place,
            opened,
            state.counted_ms,
            exceptions,
        ),
        lines,
    )


def _checked_in(state: AssetState, body: CheckedIn, moment: Moment) -> Folded | AssetState:
    named = [line.line for line in body.lines if line.asset == moment.key]
    if not named:
        return state
    lines: dict[LineId, Line] = {}
    exceptions = state.exceptions + _unknown(state, moment)
    condition = _CONDITIONS.get(body.condition, Condition.WORKS)
    if state.open is not None:
        closed = _returned(state.open, moment, condition=condition)
        lines[closed.id] = closed
    elif state.status is not Status.LOST:
        line = next(filter(None, named), None)
        facts: dict[str, str | int] = {"line": line} if line else {}
        exceptions += (moment.found(ExceptionKind.WAS_NOT_OUT, facts=facts),)
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


def _unknown(state: AssetState, moment: Moment) -> tuple[FoldedException, ...]:
    """Say that the record was removed, or that no event has spoken of it so far."""
    record = state.record
    if record.fields and (record.merged_into or not record.removed):
        return ()
    return (moment.found(ExceptionKind.UNKNOWN_ASSET),)


def _changed(state: AssetState, body: RecordChanged, moment: Moment) -> AssetState:
    """Set fields; the first word about an asset ends the wonder of what went out before."""
    after = step_owner(state, body, moment)
    assert isinstance(after, AssetState)  # noqa: S101 - an owner steps to its own kind
    if state.record.fields or not after.exceptions:
        return after
    kept = tuple(
        found for found in after.exceptions if found.kind is not ExceptionKind.UNKNOWN_ASSET
    )
    return replace(after, exceptions=kept)


def _returned_before(state: AssetState, line: LineId) -> FoldedException | None:
    """Find a return of this very line that by the clocks came before it went out."""
    was_not_out = ExceptionKind.WAS_NOT_OUT
    for found in state.exceptions:
        if found.kind is was_not_out and found.facts.get("line") == line:
            return found
    return None


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
    RecordChanged: _changed,
    CheckedOut: _checked_out,
    CheckedIn: _checked_in,
    Renewed: _renewed,
    ConditionNoted: _condition_noted,
    StatusSet: _status_set,
    Moved: _moved,
    Counted: _counted,
}
