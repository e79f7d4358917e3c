"""Settings of this station: small values by name, outside the ledger."""

import json

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.driver import Connection, Statement
from kiosk.store.tables import setting

SEEN_CURSOR = "seen_cursor"
"""The newest feed number that is folded here."""
SYNCED_MS = "synced_ms"
"""When the centre was last heard to its end; empty where there is none."""
FIRST_SYNC = "first_sync"
"""Not empty while a new station still misses what the others know, and must not lend.

``HISTORY_FOLLOWS`` and ``HISTORY_DOUBTED`` are the exceptions.
"""
FOLDED_BY = "folded_by"
"""Which folds the tables were made by; a program with others makes them anew when it opens them."""
HEAD = "feed_head"
"""The newest number of the feed that the centre has spoken of."""
HISTORY_FOLLOWS, HISTORY_DOUBTED = "history", "history_again"
"""Stages of ``FIRST_SYNC`` in which a station lends, and states know more than its ledger."""
SNAPSHOT = "snapshot"
"""Up to which number of the feed the states know it while the history comes; else empty."""
SPOKEN_OF = "spoken_of"
"""The highest number of the feed of which an event here may speak although it was not there yet.

Only after a centre was restored, or where somebody lies; else 0.
"""
SYNC_TROUBLE = "sync_trouble"
"""Why the last round of sync ended, code and sentence; empty when it was well."""
BACKUP_TROUBLE = "backup_trouble"
"""Why the last daily backup could not be made; empty when it could."""
JOINED_AS = "joined_as"
"""What a new station says of itself after its first sync, as JSON: name, privileged, site."""

_READ = Statement(select(setting.c.value).where(setting.c.name == bindparam("name")))
_put = insert(setting).values(name=bindparam("name"), value=bindparam("value"))
_WRITE = Statement(
    _put.on_conflict_do_update(index_elements=["name"], set_={"value": _put.excluded.value})
)


def read_setting(connection: Connection, name: str) -> str:
    """Read a setting of this station; empty when it was never set."""
    row = _READ.one(connection, {"name": name})
    return row[0] if row else ""


def write_setting(connection: Connection, name: str, value: str) -> None:
    """Set a setting of this station."""
    _WRITE.run(connection, {"name": name, "value": value})


def history_goes_on(connection: Connection) -> bool:
    """Say whether people lend here while the history still comes."""
    return read_setting(connection, FIRST_SYNC) in (HISTORY_FOLLOWS, HISTORY_DOUBTED)


def read_trouble(connection: Connection, name: str) -> Trouble | None:
    """Read a trouble that was kept; None when there is none."""
    kept = read_setting(connection, name)
    if not kept:
        return None
    code, sentence, facts = json.loads(kept)
    return Trouble(TroubleCode(code), sentence, **facts)


def write_trouble(connection: Connection, name: str, trouble: Trouble | None) -> None:
    """Keep a trouble, so that it can be told in any language; None when it is over."""
    kept = json.dumps((trouble.code, trouble.sentence, trouble.facts)) if trouble else ""
    write_setting(connection, name, kept)
