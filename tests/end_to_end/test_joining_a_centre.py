"""A new station joins a real centre on its screen: by a camera, by a scanner, and not by bad codes.

The centre is a PostgreSQL behind TLS; codes come as frames of a picture and as bytes on a line.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hardware.simulated_wire import Wire, code_picture, empty_desk
from kiosk import joining
from kiosk.clock import SystemClock, ToldClock
from kiosk.config import load
from kiosk.demo.stage import Stage, closing
from kiosk.demo.wires import Wires
from kiosk.desk.outcomes import Trouble
from kiosk.joining import PASSWORD, Tls, join_here
from kiosk.open_station import OpenStation
from kiosk.screens.status_line import StatusLine
from kiosk.shell.look import Look, load_fonts
from kiosk.shell.theme import Theme
from kiosk.store.station import DATABASE
from server_sync.enrolment import MOST_CHARACTERS, EnrolmentCode
from server_sync.provision import Newcomer, Place, StationKeys, enrol
from tests.centre import TENANT, Centre
from tests.certificates import write_certificates
from tests.end_to_end.conftest import config_of
from tests.store import world
from tests.store.station_fixture import KEYS, make_station
from tests.tls_front import tls_front

SCANNER = "Hand scanner"
AT_FIRST = "Welcome to your new station"
NOT_KNOWN = "The centre does not know this code"


class WallClock(ToldClock):
    """The time of the centre; telling it does nothing."""

    def __init__(self) -> None:
        super().__init__(SystemClock().now())

    def now(self) -> datetime:
        return SystemClock().now()

    def mono_ns(self) -> int:
        return SystemClock().mono_ns()

    def tell(self, at: datetime) -> None:
        """Time goes on by itself."""


@pytest.fixture
def port(centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Put TLS in front of the centre, with a certificate that this machine trusts."""
    write_certificates(tmp_path / "proof")
    monkeypatch.setattr(joining, "CENTRE_CA", tmp_path / "proof" / "root.crt")
    with tls_front(centre.server.port, tmp_path / "proof") as front:
        yield front


Enrol = Callable[..., EnrolmentCode]


@pytest.fixture
def enrolled(centre: Centre, port: int) -> Enrol:
    """Do what ``central enrol`` does."""

    def made(station: str, name: str, *, privileged: bool = False) -> EnrolmentCode:
        place = Place("localhost", port, centre.database, TENANT)
        newcomer = Newcomer(station, name, privileged)
        with centre.admin() as admin:
            return enrol(admin, place, newcomer, StationKeys(KEYS.organisation, KEYS.pepper))

    return made


@pytest.fixture
def first(tmp_path: Path, enrolled: Enrol) -> Iterator[OpenStation]:
    """Give the station that was there before, with somebody who borrows and something to lend."""
    station = make_station(tmp_path / "first", SystemClock())
    own = station.books.station
    with station.books.write(station.clock.now()) as book:
        world.add_person(book)
        world.add_asset(book, "CAM-0012")
        world.add_asset(book, "CAM-0013")
    station.close()
    KEYS.save(tmp_path / "first" / "keys")
    config = load(None, tmp_path / "first")
    join_here(config, enrolled(own, "First", privileged=True), Tls(sslrootcert=joining.CENTRE_CA))
    opened = OpenStation(load(None, config.data))
    assert opened.sync().unsent == 0
    yield opened
    opened.close()


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[Wire]:
    made = Wire(tmp_path / "scanner")
    yield made
    made.close()


@pytest.fixture
def stage(qapp: QApplication, first: OpenStation, scanner: Wire, tmp_path: Path) -> Iterator[Stage]:
    """Start a kiosk where no station is yet, with a badge reader, a camera and a scanner."""
    assert qapp is QApplication.instance()
    assert first.sync().trouble == ""
    load_fonts()
    wires = Wires(tmp_path)
    serial = {"name": SCANNER, "driver": "serial", "port": str(scanner.port)}
    config = config_of(tmp_path / "second", [*wires.readers(), serial])
    made = Stage(config, Look(Theme(1280, 800, 5.88, motion=False)), wires, WallClock())
    with ExitStack() as later:
        later.enter_context(closing(made))
        made.start()
        made.see(AT_FIRST)
        yield made


def _line(stage: Stage) -> str:
    shown = [each for each in stage.window.findChildren(StatusLine) if each.isVisible()]
    return shown[0].text() if shown else ""


