"""`lendstation central`: what it does, and one clear line for everything that can be wrong."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import psycopg
import pytest
import zxingcpp

from kiosk.cli.border import guarded
from kiosk.store.keys import Keys
from server_sync.central.snapshots import FEWEST_ROWS
from server_sync.enrolment import EnrolmentCode
from server_sync.password import new_password
from tests.centre import TENANT, Centre, Hand
from tests.certificates import write_certificates
from tests.postgres import Server, free_port, fresh_database, running_replica
from tests.server_sync.central.events import Chain
from tests.store.station_fixture import KEYS, make_station
from tests.tls_front import tls_front

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Say:
    """Run `lendstation central …`; gives exit code, standard output and standard error."""
    keys, _ = Keys.make()
    keys.save(tmp_path / "data" / "keys")

    def run(*arguments: str) -> tuple[int, str, str]:
        mask = os.umask(0)
        code = guarded(["central", *arguments])
        os.umask(mask)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def address(centre: Centre) -> str:
    return centre.server.at(centre.database)


def test_init_makes_a_centre_and_does_nothing_the_second_time(
    say: Say, server: Server, database: str
) -> None:
    code, out, _ = say("init", server.at(database))
    assert (code, out.splitlines()[0]) == (0, "The centre lendstation is made.")

    code, out, _ = say("init", server.at(database))
    assert (code, out.splitlines()[0]) == (0, "The centre lendstation is up to date.")


def test_init_says_what_the_server_leaves_open(say: Say, address: str) -> None:
    _, out, _ = say("init", address)

    assert "Mind: the server speaks no TLS" in out
    assert "can enter the database postgres" in out
    assert 'REVOKE CONNECT, TEMPORARY ON DATABASE "postgres" FROM PUBLIC' in out
    assert "large objects" not in out


def _fill(centre: Centre) -> int:
    """Push as many events as make a snapshot due; gives how many that are."""
    login = centre.enrol("Desk A")
    chain = Chain(login.station)
    with login.connect() as connection:
        for first in range(1, FEWEST_ROWS, 1_000):
            Hand(connection).push("one", first, chain.jumps(1_000))
    return len(chain.events)


def test_enrol_makes_a_snapshot_where_the_ledger_is_long(
    say: Say, address: str, tmp_path: Path, centre: Centre
) -> None:
    events = _fill(centre)
    enrol = ("enrol", address, "Desk B", "--data", str(tmp_path / "data"), "--json")

    code, out, err = say(*enrol)
    assert (code, json.loads(out)["code"][:5]) == (0, "LSE1:")
    assert err.startswith("A snapshot is made first")
    assert centre.run("SELECT snapshot FROM lendstation.centre") == [(events,)]
    assert centre.run("SELECT ready > 0 FROM lendstation.snapshot") == [(True,)]

    code, _, err = say(*enrol)
    assert (code, err) == (0, "")


def test_who_may_make_no_snapshot_enrols_all_the_same(
    say: Say, server: Server, tmp_path: Path, centre: Centre
) -> None:
    _fill(centre)
    secret = new_password()
    centre.run(f"CREATE ROLE caretaker LOGIN PASSWORD '{secret}'")
    centre.run("GRANT lendstation_admin TO caretaker")
    address = server.at(centre.database, user="caretaker", password=secret)
    try:
        code, out, err = say("enrol", address, "Desk B", "--data", str(tmp_path / "data"))
    finally:
        centre.run("DROP ROLE caretaker")

    assert (code, err) == (0, "No snapshot was made: This login may not do that at the centre.\n")
    assert "LSE1:" in out
    assert centre.run("SELECT snapshot FROM lendstation.centre") == [(0,)]


def test_enrol_shows_a_code_that_a_scanner_reads(
    say: Say, address: str, tmp_path: Path, centre: Centre
) -> None:
    _, out, _ = say("enrol", address, "Desk B", "--data", str(tmp_path / "data"), "--host", "db")

    picture, _, told = out.partition("\nLSE1:")
    code = "LSE1:" + told.splitlines()[0]
    assert _scanned(picture) == code
    read = EnrolmentCode.read(code)
    assert (read.host, read.database, read.tenant) == ("db", centre.database, TENANT)
    assert read.organisation_key == Keys.load(tmp_path / "data" / "keys").organisation
    assert centre.run("SELECT name, privileged, standing FROM lendstation.station") == [
        ("Desk B", False, "enrolled")
    ]


def test_a_station_is_seen_and_shut_out(say: Say, address: str, tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    _, out, _ = say("enrol", address, "Desk B", "--privileged", "--json", "--data", data)
    station = json.loads(out)["station"]

    _, out, _ = say("status", address)
    assert out.splitlines()[1] == f"Desk B, {station}, enrolled, privileged"
    assert say("revoke", address, station) == (0, f"Station {station} is shut out.\n", "")
    code, _, err = say("revoke", address, station)
    assert code == 1
    assert "no station that is let in" in err
    _, out, _ = say("status", address, "--json")
    assert json.loads(out)["stations"][0]["standing"] == "revoked"


def test_a_station_alone_joins_with_one_command(
    say: Say, address: str, tmp_path: Path, centre: Centre
) -> None:
    data = tmp_path / "station"
    station = make_station(data)
    KEYS.save(data / "keys")
    me = station.books.station
    station.close()

    code, out, err = say("enrol", address, "--here", "--tls", "disable", "--data", str(data))

    assert (code, err) == (0, "")
    assert out.startswith("This station has joined the centre")
    assert centre.run("SELECT id, name, privileged, standing FROM lendstation.station") == [
        (me, "Desk 1", True, "active")
    ]
    assert 'sslmode = "disable"' in (data / "kiosk.toml").read_text()


def test_a_station_without_a_name_is_not_enrolled(say: Say, address: str) -> None:
    code, _, err = say("enrol", address)

    assert code == 2
    assert "or --here" in err


def test_status_says_how_a_station_stands(say: Say, address: str, centre: Centre) -> None:
    with centre.enrol("Desk A").connect() as connection:
        connection.execute("SELECT lendstation.hello(3, 'one', 7, NULL, '', 0, 0, 0)")

    _, out, _ = say("status", address)

    assert "0 to pull, 7 to push, clock -" in out
    assert "version 3" in out


@pytest.mark.parametrize("command", ["init", "status"])
def test_what_is_no_address_is_a_mistake_of_the_command_line(say: Say, command: str) -> None:
    code, _, err = say(command, "no address")

    assert code == 2
    assert "An address is postgresql://user@host/database." in err


def test_what_is_no_tenant_is_a_mistake_of_the_command_line(say: Say, address: str) -> None:
    code, _, err = say("init", address, "--tenant", "x; DROP")

    assert code == 2
    assert "small letters" in err


def test_a_server_that_nobody_reaches(say: Say) -> None:
    for host in ("localhost", "no.such.host.invalid"):
        code, _, err = say("status", f"postgresql://{host}:{free_port()}/x")

        assert code == 1
        assert err.startswith("lendstation: C001 The centre cannot be reached")


def test_a_wrong_password(say: Say, centre: Centre) -> None:
    login = centre.enrol()

    _, _, err = say("status", login.address + " password=wrong")

    assert err == "lendstation: C003 The centre does not accept the password.\n"


def test_a_wrong_database(say: Say, server: Server) -> None:
    _, _, err = say("status", server.at("nothing_here"))

    assert err == "lendstation: C004 The centre has no database of this name.\n"


def test_a_database_without_a_centre(say: Say, server: Server, database: str) -> None:
    _, _, err = say("status", server.at(database))

    assert err.startswith("lendstation: C005 The centre's schema is missing or older")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM lendstation.migration WHERE number > 1", "older than this program"),
        ("INSERT INTO lendstation.migration (number, name) VALUES (9000, 'x')", "by a newer"),
    ],
)
def test_a_schema_of_another_version(
    say: Say, server: Server, database: str, statement: str, said: str
) -> None:
    say("init", server.at(database))
    server.run(statement, database=database)

    code, _, err = say("status", server.at(database))

    assert code == 1
    assert err.startswith("lendstation: C005")
    assert said in err


def test_a_station_that_tries_to_run_the_centre(say: Say, centre: Centre) -> None:
    login = centre.enrol()
    address = f"{login.address} password={login.password}"

    for command in (("status", address), ("revoke", address, "x"), ("init", address)):
        code, _, err = say(*command)

        assert code == 1
        assert err == "lendstation: C010 This login may not do that at the centre.\n"


def test_a_replica_that_only_reads(say: Say, own_server: Server, tmp_path: Path) -> None:
    with fresh_database(own_server) as database:
        say("init", own_server.at(database))
        with running_replica(own_server) as replica:
            address = replica.at(database)
            data = str(tmp_path / "data")

            for command in (("init", address), ("enrol", address, "Desk", "--data", data)):
                code, _, err = say(*command)

                assert code == 1
                assert err.startswith("lendstation: C007 The centre is read-only")
            assert say("status", address)[0] == 0


def test_a_server_without_tls(say: Say, address: str) -> None:
    _, _, err = say("status", f"{address} sslmode=require")

    assert err.startswith("lendstation: C002")


@pytest.mark.parametrize("wrong", ["authority", "name", "date"])
def test_a_certificate_that_proves_nothing(
    say: Say, centre: Centre, tmp_path: Path, wrong: str
) -> None:
    shown, trusted = tmp_path / "shown", tmp_path / "trusted"
    write_certificates(
        shown,
        host="elsewhere" if wrong == "name" else "localhost",
        days=1 if wrong == "date" else 36500,
    )
    write_certificates(trusted)
    root = (trusted if wrong == "authority" else shown) / "root.crt"
    with tls_front(centre.server.port, shown) as port:
        address = centre.server.at(
            centre.database, port=port, sslmode="verify-full", sslrootcert=root
        )

        code, _, err = say("status", address)

    assert code == 1
    assert err.startswith("lendstation: C002 The centre's certificate does not prove")


def test_a_certificate_that_proves_the_server(say: Say, centre: Centre, tmp_path: Path) -> None:
    write_certificates(tmp_path)
    with tls_front(centre.server.port, tmp_path) as port:
        address = centre.server.at(
            centre.database, port=port, sslmode="verify-full", sslrootcert=tmp_path / "root.crt"
        )

        code, out, err = say("status", address)

    assert (code, err) == (0, "")
    assert out.startswith("Head 0")


def test_a_server_elsewhere_has_to_prove_itself(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def connect(address: str, **_: object) -> None:
        tried.append(address)
        raise psycopg.OperationalError("nobody")

    monkeypatch.setattr(psycopg, "connect", connect)
    say("status", "postgresql://postgres.example/x")
    say("status", "postgresql://postgres.example/x?sslmode=require")
    say("status", "postgresql://localhost/x")

    assert "sslmode=verify-full" in tried[0]
    assert "sslrootcert=system" in tried[0]
    assert "verify-full" not in tried[1]
    assert "sslmode" not in tried[2]


def _scanned(picture: str) -> str:
    """Read a QR code drawn in half blocks."""
    cells = {"█": (0, 0), "▀": (0, 255), "▄": (255, 0), " ": (255, 255)}
    rows: list[list[int]] = []
    for line in picture.splitlines():
        rows += [[cells[sign][0] for sign in line], [cells[sign][1] for sign in line]]
    image = cv2.resize(np.array(rows, np.uint8), None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    return str(zxingcpp.read_barcodes(image)[0].text)
