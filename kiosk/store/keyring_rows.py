"""Rows of the keyring as they travel: canonical JSON out, and in; a destroyed key stays so."""

import base64
import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any  # a row is JSON

import orjson
from sqlalchemy import Integer, bindparam, delete, func, null, select, update
from sqlalchemy import text as sql
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.codec import canonical_json
from kiosk.domain.feed import KeyringRow
from kiosk.store.driver import Connection, Row, Statement
from kiosk.store.keyring import has_key
from kiosk.store.tables import person_alias as ring
from kiosk.store.tables import verifier

KEY_COLUMNS = (
    ring.c.alias,
    ring.c.made_for,
    ring.c.period,
    ring.c.wrapped_key,
    ring.c.key_version,
    ring.c.made_ms,
)
_VERIFIER_COLUMNS = (verifier.c.person, verifier.c.kind, verifier.c.verifier, verifier.c.set_ms)
_UNSENT_KEYS = Statement(
    select(ring.c.unsent, *KEY_COLUMNS)
    .where(sql("unsent > 0"))
    .order_by(ring.c.unsent)
    .limit(bindparam("most"))
)
_UNSENT_VERIFIERS = Statement(
    select(verifier.c.unsent, *_VERIFIER_COLUMNS)
    .where(sql("unsent > 0"))
    .order_by(verifier.c.unsent)
    .limit(bindparam("most"))
)
_SENT_KEY = Statement(
    update(ring)
    .where(ring.c.alias == bindparam("which"), ring.c.unsent == bindparam("change"))
    .values(unsent=bindparam("answered"))
)
_SENT_VERIFIER = Statement(
    update(verifier)
    .where(
        verifier.c.person == bindparam("whose"),
        verifier.c.kind == bindparam("which"),
        verifier.c.unsent == bindparam("change"),
    )
    .values(unsent=bindparam("answered"))
)
_ALL_UNSENT = (
    Statement(update(ring).values(unsent=func.max(ring.c.unsent, 1))),
    Statement(update(verifier).values(unsent=func.max(verifier.c.unsent, 1))),
)
_MISSED = tuple(
    Statement(
        update(table)
        .where(sql("unsent < 0"), table.c.unsent >= -bindparam("feed", type_=Integer))
        .values(unsent=1)
    )
    for table in (ring, verifier)
)
_SENT_ALIAS = Statement(
    update(ring).where(ring.c.alias == bindparam("which"), sql("unsent <> 0")).values(unsent=0)
)
_HERE = Statement(
    select(ring.c.wrapped_key, ring.c.person).where(ring.c.alias == bindparam("alias"))
)
_NOW = Statement(
    select(ring.c.person, ring.c.merged).where(ring.c.made_for == bindparam("person")).limit(1)
)
_ALL_HERE = Statement(
    select(ring.c.alias).where(ring.c.alias.in_(sql("SELECT value FROM json_each(:aliases)")))
)
_ALL_NOW = Statement(
    select(ring.c.made_for).where(ring.c.made_for.in_(sql("SELECT value FROM json_each(:persons)")))
)
_ADD = Statement(insert(ring).values({c.name: bindparam(c.name) for c in ring.columns}))
_DESTROY = Statement(
    update(ring).where(ring.c.alias == bindparam("which")).values(wrapped_key=null(), unsent=0)
)
_DROP_VERIFIERS = Statement(delete(verifier).where(verifier.c.person == bindparam("whose")))
_new_verifier = insert(verifier).values({c.name: bindparam(c.name) for c in verifier.columns})
_TAKE_VERIFIER = Statement(
    _new_verifier.on_conflict_do_update(
        index_elements=["person", "kind"],
        set_={
            c.name: _new_verifier.excluded[c.name]
            for c in verifier.columns
            if c.name not in ("person", "kind")
        },
        where=verifier.c.set_ms <= _new_verifier.excluded.set_ms,
    )
)
_MEMBERS = {
    "person_alias": (("alias", "person", "period"), ("key_version", "made_ms")),
    "verifier": (("person", "kind", "verifier"), ("set_ms",)),
}
"""The texts and the numbers of each table's row."""
_LARGEST = 2**63 - 1
_log = logging.getLogger(__name__)
FORGET_WORDS = Statement(sql("INSERT INTO person_search (person_search) VALUES ('optimize')"))
"""A deleted row's trigrams stay in the index until its segments are merged."""


def unsent(connection: Connection, most: int) -> list[KeyringRow]:
    """Give rows that the centre does not have as they are now, keys before verifiers."""
    found = [
        KeyringRow(key_row(row[1:]), row[0]) for row in _UNSENT_KEYS.all(connection, {"most": most})
    ]
    found += [
        KeyringRow(_verifier_row(row[1:]), row[0])
        for row in _UNSENT_VERIFIERS.all(connection, {"most": most - len(found)})
    ]
    return found


def answered(connection: Connection, rows: Iterable[KeyringRow], head: int) -> None:
    """Note that rows were pushed as they were given; until the feed brings them, minus ``head``."""
    for content, change in rows:
        plain = json.loads(content)
        values: dict[str, object] = {"change": change, "answered": -head}
        if plain["table"] == "verifier":
            values |= {"whose": plain["person"], "which": plain["kind"]}
            _SENT_VERIFIER.run(connection, values)
        else:
            _SENT_KEY.run(connection, values | {"which": plain["alias"]})


