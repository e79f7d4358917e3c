"""How a station stands: numbers that a person or a watching program wants to see."""

from typing import Any  # numbers and names, for JSON

from kiosk.founding import CURRENCY, ORGANISATION
from kiosk.store.books import read_setting
from kiosk.store.station import Station

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
        organisation = read_setting(book.connection, ORGANISATION)
        currency = read_setting(book.connection, CURRENCY)
    age = station.backup_age()
    return {
        "organisation": organisation,
        "currency": currency,
        **counted,
        "backup_at": f"{now - age:%Y-%m-%dT%H:%M:%SZ}" if age is not None else "",
        "backup_trouble": station.backup_trouble(),
    }


def _one(connection: Any, asked: str) -> int:  # noqa: ANN401 - the store's connection
    row = connection.execute(asked).fetchone()
    return int(row[0]) if row else 0
