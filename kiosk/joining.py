"""A station joins its centre by a code: a new one with empty books, or the one that is here."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.config import Config, Misconfigured, SyncSection
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import StationId
from kiosk.domain.ports import Clock
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.founding import alone, making, not_writable
from kiosk.learnt import put_section
from kiosk.opening import open_books
from kiosk.store.keys import Keys
from kiosk.store.station import join
from server_sync.centre import VERSION, Hello
from server_sync.enrolment import EnrolmentCode
from server_sync.password import new_password
from server_sync.wire import Address, PostgresCentre
from server_sync.wire import join as take_place

PASSWORD = "centre.password"  # noqa: S105 - the name of a file
"""In the key folder, beside the keys, or handed over by systemd."""
CENTRE_CA = Path("/etc/lendstation/centre-ca.pem")
"""The certificates that a station trusts when it joins on its screen."""
_NOT_ONE = "There is a station here already, and the code is for another one."


@dataclass(frozen=True, slots=True)
class Tls:
    """How the centre proves that it is the centre."""

    sslmode: str = "verify-full"
    sslrootcert: Path | None = None


def code_of(text: str) -> EnrolmentCode:
    """Read a code as it was typed or scanned. Raises Trouble."""
    try:
        return EnrolmentCode.read(text)
    except ValueError as error:
        raise Trouble(TroubleCode.FILE_UNREADABLE, str(error)) from error


def join_new(config: Config, code: EnrolmentCode, clock: Clock, tls: Tls, site: str = "") -> str:
    """Make a new station that the centre knows already, its books still empty; gives its name.

    Args:
        config: Where it is to be.
        code: What ``central enrol`` showed; its place is taken.
        clock: What time it is.
        tls: How the centre is known.
        site: The name of the site where it stands; the oldest one when empty.

    Raises:
        Trouble: the centre does not take it, or there is a station here already.
        Misconfigured: kiosk.toml cannot be written; the message holds the lines.
    """
    keys = Keys.joining(code.organisation_key, code.pepper)
    with making(config), _undone(config):
        keys.save(config.keys)
        section, address, station = _take_place(config, code, tls)
        name, privileged = _greeted(address, clock)
        not_written = _put_section(config, section)
        told = json.dumps({"name": name, "privileged": privileged, "site": site})
        join(config.data, keys, clock, StationId(station), joined_as=told).close()
    if not_written:
        raise not_written
    return name


def _put_section(config: Config, section: dict[str, object]) -> Misconfigured | None:
    """Write where the centre is, before the books are there; gives why somebody else has to."""
    try:
        put_section(config.file, "sync", section)
    except Misconfigured as wrong:
        return wrong
    return None


def join_on_screen(config: Config, clock: Clock, text: str) -> str:
    """Do what ``init --join`` does, for a code that was scanned at a first start; gives the name.

    The centre is known by the system's certificates, or by those in ``CENTRE_CA``.

    Raises:
        Trouble: as ``join_new``.
    """
    tls = Tls(sslrootcert=CENTRE_CA if CENTRE_CA.exists() else None)
    with alone(config):
        try:
            return join_new(config, code_of(text), clock, tls)
        except Misconfigured as wrong:
            raise Trouble(TroubleCode.STORE_READ_ONLY, " ".join(wrong.problems)) from wrong


@contextmanager
def _undone(config: Config) -> Iterator[None]:
    """Take away the keys of a station that could not join, so that it can try again."""
    try:
        yield
    except (Trouble, OSError) as error:
        shutil.rmtree(config.keys, ignore_errors=True)
        if isinstance(error, OSError):
            raise not_writable(error) from error
        raise


def join_here(config: Config, code: EnrolmentCode, tls: Tls) -> None:
    """Let the station that is here share its books. Raises Trouble, or Misconfigured."""
    station = open_books(config, read_only=True)
    own = station.books.station
    station.close()
    section, _, _ = _take_place(config, code, tls, own)
    put_section(config.file, "sync", section)


def address_of(config: Config, sync: SyncSection) -> Address:
    """Give where the centre of a station is, with its password. Raises Trouble."""
    try:
        password = (config.keys / PASSWORD).read_text("ascii").strip()
    except (OSError, UnicodeError) as error:
        raise Trouble(
            TroubleCode.CENTRE_PASSWORD,
            f"The password of the centre cannot be read: {config.keys / PASSWORD}. Put it back, or"
            " enrol this station again.",
        ) from error
    return Address(
        sync.host,
        sync.database,
        sync.tenant,
        sync.role,
        password,
        sync.port,
        sync.sslmode,
        sync.sslrootcert,
    )


def _take_place(
    config: Config, code: EnrolmentCode, tls: Tls, own: str = ""
) -> tuple[dict[str, object], Address, str]:
    """Join under a new password, which is on the disk before the centre has it."""
    section = _section(code, tls)
    password = new_password()
    kept, new = config.keys / PASSWORD, config.keys / f"{PASSWORD}.new"
    with suppress(FileNotFoundError):
        new.unlink()
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password + "\n")
        file.flush()
        os.fsync(file.fileno())
    first = Address(
        section.host,
        section.database,
        section.tenant,
        section.role,
        code.password,
        section.port,
        section.sslmode,
        section.sslrootcert,
    )
    try:
        station = take_place(first, password)
    except Trouble as trouble:
        if trouble.code is not TroubleCode.CENTRE_PASSWORD:
            raise
        raise Trouble(
            trouble.code,
            "The centre does not know this code: it was used, its ten minutes are over, or it is"
            " another centre's.",
        ) from trouble
    if own not in ("", station):
        raise Trouble(TroubleCode.CENTRE_REFUSED, _NOT_ONE)
    new.replace(kept)
    written = section.model_dump(mode="json", exclude_none=True)
    return written, address_of(config, section), station


def _section(code: EnrolmentCode, tls: Tls) -> SyncSection:
    """Give the lines for kiosk.toml; anybody can write a code in which they are no such lines."""
    try:
        return SyncSection.model_validate(
            {
                "host": code.host,
                "port": code.port,
                "database": code.database,
                "tenant": code.tenant,
                "role": code.role,
                "sslmode": tls.sslmode,
                "sslrootcert": str(tls.sslrootcert) if tls.sslrootcert else None,
            }
        )
    except ValueError as error:
        raise Trouble(
            TroubleCode.FILE_UNREADABLE, "This code names no centre that a station can join."
        ) from error


def _greeted(address: Address, clock: Clock) -> tuple[str, bool]:
    """Ask the centre what this station is called, and whether it is privileged."""
    centre = PostgresCentre.open(address)
    try:
        said = Hello(VERSION, "", 0, bytes(32), "", 0, 0, to_ms(clock.now()))
        welcome = centre.hello(said)
    finally:
        centre.close()
    return welcome.name, welcome.privileged
