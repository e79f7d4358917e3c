"""A real station in a folder, and files to bring into it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.clock import ToldClock
from kiosk.domain.ids import LocationId
from kiosk.exchange.content import Content
from kiosk.exchange.files import export_table, plan_import
from kiosk.exchange.plan import Setting
from kiosk.exchange.table_files import read_table
from kiosk.store.exchange_queries import StationRecords
from kiosk.store.keys import Keys
from kiosk.store.station import Founding, create

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
KEYS = Keys.make()[0]


class Desk:
    """A station, and what a command would do with files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        site = Founding("desk", LocationId("0190-site"), "Northfield Academy", "Europe/London")
        self.station = create(folder / "data", KEYS, ToldClock(NOW), site)

    def bring(self, content: str, file: Path | str):
        """Import a file, or text written to one; give the plan, written when nothing is bad."""
        if isinstance(file, str):
            path = self.folder / f"{content}.csv"
            path.write_text(file, encoding="utf-8")
            file = path
        with self.station.books.write(NOW) as book:
            setting = Setting(StationRecords(book), book.new_id, "GBP")
            plan = plan_import(Content(content), read_table(file), setting)
            for change in () if plan.bad else plan.changes:
                change(book)
        return plan

    def table(self, content: str):
        with self.station.books.read(NOW) as book:
            return export_table(Content(content), StationRecords(book), "GBP")

    def column(self, content: str, header: str) -> list[str]:
        table = self.table(content)
        at = table.headers.index(header)
        return [row.cells[at] for row in table.rows]

    def read(self):
        return self.station.books.read(NOW)


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.station.close()
