"""The fold of a record: fields merge one by one, and the later edit of a field wins."""

from dataclasses import replace

from kiosk.domain.bodies.records import Merged, RecordChanged, RecordRemoved
from kiosk.domain.codec import Undecodable
from kiosk.domain.events import EventRef
from kiosk.domain.fold.moment import Moment, Steps
from kiosk.domain.state import (
    AssetState,
    Cell,
    ExceptionKind,
    FoldedException,
    KitState,
    PersonState,
    RecordState,
)

Owner = AssetState | KitState | PersonState
"""A state with a record inside; its exceptions are kept by the owner."""


def changed(record: RecordState, body: RecordChanged, moment: Moment) -> RecordState:
    """Set fields; what the editor had not seen and overwrites becomes an edit conflict."""
    if body.id != moment.key or body.entity != moment.entity:
        return record  # of a part of this kit
    fields = dict(record.fields)
    facts: dict[str, str | int] = {}
    against, order = "", moment.order
    for name, value in body.fields.items():
        cell = fields.get(name)
        if cell is not None and cell.value != value and not _had_seen(cell, body.base, moment):
            facts |= {f"{name}.before": cell.value, f"{name}.after": value}
            against = cell.event
        fields[name] = Cell(value, moment.ref, order, moment.feed)
    exceptions = record.exceptions
    if facts:
        exceptions += (moment.found(ExceptionKind.EDIT_CONFLICT, against, facts),)
    return RecordState(fields, record.removed, record.merged_into, exceptions)


def _had_seen(cell: Cell, base: str, moment: Moment) -> bool:
    """Say whether the editor knew a value: not newer than ``base``, or their station had it.

    A station that was restored goes on under a new incarnation and knows what the old one wrote.
    """
    try:
        wrote = EventRef.parse(cell.event)
        seen = EventRef.parse(base)
    except Undecodable:
        return _had_arrived(cell, moment)
    if wrote[:2] == seen[:2]:
        return wrote.seq <= seen.seq
    return wrote.station == moment.event.station or _had_arrived(cell, moment)


def _had_arrived(cell: Cell, moment: Moment) -> bool:
    return 0 < cell.feed <= moment.event.seen_cursor


def removed(record: RecordState, body: RecordRemoved, moment: Moment) -> RecordState:
    """Take a record out of use."""
    if body.id != moment.key or body.entity != moment.entity or record.removed:
        return record
    return replace(record, removed=True)


def merged(record: RecordState, body: Merged, moment: Moment) -> RecordState:
    """Let the source live on as the other record, which keeps its own fields."""
    if body.source != moment.key or body.entity != moment.entity:
        return record
    return replace(record, removed=True, merged_into=body.into)


RECORD_STEPS: Steps = {RecordChanged: changed, RecordRemoved: removed, Merged: merged}


def step_owner(owner: Owner, body: object, moment: Moment) -> Owner:
    """Step the record inside an asset, kit or person."""
    record: RecordState = RECORD_STEPS[type(body)](owner.record, body, moment)
    if record is owner.record:
        return owner
    conflicts: tuple[FoldedException, ...] = record.exceptions
    if conflicts:
        record = replace(record, exceptions=())
    return replace(owner, record=record, exceptions=owner.exceptions + conflicts)


OWNER_STEPS: Steps = dict.fromkeys(RECORD_STEPS, step_owner)
