"""CSV as spreadsheets write it: UTF-8 or Windows-1252, commas, semicolons or tabs."""

import csv
import io
from pathlib import Path

from kiosk.exchange.tables import MAX_CELL, MAX_ROWS, Table, guarded, unreadable

_SEPARATORS = ",;\t"
_GUESSED = "it is not UTF-8; read as Windows-1252, look at accented letters"


def read(path: Path, raw: bytes) -> tuple[list[list[str]], tuple[str, ...]]:
    """Give the lines of cells, and what had to be guessed. Raises Trouble."""
    text, notes = _text(path, raw)
    lines = text.splitlines()
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == len("sep=") + 1:
        separator, text = lines[0][-1], text.split("\n", 1)[-1]
    else:
        separator = max(_SEPARATORS, key=(lines[0] if lines else "").count)
    csv.field_size_limit(max(csv.field_size_limit(), 10 * MAX_CELL))
    grid: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            grid.append(cells)
            if len(grid) > 4 * MAX_ROWS:
                raise unreadable(path, f"has more than {MAX_ROWS:,} rows")
    except csv.Error as error:
        raise unreadable(path, f"is not CSV near row {len(grid) + 1}: {error}") from error
    return grid, notes


def write(path: Path, table: Table) -> None:
    """Write UTF-8 with a mark that Excel knows it by. Raises OSError."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(table.headers)
        lines.writerows([guarded(cell) for cell in row.cells] for row in table.rows)


def _text(path: Path, raw: bytes) -> tuple[str, tuple[str, ...]]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16"), ()
        except UnicodeDecodeError as error:
            raise unreadable(path, "is not the UTF-16 that it begins as") from error
    if b"\0" in raw:
        raise unreadable(path, "holds NUL bytes, so it is no text file")
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), (_GUESSED,)
    except UnicodeDecodeError as error:
        raise unreadable(path, "is neither UTF-8 nor Windows-1252 text") from error