def test_a_code_before_the_camera_joins_and_the_station_lends_what_others_have(
    stage: Stage, enrolled: Enrol, first: OpenStation, centre: Centre, tmp_path: Path
) -> None:
    code = enrolled("station-2", "Library")
    assert len(code.text()) <= MOST_CHARACTERS
    assert _line(stage) == ""

    stage.wires.camera.put(code_picture(code.text()))
    stage.see("Join this centre?", f"localhost:{code.port}", "Library")
    stage.picture(tmp_path / "join.png")
    assert not (stage.data / DATABASE).exists()
    stage.wires.camera.put(empty_desk())
    stage.touch("Yes, join")
    stage.see("3 readers ready")
    stage.until(lambda: _line(stage) == "Synced just now · all sent", "the line of sync")
    stage.picture(tmp_path / "joined.png")
    assert {type(each) for each in stage.answers} <= {Trouble}  # what came before its books did
    kept = stage.config.keys / PASSWORD
    assert code.password not in stage.config.file.read_text() + kept.read_text()

    stage.tap(world.BADGE)
    stage.see("Amina K.")
    stage.scan("CAM-0012")
    stage.see("Taken", "Camera CAM-0012")
    stage.picture(tmp_path / "lent.png")

    stage.until(lambda: _out(first) == 1, "the loan at the other station")
    centre.run("SELECT lendstation.revoke('station-2')")
    stage.until(lambda: _line(stage).startswith("Station shut out"), "what is wrong with sync")
    stage.scan("CAM-0013")
    stage.see("2 things with you")
    stage.picture(tmp_path / "shut-out.png")


def _out(station: OpenStation) -> int:
    with station.held() as held, held.books.read(held.clock.now()) as book:
        found = book.connection.execute("SELECT count(*) FROM line").fetchone()
    return int(found[0])


def test_bad_codes_from_a_scanner_say_why_and_a_good_one_still_joins(
    stage: Stage, scanner: Wire, enrolled: Enrol, centre: Centre, tmp_path: Path
) -> None:
    used, late = enrolled("station-3", "Used"), enrolled("station-4", "Late")
    elsewhere = replace(late, tenant="elsewhere", role=EnrolmentCode.new_role("elsewhere"))
    used_at = load(None, tmp_path / "third")
    joining.join_new(used_at, used, SystemClock(), Tls(sslrootcert=joining.CENTRE_CA))
    centre.run(
        "UPDATE lendstation.station SET enrolled_ms = enrolled_ms - 600001 WHERE id = 'station-4'"
    )
    centre.run(f"ALTER ROLE \"{late.role}\" VALID UNTIL 'yesterday'")

    _scan(stage, scanner, "LSE1:AAAA")
    stage.see("This is no enrolment code", "S011")
    stage.touch("Try again")
    stage.see(AT_FIRST)
    _scan(stage, scanner, late.text()[:-9])
    stage.see("This is no enrolment code", "S011")
    stage.touch("Try again")
    for code in (used, late, elsewhere):
        stage.see(AT_FIRST)
        _scan(stage, scanner, code.text())
        stage.see("Join this centre?", code.station)
        _scan(stage, scanner, "LS:YES")
        stage.see("This station could not be made", NOT_KNOWN, "C003")
        stage.picture(tmp_path / f"{code.tenant}-{code.station}.png")
        assert not stage.config.keys.exists()
        stage.touch("Try again")
    stage.see(AT_FIRST)

    _scan(stage, scanner, enrolled("station-5", "Hall").text())
    stage.see("Join this centre?", "Hall")
    _scan(stage, scanner, "LS:NO")
    stage.see(AT_FIRST)
    _scan(stage, scanner, enrolled("station-5", "Hall").text())
    stage.see("Join this centre?", "Hall")
    _scan(stage, scanner, "LS:YES")
    stage.see("3 readers ready")


def _scan(stage: Stage, scanner: Wire, code: str) -> None:
    """Send what a scanner on a serial line sends, once the reader listens."""
    stage.until(lambda: _listens(stage), "the scanner being open")
    scanner.send(f"{code}\r\n".encode())


def _listens(stage: Stage) -> bool:
    devices = stage.kiosk.devices if stage.kiosk else None
    return devices is not None and devices.readers()[SCANNER].state.value == "ready"
