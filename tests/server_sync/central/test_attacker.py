"""Somebody with a station's password and raw SQL: refused, limited or quarantined, and recorded."""

import base64
import json
from pathlib import Path

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Literal

from kiosk.clock import SystemClock
from kiosk.domain.bodies.stations import ClockJumped
from kiosk.store.replica import StationReplica
from server_sync.round import Round
from server_sync.wire import Address, PostgresCentre
from tests.centre import TENANT, Centre, Hand, Login
from tests.server_sync.central.events import Chain, role_given
from tests.store import world
from tests.store.station_fixture import KEYS, make_station

MIB = 1024 * 1024
CALLS = {
    "hello(integer,text,bigint,bytea,text,bigint,bigint,bigint)",
    "history(text,bigint,integer)",
    "join(text)",
    "keys(bigint,integer)",
    "pull(bigint,integer,text)",
    "push(text,bigint,bytea[],bytea[])",
    "snapshot(integer)",
}
TRICKS = ["'", '"', "'; DROP TABLE lendstation.ledger; --", "$$", "\\", "%s", "\n", "x" * 64, "é'"]


def test_a_login_may_call_these_functions_and_nothing_else(centre: Centre, thief: Login) -> None:
    allowed = centre.run(
        "SELECT p.oid::regprocedure::text FROM pg_proc p"
        " WHERE p.pronamespace::regnamespace::text LIKE 'lendstation%%'"
        " AND has_function_privilege(%s, p.oid, 'EXECUTE')"
        " AND has_schema_privilege(%s, p.pronamespace, 'USAGE')",
        thief.role,
        thief.role,
    )

    assert {name.removeprefix("lendstation.").replace('"', "") for (name,) in allowed} == CALLS


def test_a_login_sees_and_changes_no_table(centre: Centre, session) -> None:
    tables = [
        name
        for (name,) in centre.run(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname LIKE 'lendstation%'"
        )
    ]
    assert "lendstation.ledger" in tables

    for table in tables:
        for statement in (
            "SELECT * FROM {}",
            "SELECT 1 FROM {} FOR UPDATE",
            "INSERT INTO {} DEFAULT VALUES",
            "DELETE FROM {}",
            "TRUNCATE {}",
            "LOCK {} IN ACCESS SHARE MODE",
            "DROP TABLE {}",
            "ALTER TABLE {} DISABLE TRIGGER ALL",
            "COPY {} TO STDOUT",
        ):
            with pytest.raises(InsufficientPrivilege), session.transaction():
                session.execute(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE lendstation_owner",
        "SET ROLE lendstation_keeper",
        "SET ROLE lendstation_admin",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "ALTER ROLE CURRENT_USER CREATEROLE",
        "ALTER ROLE CURRENT_USER CONNECTION LIMIT 100",
        "ALTER ROLE CURRENT_USER VALID UNTIL 'infinity'",
        "ALTER ROLE CURRENT_USER SET temp_file_limit = -1",
        "ALTER ROLE lendstation_owner LOGIN",
        "GRANT lendstation_admin TO CURRENT_USER",
        "CREATE ROLE another",
        "CREATE SCHEMA another",
        "CREATE TABLE public.mine ()",
        "CREATE TABLE lendstation.mine ()",
        "CREATE TEMP TABLE mine (x int)",
        "SELECT 1 AS x INTO TEMP mine",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OPERATOR public.= (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)",
        "CREATE EXTENSION plpgsql",
        "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
        "DO $$ BEGIN END $$",
        "DO LANGUAGE sql 'SELECT 1'",
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT pg_sleep(1)",
        "SELECT pg_sleep_for('1 s')",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_try_advisory_xact_lock(n) FROM generate_series(1, 9) AS n",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "COPY (SELECT 1) TO '/tmp/x'",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_reload_conf()",
        "SELECT pg_rotate_logfile()",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_largeobject",
        "SELECT * FROM pg_hba_file_rules",
        "SET temp_file_limit = -1",
        "SET session_replication_role = replica",
        "ALTER SYSTEM SET max_connections = 1",
        "ALTER DATABASE {} SET statement_timeout = 0",
        "ALTER TABLE lendstation.ledger OWNER TO CURRENT_USER",
        "COMMENT ON SCHEMA lendstation IS 'mine'",
        "CHECKPOINT",
        "PREPARE TRANSACTION 'left open'",
        "SELECT lendstation.take_head()",
        "SELECT lendstation.tidy()",
        "SELECT lendstation.revoke('x')",
        "SELECT lendstation.enrol('x', 'x', true, 'lendstation_aaaaaaaaaa', 'x')",
        "SELECT lendstation.drop_login('postgres')",
        "SELECT lendstation.note('x', 'x', 'x')",
    ],
)
def test_a_statement_that_no_station_needs_is_refused(
    centre: Centre, session, statement: str
) -> None:
    if statement.startswith("PREPARE"):
        session.execute("BEGIN")
    with pytest.raises(psycopg.Error) as refused:
        session.execute(statement.format(centre.database))

    # not permitted, no such large object function, switched off, or not inside a transaction
    assert refused.value.sqlstate in {"42501", "55000", "0A000", "42704", "42883", "42710"}, (
        refused.value
    )


