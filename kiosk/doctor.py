"""Looks at every part of a station and says what to do about what is wrong."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.domain.events import ClockQuality
from kiosk.domain.ports import Trouble
from kiosk.opening import open_books
from kiosk.owner import reach
from kiosk.store.backup import newest
from kiosk.store.keys import Keys
from kiosk.store.station import DATABASE

_LITTLE_BYTES = 1 << 30
_TOO_LITTLE_BYTES = 150 << 20
_OLD_BACKUP = timedelta(days=2)
_PLAYERS = ("pw-play", "aplay")


class Health(StrEnum):
    """How a part of the station is."""

    GOOD = "good"
    MIND = "mind"
    """It works; somebody should know."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, how it is, and what to do."""

    part: str
    health: Health
    says: str
    do: str = ""


def examine(config: Config) -> list[Finding]:
    """Look at everything; nothing that is wrong stops the rest."""
    found: list[Finding] = []
    for look in (_keys, _database, _owner, _disk, _clock, _readers, _sound, _backups):
        found += look(config)
    return found


def _keys(config: Config) -> Iterator[Finding]:
    try:
        Keys.load(config.keys)
    except Trouble as trouble:
        yield Finding("keys", Health.BAD, trouble.message, "Put the key folder back.")
        return
    sealed = os.environ.get("CREDENTIALS_DIRECTORY")
    if sealed and config.keys.is_relative_to(sealed):
        yield Finding("keys", Health.GOOD, "handed over by systemd, which may have them sealed")
        return
    open_files = [path.name for path in config.keys.iterdir() if _mode(path) & 0o077]
    if open_files:
        say = f"others can read {', '.join(sorted(open_files))}"
        yield Finding("keys", Health.BAD, say, f"chmod 600 {config.keys}/*.key")
    yield Finding(
        "keys",
        Health.MIND,
        "plain files: theft of the whole disk is not covered",
        "Seal them to the TPM as systemd credentials; docs/security.md says how.",
    )


def _database(config: Config) -> Iterator[Finding]:
    path = config.data / DATABASE
    if not path.exists():
        say = f"there is no station in {config.data}"
        yield Finding("database", Health.BAD, say, "Make one with `lendstation init`.")
        return
    try:
        station = open_books(config, read_only=True)
    except Trouble as trouble:
        say = f"{trouble.code.value} {trouble.message}"
        yield Finding("database", Health.BAD, say, "docs/operating.md, by this code.")
        return
    try:
        with station.books.read(station.clock.now()) as book:
            connection = book.connection
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            sqlite = connection.execute("SELECT sqlite_version()").fetchone()
            cipher = connection.execute("PRAGMA cipher_version").fetchone()
        status = station.status()
        schema = version[0] if version else "?"
        say = f"version {schema}, SQLite {sqlite and sqlite[0]}, SQLCipher {cipher and cipher[0]}"
        yield Finding("database", Health.GOOD, say)
        if status.restored_at and status.backup_of:
            say = (
                f"restored on {status.restored_at:%Y-%m-%d %H:%M} UTC from a backup that ends on"
                f" {status.backup_of:%Y-%m-%d %H:%M} UTC"
            )
            do = "What was lent or returned between is not in the books: count the shelves."
            yield Finding("books", Health.MIND, say, do)
    finally:
        station.close()
    if _mode(path) & 0o077:
        yield Finding("database", Health.BAD, "others can read its file", f"chmod 600 {path}")


def _owner(config: Config) -> Iterator[Finding]:
    wire = reach(config.data) if config.data.is_dir() else None
    if wire is None:
        yield Finding("owner", Health.GOOD, "no process has the station open now")
        return
    wire.close()
    yield Finding("owner", Health.GOOD, "a process has the station open and answers")


def _disk(config: Config) -> Iterator[Finding]:
    folder = config.data if config.data.exists() else config.data.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield Finding("disk", Health.BAD, f"cannot be looked at: {error.strerror}", "Mount it.")
        return
    say = f"{free / (1 << 30):.1f} GB free"
    if free < _TOO_LITTLE_BYTES:
        yield Finding("disk", Health.BAD, say, "Make room now: lending stops when it is full.")
    elif free < _LITTLE_BYTES:
        yield Finding("disk", Health.MIND, say, "Make room; old backups may go elsewhere.")
    else:
        yield Finding("disk", Health.GOOD, say)
    if folder.exists() and not os.access(folder, os.W_OK):
        say = f"{folder} cannot be written by this user"
        yield Finding("disk", Health.BAD, say, "Mount it for writing, or mind its owner.")


def _clock(_config: Config) -> Iterator[Finding]:
    match SystemClock().quality():
        case ClockQuality.SYNCED:
            yield Finding("clock", Health.GOOD, "kept right by a time service")
        case ClockQuality.FREE:
            say = "nothing keeps it right; due times follow it"
            yield Finding("clock", Health.MIND, say, "timedatectl set-ntp true, or set it by hand.")
        case ClockQuality.UNKNOWN:
            yield Finding("clock", Health.MIND, "the system does not tell whether it is right")


def _readers(config: Config) -> Iterator[Finding]:
    if not config.readers:
        say = "none is configured: only the keypad and search remain"
        yield Finding("readers", Health.MIND, say, "Add [[readers]] to kiosk.toml.")
    for reader in config.readers:
        named = next((str(reader.settings.get(key, "")) for key in ("port", "path", "source")
                      if reader.settings.get(key)), "")  # fmt: skip
        part = f"reader {reader.name}"
        if not named.startswith("/"):
            yield Finding(part, Health.GOOD, reader.driver)
        elif not Path(named).exists():
            yield Finding(part, Health.BAD, f"{named} is not there", "Plug it in; mind the path.")
        elif not os.access(named, os.R_OK):
            say = f"this user may not read {named}"
            yield Finding(part, Health.BAD, say, "Add the user to `dialout`, `input` and `video`.")
        else:
            yield Finding(part, Health.GOOD, f"{reader.driver} at {named}")


def _sound(config: Config) -> Iterator[Finding]:
    player = next(filter(shutil.which, _PLAYERS), None)
    if player is None:
        say = f"no player: none of {', '.join(_PLAYERS)} is installed"
        yield Finding("sound", Health.MIND, say, "apt install pipewire-bin or alsa-utils.")
    else:
        yield Finding("sound", Health.GOOD, f"{player}, volume {config.sound.volume} %")


def _backups(config: Config) -> Iterator[Finding]:
    trouble = _backup_trouble(config)
    if trouble:
        yield Finding("backup", Health.BAD, f"S010 {trouble}", "It is tried again every hour.")
    made = newest(config.backups)
    if made is None:
        say = "there is no daily backup yet"
        yield Finding("backup", Health.MIND, say, "The kiosk makes one a day; or run a backup.")
        return
    age = SystemClock().now() - made
    health = Health.MIND if age > _OLD_BACKUP else Health.GOOD
    do = "See why the daily one fails: disk, rights." if age > _OLD_BACKUP else ""
    yield Finding("backup", health, f"the newest is of {made:%Y-%m-%d %H:%M} UTC", do)


def _backup_trouble(config: Config) -> str:
    try:
        station = open_books(config, read_only=True)
    except Trouble:
        return ""  # told as the database's
    try:
        return station.backup_trouble()
    finally:
        station.close()


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