def miss(connection: Connection, feed: int) -> None:
    """Have rows sent again that the feed, read up to here, did not bring."""
    for statement in _MISSED:
        statement.run(connection, {"feed": feed})


def all_unsent(connection: Connection) -> None:
    """Have every row sent again: the centre may have lost some."""
    for statement in _ALL_UNSENT:
        statement.run(connection)


def forget_secrets(connection: Connection, person: str) -> None:
    """Forget PIN and password of somebody who has no key left: they were erased."""
    if not has_key(connection, person):
        _DROP_VERIFIERS.run(connection, {"whose": person})


class Received:
    """Takes rows of the centre into the keyring, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.changed: dict[str, str] = {}
        """The alias of each key that came or went, with its person."""
        self.destroyed = False

    def take(self, content: bytes) -> None:
        """Take one row; what is none is passed over."""
        for plain in _read([content]):
            self._take(plain)

    def take_many(self, contents: Iterable[bytes]) -> None:
        """Take rows of which most are keys that are not here."""
        told = _read(contents)
        named = json.dumps([plain.get("alias") for plain in told])
        whose = json.dumps([plain["person"] for plain in told])
        here = {row[0] for row in _ALL_HERE.all(self._connection, {"aliases": named})}
        here |= {row[0] for row in _ALL_NOW.all(self._connection, {"persons": whose})}
        new = {
            plain["alias"]: self._row(plain, plain["person"], 0)
            for plain in told
            if plain.get("wrapped_key") and here.isdisjoint((plain["alias"], plain["person"]))
        }
        _ADD.many(self._connection, new.values())
        self.changed.update((alias, str(row["person"])) for alias, row in new.items())
        for plain in told:
            if plain.get("alias") not in new or not plain["wrapped_key"]:
                self._take(plain)

    def _take(self, plain: Mapping[str, Any]) -> None:
        if plain["table"] == "verifier":
            self._verifier(plain)
        else:
            self._key(plain)

    def _row(self, plain: Mapping[str, Any], person: str, merged: int) -> dict[str, object]:
        row = {name: plain[name] for name in ("alias", "period", "key_version", "made_ms")}
        row |= {"person": person, "merged": merged, "made_for": plain["person"], "unsent": 0}
        return row | {"wrapped_key": plain["wrapped_key"]}

    def _key(self, plain: Mapping[str, Any]) -> None:
        alias, person, wrapped = plain["alias"], plain["person"], plain["wrapped_key"]
        here = _HERE.one(self._connection, {"alias": alias})
        if here is None:
            now, merged = _NOW.one(self._connection, {"person": person}) or (person, 0)
            _ADD.run(self._connection, self._row(plain, now, merged))
            self.changed[alias] = now
        elif wrapped == here[0]:
            _SENT_ALIAS.run(self._connection, {"which": alias})
        elif wrapped is None:
            _DESTROY.run(self._connection, {"which": alias})
            self.changed[alias] = here[1]
        if wrapped is None:
            self.destroyed = True
            forget_secrets(self._connection, here[1] if here else person)

    def _verifier(self, plain: Mapping[str, Any]) -> None:
        row = {name: plain[name] for name in ("person", "kind", "verifier", "set_ms")}
        row |= {"failures": 0, "next_ms": 0, "locked": 0, "unsent": 0}
        _TAKE_VERIFIER.run(self._connection, row)


def _read(contents: Iterable[bytes]) -> list[dict[str, Any]]:
    """Read rows; any station may have sent what is none, and that must hold up nobody."""
    found = []
    for content in contents:
        try:
            found.append(_row_of(_loads(content)))
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            _log.warning("keyring.unreadable %s", type(error).__name__)
    return found


def _loads(content: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Read JSON quickly; what orjson refuses may be none, or only written as few write it."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return json.loads(content)


def _row_of(plain: dict[str, Any]) -> dict[str, Any]:
    """Give a row with its key as bytes, None for one destroyed; raises for what is no row."""
    texts, numbers = _MEMBERS[plain["table"]]
    for name in texts:
        str.encode(plain[name])  # no half characters
    if not all(type(plain[name]) is int and abs(plain[name]) <= _LARGEST for name in numbers):
        raise ValueError("a number of a keyring row is none")
    if "alias" not in texts or plain["wrapped_key"] is None:
        return plain
    key = base64.b64decode(plain["wrapped_key"], validate=True)
    if not key:
        raise ValueError("a key of a keyring row is empty")
    return plain | {"wrapped_key": key}


def _verifier_row(row: Row) -> bytes:
    """Write a verifier, from ``_VERIFIER_COLUMNS``, as it travels."""
    person, kind, text, set_ms = row
    plain = {"table": "verifier", "person": person, "kind": kind}
    return canonical_json(plain | {"verifier": text, "set_ms": set_ms})


def key_row(row: Row) -> bytes:
    """Write an alias's key, from ``KEY_COLUMNS``, as it travels."""
    alias, person, period, wrapped, key_version, made_ms = row
    return canonical_json(
        {
            "table": "person_alias",
            "alias": alias,
            "person": person,
            "period": period,
            "wrapped_key": base64.b64encode(wrapped).decode() if wrapped else None,
            "key_version": key_version,
            "made_ms": made_ms,
        }
    )
