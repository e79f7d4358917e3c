"""Sessions that commit late, roll back, die or stay open: nothing is skipped, nothing stalls."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from server_sync.troubles import trouble_of
from tests.centre import Centre, Hand, Login
from tests.postgres import Server
from tests.server_sync.central.events import Chain

PATIENCE_MS = 200
POLL_S, DEADLINE_S = 0.01, 10.0


@pytest.fixture
def second(centre: Centre) -> Login:
    return centre.enrol("Desk B")


@pytest.fixture
def quick(centre: Centre) -> None:
    """Let the centre lose its patience soon."""
    centre.run("UPDATE lendstation.centre SET patience_ms = %s", PATIENCE_MS)


@contextmanager
def _meanwhile(login: Login, events: list[bytes]) -> Iterator[Future[dict]]:
    """Push from another session while the context runs."""
    with login.connect() as connection, ThreadPoolExecutor(1) as pool:
        yield pool.submit(Hand(connection).push, "one", 1, events)


def _waits(centre: Centre, login: Login) -> None:
    """Return as soon as a session of this login waits for a lock."""
    pause = threading.Event()
    for _ in range(int(DEADLINE_S / POLL_S)):
        if centre.run(
            "SELECT 1 FROM pg_stat_activity WHERE usename = %s AND wait_event_type = 'Lock'",
            login.role,
        ):
            return
        pause.wait(POLL_S)
    pytest.fail("nobody waits")


def test_scenario_11_a_late_commit_is_never_skipped(
    centre: Centre, login: Login, second: Login, hand: Hand
) -> None:
    early, late = Chain(login.station).jumps(2), Chain(second.station).jumps(3)
    hand.connection.execute("BEGIN")
    hand.push("one", 1, early)

    with second.connect() as reader, _meanwhile(second, late) as pushed:
        _waits(centre, second)
        assert Hand(reader).pull() == []
        hand.connection.execute("COMMIT")
        assert pushed.result()["head"] == 5
        rows = Hand(reader).pull()

    assert [row["feed"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["content"] for row in rows] == early + late


@pytest.mark.parametrize("end", ["rollback", "kill"])
def test_scenario_12_who_rolls_back_or_is_killed_leaves_no_gap(
    centre: Centre, login: Login, second: Login, hand: Hand, end: str
) -> None:
    hand.connection.execute("BEGIN")
    hand.push("one", 1, Chain(login.station).jumps(4))

    with _meanwhile(second, Chain(second.station).jumps(2)) as pushed:
        _waits(centre, second)
        if end == "rollback":
            hand.connection.execute("ROLLBACK")
        else:
            centre.run("SELECT pg_terminate_backend(%s)", hand.connection.info.backend_pid)
        assert pushed.result()["head"] == 2

    with login.connect() as again:
        assert Hand(again).push("one", 1, Chain(login.station).jumps(1))["head"] == 3
        assert [row["feed"] for row in Hand(again).pull()] == [1, 2, 3]


@pytest.mark.usefixtures("quick")
def test_scenario_13_a_station_that_keeps_the_feed_locked_is_cut_off(
    centre: Centre, login: Login, second: Login, hand: Hand
) -> None:
    hand.connection.execute("SET idle_in_transaction_session_timeout = 0")
    hand.connection.execute("BEGIN")
    hand.push("one", 1, Chain(login.station).jumps(1))

    with second.connect() as other:
        answer = Hand(other).push("one", 1, Chain(second.station).jumps(1))

    assert (answer["head"], answer["refusal"]) == (1, None)
    with pytest.raises(psycopg.OperationalError):
        hand.connection.execute("COMMIT")
    assert centre.run("SELECT station, times FROM lendstation.audit WHERE what = 'ended'") == [
        (login.station, 1)
    ]


@pytest.mark.usefixtures("quick")
def test_scenario_13_somebody_else_who_locks_the_feed_is_named_and_pulls_go_on(
    centre: Centre, login: Login, hand: Hand
) -> None:
    hand.push("one", 1, (chain := Chain(login.station)).jumps(1))
    with centre.admin() as admin:
        admin.execute("BEGIN")
        admin.execute("SELECT * FROM lendstation.feed_head FOR UPDATE")

        with pytest.raises(psycopg.Error) as refused:
            hand.push("one", 2, chain.jumps(1))

        assert trouble_of(refused.value).code == "C009"
        assert len(hand.pull()) == 1
    assert hand.push("one", 2, chain.events[1:])["acked_seq"] == 2


def test_scenario_13_idle_transactions_here_and_elsewhere_hold_nobody_up(
    centre: Centre, server: Server, login: Login, hand: Hand, database: str
) -> None:
    with centre.admin() as here, psycopg.connect(server.at(database)) as elsewhere:
        for idle in (here, elsewhere):
            idle.execute("BEGIN") if idle.autocommit else None
            idle.execute("CREATE TABLE public.idle ()")

        assert hand.push("one", 1, Chain(login.station).jumps(2))["head"] == 2
        assert [row["feed"] for row in hand.pull()] == [1, 2]
        here.execute("ROLLBACK")


def test_scenario_2_two_sessions_of_one_station_push_one_after_the_other(
    centre: Centre, login: Login, hand: Hand
) -> None:
    events = Chain(login.station).jumps(3)
    hand.connection.execute("BEGIN")
    hand.push("one", 1, events)

    with _meanwhile(login, events) as pushed:
        _waits(centre, login)
        hand.connection.execute("COMMIT")
        assert pushed.result()["acked_seq"] == 3

    assert [row["content"] for row in hand.pull()] == events


def test_scenario_23_a_serialization_failure_is_over_when_tried_again(
    login: Login, second: Login, hand: Hand
) -> None:
    events = Chain(login.station).jumps(1)
    hand.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    hand.pull()
    with second.connect() as other:
        Hand(other).push("one", 1, Chain(second.station).jumps(1))

    with pytest.raises(psycopg.errors.SerializationFailure) as refused:
        hand.push("one", 1, events)
    hand.connection.execute("ROLLBACK")

    assert trouble_of(refused.value).code == "C009"
    assert hand.push("one", 1, events)["acked_seq"] == 1


def test_scenario_23_a_station_has_two_connections_and_no_more(login: Login, hand: Hand) -> None:
    with login.connect():
        with pytest.raises(psycopg.OperationalError) as refused:
            login.connect()
        assert trouble_of(refused.value).code == "C009"
        assert hand.hello()["head"] == 0


def test_scenario_23_a_statement_that_takes_too_long_ends_and_can_be_repeated(
    centre: Centre, login: Login, hand: Hand
) -> None:
    events = Chain(login.station).jumps(1)
    hand.connection.execute("SET statement_timeout = '100ms'")
    with centre.admin() as admin:
        admin.execute("BEGIN")
        admin.execute("SELECT * FROM lendstation.feed_head FOR UPDATE")
        with pytest.raises(psycopg.errors.QueryCanceled) as refused:
            hand.push("one", 1, events)

    assert trouble_of(refused.value).code == "C009"
    assert hand.push("one", 1, events)["acked_seq"] == 1


def test_scenario_16_a_full_disk_stores_nothing_and_is_over_when_there_is_room(
    centre: Centre, login: Login, hand: Hand
) -> None:
    events = Chain(login.station).jumps(2)
    centre.run(
        """
        CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$
        """
    )
    centre.run(
        "CREATE TRIGGER full_disk BEFORE UPDATE ON lendstation.feed_head FOR EACH ROW"
        " EXECUTE FUNCTION public.full()"
    )
    with pytest.raises(psycopg.Error) as refused:
        hand.push("one", 1, events)
    centre.run("DROP FUNCTION public.full CASCADE")

    assert trouble_of(refused.value).code == "C006"
    assert hand.pull() == []
    assert hand.push("one", 1, events)["acked_seq"] == 2


def test_a_commit_wakes_who_listens_with_the_new_head(login: Login, second: Login) -> None:
    with login.connect() as listening, second.connect() as other:
        listening.execute("LISTEN lendstation")
        Hand(other).push("one", 1, Chain(second.station).jumps(3))

        told = next(listening.notifies(timeout=DEADLINE_S))

    assert (told.channel, told.payload) == ("lendstation", "3")
