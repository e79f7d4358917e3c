"""Makes a new station: its keys, its database, its site; for ``init`` and for the first start."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from kiosk.config import Config
from kiosk.desk.panel.first_start import FirstAnswers, Founded, add_first_admin
from kiosk.domain.badges import unfit
from kiosk.domain.bodies.people import BadgeGiven
from kiosk.domain.events import Personal
from kiosk.domain.identifiers import canonical
from kiosk.domain.ids import Entity, LocationId, PersonId, subject, uuid7
from kiosk.domain.ports import Books, Clock, Code
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.owner import Lock
from kiosk.store import site_facts
from kiosk.store.keys import UNFINISHED, Keys
from kiosk.store.station import DATABASE, Founding, Options, Station, create

_ENTROPY_BYTES = 10


def found(config: Config, clock: Clock, answers: FirstAnswers) -> tuple[Founded, Station]:
    """Make keys, database and site; the first admin is still to be added.

    Raises:
        Trouble: there is a station already, or one cannot be written here.
    """
    keys, recovery_key = Keys.make()
    now_ms = int(clock.now().timestamp() * 1000)
    site = LocationId(uuid7(now_ms, os.urandom(_ENTROPY_BYTES)))
    founding = Founding(
        answers.station, site, answers.site, answers.zone, answers.organisation, answers.currency
    )
    try:
        with making(config):
            keys.save(config.keys)
            station = create(config.data, keys, clock, founding, Options())
    except OSError as error:
        raise not_writable(error) from error
    return Founded(station.books, station.secrets, recovery_key), station


def found_on_screen(config: Config, clock: Clock, answers: FirstAnswers, badge: Code) -> str:
    """Do what ``init`` does, for a first start on the screen; gives the recovery key.

    Raises:
        Trouble: as ``found``, and when another process is making a station here.
    """
    with alone(config):
        founded, station = found(config, clock, answers)
        try:
            person = add_first_admin(founded, clock, answers.admin, answers.pin)
            give_badge(founded.books, clock.now(), person, badge)
        finally:
            station.close()
    return founded.recovery_key


@contextmanager
def alone(config: Config) -> Iterator[None]:
    """Own the data folder, made now where it is missing. Raises Trouble."""
    try:
        config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(error) from error
    lock = Lock.take(config.data)
    if lock is None:
        raise Trouble(TroubleCode.STORE_LOCKED, "Another process is using this folder.")
    try:
        yield
    finally:
        lock.release()


def currency_of(station: Station) -> str:
    """Give the currency that amounts of this site are in."""
    with station.books.read(station.clock.now()) as book:
        return site_facts.currency(book.connection, book.site())


def give_badge(books: Books, now: datetime, person: PersonId, badge: Code) -> None:
    """Give the first admin a badge. Raises Trouble for what is none."""
    code = canonical(badge)
    if not code or unfit(badge):
        raise Trouble(TroubleCode.FILE_UNREADABLE, "This is no badge; the station is made without.")
    with books.write(now) as book:
        alias = book.actor_alias(person)
        sealed = Personal(book.seal(alias, "code", code))
        about = [subject(Entity.PERSON, alias)]
        book.append(BadgeGiven(alias, book.new_id(), sealed, badge.technology), about, alias)


def not_writable(error: OSError) -> Trouble:
    """Say that a station cannot be written where it should be."""
    where = error.filename or "The station"
    return Trouble(TroubleCode.STORE_READ_ONLY, f"{where} cannot be written: {error.strerror}.")


@contextmanager
def making(config: Config) -> Iterator[None]:
    """Mark the keys of a station as nobody's until its books are there, within the context.

    So who is killed meanwhile can begin anew.

    Raises:
        Trouble: there is a station already, or there are keys, or nothing can be written here.
    """
    mark = config.keys / UNFINISHED
    try:
        if mark.exists() and not (config.data / DATABASE).exists():
            shutil.rmtree(config.keys)
        _check_place(config)
        config.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark.touch(mode=0o600)
    except OSError as error:
        raise not_writable(error) from error
    yield
    mark.unlink()


def _check_place(config: Config) -> None:
    if (config.data / DATABASE).exists():
        raise Trouble(
            TroubleCode.STORE_LOCKED,
            f"There is a station in {config.data} already; choose another folder with --data.",
        )
    if config.keys.exists() and any(config.keys.iterdir()):
        raise Trouble(
            TroubleCode.STORE_LOCKED,
            f"There are keys in {config.keys} already, perhaps of another station; they are left.",
        )
