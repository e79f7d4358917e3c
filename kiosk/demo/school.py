"""The sample school in a folder: founded, its files imported, its staff and its past made."""

from datetime import timedelta

from kiosk.clock import ToldClock
from kiosk.config import Config
from kiosk.demo import sample
from kiosk.demo.clock import MORNING
from kiosk.demo.past import done, live_through, person_of
from kiosk.desk.panel.acts import Perform
from kiosk.desk.panel.first_start import FirstAnswers, add_first_admin
from kiosk.desk.panel.people import GiveRole
from kiosk.desk.panel.staff import Staff
from kiosk.domain.ports import Code
from kiosk.domain.roles import Role
from kiosk.errands import ImportOrder, bring_in
from kiosk.exchange.content import Content
from kiosk.exchange.table_files import read_table
from kiosk.founding import found, give_badge
from kiosk.store.station import Station
from resources import path

_FOUNDED_BEFORE = timedelta(days=21)


def make_school(config: Config) -> None:
    """Make the sample school in the data folder of a configuration, up to this morning.

    Raises:
        Trouble: the folder cannot be written, or holds a station already.
    """
    clock = ToldClock(MORNING - _FOUNDED_BEFORE)
    answers = FirstAnswers(
        organisation=sample.ORGANISATION,
        site=sample.ORGANISATION,
        station="Media store",
        zone="Europe/London",
        currency="GBP",
        admin=sample.ADMIN,
        pin=sample.ADMIN_PIN,
    )
    founded, station = found(config, clock, answers)
    try:
        admin = add_first_admin(founded, clock, sample.ADMIN, sample.ADMIN_PIN)
        give_badge(station.books, clock.now(), admin, Code(sample.ADMIN_BADGE, technology="em4100"))
        for content in Content:
            _bring_in(station, content)
        staff = Staff(admin, sample.ADMIN, frozenset({Role.ADMIN}))
        technician = person_of(station, sample.TECHNICIAN)
        done(Perform(station.books, clock), staff, GiveRole(technician, Role.TECHNICIAN))
        station.secrets.set_pin(technician, sample.TECHNICIAN_PIN, clock.now())
        live_through(station, clock, staff)
    finally:
        station.close()


def _bring_in(station: Station, content: Content) -> None:
    """Import a sample file as ``lendstation import`` does."""
    report = bring_in(station, ImportOrder(content, read_table(path(f"sample/{content}.csv"))))
    if not report["written"]:
        raise ValueError(f"{content}.csv: {report['bad'][:1]}")
