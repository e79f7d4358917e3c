"""States to and from the text of the state table: the codec's form, with the writers interned.

Every cell of a record knows the event that wrote it; most cells of a record share one, so each
writer is written once. This is the store's own memo, not the ledger: it may change at a rebuild.
"""

from dataclasses import fields
from typing import Any  # a JSON value is Any until a dataclass has taken it

import orjson

from kiosk.domain.codec import from_plain, to_plain
from kiosk.domain.ids import Entity
from kiosk.domain.state import (
    AssetState,
    CalendarState,
    Cell,
    FoldedException,
    IdentifierState,
    KitState,
    PersonState,
    PolicyState,
    PromiseState,
    RecordState,
    State,
    StationState,
)

STATES: dict[Entity, type[State]] = {
    Entity.ASSET: AssetState,
    Entity.KIT: KitState,
    Entity.PART: RecordState,
    Entity.PERSON: PersonState,
    Entity.ORGANISATION: RecordState,
    Entity.LOCATION: RecordState,
    Entity.TYPE: RecordState,
    Entity.IDENTIFIER: IdentifierState,
    Entity.POLICY: PolicyState,
    Entity.CALENDAR: CalendarState,
    Entity.PROMISE: PromiseState,
    Entity.STATION: StationState,
}
MARK = "~"
"""In the place of a state's newest order: later than any, so whatever comes cannot be stepped.

What is marked is folded from its whole history.
"""
_BESIDE_RECORD = {
    kind: tuple(field.name for field in fields(kind) if field.name != "record")
    for kind in (AssetState, KitState, PersonState)
}


def dumps(state: State) -> str:
    """Write a state; equal states give equal text."""
    if isinstance(state, RecordState):
        return orjson.dumps(_pack(state)).decode()
    if isinstance(state, AssetState | KitState | PersonState):
        plain = {"record": _pack(state.record)}
        for name in _BESIDE_RECORD[type(state)]:
            held = getattr(state, name)
            if held is not None and held not in ((), {}):
                plain[name] = to_plain(held)
        return orjson.dumps(plain).decode()
    return orjson.dumps(to_plain(state)).decode()


def loads(entity: Entity, text: str) -> State:
    """Read a state."""
    plain = orjson.loads(text)
    kind = STATES[entity]
    if kind is RecordState:
        return _unpack(plain)
    packed = plain.pop("record", None)
    state = from_plain(kind, plain)
    if isinstance(state, AssetState | KitState | PersonState):
        object.__setattr__(state, "record", _unpack(packed))  # nobody else has seen it yet
    return state


def _pack(record: RecordState) -> dict[str, Any]:
    writers: dict[tuple[str, str, int], int] = {}
    cells = {}
    for name, cell in record.fields.items():
        writer = writers.setdefault((cell.event, cell.order, cell.feed), len(writers))
        cells[name] = (cell.value, writer)
    packed: dict[str, Any] = {"fields": cells, "writers": list(writers)}
    if record.removed:
        packed["removed"] = 1
    if record.merged_into:
        packed["merged_into"] = record.merged_into
    if record.exceptions:
        packed["exceptions"] = to_plain(record.exceptions)
    return packed


def _unpack(packed: dict[str, Any]) -> RecordState:
    writers = packed["writers"]
    cells = packed["fields"].items()
    if len(writers) == 1:  # as of most records
        event, order, feed = writers[0]
        fields = {name: Cell(value, event, order, feed) for name, (value, _) in cells}
    else:
        fields = {name: Cell(value, *writers[at]) for name, (value, at) in cells}
    return RecordState(
        fields,
        bool(packed.get("removed")),
        packed.get("merged_into", ""),
        tuple(from_plain(FoldedException, each) for each in packed.get("exceptions", ())),
    )
