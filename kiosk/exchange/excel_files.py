"""Excel workbooks: the first sheet that has cells is read, every cell as the text it shows."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError
from xlsxwriter import Workbook

from kiosk.exchange.tables import MAX_BYTES, MAX_ROWS, Table, guarded, unreadable

_Cell = int | float | str | bool | time | date | datetime | timedelta
_WIDEST = 60
_MAX_COLUMNS = 500
_MAX_UNPACKED = 8 * MAX_BYTES


def read(path: Path, raw: bytes) -> list[list[str]]:
    """Give the lines of cells. Raises Trouble."""
    try:
        _check_unpacked(path, raw)
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        grid = next((grid for grid in _grids(path, book) if grid), [])
    except PasswordError as error:
        raise unreadable(path, "is locked with a password; save it without one") from error
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise unreadable(path, "is not an Excel workbook that can be read") from error
    return [[_text(cell) for cell in line] for line in grid]


def write(path: Path, table: Table) -> None:
    """Write one sheet, all of it text, so that no program turns a tag into a date."""
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        text = book.add_format({"num_format": "@"})
        for column, header in enumerate(table.headers):
            longest = max((len(row.cells[column]) for row in table.rows), default=0)
            sheet.set_column(column, column, min(_WIDEST, max(len(header), longest) + 2), text)
            sheet.write_string(0, column, header, bold)
        for at, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row.cells):
                sheet.write_string(at, column, guarded(cell), text)
        sheet.freeze_panes(1, 0)


def _check_unpacked(path: Path, raw: bytes) -> None:
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        return
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        if sum(each.file_size for each in packed.infolist()) > _MAX_UNPACKED:
            raise unreadable(path, f"unpacks to more than {_MAX_UNPACKED // 1024**2} MB")


def _grids(path: Path, book: CalamineWorkbook) -> Iterator[list[list[_Cell]]]:
    for name in book.sheet_names:
        sheet: CalamineSheet = book.get_sheet_by_name(name)
        if sheet.total_height > 4 * MAX_ROWS or sheet.total_width > _MAX_COLUMNS:
            raise unreadable(path, f"has more than {MAX_ROWS:,} rows or {_MAX_COLUMNS} columns")
        yield sheet.to_python(skip_empty_area=False)


def _text(cell: _Cell) -> str:
    match cell:
        case bool():
            return "yes" if cell else "no"
        case float(number):
            return f"{number:.0f}" if number.is_integer() else repr(number)
        case datetime() as at if at.time() == time():
            return at.date().isoformat()
        case _:
            return str(cell)
