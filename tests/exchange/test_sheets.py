"""Files for staff."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.clock import ToldClock
from kiosk.domain.trouble import Trouble
from kiosk.exchange.sheets import StationSheets

CLOCK = ToldClock(datetime(2026, 11, 20, 9, tzinfo=UTC))


def test_tables_and_labels_are_written_into_a_new_folder(tmp_path):
    sheets = StationSheets(tmp_path / "sheets", CLOCK)

    table = sheets.write_table("overdue", ("Name", "Tag"), (("Zoë", "'=1"),))
    labels = sheets.write_labels((("AV-0142", "Camera"), ("AV-0143", "")))

    assert Path(table).read_text("utf-8-sig").split() == ["Name,Tag", "Zoë,'=1"]
    assert table.endswith("overdue-2026-11-20T090000Z.csv")
    assert Path(labels).read_bytes().startswith(b"%PDF")


def test_a_folder_that_cannot_be_made_is_trouble(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Trouble, match="cannot be written"):
        StationSheets(tmp_path / "file" / "sheets", CLOCK).write_labels((("A", ""),))
