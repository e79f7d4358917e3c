"""How a station stands: numbers that a person or a watching program wants to see."""

from typing import Any  # numbers and names, for JSON

from sqlalchemy import func, select

from kiosk.founding import CURRENCY, ORGANISATION
from kiosk.store.books import read_setting
from kiosk.store.driver import Statement
from kiosk.store.station import Station
from kiosk.store.tables import asset, event, exception, kit, line, person

_COUNTS = {
    "events": Statement(select(func.count()).select_from(event)),
    "people": Statement(select(func.count()).where(person.c.removed == 0)),
    "assets": Statement(select(func.count()).where(asset.c.removed == 0)),
    "kits": Statement(select(func.count()).where(kit.c.removed == 0)),
    "out": Statement(select(func.count()).where(line.c.returned_ms == 0)),
    "exceptions": Statement(select(func.count()).where(exception.c.decided == "")),
}


def standing(station: Station) -> dict[str, Any]:
    """Count what is there. Raises Trouble."""
    now = station.clock.now()
    with station.books.read(now) as book:
        counted = {name: _one(book.connection, asked) for name, asked in _COUNTS.items()}
        organisation = read_setting(book.connection, ORGANISATION)
        currency = read_setting(book.connection, CURRENCY)
    return {"organisation": organisation, "currency": currency, **counted}


def _one(connection: Any, asked: Statement) -> int:  # noqa: ANN401 - the store's connection
    row = asked.one(connection)
    return int(row[0]) if row else 0
