"""Every wrong file and every wrong cell gives a clear line."""

import io
import zipfile
from datetime import date

import pytest
from xlsxwriter import Workbook

from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.exchange import tables
from kiosk.exchange.table_files import read_table, write_table
from kiosk.exchange.tables import Row, Table

BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as packed:
    packed.writestr("xl/workbook.xml", bytes(600 * 1024 * 1024))


def refusal_of(path) -> str:
    with pytest.raises(Trouble) as caught:
        read_table(path)
    assert caught.value.code is TroubleCode.FILE_UNREADABLE
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"%PDF-1.7", "is a PDF"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"", "is empty"),
        (b"\n , \n", "is empty"),
        (b"a,b\0c\n1,2\n", "NUL"),
        (b"a,a\n1,2\n", "two columns called “a”"),
        (b"a,A \n1,2\n", "two columns called “A”"),
        (b"a,,b\n1,2,3\n", "without a header"),
        (b"a,b\n1,2,3\n", "more cells in row 2"),
        (b'a,b\n"1,2\n', "is not CSV"),
        (b"PK\x03\x04 nothing", "is not an Excel workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "is not an Excel workbook"),
        (b"a\n" + b"x" * 10_001, "longer than 10,000"),
        (b"a\n" + b"x" * 200_000, "field larger than"),
        (b"a\n" + b"1\n" * 100_000, "has 100,000 rows; 50,000 is the limit"),
        (b"a\n" + b"1\n" * 300_000, "more than 50,000 rows"),
        (b"\xff\xfea", "UTF-16"),
        (b"a\n\x81\n", "neither UTF-8 nor Windows-1252"),
        (BOMB.getvalue(), "unpacks to more than"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path, raw, why):
    file = tmp_path / "file.csv"
    file.write_bytes(raw)

    assert why in refusal_of(file)


def test_a_file_of_a_gigabyte_is_not_even_read(tmp_path):
    file = tmp_path / "file.csv"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 30)

    assert "1024 MB; 64 MB is the limit" in refusal_of(file)


def test_a_folder_and_a_file_that_is_not_there_are_refused(tmp_path):
    assert "is not a file" in refusal_of(tmp_path)
    assert "is not there" in refusal_of(tmp_path / "none.csv")


def test_a_workbook_with_a_far_cell_does_not_fill_the_memory(tmp_path):
    file = tmp_path / "file.xlsx"
    with Workbook(str(file)) as book:
        book.add_worksheet().write_string(1_000_000, 16_000, "x")

    assert "rows or 500 columns" in refusal_of(file)


@pytest.mark.parametrize(
    ("raw", "cell"),
    [
        ("Täg\nÄ-1\n".encode(), "Ä-1"),
        ("Täg\nÄ-1\n".encode("utf-8-sig"), "Ä-1"),
        ("Täg\nÄ-1\n".encode("utf-16"), "Ä-1"),
        ("Täg;B\nÄ-1;2\n".encode(), "Ä-1"),
        ("sep=;\nTäg;B\nÄ-1;2\n".encode(), "Ä-1"),
        ("Täg\tB\nÄ-1\t2\n".encode(), "Ä-1"),
        ('Täg,B\r\n"Ä-1\n2",2\r\n'.encode(), "Ä-1\n2"),
    ],
)
def test_the_ways_in_which_spreadsheets_write_csv_are_read(tmp_path, raw, cell):
    file = tmp_path / "file.csv"
    file.write_bytes(raw)

    table = read_table(file)

    assert (table.headers[0], table.rows[0].cells[0], table.notes) == ("Täg", cell, ())


def test_windows_1252_is_read_with_a_note(tmp_path):
    file = tmp_path / "file.csv"
    file.write_bytes("Name\nZoë\n".encode("cp1252"))

    table = read_table(file)

    assert table.rows[0].cells == ("Zoë",)
    assert "Windows-1252" in table.notes[0]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "text", ["=1+1", "+44 20", "-5", "@SUM(A1)", "'=1", "''=x", "'quoted'", "plain", "0012", "3/4"]
)
def test_a_formula_is_written_as_text_and_read_back_as_it_was(tmp_path, ending, text):
    file = tmp_path / f"file.{ending}"
    write_table(file, Table(("A",), (Row(2, (text,)),)))

    assert read_table(file).rows[0].cells == (text,)
    assert not tables.guarded(text).startswith(("=", "+", "-", "@"))


def test_cells_of_excel_are_read_as_they_show(tmp_path):
    file = tmp_path / "file.xlsx"
    with Workbook(str(file), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for column, value in enumerate(("Number", "Price", "Day", "Flag")):
            sheet.write(0, column, value)
        sheet.write_number(1, 0, 1001)
        sheet.write_number(1, 1, 12.5)
        sheet.write_datetime(1, 2, date(2026, 12, 18))
        sheet.write_boolean(1, 3, True)

    assert read_table(file).rows[0].cells == ("1001", "12.5", "2026-12-18", "yes")
