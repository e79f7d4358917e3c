"""What the worker needs of the folds; ``kiosk.store.model_rows`` satisfies it by its shape."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.events import Event, Receipt
from kiosk.domain.ids import Entity, Subject
from kiosk.domain.state import Line, State


class Rows(Protocol):
    """States as text, and the rows that they make."""

    def folds(self) -> str:
        """Name what this program makes of events."""
        ...

    def dumps(self, state: State) -> str:
        """Write a state; equal states give equal text."""
        ...

    def loads(self, entity: Entity, text: str) -> State:
        """Read a state."""
        ...

    def rows(self, about: Subject, state: State) -> Sequence[tuple[str, Mapping[str, object]]]:
        """Give every row of a subject as (table, values); a person's are named by the alias."""
        ...

    def line(self, each: Line) -> Mapping[str, object]:
        """Give the row of a line."""
        ...

    def loan(self, happened: Event, body: CheckedOut, receipt: Receipt) -> Mapping[str, object]:
        """Give the row of a loan."""
        ...
