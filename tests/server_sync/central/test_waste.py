"""What a station's login could waste: each call, day, file, statement and session has an end."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from server_sync.central.checks import findings
from server_sync.provision import standing
from tests.centre import TENANT, Centre, Hand, Login
from tests.postgres import Server
from tests.server_sync.central.events import Chain

MIB = 1024 * 1024


def test_a_batch_of_many_megabytes_is_refused_and_its_memory_given_back(
    own_server: Server, centre: Centre, thief: Login
) -> None:
    with closing(thief.connect()) as connection:
        hand = Hand(connection)
        answer = hand.push("one", 1, [bytes(MIB)] * 64)
        assert answer["refusal"].startswith("LS004 64 items")
        assert hand.push("one", 1, [bytes(40 * MIB)])["refusal"].startswith("LS004")
        assert hand.push("one", 1, [b""] * 2001)["refusal"].startswith("LS004 2001")
        assert hand.push("one", 1, [], [b""] * 2001)["refusal"].startswith("LS004")
        if own_server is centre.server:
            assert _resident(connection.info.backend_pid) < 300 * MIB

    assert centre.run("SELECT times FROM lendstation.audit WHERE what = 'refused'") == [(4,)]
    assert centre.run("SELECT count(*) FROM lendstation.ledger") == [(0,)]


def _resident(pid: int) -> int:
    """Read how many bytes of memory a server process holds now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError


def test_a_flood_ends_at_the_share_of_a_day_and_leaves_one_line(
    session, thief: Login, centre: Centre, hand: Hand, login: Login
) -> None:
    centre.run("UPDATE lendstation.centre SET most_bytes_a_day = %s", 20_000)
    chain, thiefs = Chain(thief.station), Hand(session)
    answers = [
        thiefs.push("one", len(chain.events) + 1, chain.jumps(20))["refusal"] for _ in range(20)
    ]

    assert answers[0] is None
    assert answers[-1].startswith("LS006")
    assert centre.run(
        "SELECT count(*), sum(times) > 5 FROM lendstation.audit WHERE what = 'refused'"
    ) == [(1, True)]
    assert hand.push("one", 1, Chain(login.station).jumps(1))["refusal"] is None


def test_what_a_station_says_of_itself_is_bounded(centre: Centre, thief: Login) -> None:
    with closing(thief.connect()) as connection:
        Hand(connection).hello(incarnation="x" * MIB, seq=-(2**63), cursor=-(2**63), wall=2**62)

    with centre.admin() as admin:
        (stands,) = standing(admin, TENANT).stations
    assert (stands.behind, stands.unsent) == (0, 0)
    assert centre.run("SELECT length(incarnation) FROM lendstation.station") == [(64,)]


def test_who_keeps_the_tidying_for_itself_is_ended(session, centre: Centre, hand: Hand) -> None:
    centre.run("UPDATE lendstation.centre SET tidied_ms = 0, patience_ms = 1")
    session.execute("SET idle_in_transaction_session_timeout = 0")
    session.execute("BEGIN")
    Hand(session).hello()  # tidies, and does not end

    hand.hello()

    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
    assert ("ended",) in centre.run("SELECT what FROM lendstation.audit")


def test_a_statement_that_never_ends_is_ended(centre: Centre, thief: Login) -> None:
    with closing(thief.connect()) as connection, ThreadPoolExecutor(1) as pool:
        connection.execute("SET statement_timeout = 0")
        endless = pool.submit(
            connection.execute, "SELECT count(*) FROM generate_series(1, 1000000000000)"
        )
        while not centre.run(
            "SELECT 1 FROM pg_stat_activity WHERE usename = %s AND state = 'active'", thief.role
        ):
            pass
        while not centre.run("SELECT lendstation.end_stuck(1)")[0][0]:
            pass

        with pytest.raises(psycopg.OperationalError):
            endless.result()
    assert ("ended",) in centre.run("SELECT what FROM lendstation.audit")


def test_temporary_files_are_small(session) -> None:
    session.execute("SET work_mem = '64kB'")
    with pytest.raises(psycopg.errors.ConfigurationLimitExceeded):
        session.execute(
            "SELECT count(*) FROM (SELECT g, repeat('x', 200) FROM generate_series(1, 500000) AS g"
            " ORDER BY 2, 1 DESC) AS sorted"
        )


def test_a_flood_of_incarnations_ends(session, thief: Login, centre: Centre) -> None:
    centre.run(
        "INSERT INTO lendstation.chain (station, incarnation)"
        " SELECT %s, n::text FROM generate_series(1, 1000) AS n",
        thief.station,
    )

    answer = Hand(session).push("one", 1, Chain(thief.station).jumps(1))

    assert answer["refusal"].startswith("LS001")


def test_the_servers_log_names_the_login_that_was_refused(
    own_server: Server, centre: Centre, session, thief: Login
) -> None:
    with pytest.raises(InsufficientPrivilege):
        session.execute("SELECT * FROM lendstation.ledger")

    if own_server is centre.server:
        log = own_server.log.read_text()
        assert f"{thief.role}@{centre.database} ERROR:  permission denied" in log
        assert "STATEMENT:  SELECT * FROM lendstation.ledger" in log


def test_other_databases_are_closed_by_what_init_asks_for(centre: Centre, thief: Login) -> None:
    def elsewhere() -> psycopg.Connection:
        return psycopg.connect(thief.address, dbname="postgres", autocommit=True)

    with closing(elsewhere()) as connection:
        connection.execute("CREATE TEMP TABLE mine (x int)")
    with centre.admin() as admin:
        (remedy,) = [
            found.remedy.partition(";")[0]
            for found in findings(admin, TENANT)
            if "database postgres" in found.what
        ]
        admin.execute(remedy)
        try:
            with pytest.raises(psycopg.OperationalError, match="permission denied"):
                elsewhere()
        finally:
            admin.execute("GRANT CONNECT, TEMPORARY ON DATABASE postgres TO PUBLIC")
