"""Folded states as text and as rows, for tables that lie elsewhere and where nobody has a name."""

from collections.abc import Mapping

from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.events import Event, Receipt
from kiosk.domain.ids import Subject, entity_of
from kiosk.domain.state import Line, PersonState, State
from kiosk.store.loan_rows import loan_row
from kiosk.store.projections import line_row, person_rows, rows_of
from kiosk.store.rebuild import folds
from kiosk.store.states import dumps, loads

__all__ = ["dumps", "folds", "line", "loads", "loan", "rows"]


def rows(about: Subject, state: State) -> list[tuple[str, Mapping[str, object]]]:
    """Give every row of a subject as (table, values); a person's are named by the alias."""
    entity, key = entity_of(about)
    made = rows_of(about, entity, key, state, _hidden)
    if isinstance(state, PersonState):
        made += person_rows(key, [(key, state)], _hidden)
        merged = {"merged_into": state.record.merged_into}
        return [(table, values | merged if table == "person" else values) for table, values in made]
    return [(table, values) for table, values in made]


def line(each: Line) -> Mapping[str, object]:
    """Give the row of a line."""
    return line_row(each)


def loan(happened: Event, body: CheckedOut, receipt: Receipt) -> Mapping[str, object]:
    """Give the row of a loan."""
    return loan_row(happened, body, receipt)


def _hidden(token: str, ref: str, field: str) -> None:
    """Read no text about a person."""
    del token, ref, field
