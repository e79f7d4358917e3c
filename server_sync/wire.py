"""The centre through psycopg: one connection, binary both ways, every wait has an end."""

import os
import selectors
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self  # a row is whatever its columns hold

import psycopg
from psycopg import sql
from psycopg.abc import Params, PQGen
from psycopg.errors import OperationalError
from psycopg.rows import TupleRow

from kiosk.domain.feed import FeedRow, SnapshotPart
from kiosk.domain.trouble import Trouble, TroubleCode
from server_sync.centre import Hello, Pushed, Welcome
from server_sync.password import verifier
from server_sync.troubles import trouble_of

PATIENCE_S = 30.0
"""How long one answer may take; a full page over a slow line is here well before."""
_CONNECT_S = 10
_SILENCE = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
"""After 25 s without a sign the other side counts as gone."""
_UNSENT_MS = 20_000
_THERE = " ".join(
    f"-c tcp_{name}={value}" for name, value in (_SILENCE | {"user_timeout": _UNSENT_MS}).items()
)
"""The same at the server: a session whose station vanished must not keep its place for hours."""
_MOST_DIGITS = 19
_SYSTEM_ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")
"""Debian's package ca-certificates."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the centre is, and who calls."""

    host: str
    database: str
    tenant: str
    role: str
    password: str = field(repr=False)
    port: int = 5432
    sslmode: str = "verify-full"
    sslrootcert: Path | None = None
    """The certificates to trust; those of the system when None."""


class _Line(psycopg.Connection[TupleRow]):
    """A connection that waits for no answer for ever, also when nobody hangs up."""

    patience_s = PATIENCE_S

    def wait(self, gen: PQGen[Any], interval: float = 1.0, timeout: float | None = None) -> Any:  # noqa: ANN401 - as psycopg has it
        return super().wait(gen, interval, self.patience_s if timeout is None else timeout)


def join(address: Address, password: str) -> str:
    """Take the place that was enrolled, under a new password; gives the station. Raises Trouble."""
    with _troubles(), _Line.connect(_parameters(address), autocommit=True) as connection:
        call = sql.SQL("SELECT {}.join(%s)").format(sql.Identifier(address.tenant))
        row = connection.execute(call, (verifier(connection, password),)).fetchone()
    return str(row[0]) if row else ""


class PostgresCentre:
    """Satisfies ``Centre``; used by the thread that opened it."""

    def __init__(self, connection: "_Line", tenant: str) -> None:
        """Take an open connection; ``open`` makes one."""
        self._connection = connection
        calls = {
            "hello": "SELECT * FROM {}.hello(%b, %b, %b, %b, %b, %b, %b, %b)",
            "push": "SELECT * FROM {}.push(%b, %b, %b::bytea[], %b::bytea[])",
            "pull": "SELECT * FROM {}.pull(%b, %b, %b)",
            "snapshot": "SELECT * FROM {}.snapshot(%b::int)",
            "keys": "SELECT * FROM {}.keys(%b, %b::int)",
        }
        schema = sql.Identifier(tenant)
        self._calls = {name: sql.SQL(text).format(schema) for name, text in calls.items()}
        self._told = 0

    @classmethod
    def open(cls, address: Address, patience_s: float = PATIENCE_S) -> Self:
        """Connect, and ask to be told of news. Raises Trouble."""
        with _troubles():
            connection = _Line.connect(_parameters(address), autocommit=True)
            connection.patience_s = patience_s
            centre = cls(connection, address.tenant)
            connection.add_notify_handler(centre._heard)
            try:
                connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(address.tenant)))
            except psycopg.Error:
                connection.close()  # a replica takes no LISTEN, and a login has two connections
                raise
        return centre

    def hello(self, said: Hello) -> Welcome:
        (row,) = self._rows("hello", said)
        return Welcome(*row)

    def push(
        self,
        incarnation: str,
        first_seq: int,
        events: Sequence[bytes],
        keyring: Sequence[bytes],
    ) -> Pushed:
        (row,) = self._rows("push", (incarnation, first_seq, _array(events), _array(keyring)))
        return Pushed(*row)

    def pull(self, cursor: int, most: int, own: str) -> list[FeedRow]:
        return [FeedRow(*row) for row in self._rows("pull", (cursor, most, own))]

    def snapshot(self, part: int) -> SnapshotPart | None:
        rows = self._rows("snapshot", (part,))
        return SnapshotPart(*rows[0]) if rows else None

    def keys(self, cursor: int, most: int) -> list[FeedRow]:
        return [FeedRow(*row) for row in self._rows("keys", (cursor, most))]

    def listen(self, timeout_s: float, bell: int | None = None) -> int:
        with _troubles(), selectors.DefaultSelector() as selector:
            pgconn = self._connection.pgconn
            selector.register(pgconn.socket, selectors.EVENT_READ)
            if bell is not None:
                selector.register(bell, selectors.EVENT_READ)
            pgconn.consume_input()
            if not self._newest() and selector.select(timeout_s):
                pgconn.consume_input()
            newest, self._told = self._newest(), 0
            return newest

    def abort(self) -> None:
        """Hang up while another thread waits for an answer: it gets a Trouble instead."""
        with (
            suppress(OSError, psycopg.Error),
            socket.socket(fileno=os.dup(self._connection.pgconn.socket)) as line,
        ):
            line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with suppress(psycopg.Error):
            self._connection.close()

    def _rows(self, name: str, values: Params) -> list[TupleRow]:
        with _troubles(), self._connection.cursor(binary=True) as cursor:
            return cursor.execute(self._calls[name], values, prepare=True).fetchall()

    def _heard(self, notify: psycopg.Notify) -> None:
        self._hear(notify.payload)

    def _newest(self) -> int:
        while found := self._connection.pgconn.notifies():
            self._hear(found.extra.decode("ascii", "replace"))
        return self._told

    def _hear(self, payload: str) -> None:
        """Note the number in a payload; anybody may notify, so anything may stand in it."""
        if payload.isdecimal() and len(payload) < _MOST_DIGITS:
            self._told = max(self._told, int(payload))


def _array(items: Sequence[bytes]) -> list[bytes] | None:
    """Give a list of bytes as psycopg sends it in binary; it knows no type for an empty one."""
    return list(items) or None


def _parameters(address: Address) -> str:
    return psycopg.conninfo.make_conninfo(
        host=address.host,
        port=address.port,
        dbname=address.database,
        user=address.role,
        password=address.password,
        sslmode=address.sslmode,
        sslrootcert=str(_roots(address)) if _is_checked(address) else None,
        connect_timeout=_CONNECT_S,
        tcp_user_timeout=_UNSENT_MS,
        keepalives=1,
        application_name="lendstation",
        options=_THERE,
        **_SILENCE,
    )


def _roots(address: Address) -> Path | str:
    """Give the certificates to trust; the driver's own OpenSSL may not know the system's."""
    return address.sslrootcert or (_SYSTEM_ROOTS if _SYSTEM_ROOTS.exists() else "system")


def _is_checked(address: Address) -> bool:
    return address.sslmode.startswith("verify-")


@contextmanager
def _troubles() -> Iterator[None]:
    """Turn what PostgreSQL or the network says into a Trouble with one clear line."""
    try:
        yield
    except OperationalError as error:
        if "timeout" in type(error).__name__.lower():
            raise Trouble(
                TroubleCode.CENTRE_UNREACHABLE, "The centre does not answer; it is tried again."
            ) from error
        raise trouble_of(error) from error
    except psycopg.Error as error:
        raise trouble_of(error) from error
