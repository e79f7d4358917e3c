"""What the database itself forbids, whatever a program tries."""

import pytest
from sqlcipher3 import dbapi2

from kiosk.store.station import Station
from tests.store import world

OUT_TWICE = """
INSERT INTO line (id, loan, holder, asset, quantity, out_ms, due_ms)
SELECT 'twice', loan, holder, asset, quantity, out_ms, due_ms FROM line
WHERE returned_ms = 0 AND asset <> '' LIMIT 1
"""
WRITTEN_TWICE = """
INSERT INTO event (chain, seq, kind, actor, hlc, wall_ms, canonical)
SELECT chain, seq, kind, actor, hlc, wall_ms, canonical FROM event ORDER BY id LIMIT 1
"""


@pytest.mark.parametrize(
    "statement", [OUT_TWICE, WRITTEN_TWICE], ids=["one holder a thing", "one event a place"]
)
def test_what_must_be_once_cannot_be_twice(station: Station, statement: str) -> None:
    world.lend_something(station)

    with pytest.raises(dbapi2.IntegrityError), station.books.write_aside() as connection:
        connection.execute(statement)
