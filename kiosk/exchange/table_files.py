"""Reads and writes a table as CSV or Excel; whatever the file is, it is answered in one line."""

from collections.abc import Sequence
from pathlib import Path

from kiosk.exchange import csv_files, excel_files
from kiosk.exchange.tables import MAX_BYTES, MAX_CELL, MAX_ROWS, Row, Table, bared, unreadable

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""Old Excel, and new Excel behind a password."""
_KNOWN = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"}


def read_table(path: Path) -> Table:
    """Read a file, whatever it is.

    Raises:
        Trouble: FILE_UNREADABLE, with one sentence about why.
    """
    raw = _bytes(path)
    for magic, what in _KNOWN.items():
        if raw.startswith(magic):
            raise unreadable(path, f"is {what}, not a CSV or Excel file")
    if raw.startswith((_ZIP, _OLE)):
        return _table(path, excel_files.read(path, raw), ())
    return _table(path, *csv_files.read(path, raw))


def write_table(path: Path, table: Table) -> None:
    """Write CSV, or Excel when the name ends in ``.xlsx``. Raises Trouble."""
    write = excel_files.write if path.suffix.lower() == ".xlsx" else csv_files.write
    try:
        write(path, table)
    except OSError as error:
        raise unreadable(path, f"cannot be written: {error.strerror or error}") from error


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise unreadable(path, "is not a file" if path.exists() else "is not there")
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = MAX_BYTES // 1024**2
            raise unreadable(path, f"has {size // 1024**2} MB; {limit} MB is the limit")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise unreadable(path, f"cannot be read: {error}") from error


def _table(path: Path, grid: Sequence[Sequence[str]], notes: tuple[str, ...]) -> Table:
    filled = [(at, line) for at, line in enumerate(grid, start=1) if any(map(str.strip, line))]
    if not filled:
        raise unreadable(path, "is empty")
    if len(filled) - 1 > MAX_ROWS:
        raise unreadable(path, f"has {len(filled) - 1:,} rows; {MAX_ROWS:,} is the limit")
    headers = _headers(path, filled[0][1])
    width = len(headers)
    for at, line in filled[1:]:
        if any(cell.strip() for cell in line[width:]):
            raise unreadable(path, f"has more cells in row {at} than headers")
        if any(len(cell) > MAX_CELL for cell in line):
            raise unreadable(path, f"has a cell in row {at} longer than {MAX_CELL:,} characters")
    rows = tuple(
        Row(at, tuple(bared(cell.strip()) for cell in (*line, *[""] * width)[:width]))
        for at, line in filled[1:]
    )
    return Table(headers, rows, notes)


def _headers(path: Path, line: Sequence[str]) -> tuple[str, ...]:
    headers = [bared(" ".join(cell.split())) for cell in line]
    while headers and not headers[-1]:
        headers.pop()
    seen: set[str] = set()
    for header in headers:
        if not header:
            raise unreadable(path, "has a column without a header in its first row")
        if header.casefold() in seen:
            raise unreadable(path, f"has two columns called “{header}”")
        seen.add(header.casefold())
    return tuple(headers)
