"""Damage to pages of a database, as a disk does it: found by what cannot be read any more."""

from contextlib import closing, suppress
from pathlib import Path

from kiosk.domain.trouble import Trouble
from kiosk.store.copies import remove
from kiosk.store.driver import DatabaseError, connect
from tests.store.station_fixture import KEYS

PAGE = 4096
_AT = 1_000


def page_of(path: Path, query: str, key: bytes = KEYS.database) -> int:
    """Find the last page without which a closed database can be opened, and not answer."""
    with closing(connect(path, key, read_only=True)) as connection:
        connection.execute(query).fetchall()
    whole = path.read_bytes()
    trial = path.with_name("trial.db")
    try:
        for page in range(len(whole) // PAGE - 1, 0, -1):
            trial.write_bytes(_flipped(whole, page))
            with (
                suppress(Trouble),  # it cannot even be opened without this page
                closing(connect(trial, key, read_only=True)) as connection,
            ):
                try:
                    connection.execute(query).fetchall()
                except DatabaseError:
                    return page
    finally:
        remove(trial)
    raise AssertionError("no page is needed")


def damage(path: Path, *pages: int) -> None:
    """Flip a byte in each of some pages."""
    held = path.read_bytes()
    for page in pages:
        held = _flipped(held, page)
    path.write_bytes(held)


def _flipped(held: bytes, page: int) -> bytes:
    at = page * PAGE + _AT
    return held[:at] + bytes([held[at] ^ 255]) + held[at + 1 :]
