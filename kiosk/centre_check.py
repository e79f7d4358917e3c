"""Looks at the way from this station to its centre, and says what to do about what is wrong."""

from collections.abc import Iterator
from datetime import timedelta

from kiosk.clock import SystemClock
from kiosk.config import Config, SyncSection
from kiosk.domain.hlc import to_ms
from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import Trouble
from kiosk.finding import Finding, Health
from kiosk.joining import PASSWORD, address_of
from kiosk.opening import open_books
from kiosk.owner import reach
from kiosk.shell.sync_words import remedy
from kiosk.store.replica import StationReplica
from server_sync.centre import VERSION, Hello, Welcome
from server_sync.wire import PostgresCentre

PART = "centre"
_OLD = timedelta(hours=1)
_CLOCK_OFF_MS = 30_000
_PATIENCE_S = 10.0


def look_at_centre(config: Config) -> Iterator[Finding]:
    """Look at the settings, then at how sync stands, then call the centre unless a kiosk does."""
    if config.sync is None:
        yield Finding(PART, Health.GOOD, "this station is alone")
        return
    yield from _settings(config, config.sync)
    try:
        station = open_books(config, read_only=True)
    except Trouble:
        return  # told as the database's
    try:
        replica = StationReplica(station)
        status = replica.status()
        wire = reach(config.data)
        if wire is not None:  # the centre lets a station in once
            wire.close()
            yield _standing(status)
            return
        yield from _called(config, config.sync, replica)
        yield _standing(status)
    finally:
        station.close()


def _settings(config: Config, sync: SyncSection) -> Iterator[Finding]:
    if sync.sslmode != "verify-full" and not sync.host.startswith("/"):
        say = f"sslmode {sync.sslmode}: somebody between can pose as the centre"
        yield Finding(PART, Health.MIND, say, "Set sslmode to verify-full, and sslrootcert.")
    password = config.keys / PASSWORD
    if password.exists() and password.stat().st_mode & 0o077:
        yield Finding(PART, Health.BAD, "others can read its password", f"chmod 600 {password}")


def _called(config: Config, sync: SyncSection, replica: StationReplica) -> Iterator[Finding]:
    try:
        welcome = _greeted(config, sync, replica)
    except Trouble as trouble:
        say = f"{trouble.code.value} {trouble.message}"
        yield Finding(PART, Health.BAD, say, remedy(trouble.code))
        return
    yield Finding(PART, Health.GOOD, f"{sync.host} answers; this station is {welcome.name}")
    if welcome.min_version > VERSION:
        say = "this program is older than the centre wants: it sends, but reads no more"
        yield Finding(PART, Health.BAD, say, "Install the newer program here.")
    off_ms = to_ms(SystemClock().now()) - welcome.received_ms
    if abs(off_ms) > _CLOCK_OFF_MS:
        say = f"the clocks differ by {off_ms / 1000:.0f} s"
        yield Finding(PART, Health.MIND, say, "Look which of the two is wrong.")


def _greeted(config: Config, sync: SyncSection, replica: StationReplica) -> Welcome:
    centre = PostgresCentre.open(address_of(config, sync), _PATIENCE_S)
    try:
        chain, cursor = replica.chains()[-1], replica.cursor()
        now_ms = to_ms(SystemClock().now())
        said = Hello(VERSION, chain.incarnation, chain.seq, chain.hash, *cursor, now_ms)
        return centre.hello(said)
    finally:
        centre.close()


def _standing(status: SyncStatus) -> Finding:
    if status.progress is not None:
        say = f"the first sync goes on: {status.progress} % are here"
        return Finding("sync", Health.MIND, say, "It lends when all is here.")
    at = f"{status.synced_at:%Y-%m-%d %H:%M} UTC" if status.synced_at else "never"
    say = f"last {at}, {status.unsent} events unsent"
    if status.trouble:
        code = status.trouble.partition(" ")[0]
        return Finding("sync", Health.BAD, f"{say}; {status.trouble}", remedy(code))
    is_old = status.synced_at is None or SystemClock().now() - status.synced_at > _OLD
    health = Health.MIND if is_old else Health.GOOD
    return Finding("sync", health, say, "Start the kiosk, or `lendstation sync`." if is_old else "")
