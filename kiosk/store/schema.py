"""The version of the database: made new, or brought up to date with a full backup before."""

import logging
from datetime import datetime
from pathlib import Path

from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.copies import copy, fold_in_wal, remove, swap
from kiosk.store.driver import Connection, connect, dialect_module, troubles

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = MIGRATIONS / "versions"
_log = logging.getLogger(__name__)


def known_versions(folders: tuple[Path, ...] = (VERSIONS,)) -> list[str]:
    """Name every version that this program knows, the oldest first."""
    return sorted(
        path.name.partition("_")[0] for each in folders for path in each.glob("[0-9]*.py")
    )


def version_of(connection: Connection) -> str:
    """Read a database's version; empty for a new file."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
    if found.fetchone() is None:
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def is_current(connection: Connection, folders: tuple[Path, ...] = (VERSIONS,)) -> bool:
    """Say whether a database is of this program's version.

    Raises:
        Trouble: it is newer than this program.
    """
    version, known = version_of(connection), known_versions(folders)
    if version and version not in known:
        raise Trouble(
            TroubleCode.STORE_NEWER,
            "This database was written by a newer program (version {version}; this one knows"
            " {known}). Install the newer program, or restore a backup from before.",
            version=version,
            known=known[-1],
        )
    return version == known[-1]


def upgrade(path: Path, key: bytes, folders: tuple[Path, ...] = (VERSIONS,)) -> None:
    """Run every script that is missing, all in one transaction; raises what a script raises."""
    from alembic import command  # noqa: PLC0415 - slow to import, and rarely needed
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import create_engine  # noqa: PLC0415
    from sqlalchemy.pool import StaticPool  # noqa: PLC0415

    raw = connect(path, key)
    engine = create_engine(
        "sqlite://", creator=lambda: raw, poolclass=StaticPool, module=dialect_module()
    )
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, folders)))
    try:
        with troubles(path), engine.connect() as connection:
            raw.execute("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    finally:
        engine.dispose()


def migrate(path: Path, key: bytes, now: datetime, folders: tuple[Path, ...] = (VERSIONS,)) -> Path:
    """Bring an older database up to date; gives the full backup that was made before.

    The scripts run on a copy, which takes the database's place when all of them are through.

    Raises:
        Trouble: the backup or a script failed; the database is as it was.
    """
    kept = path.parent / "backups" / f"before-upgrade-{now:%Y%m%dT%H%M%SZ}.db"
    copy(path, kept, key)
    new = path.with_suffix(".new")
    remove(new)  # and its WAL: that of an upgrade that was cut would ruin the copy
    copy(path, new, key)
    try:
        upgrade(new, key, folders)
    except Exception as error:
        remove(new)
        if isinstance(error, Trouble):
            raise
        _log.exception("store.upgrade_failed")
        raise Trouble(
            TroubleCode.STORE_NEWER,
            "The database could not be brought up to date and is as it was. Install the program"
            " that was here before, and send its log to whoever looks after it.",
        ) from error
    fold_in_wal(new, key)
    swap(new, path, key)
    return kept
