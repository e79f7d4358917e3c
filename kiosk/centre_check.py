"""Looks at the way from this station to its centre, and says what to do about what is wrong."""

from collections.abc import Iterator
from datetime import timedelta

from kiosk.clock import SystemClock
from kiosk.config import Config, SyncSection
from kiosk.domain.hlc import to_ms
from kiosk.domain.ports import Trouble, TroubleCode
from kiosk.domain.sync_status import SyncStatus
from kiosk.finding import Finding, Health
from kiosk.joining import PASSWORD, address_of
from kiosk.opening import open_books
from kiosk.owner import reach
from kiosk.store.replica import StationReplica
from server_sync.centre import VERSION, Hello, Welcome
from server_sync.wire import PostgresCentre

PART = "centre"
_OLD = timedelta(hours=1)
_CLOCK_OFF_MS = 30_000
_PATIENCE_S = 10.0
_DO = {
    TroubleCode.CENTRE_UNREACHABLE: "Look at host and port in [sync], the network and a firewall.",
    TroubleCode.CENTRE_CERTIFICATE: "Look at sslrootcert in [sync], and at the name in the"
    " server's certificate.",
    TroubleCode.CENTRE_PASSWORD: "Enrol this station again: `lendstation central enrol`.",
    TroubleCode.CENTRE_DATABASE: "Look at database in [sync].",
    TroubleCode.CENTRE_SCHEMA: "Run `lendstation central init` there, or look at tenant in [sync].",
    TroubleCode.CENTRE_FULL: "Make room on the disk of the centre.",
    TroubleCode.CENTRE_READ_ONLY: "Name the primary server as host in [sync].",
    TroubleCode.CENTRE_REVOKED: "Enrol this station again, if it is to belong.",
}
_LATER = "Lending goes on; what is unsent is sent when the centre is back."


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
        yield Finding(PART, Health.BAD, say, _DO.get(trouble.code, _LATER))
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
        return Finding("sync", Health.BAD, f"{say}; {status.trouble}", _LATER)
    is_old = status.synced_at is None or SystemClock().now() - status.synced_at > _OLD
    health = Health.MIND if is_old else Health.GOOD
    return Finding("sync", health, say, "Start the kiosk, or `lendstation sync`." if is_old else "")
