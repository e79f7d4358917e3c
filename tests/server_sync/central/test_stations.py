"""Stations come and go: enrolled with a first password, joined with their own, shut out at once."""

from contextlib import closing

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from server_sync.enrolment import EnrolmentCode
from server_sync.password import new_password, verifier
from server_sync.provision import (
    Newcomer,
    Place,
    StationKeys,
    enrol,
    revoke,
    standing,
)
from tests.centre import TENANT, Centre, Hand
from tests.server_sync.central.events import Chain

KEYS = StationKeys(bytes(32), bytes(32))
TEN_MINUTES_MS = 600_000


def _address(centre: Centre, code: EnrolmentCode, password: str) -> str:
    return make_conninfo(centre.server.at(centre.database), user=code.role, password=password)


def _enrol(centre: Centre, station: str = "new", name: str = "Desk") -> EnrolmentCode:
    place = Place("localhost", centre.server.port, centre.database, TENANT)
    with centre.admin() as admin:
        return enrol(admin, place, Newcomer(station, name, privileged=False), KEYS)


def _minutes_pass(centre: Centre) -> None:
    centre.run("UPDATE lendstation.station SET enrolled_ms = enrolled_ms - %s", TEN_MINUTES_MS)
    centre.run("UPDATE lendstation.centre SET tidied_ms = 0")


def test_a_station_joins_with_a_password_of_its_own(centre: Centre) -> None:
    code = EnrolmentCode.read(_enrol(centre).text())
    own = new_password()

    with psycopg.connect(_address(centre, code, code.password), autocommit=True) as first:
        joined = first.execute("SELECT lendstation.join(%s)", (verifier(first, own),)).fetchone()

    assert joined == ("new",)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(_address(centre, code, code.password))
    with psycopg.connect(_address(centre, code, own), autocommit=True) as again:
        assert Hand(again).hello()["station"] == "new"
    assert centre.run(
        "SELECT rolvaliduntil = 'infinity' FROM pg_roles WHERE rolname = %s", code.role
    ) == [(True,)]


def test_before_it_joined_a_login_can_do_nothing_else(centre: Centre) -> None:
    login = centre.enrol(joined=False)

    with login.connect() as connection:
        hand = Hand(connection)
        for call in (hand.hello, hand.pull, lambda: hand.push("one", 1, [])):
            with pytest.raises(psycopg.Error, match="has to join first") as refused:
                call()
            assert refused.value.sqlstate == "LS005"


def test_a_code_is_good_for_one_station(centre: Centre) -> None:
    login = centre.enrol()

    with login.connect() as connection, pytest.raises(psycopg.Error, match="was used"):
        connection.execute("SELECT lendstation.join(%s)", (verifier(connection, "x"),))


@pytest.mark.parametrize("wrong", ["in clear", "md5" + "0" * 32, "", "SCRAM-SHA-256$x"])
def test_a_password_in_clear_is_not_taken(centre: Centre, wrong: str) -> None:
    with (
        centre.enrol(joined=False).connect() as connection,
        pytest.raises(psycopg.Error, match="never a password"),
    ):
        connection.execute("SELECT lendstation.join(%s)", (wrong,))


def test_a_code_that_nobody_used_in_ten_minutes_leaves_no_login(centre: Centre) -> None:
    code = _enrol(centre)
    with centre.enrol("Desk A").connect() as connection:
        _minutes_pass(centre)
        Hand(connection).hello()

    assert not centre.run("SELECT 1 FROM pg_roles WHERE rolname = %s", code.role)
    with centre.admin() as admin:
        stations = {s.station: s.standing for s in standing(admin, TENANT).stations}
    assert stations["new"] == "expired"


