"""Files for staff: overdue and who has what as a table, labels as a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.desk.panel.acts import Done, No, Result, Why
from kiosk.desk.panel.staff import Staff
from kiosk.domain.panel import Sheets
from kiosk.domain.roles import Permission

MOST_LABELS = 1000


@dataclass(frozen=True, slots=True)
class WriteSheets:
    """Writes them where the station is told to; the answer's ``id`` is the path."""

    sheets: Sheets

    def table(
        self, staff: Staff, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> Result:
        """Write a table; it holds names, so it needs to be allowed."""
        if not staff.may(Permission.SEE_REPORTS):
            return No(Why.NOT_PERMITTED)
        written = tuple(tuple(safe_cell(cell) for cell in row) for row in rows)
        return Done(self.sheets.write_table(name, tuple(columns), written))

    def labels(self, staff: Staff, labels: Sequence[tuple[str, str]]) -> Result:
        """Write labels of tag and name."""
        if not staff.may(Permission.EDIT_RECORDS):
            return No(Why.NOT_PERMITTED)
        if not labels:
            return No(Why.NOTHING_CHANGED)
        if len(labels) > MOST_LABELS:
            return No(Why.TOO_MANY)
        return Done(self.sheets.write_labels(tuple(labels)))


def safe_cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
