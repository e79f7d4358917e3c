"""How a station stands: numbers that a person or a watching program wants to see."""

from datetime import datetime
from typing import Any  # numbers and names, for JSON

from kiosk.store import site_facts
from kiosk.store.station import Station
from kiosk.store.sync_status import read_sync

_COUNTS = {
    "events": "SELECT count(*) FROM event",
    "people": "SELECT count(*) FROM person WHERE removed = 0",
    "assets": "SELECT count(*) FROM asset WHERE removed = 0",
    "kits": "SELECT count(*) FROM kit WHERE removed = 0",
    "out": "SELECT count(*) FROM line WHERE returned_ms = 0",
    "exceptions": "SELECT count(*) FROM exception WHERE decided = ''",
}


def standing(station: Station) -> dict[str, Any]:
    """Count what is there. Raises Trouble."""
    now = station.clock.now()
    with station.books.read(now) as book:
        counted = {name: _one(book.connection, asked) for name, asked in _COUNTS.items()}
        organisation = site_facts.organisation(book.connection, book.site())
        currency = site_facts.currency(book.connection, book.site())
        sync = read_sync(book.connection)
    age = station.backup_age()
    status = station.status()
    return {
        "organisation": organisation,
        "currency": currency,
        **counted,
        "backup_at": _instant(now - age if age is not None else None),
        "backup_trouble": station.backup_trouble(),
        "synced_at": _instant(sync.synced_at),
        "unsent": sync.unsent if sync.has_centre else 0,
        "sync_trouble": sync.trouble,
        "first_sync_percent": "" if sync.progress is None else sync.progress,
        "restored_at": _instant(status.restored_at),
        "restored_from_backup_of": _instant(status.backup_of),
    }


def own_name(station: Station) -> str:
    """Give what this station is called. Raises Trouble."""
    with station.books.read(station.clock.now()) as book:
        asked = "SELECT name FROM station WHERE id = ?"
        row = book.connection.execute(asked, (station.books.station,)).fetchone()
    return str(row[0]) if row else ""


def _instant(when: datetime | None) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%SZ}" if when else ""


def _one(connection: Any, asked: str) -> int:  # noqa: ANN401 - the store's connection
    row = connection.execute(asked).fetchone()
    return int(row[0]) if row else 0