def test_a_login_that_left_things_behind_goes_all_the_same(centre: Centre) -> None:
    code = _enrol(centre)
    with psycopg.connect(_address(centre, code, code.password), autocommit=True) as guest:
        guest.execute("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC")
        guest.execute("ALTER ROLE CURRENT_USER SET work_mem = '1GB'")

        _minutes_pass(centre)
        with centre.admin() as admin:
            standing(admin, TENANT)

        with pytest.raises(psycopg.OperationalError):
            guest.execute("SELECT 1")
    assert not centre.run("SELECT 1 FROM pg_roles WHERE rolname = %s", code.role)


def test_the_code_is_over_after_ten_minutes_even_when_nobody_tidies(centre: Centre) -> None:
    login = centre.enrol(joined=False)

    (until,) = centre.run(
        "SELECT rolvaliduntil - now() < interval '10 minutes 1 second' FROM pg_roles"
        " WHERE rolname = %s",
        login.role,
    )

    assert until == (True,)


def test_a_revoked_station_is_cut_off_and_stays_out(centre: Centre) -> None:
    login = centre.enrol()
    session = login.connect()
    Hand(session).hello()

    with centre.admin() as admin:
        assert revoke(admin, TENANT, login.station)
        assert not revoke(admin, TENANT, login.station)
        assert not revoke(admin, TENANT, "nobody")

    with pytest.raises(psycopg.OperationalError, match="terminat"):
        Hand(session).hello()
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        login.connect()


def test_a_station_is_revoked_whatever_it_leaves_open(centre: Centre) -> None:
    login = centre.enrol()
    with closing(login.connect()) as session, centre.admin() as admin:
        session.execute("SET idle_in_transaction_session_timeout = 0")
        session.execute("BEGIN")
        Hand(session).hello()
        admin.execute("SET statement_timeout = '20s'")

        assert revoke(admin, TENANT, login.station)

        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")


def test_a_revoked_station_that_is_still_connected_is_refused(centre: Centre) -> None:
    login = centre.enrol()
    with login.connect() as session:
        centre.run("UPDATE lendstation.station SET standing = 'revoked'")

        for call in (Hand(session).hello, Hand(session).pull):
            with pytest.raises(psycopg.Error, match="revoked") as refused:
                call()
            assert refused.value.sqlstate == "LS003"


def test_a_station_enrolled_again_loses_its_old_login_and_keeps_its_events(
    centre: Centre,
) -> None:
    login = centre.enrol(station="desk")
    session = login.connect()
    Hand(session).push("one", 1, Chain("desk").jumps(2))

    again = centre.enrol(station="desk")

    with pytest.raises(psycopg.OperationalError):
        Hand(session).hello()
    with again.connect() as connection:
        assert Hand(connection).hello()["acked_seq"] == 2


def test_the_centre_says_how_every_station_stands(centre: Centre) -> None:
    ahead, silent = centre.enrol("Desk A"), centre.enrol("Desk B", joined=False)
    chain = Chain(ahead.station)
    with ahead.connect() as connection:
        hand = Hand(connection)
        hand.push("one", 1, chain.jumps(3))
        hand.hello("one", seq=5, cursor=1, wall=0)
        hand.push("one", 9, chain.jumps(1))

    with centre.admin() as admin:
        told = standing(admin, TENANT)

    first, second = told.stations
    assert told.head == 3
    assert (first.name, first.behind, first.unsent, first.version) == ("Desk A", 2, 2, 1)
    assert first.clock_offset_ms is not None
    assert first.clock_offset_ms < -1_000_000
    assert first.seen_ms is not None
    assert abs(first.seen_ms - told.now_ms) < TEN_MINUTES_MS
    assert first.incidents == 1
    assert (second.station, second.standing, second.seen_ms) == (silent.station, "enrolled", None)


@pytest.mark.parametrize("role", ["postgres", "lendstation_owner", "lendstation_x", "x; DROP"])
def test_an_enrolment_makes_logins_of_its_own_kind_only(centre: Centre, role: str) -> None:
    with centre.admin() as admin, pytest.raises(psycopg.Error, match="No station"):
        admin.execute(
            "SELECT lendstation.enrol('s', 'n', true, %s, %s)", (role, verifier(admin, "x"))
        )
