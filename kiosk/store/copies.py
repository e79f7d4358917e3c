"""Copies of a database: made while it is in use, checked, and put in its place."""

import os
from contextlib import closing
from pathlib import Path

from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.driver import connect, trouble, troubles

_SIDES = ("-wal", "-shm")


def copy(source: Path, target: Path, key: bytes) -> None:
    """Copy a database page by page, as one consistent state; the copy is on the disk at the end.

    Raises:
        Trouble: the source cannot be read or the target cannot be written.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    remove(partial)
    try:
        with (
            troubles(target),
            closing(connect(source, key, read_only=True)) as held,
            closing(connect(partial, key)) as made,
        ):
            held.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")
        sync(partial)
        partial.replace(target)
        sync(target.parent)
    finally:
        remove(partial)


def check(path: Path, key: bytes) -> None:
    """Read every page of a database; raises Trouble when one is damaged."""
    with troubles(path), closing(connect(path, key, read_only=True)) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
        broken = connection.execute("PRAGMA cipher_integrity_check").fetchone()
        if broken is not None or found is None or found[0] != "ok":
            raise trouble(TroubleCode.STORE_DAMAGED)


def swap(new: Path, path: Path, key: bytes) -> None:
    """Put a closed database in the place of another, in one step; no WAL of the old one stays.

    A WAL belongs to the file it was written for; beside another it would destroy it.
    """
    if path.exists():  # otherwise an empty one would be made, and stay if we are killed here
        fold_in_wal(path, key)
    new.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def fold_in_wal(path: Path, key: bytes) -> None:
    """Bring the WAL into its database; of a database that cannot be opened it is put aside."""
    try:
        with closing(connect(path, key)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except Trouble:
        wal = path.with_name(f"{path.name}-wal")
        if wal.exists():
            wal.replace(wal.with_name(f"{wal.name}.aside"))


def remove(path: Path) -> None:
    """Remove a database file that nobody has open, with what belongs to it."""
    for each in (path, *(path.with_name(path.name + side) for side in _SIDES)):
        each.unlink(missing_ok=True)
