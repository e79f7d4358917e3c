"""The keyring: who an alias is, under which key; seals and reveals Personal text.

An alias lives for one retention period and has a key of its own, wrapped by the organisation's
key. What is sealed is bound to its event and field, so it cannot be moved elsewhere.
"""

import base64
import os
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, desc, insert, null, select, update

from kiosk.domain.events import EventRef
from kiosk.domain.ids import Alias, PersonId
from kiosk.store.driver import Connection, Statement
from kiosk.store.tables import next_change
from kiosk.store.tables import person_alias as ring

KEY_VERSION = 1
_KEY_BYTES = 32
_NONCE_BYTES = 12
_MOST_CACHED = 20_000

_OF_ALIAS = Statement(
    select(ring.c.wrapped_key, ring.c.key_version, ring.c.person).where(
        ring.c.alias == bindparam("alias")
    )
)
_OF_PERSON = Statement(
    select(ring.c.alias, ring.c.period)
    .where(ring.c.person == bindparam("person"))
    .order_by(ring.c.merged, desc(ring.c.period), desc(ring.c.alias))
)
_HAS_KEY = Statement(
    select(ring.c.alias)
    .where(ring.c.person == bindparam("person"), ring.c.wrapped_key.is_not(None))
    .limit(1)
)
_LIVES_ON_AS = Statement(
    select(ring.c.person).where(ring.c.made_for == bindparam("person")).limit(1)
)
_ADD = Statement(
    insert(ring).values(
        {column.name: bindparam(column.name) for column in ring.columns if column.name != "unsent"}
        | {"unsent": next_change(ring)}
    )
)
_DESTROY = Statement(
    update(ring)
    .where(ring.c.person == bindparam("whose"), ring.c.wrapped_key.is_not(None))
    .values(wrapped_key=null(), unsent=next_change(ring))
)


class KeyDestroyed(ValueError):
    """Nothing more can be written about this alias."""


def has_key(connection: Connection, person: str) -> bool:
    """Say whether anything of a person can still be read; nothing can of whoever was erased."""
    return _HAS_KEY.one(connection, {"person": person}) is not None


class Keyring:
    """Keys are unwrapped once and kept in memory; ``forget`` drops them."""

    def __init__(self, organisation_key: bytes, year_starts: tuple[int, int] = (9, 1)) -> None:
        """Take the wrapping key, and the month and day on which retention periods begin."""
        self._wrap = AESGCM(organisation_key)
        self._year_starts = year_starts
        self._open: dict[str, tuple[AESGCM, int]] = {}

    def period(self, now: datetime) -> str:
        """Give the first day of the retention period."""
        month, day = self._year_starts
        year = now.year if (now.month, now.day) >= self._year_starts else now.year - 1
        return f"{year:04d}-{month:02d}-{day:02d}"

    def aliases(self, connection: Connection, person: str) -> list[tuple[Alias, str]]:
        """Give the aliases of a person with their periods, the newest first, merged ones last."""
        return [(row[0], row[1]) for row in _OF_PERSON.all(connection, {"person": person})]

    def person(self, connection: Connection, alias: str) -> PersonId | None:
        """Say who an alias is; None after retention took the row away."""
        row = _OF_ALIAS.one(connection, {"alias": alias})
        return row[2] if row else None

    def opens(self, connection: Connection, alias: Alias) -> bool:
        """Say whether the key of an alias is here, and wrapped by this organisation."""
        return self._key(connection, alias) is not None

    def lives_on_as(self, connection: Connection, person: PersonId) -> PersonId:
        """Say who somebody is now: another, if they were merged."""
        row = _LIVES_ON_AS.one(connection, {"person": person})
        return row[0] if row else person

    def make(self, connection: Connection, alias: str, person: str, now: datetime) -> None:
        """Make a key for a new alias of a person."""
        nonce = os.urandom(_NONCE_BYTES)
        key = os.urandom(_KEY_BYTES)
        wrapped = nonce + self._wrap.encrypt(nonce, key, _bound(alias))
        row = {
            "alias": alias,
            "person": person,
            "period": self.period(now),
            "wrapped_key": wrapped,
            "key_version": KEY_VERSION,
            "made_ms": int(now.timestamp() * 1000),
            "merged": 0,
            "made_for": person,
        }
        _ADD.run(connection, row)

    def destroy(self, connection: Connection, person: str) -> None:
        """Destroy all keys of a person; a truncating checkpoint has to follow the commit."""
        _DESTROY.run(connection, {"whose": person})
        self.forget()

    def forget(self) -> None:
        """Drop the keys in memory: some row of the keyring changed, or its writing failed."""
        self._open = {}

    def seal(
        self, connection: Connection, alias: str, place: tuple[EventRef | str, str], text: str
    ) -> str:
        """Encrypt text for one field of one event; raises KeyDestroyed, or KeyError."""
        found = self._key(connection, alias)
        if found is None:
            raise KeyDestroyed("the key of this person was destroyed or is not here")
        key, version = found
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + key.encrypt(nonce, text.encode(), _bound(*place))
        return f"{alias}.{version}.{base64.b64encode(sealed).decode()}"

    def reveal(
        self, connection: Connection, token: str, place: tuple[EventRef | str, str]
    ) -> str | None:
        """Read sealed text; None while the key is not here, or was destroyed, or does not fit."""
        alias, _, rest = token.partition(".")
        found = self._key(connection, alias)
        if found is None:
            return None
        return _opened(found[0], rest.partition(".")[2], place)

    def learn(self, alias: str, wrapped: bytes | None, version: int) -> None:
        """Take a key as its row has it, so that it need not be looked for."""
        key = _unwrapped(self._wrap, alias, wrapped) if wrapped else None
        if key is None:
            return
        if len(self._open) >= _MOST_CACHED:
            self._open = {}
        self._open[alias] = (key, version)

    def _key(self, connection: Connection, alias: str) -> tuple[AESGCM, int] | None:
        if alias not in self._open:
            row = _OF_ALIAS.one(connection, {"alias": alias})
            if row is not None:
                self.learn(alias, *row[:2])
        return self._open.get(alias)


class SealedText:
    """Opens text whose wrapped key is at hand, without a keyring."""

    def __init__(self, organisation_key: bytes) -> None:
        """Take the wrapping key."""
        self._wrap = AESGCM(organisation_key)

    def reveal(self, wrapped: bytes, token: str, place: tuple[EventRef | str, str]) -> str | None:
        """Read sealed text with the wrapped key of its alias; None where they do not fit."""
        alias, _, rest = token.partition(".")
        key = _unwrapped(self._wrap, alias, wrapped)
        return _opened(key, rest.partition(".")[2], place) if key else None


def _unwrapped(wrap: AESGCM, alias: str, wrapped: bytes) -> AESGCM | None:
    try:
        return AESGCM(wrap.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _bound(alias)))
    except (InvalidTag, ValueError):
        return None


def _opened(key: AESGCM, text: str, place: tuple[EventRef | str, str]) -> str | None:
    try:
        sealed = base64.b64decode(text, validate=True)
        return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(*place)).decode()
    except (InvalidTag, ValueError):
        return None


def _bound(*parts: object) -> bytes:
    return "|".join(map(str, parts)).encode()
