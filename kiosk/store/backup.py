"""Backups of a station: made while it runs, checked by opening them, and put back."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.copies import check, copy, fold_in_wal, remove, swap
from kiosk.store.driver import connect, trouble
from kiosk.store.keyring import Keyring
from kiosk.store.keys import Keys
from kiosk.store.verify import Report, verify

FOLDER = "backups"
DAYS_KEPT = 7
_DAILY = "station-????-??-??.db"
_ANY = "station-*.db"


def back_up(database: Path, target: Path, key: bytes) -> Path:
    """Copy the database while the station runs, then read every page of the copy.

    Raises:
        Trouble: the copy could not be made or is not right; nothing is left at ``target``.
    """
    try:
        copy(database, target, key)
        check(target, key)
    except Trouble as wrong:
        target.unlink(missing_ok=True)
        raise _failed(target, wrong.message) from wrong
    except OSError as error:
        raise _failed(target, error.strerror or "it cannot be written") from error
    return target


@dataclass(frozen=True, slots=True)
class Daily:
    """Where the daily backups go, and how many days are kept."""

    folder: Path
    keep: int = DAYS_KEPT


def daily(database: Path, key: bytes, now: datetime, where: Daily) -> Path | None:
    """Make today's backup unless it is there; drops those of more days ago than are kept."""
    folder = where.folder
    target = folder / f"station-{now:%Y-%m-%d}.db"
    if target.exists():
        return None
    back_up(database, target, key)
    os.utime(target, (now.timestamp(), now.timestamp()))
    for old in sorted(folder.glob(_DAILY))[: -where.keep]:
        old.unlink()
    return target


def newest(folder: Path) -> datetime | None:
    """Say when the newest backup of this folder was made, by the day or by a command."""
    made = [path.stat().st_mtime for path in folder.glob(_ANY)]
    return datetime.fromtimestamp(max(made), UTC) if made else None


def restore(backup: Path, database: Path, keys: Keys, begin: Callable[[Path], str]) -> Path | None:
    """Put a backup in the place of a closed database, in one step, once it is proved right.

    ``begin`` writes a new incarnation into the file before it takes the place, and gives the
    suffix under which what was there is kept; gives where that is.

    Raises:
        Trouble: the backup is missing, damaged or of another key; the database is as it was.
    """
    if not backup.is_file():
        raise Trouble(
            TroubleCode.STORE_MISSING, "There is no backup file {file}.", file=backup.name
        )
    new = database.with_suffix(".restored")
    if any(own.exists() and own.samefile(backup) for own in (database, new)):
        raise Trouble(
            TroubleCode.BACKUP_FAILED,
            f"{backup.name} is the station's own database, not a backup of it. Nothing was"
            " changed; choose a backup file.",
        )
    _check_backup(backup, keys.database)
    remove(new)
    try:
        copy(backup, new, keys.database)
        report = proved(new, keys)
        if not report.is_right:
            raise Trouble(
                TroubleCode.STORE_DAMAGED,
                f"The backup is not right: {report.wrong[0]} Choose an older backup.",
            )
        aside = begin(new)
        fold_in_wal(new, keys.database)
        kept = _set_aside(database, keys.database, aside)
        swap(new, database, keys.database)
    finally:
        remove(new)
    return kept


def proved(path: Path, keys: Keys) -> Report:
    """Verify a database that nobody has open."""
    with closing(connect(path, keys.database, read_only=True)) as connection:
        connection.execute("BEGIN")
        return verify(connection, Keyring(keys.organisation), keys.station)


_WRONG = {
    TroubleCode.STORE_DAMAGED: "is damaged, or only a part of it was copied. Copy it again, or"
    " choose an older backup.",
    TroubleCode.STORE_KEY_WRONG: "is not opened by this station's keys, or is no backup at all."
    " Put back the key folder that belongs to it, or use the recovery key.",
    TroubleCode.STORE_READ_ONLY: "cannot be read. Check its rights and its disk.",
}


def _check_backup(backup: Path, key: bytes) -> None:
    """Read every page of a backup; what is wrong with it is said of it, not of the station."""
    try:
        if not backup.stat().st_size:
            raise trouble(TroubleCode.STORE_DAMAGED)  # SQLite takes it for a new database
        check(backup, key)
    except Trouble as wrong:
        said = _WRONG.get(wrong.code, "cannot be read: " + wrong.message)
        raise Trouble(
            wrong.code, f"The backup file {backup.name} {said} The station is as it was."
        ) from wrong


def _set_aside(database: Path, key: bytes, suffix: str) -> Path | None:
    """Keep the database that a backup replaces, under a second name."""
    if not database.exists():
        return None
    fold_in_wal(database, key)
    kept = database.with_suffix(suffix)
    kept.unlink(missing_ok=True)
    os.link(database, kept)
    return kept


def _failed(target: Path, why: str) -> Trouble:
    return Trouble(
        TroubleCode.BACKUP_FAILED,
        "The backup {file} could not be made: {why} Check the disk that it goes to.",
        file=target.name,
        why=why,
    )
