"""Receipts of what is folded already: most put a number into states, and need no new fold.

Of a receipt the folds use the time, which orders a history, and the number in the feed, which says
who could have seen an event. Where the time is the one that was folded with, and nobody spoke of
so high a number before, the same history gives the same state but for the number. Otherwise a
subject is marked, and folded from its whole history once, when the feed is at its head.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import bindparam, select, update

from kiosk.domain.bodies.records import PolicySet
from kiosk.domain.events import Event
from kiosk.domain.ids import Subject, entity_of
from kiosk.domain.state import (
    AssetState,
    BadgeState,
    BarState,
    Cell,
    HeldLine,
    KitState,
    PersonState,
    PolicyState,
    PolicyWord,
    RecordState,
    State,
)
from kiosk.store.driver import Connection, Statement
from kiosk.store.states import MARK, dumps, loads
from kiosk.store.tables import state

Numbers = Mapping[str, int]
"""The number in the feed of each event, by its reference."""
_Numbered = TypeVar("_Numbered", Cell, BarState, HeldLine, PolicyWord)
_READ = Statement(select(state.c.json).where(state.c.subject == bindparam("about")))
_WRITE = Statement(
    update(state).where(state.c.subject == bindparam("about")).values(json=bindparam("text"))
)
_MARK = Statement(update(state).where(state.c.subject == bindparam("about")).values(latest=MARK))


class Receipts:
    """Receipts on their way into the states, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[Subject, dict[str, int]] = {}

    def number(self, subjects: Sequence[Subject], happened: Event, number: int) -> None:
        """Note the number of an event; it is written before its subjects step again."""
        for about in subjects:
            self._numbers.setdefault(about, {})[str(happened.ref)] = number
        if isinstance(happened.body, PolicySet):
            self.write(subjects)  # every check-out that follows steps with it

    def mark(self, subjects: Iterable[Subject]) -> None:
        """Have subjects folded from their whole history: before they step, or in the end."""
        for about in subjects:
            _MARK.run(self._connection, {"about": about})

    def write(self, subjects: Iterable[Subject]) -> None:
        """Write the numbers that were noted for subjects."""
        for about in subjects:
            numbers = self._numbers.pop(about, None)
            if numbers:
                self._write(about, numbers)

    def write_all(self) -> None:
        self.write(list(self._numbers))

    def forget(self) -> None:
        """Drop what was noted: the transaction was rolled back."""
        self._numbers.clear()

    def _write(self, about: Subject, numbers: Numbers) -> None:
        (text,) = _READ.one(self._connection, {"about": about}) or ("",)
        if any(ref in text for ref in numbers):
            now = renumbered(loads(entity_of(about)[0], text), numbers)
            _WRITE.run(self._connection, {"about": about, "text": dumps(now)})


def renumbered(state: State, numbers: Numbers) -> State:
    """Put the numbers of events into a state that was folded while they had none."""
    match state:
        case AssetState() | KitState():
            return replace(state, record=_record(state.record, numbers))
        case PersonState():
            return replace(
                state,
                record=_record(state.record, numbers),
                bars={name: _numbered(bar, numbers) for name, bar in state.bars.items()},
                badges={name: _badge(badge, numbers) for name, badge in state.badges.items()},
                held={name: _numbered(line, numbers) for name, line in state.held.items()},
            )
        case RecordState():
            return _record(state, numbers)
        case PolicyState():
            words = tuple(_numbered(word, numbers) for word in state.words)
            return replace(state, fields=_cells(state.fields, numbers), words=words)
        case _:
            return state


def _record(record: RecordState, numbers: Numbers) -> RecordState:
    return replace(record, fields=_cells(record.fields, numbers))


def _cells(fields: Mapping[str, Cell], numbers: Numbers) -> dict[str, Cell]:
    return {name: _numbered(cell, numbers) for name, cell in fields.items()}


def _numbered(held: _Numbered, numbers: Numbers) -> _Numbered:
    number = numbers.get(held.event)
    return held if number is None else replace(held, feed=number)


def _badge(badge: BadgeState, numbers: Numbers) -> BadgeState:
    number = numbers.get(badge.withdrawn)
    return badge if number is None else replace(badge, withdrawn_feed=number)
