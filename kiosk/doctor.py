"""Looks at every part of a station and says what to do about what is wrong."""

import os
import shutil
import stat
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from hardware.catalogue import build
from hardware.discovery import Found, address_of, discover, is_meant, unused
from hardware.obstacles import missing
from hardware.outputs.catalogue import device_of
from hardware.reader import HardwareError, ReaderState
from hardware.supervisor import Supervisor
from kiosk.centre_check import look_at_centre
from kiosk.clock import SystemClock
from kiosk.config import Config, OutputSection, ReaderSection
from kiosk.domain.events import ClockQuality
from kiosk.domain.trouble import Trouble
from kiosk.finding import Finding, Health
from kiosk.opening import open_books
from kiosk.outputs import driver_settings
from kiosk.owner import reach
from kiosk.store.backup import newest
from kiosk.store.keys import Keys
from kiosk.store.station import DATABASE

_LITTLE_BYTES = 1 << 30
_TOO_LITTLE_BYTES = 150 << 20
_OLD_BACKUP = timedelta(days=2)
_OPEN_S = 4.0
_PLAYERS = ("pw-play", "aplay")


def examine(config: Config) -> list[Finding]:
    """Look at everything; nothing that is wrong stops the rest."""
    found: list[Finding] = []
    for look in (
        _keys,
        _database,
        _owner,
        _disk,
        _clock,
        look_at_centre,
        _devices,
        _sound,
        _backups,
    ):
        found += look(config)
    return found


def _keys(config: Config) -> Iterator[Finding]:
    if not config.keys.exists() and not (config.data / DATABASE).exists():
        yield Finding("keys", Health.MIND, "there are none yet", "They are made with the station.")
        return
    try:
        Keys.load(config.keys)
    except Trouble as trouble:
        yield Finding(
            "keys",
            Health.BAD,
            trouble.message,
            f"Put {config.keys} back, or: lendstation recover-keys",
        )
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
    folder = next(each for each in (config.data, *config.data.absolute().parents) if each.exists())
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


def _devices(config: Config) -> Iterator[Finding]:
    if not config.readers:
        say = "none is configured: only the keypad and search remain"
        do = "`lendstation readers learn NAME` asks for one scan and writes it down."
        yield Finding("readers", Health.MIND, say, do)
    devices = discover()
    sections = (*config.readers, *config.outputs)
    wire = reach(config.data) if config.data.is_dir() else None
    if wire is not None:  # they are in use, and opening them would take them away
        wire.close()
        yield from (_in_use(section, devices) for section in sections)
    else:
        yield from _opened_readers(config.readers, devices)
        yield from (_opened_output(section, devices) for section in config.outputs)
    free = unused(devices, [section.settings for section in sections])
    if free:
        names = ", ".join(f"{each.name or each.kind.value} ({each.address})" for each in free)
        do = "Where one is a reader: `lendstation readers learn NAME`."
        yield Finding("plugged in", Health.GOOD, f"and not in use: {names}", do)


def _in_use(section: ReaderSection, devices: Sequence[Found]) -> Finding:
    """Look at a device that the running kiosk holds, without touching it."""
    address = address_of(section.settings)
    what = _what(section, devices)
    if not address.startswith("/") or Path(address).exists():
        say = f"{what}, there; not opened, for the station runs and may use it"
        return Finding(_part(section), Health.GOOD, say, "Its state is in the panel, Devices.")
    lost = missing(address, "device")
    return Finding(_part(section), Health.BAD, f"{what}: {lost.reason}", lost.remedy)


def _opened_readers(
    sections: Sequence[ReaderSection], devices: Sequence[Found]
) -> Iterator[Finding]:
    """Open every reader for a moment, all at once."""
    supervisor = Supervisor([build(each.name, each.driver, each.settings) for each in sections])
    news = threading.Event()
    supervisor.start(lambda _scan: None, lambda _report: news.set())
    until = time.monotonic() + _OPEN_S
    while time.monotonic() < until and any(
        report.state is ReaderState.OPENING for report in supervisor.states().values()
    ):
        news.wait(_OPEN_S / 10)
        news.clear()
    states = supervisor.states()
    supervisor.stop()
    for section in sections:
        report, what = states[section.name], _what(section, devices)
        if report.state is ReaderState.READY:
            yield Finding(_part(section), Health.GOOD, f"{what}, open")
        elif report.state is ReaderState.OPENING:
            say = f"{what}: did not open within {_OPEN_S:.0f} seconds"
            yield Finding(_part(section), Health.BAD, say, "Pull its plug and put it in again.")
        else:
            say = f"{what}: {report.code and report.code.value} {report.reason}"
            yield Finding(_part(section), Health.BAD, say, report.remedy)


def _opened_output(section: OutputSection, devices: Sequence[Found]) -> Finding:
    """Ask an output how it is; a relay is switched off by that."""
    what = _what(section, devices)
    device = device_of(section.driver, driver_settings(section))
    try:
        device.check()
    except HardwareError as error:
        say = f"{what}: {error.code.value} {error.reason}"
        return Finding(_part(section), Health.BAD, say, error.remedy)
    finally:
        device.close()
    return Finding(_part(section), Health.GOOD, f"{what}, well")


def _part(section: ReaderSection) -> str:
    kind = "output" if isinstance(section, OutputSection) else "reader"
    return f"{kind} {section.name}"


def _what(section: ReaderSection, devices: Sequence[Found]) -> str:
    """Say what a device is and where: its own name where the kernel knows it."""
    found = next((each for each in devices if is_meant(each, section.settings)), None)
    at = found.node if found else address_of(section.settings)
    name = f"{section.driver}, {found.name}" if found and found.name else section.driver
    return f"{name} at {at}" if at else name


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
        do = "An open station makes one a day; `lendstation backup` makes one now."
        yield Finding("backup", Health.MIND, f"there is none in {config.backups} yet", do)
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
