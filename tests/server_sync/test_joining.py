"""From the command line: a centre, a station that joins, another one, and lending between them."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from kiosk.centre_check import look_at_centre
from kiosk.clock import SystemClock
from kiosk.config import Config, load
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.founding import currency_of
from kiosk.joining import PASSWORD, Tls, address_of, code_of, join_here, join_new, join_on_screen
from kiosk.open_station import OpenStation
from kiosk.owner import Lock
from kiosk.standing import standing
from kiosk.store.station import DATABASE
from server_sync.enrolment import EnrolmentCode
from server_sync.provision import Newcomer, Place, StationKeys, enrol
from tests.centre import Centre
from tests.store import world
from tests.store.station_fixture import KEYS, make_station

PLAIN = Tls("disable")


@pytest.fixture
def code(centre: Centre) -> Callable[..., EnrolmentCode]:
    def made(station: str, name: str, *, privileged: bool = False) -> EnrolmentCode:
        place = Place("127.0.0.1", centre.server.port, centre.database, "lendstation")
        shared = StationKeys(KEYS.organisation, KEYS.pepper)
        with psycopg.connect(centre.server.at(centre.database), autocommit=True) as admin:
            return enrol(admin, place, Newcomer(station, name, privileged), shared)

    return made


@pytest.fixture
def first(tmp_path: Path) -> Path:
    folder = tmp_path / "first"
    make_station(folder, SystemClock()).close()
    KEYS.save(folder / "keys")
    return folder


def _own(folder: Path) -> str:
    opened = OpenStation(load(None, folder))
    with opened.held() as held:
        own = held.books.station
    opened.close()
    return own


def test_two_stations_join_and_lend_as_one(first: Path, tmp_path: Path, code) -> None:
    config = load(None, first)
    join_here(config, code(_own(first), "First", privileged=True), PLAIN)
    one = OpenStation(load(None, first))
    with one.held() as station:
        world.lend_something(station)
    assert one.sync().unsent == 0

    second = load(None, tmp_path / "second")
    name = join_new(second, code("station-2", "Library"), SystemClock(), PLAIN)
    other = OpenStation(load(None, second.data))
    try:
        assert name == "Library"
        assert other.sync().progress is None
        with other.held() as station, station.books.read(station.clock.now()) as book:
            row = book.connection.execute("SELECT holder FROM line").fetchone()
            assert book.holder_name(row[0]) == world.NAME
            assert book.site()
        with other.held() as station:
            told = standing(station)
            assert (told["organisation"], told["currency"]) == ("Hill Trust", "EUR")
            assert currency_of(station) == "EUR"
        assert other.sync().unsent == 0
        assert one.sync().trouble == ""
        with one.held() as station, station.books.read(station.clock.now()) as book:
            names = book.connection.execute("SELECT name FROM station ORDER BY name").fetchall()
        assert names == [("Desk 1",), ("Library",)]
    finally:
        other.close()
        one.close()


def test_a_station_that_is_still_empty_lends_nothing(tmp_path: Path, code) -> None:
    config = load(None, tmp_path / "second")
    join_new(config, code("station-2", "Library"), SystemClock(), PLAIN)
    text = config.file.read_text()
    config.file.write_text(text.replace("port = ", "port = 1 # "))
    opened = OpenStation(load(None, config.data))
    try:
        with (
            pytest.raises(Trouble, match="0 % are here") as found,
            opened.write(SystemClock().now()),
        ):
            pass
        assert found.value.code is TroubleCode.STORE_FILLING
        assert opened.sync().trouble.startswith("C001 ")
    finally:
        opened.close()


def test_a_configuration_that_broke_since_stops_no_lending(first: Path, code) -> None:
    join_here(load(None, first), code(_own(first), "First", privileged=True), PLAIN)
    config = load(None, first)
    opened = OpenStation(config)
    try:
        config.file.write_text("[sync]\nhost = 5\n")
        with opened.held() as station:
            world.lend_something(station)
        opened.sync()
        with pytest.raises(Trouble):
            _broken(config)
    finally:
        opened.close()
    later = OpenStation(config)
    later.close()


def _broken(config: Config) -> None:
    opened = OpenStation(config)
    try:
        opened.sync()
    finally:
        opened.close()


def test_a_code_is_good_once_and_its_password_is_for_one_user_alone(
    first: Path, tmp_path: Path, code
) -> None:
    config = load(None, first)
    one = code(_own(first), "First", privileged=True)
    join_here(config, one, PLAIN)
    kept = config.keys / PASSWORD

    with pytest.raises(Trouble):
        join_new(load(None, tmp_path / "other"), one, SystemClock(), PLAIN)

    assert kept.stat().st_mode & 0o777 == 0o600
    assert one.password not in config.file.read_text() + kept.read_text()
    with pytest.raises(Trouble, match="no enrolment code"):
        code_of("LSE1:nonsense")


def test_who_is_killed_while_joining_joins_with_another_code(tmp_path: Path, code) -> None:
    """Before every second change of a file: either the station is whole, or it begins anew."""
    whole, killed = False, -1
    while not whole:
        killed += 2
        folder, name = tmp_path / f"s{killed}", f"station-{killed}"
        text = code(name, "Library").text()
        done = subprocess.run(
            [sys.executable, "-m", "tests.crash.making", folder, str(killed), text],
            check=False,
        )
        whole = not done.returncode
        config = load(None, folder)
        if not (folder / DATABASE).exists():
            join_new(config, code(name, "Library"), SystemClock(), PLAIN)
        opened = OpenStation(load(None, folder))
        try:
            assert opened.sync().progress is None
            with opened.held() as station, station.books.read(station.clock.now()) as book:
                found = book.connection.execute("SELECT id FROM station").fetchall()
            assert (name,) in found
        finally:
            opened.close()
    assert killed > 10


def test_a_code_for_another_station_does_not_take_this_one(first: Path, code) -> None:
    with pytest.raises(Trouble, match="for another one"):
        join_here(load(None, first), code("station-9", "Elsewhere"), PLAIN)


def test_the_command_syncs_once_and_says_how_it_stands(first: Path, code) -> None:
    join_here(load(None, first), code(_own(first), "First", privileged=True), PLAIN)
    command = [sys.executable, "-m", "kiosk.cli", "sync", "--once", "--data", str(first)]

    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    (first / "keys" / PASSWORD).write_text("wrong\n")
    wrong = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["unsent"] == 0
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("lendstation: C003 The centre does not accept")


def test_a_command_beside_an_open_desk_has_it_sync_and_tells_what_came_of_it(
    first: Path, code
) -> None:
    join_here(load(None, first), code(_own(first), "First", privileged=True), PLAIN)
    lendstation, there = [sys.executable, "-m", "kiosk.cli"], ["--data", str(first)]
    pipe = subprocess.PIPE
    with subprocess.Popen([*lendstation, "desk", *there], stdin=pipe, stdout=pipe) as desk:
        assert desk.stdin is not None
        assert desk.stdout is not None
        desk.stdin.write(b"NOBODY\n")
        desk.stdin.flush()
        assert desk.stdout.readline()
        command = [*lendstation, "sync", "--json", *there]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        desk.communicate()

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["trouble"] == ""


def test_a_station_that_could_not_join_can_try_again_on_its_screen(tmp_path: Path, code) -> None:
    config = load(None, tmp_path / "second")
    clock = SystemClock()
    one = code("station-2", "Library")
    with pytest.raises(Trouble) as found:
        join_on_screen(config, clock, one.text())
    assert found.value.code is TroubleCode.CENTRE_CERTIFICATE
    assert not config.keys.exists()
    with pytest.raises(Trouble, match="no enrolment code"):
        join_on_screen(config, clock, "LSE1:nonsense")

    assert join_new(config, one, clock, PLAIN) == "Library"


def _told(folder: Path) -> dict[str, tuple[str, str]]:
    config = load(None, folder)
    return {each.part: (each.health.value, each.says) for each in look_at_centre(config)}


def test_doctor_says_how_the_way_to_the_centre_is(first: Path, centre: Centre, code) -> None:
    assert _told(first) == {"centre": ("good", "this station is alone")}
    join_here(load(None, first), code(_own(first), "First", privileged=True), PLAIN)

    weak = list(look_at_centre(load(None, first)))
    assert [each.health.value for each in weak] == ["mind", "good", "mind"]
    assert "pose as the centre" in weak[0].says
    opened = OpenStation(load(None, first))
    opened.sync()
    running = Lock.take(first)
    opened.close()
    running.release()
    assert _told(first)["sync"][0] == "good"

    (first / "keys" / PASSWORD).chmod(0o644)
    centre.run("UPDATE lendstation.centre SET min_version = 99")
    said = [each.says for each in look_at_centre(load(None, first))]
    assert "others can read its password" in said
    assert any("reads no more" in each for each in said)

    (first / "keys" / PASSWORD).write_text("wrong")
    assert "C003" in " ".join(each.says for each in look_at_centre(load(None, first)))


@pytest.mark.parametrize(
    ("state", "code_told"), [("53100", "C006"), ("25006", "C007"), ("57P03", "C009")]
)
def test_what_only_the_server_can_have_is_told_too(
    first: Path, centre: Centre, code, state: str, code_told: str
) -> None:
    """A full disk, a replica, a server that starts: lending goes on, the status says why."""
    join_here(load(None, first), code(_own(first), "First", privileged=True), PLAIN)
    tidy = centre.run("SELECT pg_get_functiondef('lendstation.tidy()'::regprocedure)")[0][0]
    centre.run(
        "CREATE OR REPLACE FUNCTION lendstation.tidy() RETURNS void LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE 'x' USING ERRCODE = '{state}'; END $$"
    )
    opened = OpenStation(load(None, first))
    try:
        assert opened.sync().trouble.startswith(code_told)
        with opened.held() as station:
            world.lend_something(station)
            assert station.status().unsent > 0
    finally:
        centre.run(tidy.replace("{", "{{").replace("}", "}}"))
        opened.close()


@pytest.mark.parametrize("wrong", [{"host": ""}, {"port": 0}, {"tenant": "A B"}])
def test_a_code_that_no_centre_made_is_told_and_leaves_nothing(
    tmp_path: Path, code, wrong: dict
) -> None:
    config, good = load(None, tmp_path / "new"), code("new", "Library")
    made = {"role": f"A B{good.role[-11:]}"} if "tenant" in wrong else {}

    with pytest.raises(Trouble, match="names no centre"):
        join_on_screen(config, SystemClock(), replace(good, **wrong, **made).text())

    assert join_new(config, good, SystemClock(), PLAIN) == "Library"


def test_a_password_file_that_is_no_text_is_told(first: Path, code) -> None:
    join_here(load(None, first), code(_own(first), "First", privileged=True), PLAIN)
    config = load(None, first)
    (config.keys / PASSWORD).write_bytes(b"\xef\xbb\xbfsecret")
    assert config.sync is not None

    with pytest.raises(Trouble) as told:
        address_of(config, config.sync)

    assert told.value.code is TroubleCode.CENTRE_PASSWORD
