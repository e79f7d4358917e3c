"""What a file would change: every bad row with its reason, and the changes in order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.domain.exchange import Fields, Records
from kiosk.domain.ports import WriteBook
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.exchange.tables import Row, Table
from kiosk.exchange.values import Form, Value

Change = Callable[[WriteBook], None]
"""Appends the events of one record; called inside the write transaction."""


_MOST_SHOWN = 12
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its header, the field that it holds, and how."""

    header: str
    name: str
    form: Form
    required: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One cell that cannot be taken, and why."""

    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        shown = f" “{self.value[:60]}”" if self.value else ""
        return f"row {self.row}, {self.column}{shown}: {self.reason}"


@dataclass(slots=True)
class Plan:
    """What came of a file; nothing is written while it is made."""

    rows: int = 0
    made: int = 0
    changed: int = 0
    bad: list[BadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        return self.rows - self.made - self.changed - len({each.row for each in self.bad})


@dataclass(slots=True)
class Cells:
    """One row on its way in: the cells by field name, and the complaints about them."""

    row: Row
    texts: Mapping[str, str]
    columns: Mapping[str, Column]
    bad: list[BadRow] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Say whether the file has a column for a field, be the cell empty or not."""
        return name in self.texts

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def complain(self, name: str, reason: str) -> None:
        """Call the row bad."""
        header = self.columns[name].header
        self.bad.append(BadRow(self.row.number, header, self.text(name), reason))

    def is_bad(self, name: str) -> bool:
        """Say whether this cell was complained about already."""
        return any(each.column == self.columns[name].header for each in self.bad)

    def values(self) -> dict[str, Value]:
        """Read every cell of the file's columns; an empty cell is an empty value."""
        read: dict[str, Value] = {}
        for name, cell in self.texts.items():
            form = self.columns[name].form
            try:
                read[name] = form.read(cell) if cell or form.says == _FLAG else ""
            except ValueError as error:
                self.complain(name, str(error))
        return read


_FLAG = "yes or no"


@dataclass(frozen=True, slots=True)
class Setting:
    """What every kind of import needs: the records, new ids, and the site's currency."""

    records: Records
    new_id: Callable[[], str]
    currency: str


def planned(
    table: Table, columns: Sequence[Column], changes: Callable[[Cells], tuple[list[Change], bool]]
) -> Plan:
    """Plan a file row by row; ``changes`` says what a row changes, and whether it makes a record.

    Raises:
        Trouble: a column that every row needs is not there.
    """
    plan = Plan()
    for cells in rows_of(table, columns, plan):
        wanted, is_new = changes(cells)
        if cells.bad:
            plan.bad.extend(cells.bad)
        elif wanted:
            plan.changes.extend(wanted)
            plan.made += is_new
            plan.changed += not is_new
    return plan


def rows_of(table: Table, columns: Sequence[Column], plan: Plan) -> Iterator[Cells]:
    """Give the rows of a table by field name, in the order of the file.

    Raises:
        Trouble: a column that every row needs is not there.
    """
    by_header = {column.header.casefold(): column for column in columns}
    places: dict[str, int] = {}
    for at, header in enumerate(table.headers):
        column = by_header.get(header.casefold())
        if column:
            places[column.name] = at
        else:
            plan.notes.append(_note_on(header))
    missing = [each.header for each in columns if each.required and each.name not in places]
    if missing:
        raise Trouble(
            TroubleCode.FILE_UNREADABLE,
            f"The file has no column {', '.join(f'“{each}”' for each in missing)}; "
            f"it has {_some(table.headers)}.",
        )
    plan.notes.extend(table.notes)
    by_name = {column.name: column for column in columns}
    for row in table.rows:
        plan.rows += 1
        yield Cells(row, {name: row.cells[at] for name, at in places.items()}, by_name)


def _some(headers: Sequence[str]) -> str:
    """Name the first columns, shortened: a file of another kind can have any number of them."""
    named = ", ".join(f"“{each[:_LONGEST_SHOWN]}”" for each in headers[:_MOST_SHOWN])
    more = len(headers) - _MOST_SHOWN
    return f"{named} and {more} more" if more > 0 else named


def _note_on(header: str) -> str:
    if header.casefold() in ("role", "roles"):
        return f"the column “{header}” is left out: no file gives a role, the staff panel does"
    return f"the column “{header}” is not known and is left out"


def differing(new: Mapping[str, Value], held: Fields) -> dict[str, Value]:
    """Give the values that a record does not have yet."""
    return {
        name: value
        for name, value in new.items()
        if _bare(value) != _bare(held.get(name, 0 if isinstance(value, int) else ""))
    }


def _bare(value: Value) -> Value:
    return value.strip() if isinstance(value, str) else value


def read_list(cell: str) -> tuple[str, ...]:
    """Split a cell that holds several things, parted by semicolons or lines."""
    parts = (part.strip() for part in cell.replace("\n", ";").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def refer(cells: Cells, values: dict[str, Value], name: str, find: Callable[[str], str]) -> None:
    """Put the id in the place of what a cell names."""
    named = values.get(name)
    if not named:
        return
    try:
        values[name] = find(str(named))
    except ValueError as error:
        cells.complain(name, str(error))


def once(cells: Cells, name: str, key: object, seen: dict[object, int]) -> None:
    """Complain about a key that a row before already had."""
    before = seen.setdefault(key, cells.row.number)
    if before != cells.row.number:
        cells.complain(name, f"is already in row {before}")