def test_another_session_of_somebody_else_cannot_be_ended_or_read(
    centre: Centre, session, hand: Hand
) -> None:
    victim = hand.connection.info.backend_pid
    hand.connection.execute("SELECT 'a secret'")

    with pytest.raises(InsufficientPrivilege):
        session.execute(SQL("SELECT pg_terminate_backend({})").format(Literal(victim)))
    (seen,) = session.execute(
        "SELECT query FROM pg_stat_activity WHERE pid = %s", (victim,)
    ).fetchone()
    assert "secret" not in seen
    assert centre.run("SELECT 1 FROM pg_stat_activity WHERE pid = %s", victim)


def test_an_old_event_cannot_be_written_again(session, thief: Login, centre: Centre) -> None:
    chain = Chain(thief.station)
    hand = Hand(session)
    hand.push("one", 1, chain.jumps(5))
    forged = Chain(thief.station)
    forged.write(*(ClockJumped(99) for _ in range(5)))

    answer = hand.push("one", 1, forged.events)

    assert answer["forked"] == 1
    assert [row["content"] for row in hand.pull()] == chain.events
    assert ("fork",) in centre.run("SELECT what FROM lendstation.audit")


def test_nobody_speaks_for_another_station(session, hand: Hand, login: Login) -> None:
    theirs = Chain(login.station)
    hand.push("one", 1, theirs.jumps(2))

    forged = theirs.copy().jumps(1)
    thief = Hand(session)
    assert thief.push("one", 3, forged)["refusal"].startswith("LS001")
    assert thief.push("two", 1, Chain(login.station, "two").jumps(1))["quarantined"] == 1

    assert hand.hello("one")["acked_seq"] == 2
    assert {(row["station"], row["what"]) for row in hand.pull()} == {
        (login.station, "e"),
        (thief.hello()["station"], "q"),
    }


def test_a_privileged_act_is_quarantined_and_recorded(
    session, thief: Login, centre: Centre
) -> None:
    answer = Hand(session).push("one", 1, Chain(thief.station).write(role_given()))

    assert answer["quarantined"] == 1
    assert centre.run("SELECT detail FROM lendstation.audit WHERE what = 'quarantined'") == [
        ('1 of one/1..1: {"not privileged"}',)
    ]


@pytest.mark.parametrize("trick", TRICKS)
def test_text_is_text_in_every_field(session, thief: Login, centre: Centre, trick: str) -> None:
    hand = Hand(session)
    hand.hello(trick, epoch=trick, hash=trick.encode())
    hand.pull(own=trick)
    chain = Chain(thief.station, trick)
    chain.jumps(1)
    hand.push(trick, 1, chain.events, [trick.encode(), b'{"table":"' + trick.encode() + b'"}'])

    assert centre.run("SELECT count(*) FROM lendstation.ledger") == [(1,)]
    assert centre.run("SELECT incarnation FROM lendstation.chain") == [(trick,)]


@pytest.mark.parametrize(
    "setting",
    [
        "search_path = pg_temp, public",
        "standard_conforming_strings = off",
        "transform_null_equals = on",
        "bytea_output = 'escape'",
        "DateStyle = 'German'",
        "client_encoding = 'LATIN1'",
        "default_transaction_deferrable = on",
        "enable_indexscan = off",
        "timezone = 'Pacific/Kiritimati'",
        "synchronous_commit = off",
    ],
)
def test_settings_of_a_session_change_nothing(session, thief: Login, setting: str) -> None:
    session.execute(f"SET {setting}")
    hand, chain = Hand(session), Chain(thief.station)

    assert hand.push("one", 1, chain.jumps(2))["refusal"] is None
    answer = hand.push("one", 3, [*chain.jumps(1), chain.append_raw(b"\x80")])
    assert (answer["refusal"], answer["quarantined"]) == (None, 1)
    assert [row["content"] for row in hand.pull()] == chain.events
    assert hand.hello("one", seq=4)["hash_at"] == hand.push("one", 1, [])["acked_hash"]


def test_what_another_station_sent_names_nobody_without_the_organisation_key(
    centre: Centre, session, tmp_path: Path
) -> None:
    station = make_station(tmp_path / "first", SystemClock())
    login = centre.enrol("First", station=station.books.station)
    world.lend_something(station)
    with station.books.write(station.clock.now()) as book:
        _, alias = world.add_person(book, "Zoë Quill", "0A0B0C0D0E")
        world.bar(book, alias)
    _sync(station, login, centre)
    station.close()

    rows = Hand(session).pull()

    everything = b"".join(row["content"] for row in rows)
    assert len(rows) > 8
    assert {row["what"] for row in rows} == {"e", "k"}
    for secret in (world.NAME, world.BADGE, world.REASON, "Zoë", "Quill", "0A0B0C0D0E"):
        assert secret.encode() not in everything
        assert secret.lower().encode() not in everything.lower()
    assert not _opens(rows, bytes(32))
    assert _opens(rows, KEYS.organisation)


def _sync(station, login: Login, centre: Centre) -> None:
    address = Address(
        "127.0.0.1",
        centre.database,
        TENANT,
        login.role,
        login.password,
        centre.server.port,
        sslmode="disable",
    )
    wire = PostgresCentre.open(address)
    try:
        Round(StationReplica(station), wire, station.clock).run()
    finally:
        wire.close()


def _opens(rows: list[dict], organisation_key: bytes) -> bool:
    """Try to unwrap every key in the feed."""
    wrapped = [json.loads(row["content"]) for row in rows if row["what"] == "k"]
    assert wrapped
    try:
        for each in wrapped:
            sealed = base64.b64decode(each["wrapped_key"])
            AESGCM(organisation_key).decrypt(sealed[:12], sealed[12:], each["alias"].encode())
    except InvalidTag:
        return False
    return True
