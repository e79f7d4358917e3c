"""Files that staff ask for in the panel: tables and labels, in one folder, named by the moment."""

import csv
from pathlib import Path

from kiosk.domain.ports import Clock
from kiosk.exchange.labels import SHEETS, Label, write_labels
from kiosk.exchange.tables import unreadable

_FOR_STAFF = SHEETS["70x36"]


class StationSheets:
    """Satisfies ``kiosk.domain.panel.Sheets``."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Take where the files go; the folder is made when the first is written."""
        self._folder = folder
        self._clock = clock

    def write_table(
        self, name: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
    ) -> str:
        path = self._path(name, "csv")
        try:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([columns, *rows])
        except OSError as error:
            raise unreadable(path, f"cannot be written: {error.strerror}") from error
        return str(path)

    def write_labels(self, labels: tuple[tuple[str, str], ...]) -> str:
        path = self._path("labels", "pdf")
        write_labels(path, [Label(*each) for each in labels], _FOR_STAFF)
        return str(path)

    def _path(self, name: str, ending: str) -> Path:
        path = self._folder / f"{name}-{self._clock.now():%Y-%m-%dT%H%M%SZ}.{ending}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise unreadable(path, f"cannot be written: {error.strerror}") from error
        return path
