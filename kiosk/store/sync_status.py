"""How sync stands, for every screen: when it was last whole, what is unsent, how far the first is.

The stages of a first sync are those of ``first_sync``.
"""

from sqlalchemy import bindparam, func, select

from kiosk.domain.hlc import from_ms
from kiosk.domain.sync_status import SyncStatus
from kiosk.store.driver import Connection, Statement
from kiosk.store.feed_cursor import read_cursor
from kiosk.store.settings import (
    FIRST_SYNC,
    HEAD,
    SNAPSHOT,
    SYNC_TROUBLE,
    SYNCED_MS,
    history_goes_on,
    read_setting,
)
from kiosk.store.status import unsent
from kiosk.store.tables import person_alias, state

_PULL_PERCENT, _STATES_PERCENT, _MOST_PERCENT = 60, 80, 99
_LAST_STATE = Statement(select(func.coalesce(func.max(state.c.id), 0)))
_PEOPLE_DONE = Statement(
    select(
        func.count().filter(person_alias.c.person <= bindparam("upto")), func.count()
    ).select_from(person_alias)
)


def read_sync(connection: Connection) -> SyncStatus:
    """Read how sync stands."""
    synced_ms = int(read_setting(connection, SYNCED_MS) or "0")
    return SyncStatus(
        bool(read_cursor(connection).epoch or read_setting(connection, FIRST_SYNC)),
        from_ms(synced_ms) if synced_ms else None,
        unsent(connection),
        read_setting(connection, SYNC_TROUBLE),
        progress(connection),
        history(connection),
    )


def history(connection: Connection) -> int | None:
    """Say how much of the history is here, in percent, of a station that a snapshot lets lend."""
    if not history_goes_on(connection):
        return None
    return 100 * read_cursor(connection).feed // int(read_setting(connection, SNAPSHOT) or "1")


def progress(connection: Connection) -> int | None:
    """Say how far a first sync is, in percent; None when the station is ready."""
    stage, _, at = read_setting(connection, FIRST_SYNC).partition(" ")
    share: int
    match stage:
        case "" | "history" | "history_again":
            return None
        case "snapshot":
            _, part, parts = map(int, at.split())
            return _PULL_PERCENT * part // parts
        case "pull":
            head = int(read_setting(connection, HEAD) or "0")
            return _PULL_PERCENT * read_cursor(connection).feed // head if head else 0
        case "states":
            (last,) = _LAST_STATE.one(connection) or (0,)
            share = (_STATES_PERCENT - _PULL_PERCENT) * int(at) // max(last, 1)
            return _PULL_PERCENT + share
        case "people":
            done, people = _PEOPLE_DONE.one(connection, {"upto": at}) or (0, 0)
            share = (_MOST_PERCENT - _STATES_PERCENT) * done // max(people, 1)
            return _STATES_PERCENT + share
        case _:
            return _MOST_PERCENT
