"""What stands in the ledger, read back from the file by the store and put into words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from kiosk.config import Config
from kiosk.domain.codec import to_plain
from kiosk.domain.events import UnknownBody
from kiosk.domain.hlc import from_ms
from kiosk.domain.panel import EventFilter, EventRow
from kiosk.domain.ports import Clock
from kiosk.store.keys import Keys
from kiosk.store.panel_queries import PanelQueries
from kiosk.store.station import Options, Station, open_station

_MOST = 100
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SAID = ("how", "condition", "status", "code")
"""Fields of bodies whose values a reader understands as they are."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: its kind, and a line about it."""

    kind: str
    line: str


class Ledger:
    """Reads the books of a folder, as another process may while a kiosk writes them."""

    def __init__(self, config: Config, clock: Clock, zone: tzinfo) -> None:
        self._config = config
        self._clock = clock
        self._zone = zone
        self._last = ""

    def news(self) -> list[Entry]:
        """Give the events since the last call, the oldest first."""
        station = self._opened()
        try:
            panel = PanelQueries(station.books, self._clock)
            rows = panel.events(EventFilter(), (), _MOST)
        finally:
            station.close()
        refs = [row.ref for row in rows]
        new = rows[: refs.index(self._last)] if self._last in refs else rows
        self._last = refs[0]
        return [self._entry(row) for row in reversed(new)]

    def wrong(self) -> list[str]:
        """Prove the whole ledger and every table; gives what is wrong."""
        station = self._opened()
        try:
            return station.verify().wrong
        finally:
            station.close()

    def _opened(self) -> Station:
        keys = Keys.load(self._config.keys)
        return open_station(self._config.data, keys, self._clock, Options(read_only=True))

    def _entry(self, row: EventRow) -> Entry:
        plain = {} if isinstance(row.body, UnknownBody) else to_plain(row.body)
        said = dict.fromkeys(self._words(row, plain))
        told = ", ".join(each for each in said if each)
        return Entry(str(row.kind), f"`{row.kind}` {told}".strip())

    def _words(self, row: EventRow, plain: object, field: str = "") -> Iterator[str]:
        if isinstance(plain, dict):
            for key, value in plain.items():
                yield from self._words(row, value, key) if key != "basis" else ()
        elif isinstance(plain, list):
            for each in plain:
                yield from self._words(row, each, field)
        elif isinstance(plain, str):
            yield from (row.names.get(found, "") for found in _ID.findall(plain))
            yield plain if field in _SAID else ""
        elif isinstance(plain, int) and field == "due_ms":
            yield f"due {from_ms(plain).astimezone(self._zone):%a %d %b %H:%M}"
