"""A school whose desk syncs with a real centre, and the worker's login there."""

from contextlib import closing
from pathlib import Path

from kiosk.domain.identifiers import Command
from kiosk.store import model_rows
from kiosk.store.replica import StationReplica
from server_sync.central.read_models import ReadModels
from server_sync.central.worker_login import WorkerLogin
from server_sync.round import Round
from server_sync.wire import Address, PostgresCentre
from tests.centre import TENANT, Centre, Login
from tests.desk.school import Desk


class School:
    """One desk with people and things; ``sync`` brings the centre and its reports up to date."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre = centre
        self.desk = Desk(folder)
        self.station = self.desk.station
        self.entry = centre.enrol("Hall", station=self.station.books.station)
        self.login = WorkerLogin.checked(centre.server.at(centre.database), TENANT)

    def lend(self, who: str, *tags: str) -> None:
        self.desk.tap(who)
        for tag in tags:
            self.desk.scan(tag)
        self.desk.press(Command.DONE)

    def sync(self) -> None:
        with closing(connected(self.centre, self.entry)) as line:
            Round(StationReplica(self.station), line, self.desk.clock).run()
        self.fold()

    def fold(self) -> None:
        with self.login.connected() as connection:
            models = ReadModels(connection, TENANT, model_rows)
            while models.step():
                pass

    def report(self, statement: str, *values: object) -> list[tuple]:
        return self.centre.run(statement.replace("{}", f"{TENANT}_reports"), *values)


def connected(centre: Centre, login: Login) -> PostgresCentre:
    """Connect as a station does."""
    return PostgresCentre.open(
        Address(
            host="127.0.0.1",
            port=centre.server.port,
            database=centre.database,
            tenant=TENANT,
            role=login.role,
            password=login.password,
            sslmode="disable",
        )
    )
