"""Short ways to write events, and hypothesis strategies for bodies and histories."""

import dataclasses
import types
import typing
from enum import StrEnum

from hypothesis import strategies as st

from kiosk.domain.bodies import ALL_BODIES
from kiosk.domain.bodies.lending import (
    CheckedIn,
    CheckedOut,
    Corrected,
    LineIn,
    LineOut,
    PartReturned,
    Renewed,
)
from kiosk.domain.bodies.records import ConditionNoted, Moved, RecordChanged, StatusSet
from kiosk.domain.events import ClockQuality, Event, Receipt
from kiosk.domain.ids import Entity
from kiosk.domain.state import Line

TEXT = st.text(max_size=12)
INTEGER = st.integers(min_value=-(2**53), max_value=2**53)


def event(body, seq=1, *, at=None, station="s1", hlc=None, seen=0):
    """Write an event at ``at`` ms; later sequences are later unless told otherwise."""
    ms = 1_000 * seq if at is None else at
    return Event(
        station=station,
        incarnation="i1",
        seq=seq,
        hlc=ms << 16 if hlc is None else hlc,
        actor="staff",
        subjects=(),
        body=body,
        wall_ms=ms,
        boot_id="boot",
        mono_ns=seq,
        clock_quality=ClockQuality.FREE,
        seen_cursor=seen,
    )


def history(*bodies, station="s1"):
    """One event a second, from one station."""
    return [(event(body, seq, station=station), None) for seq, body in enumerate(bodies, 1)]


def out(line="l1", *, asset="a1", loan="loan1", due=9_000, holder="person:p1"):
    return CheckedOut(loan, "session", holder, (LineOut(line, due, asset=asset),))


def back(line="l1", *, asset="a1", condition="works", place=None):
    return CheckedIn("session", (LineIn(line, asset=asset),), condition, place=place)


def kit_out(loan="loan1", *, kit="k1", parts=(("l1", "cable", 2),), members=("a1",)):
    lines = [LineOut(line, 9_000, part=part, quantity=n) for line, part, n in parts]
    lines += [LineOut(f"{loan}-{asset}", 9_000, asset=asset) for asset in members]
    return CheckedOut(loan, "session", "person:p1", tuple(lines), kit=kit)


def kit_back(*, kit="k1", parts=(("l1", "cable", 2),), members=("a1",)):
    lines = [LineIn(line, part=part, quantity=n) for line, part, n in parts]
    lines += [LineIn("", asset=asset) for asset in members]
    return CheckedIn("session", tuple(lines), "works", kit=kit)


def named(station="s1", seq=1):
    return f"{station}/i1/{seq}"


def changed(entity=Entity.ASSET, key="a1", base="", **fields):
    return RecordChanged(entity, key, fields, base)


def values_of(hint):
    """Make a strategy from a body's type hint."""
    hint = getattr(hint, "__supertype__", hint)
    origin = typing.get_origin(hint)
    if origin is tuple:
        return st.lists(values_of(typing.get_args(hint)[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(TEXT, values_of(typing.get_args(hint)[1]), min_size=1, max_size=3)
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*(values_of(member) for member in typing.get_args(hint)))
    if dataclasses.is_dataclass(hint):
        return instances_of(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return {str: TEXT, int: INTEGER, bool: st.booleans(), types.NoneType: st.none()}[hint]


def instances_of(kind):
    """Make a strategy for any frozen dataclass of plain fields."""
    hints = typing.get_type_hints(kind)
    fields = [field.name for field in dataclasses.fields(kind) if field.init]
    return st.builds(kind, **{name: values_of(hints[name]) for name in fields})


any_body = st.sampled_from(ALL_BODIES).flatmap(instances_of)

_STATIONS = st.sampled_from(["s1", "s2", "s3"])
_LINES = st.sampled_from(["l1", "l2", "l3", "l4"])
_ASSETS = st.sampled_from(["a1", "a2"])
_PARTS = st.tuples(_LINES, st.sampled_from(["p1", "p2"]), st.integers(1, 3))
_LOANS = st.sampled_from(["loan1", "loan2"])

desk_body = st.one_of(
    st.builds(lambda line, asset, loan: out(line, asset=asset, loan=loan), _LINES, _ASSETS, _LOANS),
    st.builds(
        lambda line, asset, how: back(line, asset=asset, condition=how),
        _LINES,
        _ASSETS,
        st.sampled_from(["works", "broken", "part_missing", "in a thousand pieces"]),
    ),
    st.builds(lambda loan, parts: kit_out(loan, parts=parts), _LOANS, st.lists(_PARTS, max_size=2)),
    st.builds(lambda parts: kit_back(parts=parts), st.lists(_PARTS, max_size=2)),
    st.builds(lambda line, n: PartReturned("k1", "p1", line, n), _LINES, st.integers(1, 3)),
    st.builds(lambda line: Renewed((LineOut(line, 20_000),)), _LINES),
    st.builds(lambda how: StatusSet("a1", how), st.sampled_from(["lost", "in_stock", "odd"])),
    st.builds(lambda how: ConditionNoted("a1", how), st.sampled_from(["broken", "works", "odd"])),
    st.builds(lambda place: Moved("a1", place), TEXT),
    st.builds(lambda name, base: changed(name=name, base=base), TEXT, TEXT),
    st.builds(lambda station, seq: Corrected(named(station, seq)), _STATIONS, st.integers(1, 12)),
)


@st.composite
def histories(draw, bodies=desk_body):
    """Events of up to three stations whose clocks only go on, some with a receipt."""
    entries = []
    clocks = {}
    seqs = {}
    for body in draw(st.lists(bodies, max_size=12)):
        station = draw(_STATIONS)
        clocks[station] = clocks.get(station, 1 << 16) + draw(st.integers(1, 5 << 16))
        seqs[station] = seqs.get(station, 0) + 1
        made = event(body, seqs[station], station=station, hlc=clocks[station])
        receipt = None
        if draw(st.booleans()):
            receipt = Receipt(len(entries) + 1, 0, draw(st.integers(1, 6)))
        entries.append((made, receipt))
    return entries


SUBJECTS = (
    (Entity.ASSET, "a1"),
    (Entity.ASSET, "a2"),
    (Entity.KIT, "k1"),
    (Entity.PERSON, "p1"),
    (Entity.IDENTIFIER, "CODE"),
)


def open_lines(lines: dict[str, Line]) -> list[Line]:
    return [line for line in lines.values() if not line.returned_ms]
