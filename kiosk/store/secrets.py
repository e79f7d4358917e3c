"""PINs and passwords: argon2id over a peppered secret, failures counted before the verdict."""

import hashlib
import hmac
from datetime import datetime
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import PersonId
from kiosk.domain.ports import PinAnswer, PinVerdict
from kiosk.store.books import StationBooks
from kiosk.store.driver import Connection, Row, Statement
from kiosk.store.settings import read_setting, write_setting
from kiosk.store.tables import next_change, verifier

PIN = "pin"
PASSWORD = "password"  # noqa: S105 - the kind of a secret, not one
_SHORTEST = {PIN: 4, PASSWORD: 8}
_LONGEST = 128
_FREE_TRIES = 2
LOCKED_AFTER = 10
_LONGEST_WAIT_S = 300
STATION_TRIES = 20
_STATION_WAIT_S = 60
_STATION_FORGETS_MS = 15 * 60_000
_STATION = "secret_failures"

_FIND = Statement(
    select(verifier.c.verifier, verifier.c.failures, verifier.c.next_ms, verifier.c.locked).where(
        verifier.c.person == bindparam("person"), verifier.c.kind == bindparam("kind")
    )
)
_set = insert(verifier).values(
    {column.name: bindparam(column.name) for column in verifier.columns if column.name != "unsent"}
    | {"unsent": next_change(verifier)}
)
_SET = Statement(
    _set.on_conflict_do_update(
        index_elements=["person", "kind"],
        set_={
            name: _set.excluded[name]
            for name in ("verifier", "failures", "next_ms", "locked", "set_ms", "unsent")
        },
    )
)
_COUNT = Statement(
    update(verifier)
    .where(verifier.c.person == bindparam("whose"), verifier.c.kind == bindparam("which"))
    .values({name: bindparam(name) for name in ("failures", "next_ms", "locked")})
)
_UNLOCK = Statement(
    update(verifier)
    .where(verifier.c.person == bindparam("whose"))
    .values(failures=0, next_ms=0, locked=0)
)


class _StationFailures(NamedTuple):
    """Wrong tries at this station, whoever they were for."""

    tries: int = 0
    last_ms: int = 0

    @classmethod
    def read(cls, connection: Connection, now_ms: int) -> "_StationFailures":
        text = read_setting(connection, _STATION)
        found = cls(*map(int, text.split())) if text else cls()
        forgotten = now_ms - found.last_ms >= _STATION_FORGETS_MS
        return cls() if forgotten else found

    def write(self, connection: Connection) -> None:
        write_setting(connection, _STATION, f"{self.tries} {self.last_ms}")

    def next_ms(self) -> int:
        return self.last_ms + _STATION_WAIT_S * 1000 if self.tries >= STATION_TRIES else 0


class StationSecrets:
    """Satisfies ``ports.Secrets``; every try is counted durably before it is judged.

    So neither a restart nor a power cut gives a try back.
    """

    def __init__(self, books: StationBooks, pepper: bytes, hasher: PasswordHasher) -> None:
        """Take the books that the failures are counted in."""
        self._books = books
        self._pepper = pepper
        self._hasher = hasher

    def check_pin(self, person: PersonId, pin: str, now: datetime) -> PinAnswer:
        return self._check(person, PIN, pin, now)

    def set_pin(self, person: PersonId, pin: str, now: datetime) -> None:
        if not (pin.isascii() and pin.isdecimal()):
            raise ValueError("A PIN is digits only.")
        self._set(person, PIN, pin, now)

    def check_password(self, person: PersonId, password: str, now: datetime) -> PinAnswer:
        return self._check(person, PASSWORD, password, now)

    def set_password(self, person: PersonId, password: str, now: datetime) -> None:
        self._set(person, PASSWORD, password, now)

    def unlock(self, person: PersonId) -> None:
        with self._books.write_aside() as connection:
            _UNLOCK.run(connection, {"whose": person})

    def has(self, person: PersonId, kind: str) -> bool:
        """Say whether a person has a secret of this kind."""
        with self._books.write_aside() as connection:
            return _FIND.one(connection, {"person": person, "kind": kind}) is not None

    def _set(self, person: PersonId, kind: str, secret: str, now: datetime) -> None:
        if not _SHORTEST[kind] <= len(secret) <= _LONGEST:
            raise ValueError(f"A {kind} has at least {_SHORTEST[kind]} characters.")
        if len(set(secret)) == 1:
            raise ValueError(f"A {kind} is not one character again and again.")
        hashed = self._hasher.hash(self._peppered(person, kind, secret))
        row = {"person": person, "kind": kind, "verifier": hashed, "set_ms": to_ms(now)}
        with self._books.write_aside() as connection:
            _SET.run(connection, row | {"failures": 0, "next_ms": 0, "locked": 0})

    def _check(self, person: PersonId, kind: str, secret: str, now: datetime) -> PinAnswer:
        now_ms = to_ms(now)
        with self._books.write_aside() as connection:
            row = _FIND.one(connection, {"person": person, "kind": kind})
            station = _StationFailures.read(connection, now_ms)
            answer = _before(row, station, now_ms)
            if answer is not None:
                return answer
            failures = row[1] + 1 if row else 1
            wait_ms = _wait_s(failures) * 1000
            counted = {"failures": failures, "next_ms": now_ms + wait_ms if wait_ms else 0}
            locked = {"locked": int(failures >= LOCKED_AFTER)}
            _COUNT.run(connection, {"whose": person, "which": kind} | counted | locked)
            _StationFailures(station.tries + 1, now_ms).write(connection)
        if row is None or not self._matches(row[0], self._peppered(person, kind, secret)):
            locked_now = failures >= LOCKED_AFTER
            return PinAnswer(PinVerdict.LOCKED if locked_now else PinVerdict.WRONG, wait_ms // 1000)
        with self._books.write_aside() as connection:
            values = {"whose": person, "which": kind, "failures": 0, "next_ms": 0, "locked": 0}
            _COUNT.run(connection, values)
            station.write(connection)
        return PinAnswer(PinVerdict.RIGHT)

    def _matches(self, hashed: str, secret: bytes) -> bool:
        try:
            return self._hasher.verify(hashed, secret)
        except VerificationError:
            return False

    def _peppered(self, person: str, kind: str, secret: str) -> bytes:
        said = f"{kind}|{person}|{secret}".encode()
        return hmac.new(self._pepper, said, hashlib.sha256).digest()


def _before(row: Row | None, station: _StationFailures, now_ms: int) -> PinAnswer | None:
    """Say why a secret is not even tried; None when it is."""
    if row is None:
        return PinAnswer(PinVerdict.NONE_SET)
    if row[3]:
        return PinAnswer(PinVerdict.LOCKED)
    next_ms = max(row[2], station.next_ms())
    if next_ms > now_ms:
        return PinAnswer(PinVerdict.WAIT, -((now_ms - next_ms) // 1000))
    return None


def _wait_s(failures: int) -> int:
    """Give how long to wait after so many wrong tries: nothing at first, then twice each time."""
    if failures <= _FREE_TRIES:
        return 0
    return min(1 << (failures - _FREE_TRIES), _LONGEST_WAIT_S)
