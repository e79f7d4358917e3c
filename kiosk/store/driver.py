"""The SQLCipher driver: keyed connections with every setting, and statements compiled once.

Knows: pragmas, and which failure of SQLite is which Trouble. Does not know: any table.
"""

import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol  # a column's value is Any until a row type has taken it

from sqlalchemy import ClauseElement
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlcipher3 import dbapi2

from kiosk.domain.trouble import Trouble, TroubleCode

Row = tuple[Any, ...]
DatabaseError: type[Exception] = dbapi2.DatabaseError

BUSY_MS = 5_000
_CACHE_KIB = 32_000
_STATEMENTS = 512
_LEAST_FREE_BYTES = 1 << 20
_log = logging.getLogger(__name__)


class Cursor(Protocol):
    """What a statement gave."""

    rowcount: int
    lastrowid: int

    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...
    def __iter__(self) -> Iterator[Row]: ...


class Connection(Protocol):
    """The part of a SQLCipher connection that the store uses."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(
        self, sql: str, values: Mapping[str, object] | Sequence[object] = ...
    ) -> Cursor: ...
    def executemany(self, sql: str, values: Iterable[Sequence[object]]) -> Cursor: ...
    def backup(self, target: "Connection") -> None: ...
    def close(self) -> None: ...


class Statement:
    """A Core statement, turned into SQL once; runs on any connection with named values.

    Going through an engine costs several times what SQLite itself takes for a look-up, so the
    store writes SQL with Core and runs it here.
    """

    def __init__(self, clause: ClauseElement) -> None:
        """Compile a clause whose changing values are ``bindparam``s."""
        self._clause = clause
        compiled = clause.compile(dialect=_DIALECT)
        self.sql = str(compiled)
        self._fixed = {k: v for k, v in compiled.params.items() if v is not None}

    def run(self, connection: Connection, values: Mapping[str, object] | None = None) -> Cursor:
        if self._fixed:
            values = {**self._fixed, **(values or {})}
        return connection.execute(self.sql, values or {})

    def one(self, connection: Connection, values: Mapping[str, object] | None = None) -> Row | None:
        return self.run(connection, values).fetchone()

    def all(self, connection: Connection, values: Mapping[str, object] | None = None) -> list[Row]:
        return self.run(connection, values).fetchall()

    def many(self, connection: Connection, values: Iterable[Mapping[str, object]]) -> None:
        """Run it for each of many, with two values or more: bound by place in half the time."""
        text, row = self._by_place
        connection.executemany(text, map(row, values))

    @cached_property
    def _by_place(self) -> tuple[str, "itemgetter[Any]"]:
        compiled = self._clause.compile(dialect=_BY_PLACE)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - no other clause has values
        return str(compiled), itemgetter(*compiled.positiontup or ())


_DIALECT = SQLiteDialect_pysqlite(paramstyle="named")
_BY_PLACE = SQLiteDialect_pysqlite(paramstyle="qmark")


def connect(
    path: Path, key: bytes, *, read_only: bool = False, busy_ms: int = BUSY_MS
) -> Connection:
    """Open a keyed connection; the first statement tells whether the key is right.

    Raises:
        Trouble: the file is missing, locked, damaged or of another key.
    """
    with troubles(path, opening=True):
        connection: Connection = dbapi2.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
            timeout=busy_ms / 1000,
        )
        try:
            _set_up(connection, key, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def _set_up(connection: Connection, key: bytes, *, read_only: bool) -> None:
    for pragma in (
        "cipher_log_level = NONE",
        f"key = \"x'{key.hex()}'\"",
        f"cache_size = -{_CACHE_KIB}",
        "temp_store = MEMORY",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    else:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


@contextmanager
def troubles(path: Path, *, opening: bool = False) -> Iterator[None]:
    """Turn what SQLite says into a Trouble with a sentence that says what to do."""
    try:
        yield
    except dbapi2.DatabaseError as error:
        found = trouble_of(error, path, opening=opening)
        if found is None:
            raise
        said = {"trouble": found.code.value, "error": getattr(error, "sqlite_errorname", "")}
        _log.warning("store.trouble", extra=said)
        raise found from error


SENTENCES = {
    TroubleCode.STORE_READ_ONLY: "The station's database is read-only. Check the disk and the"
    " rights of the data folder, then try again.",
    TroubleCode.STORE_FULL: "The disk is full, so nothing can be recorded. Free some space on the"
    " disk; the station goes on by itself.",
    TroubleCode.STORE_DAMAGED: "The station's database is damaged. Stop lending here and restore"
    " the last backup with `lendstation restore`.",
    TroubleCode.STORE_LOCKED: "Another program holds the station's database. Close it, or wait"
    " until it is done.",
    TroubleCode.STORE_KEY_WRONG: "The key does not open this database, or the file is no database."
    " Put back the key folder that belongs to it, or use the recovery key.",
    TroubleCode.STORE_MISSING: "There is no database here. Run `lendstation init` for a new"
    " station, or `lendstation restore` for an old one.",
}
_CODES = {
    dbapi2.SQLITE_READONLY: TroubleCode.STORE_READ_ONLY,
    dbapi2.SQLITE_FULL: TroubleCode.STORE_FULL,
    dbapi2.SQLITE_CORRUPT: TroubleCode.STORE_DAMAGED,
    dbapi2.SQLITE_NOTADB: TroubleCode.STORE_DAMAGED,
    dbapi2.SQLITE_BUSY: TroubleCode.STORE_LOCKED,
    dbapi2.SQLITE_LOCKED: TroubleCode.STORE_LOCKED,
    dbapi2.SQLITE_CANTOPEN: TroubleCode.STORE_MISSING,
}


def trouble_of(error: Exception, path: Path, *, opening: bool = False) -> Trouble | None:
    """Tell which trouble an error of SQLite is; None for a bug of ours."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    code = _CODES.get(primary)
    if primary == dbapi2.SQLITE_IOERR:
        return trouble(TroubleCode.STORE_FULL) if _disk_is_full(path) else _disk_failed()
    if primary == dbapi2.SQLITE_CANTOPEN and path.exists():
        code = TroubleCode.STORE_READ_ONLY
    if primary == dbapi2.SQLITE_NOTADB and opening:
        code = TroubleCode.STORE_KEY_WRONG
    return trouble(code) if code else None


def trouble(code: TroubleCode) -> Trouble:
    """Make a trouble of the store with its sentence."""
    return Trouble(code, SENTENCES[code])


def _disk_failed() -> Trouble:
    return Trouble(
        TroubleCode.STORE_DAMAGED,
        "The disk could not be read or written, so nothing was recorded. Check the disk and its"
        " limits; if this goes on, restore the last backup on another disk.",
    )


def _disk_is_full(path: Path) -> bool:
    return shutil.disk_usage(path.parent).free < _LEAST_FREE_BYTES


def dialect_module() -> ModuleType:
    """Give the driver's module, for an engine that alembic can use."""
    module: ModuleType = dbapi2
    return module
