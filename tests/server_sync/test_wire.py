"""Real stations against a real PostgreSQL: what they say, what goes wrong, and what wakes them."""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from psycopg.conninfo import conninfo_to_dict

from kiosk.clock import SystemClock
from kiosk.domain.ids import StationId
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.replica import StationReplica
from kiosk.store.station import Station, join
from server_sync.round import Round
from server_sync.wire import Address, PostgresCentre
from server_sync.worker import Worker
from tests.centre import TENANT, Centre, Login
from tests.certificates import write_certificates
from tests.fakes.dull_proxy import DullProxy
from tests.store import world
from tests.store.station_fixture import KEYS, OPTIONS, make_station
from tests.tls_front import tls_front

_CUT = (TroubleCode.CENTRE_UNREACHABLE, TroubleCode.CENTRE_BUSY)
"""Busy: the session before has not quite ended."""
_CUTS = int(os.environ.get("LENDSTATION_CUTS", "43"))
"""Bytes from one cut to the next."""
_LOGGED_IN = 400
"""Bytes that the centre answers before a round begins, or some more."""
_RNG = Random(1)  # noqa: S311 - it spreads waits


def _address(login: Login, **others: object) -> Address:
    told = conninfo_to_dict(login.address)
    made = Address(
        str(told["host"]),
        str(told["dbname"]),
        TENANT,
        login.role,
        login.password,
        int(told["port"]),
        sslmode="disable",
    )
    return replace(made, **others)


@pytest.fixture
def first(tmp_path: Path, centre: Centre) -> Iterator[tuple[Station, Address]]:
    station = make_station(tmp_path / "first", SystemClock())
    yield station, _address(centre.enrol("First", station=station.books.station))
    station.close()


@pytest.fixture
def second(tmp_path: Path, centre: Centre) -> Iterator[tuple[Station, Address]]:
    login = centre.enrol("Second", privileged=False)
    station = join(tmp_path / "second", KEYS, SystemClock(), StationId(login.station), OPTIONS)
    yield station, _address(login)
    station.close()


def _sync(station: Station, address: Address, patience_s: float = 5.0):
    centre = PostgresCentre.open(address, patience_s)
    try:
        return Round(StationReplica(station), centre, station.clock).run()
    finally:
        centre.close()


def _name_of_holder(station: Station) -> str:
    with station.books.read(station.clock.now()) as book:
        row = book.connection.execute("SELECT holder FROM line").fetchone()
        return book.holder_name(row[0]) if row else ""


def test_a_loan_at_one_station_is_seen_at_the_other(first, second) -> None:
    world.lend_something(first[0])

    pushed = _sync(*first)
    _sync(*second)

    assert pushed.pushed == first[0].status().events
    assert first[0].status().unsent == 0
    assert _name_of_holder(second[0]) == world.NAME
    assert second[0].verify().wrong == first[0].verify().wrong == []


def test_an_answer_cut_anywhere_is_asked_for_again(first, second) -> None:
    """All that the centre answers in a round, of a station that tells and of one that hears."""
    world.lend_something(first[0])
    for station, address in (first, second):
        proxy = DullProxy(address.port)
        left = _LOGGED_IN
        while _is_cut(station, replace(address, port=proxy.port), proxy, left):
            left += _CUTS
        proxy.close()
        assert left > _LOGGED_IN + 1000

    assert second[0].status().events == first[0].status().events
    assert second[0].verify().wrong == first[0].verify().wrong == []


def _is_cut(station: Station, through: Address, proxy: DullProxy, left: int) -> bool:
    proxy.answers_left = left
    try:
        _sync(station, through)
    except Trouble as trouble:
        if trouble.code not in _CUT:
            raise
        return True
    return False


def test_an_answer_to_a_push_is_cut_anywhere_and_has_one_effect(
    first, second, centre: Centre
) -> None:
    """There is something new to push before every cut; ``LENDSTATION_CUTS=1`` is every byte."""
    newest = "SELECT max(seq), count(*) FROM lendstation.ledger WHERE seq > 0"
    _sync(*first)
    left = stored = 0
    while first[0].status().unsent or not left:
        with first[0].books.write(first[0].clock.now()) as book:
            world.add_asset(book, f"LS-{left}")
        proxy = DullProxy(first[1].port)
        proxy.answers_left = left
        with pytest.raises(Trouble) as cut:
            _sync(first[0], replace(first[1], port=proxy.port), 2.0)
        assert cut.value.code in _CUT
        proxy.close()
        events = first[0].status().events
        stored += centre.run(newest)[0] == (events, events)
        left += _CUTS
    _sync(*first)
    _sync(*second)

    assert stored > 3, "answers were cut of pushes that the centre had stored"
    assert centre.run(newest)[0] == (first[0].status().events, second[0].status().events)
    assert second[0].verify().wrong == first[0].verify().wrong == []


def test_a_centre_that_goes_silent_is_given_up_and_reached_again(first) -> None:
    world.lend_something(first[0])
    proxy = DullProxy(first[1].port)
    centre = PostgresCentre.open(replace(first[1], port=proxy.port), patience_s=0.3)
    proxy.silent.set()

    with pytest.raises(Trouble, match="does not answer"):
        Round(StationReplica(first[0]), centre, first[0].clock).run()
    proxy.silent.clear()
    centre.close()

    assert _sync(first[0], replace(first[1], port=proxy.port)).pushed > 0
    proxy.close()


@pytest.mark.parametrize("swallowed", ["questions", "answers", "questions and answers"])
def test_a_line_that_is_open_at_one_end_is_given_up_and_what_waited_is_sent_by_the_timer_alone(
    first, swallowed: str
) -> None:
    proxy = DullProxy(first[1].port)
    through = replace(first[1], port=proxy.port)
    replica = StationReplica(first[0])
    opened = lambda: PostgresCentre.open(through, patience_s=0.3)  # noqa: E731
    worker = Worker(replica, opened, first[0].clock, _RNG)
    worker.step()
    world.lend_something(first[0])
    proxy.swallowed = swallowed
    proxy.silent.set()

    wait_s = worker.step()
    assert worker.state.trouble is not None
    assert first[0].status().unsent > 0
    assert 0 < wait_s <= 2.5
    proxy.silent.clear()
    worker.step()

    assert worker.state.trouble is None
    assert first[0].status().unsent == 0
    worker.close()
    proxy.close()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"host": "no-such-host.invalid"}, TroubleCode.CENTRE_UNREACHABLE),
        ({"port": 1}, TroubleCode.CENTRE_UNREACHABLE),
        ({"password": "wrong"}, TroubleCode.CENTRE_PASSWORD),
        ({"role": "nobody_here"}, TroubleCode.CENTRE_PASSWORD),
        ({"database": "nowhere"}, TroubleCode.CENTRE_DATABASE),
        ({"sslmode": "verify-full"}, TroubleCode.CENTRE_CERTIFICATE),
        ({"tenant": "elsewhere"}, TroubleCode.CENTRE_SCHEMA),
    ],
)
def test_what_is_wrong_with_the_address_is_told_in_one_line(first, change, code) -> None:
    with pytest.raises(Trouble) as found:
        _sync(first[0], replace(first[1], **change))

    assert found.value.code is code
    assert "\n" not in found.value.message


def test_a_revoked_station_is_told_so(first, centre: Centre) -> None:
    centre.run("UPDATE lendstation.station SET standing = 'revoked'")

    with pytest.raises(Trouble) as found:
        _sync(*first)

    assert found.value.code is TroubleCode.CENTRE_REVOKED


def test_news_wakes_a_resting_station_and_so_does_its_own_bell(first, second) -> None:
    worker = Worker(
        StationReplica(second[0]),
        lambda: PostgresCentre.open(second[1]),
        second[0].clock,
        _RNG,
    )
    worker.step()
    worker.step()
    rested = threading.Event()
    thread = threading.Thread(target=lambda: (worker.rest(30), rested.set()))
    thread.start()

    world.lend_something(first[0])
    _sync(*first)
    assert rested.wait(10)
    thread.join()
    worker.step()

    assert _name_of_holder(second[0]) == world.NAME
    worker.bell.ring()
    worker.rest(30)
    worker.close()


def test_while_the_centre_is_away_the_worker_tries_less_and_less_often(first) -> None:
    address = replace(first[1], port=1)
    worker = Worker(
        StationReplica(first[0]), lambda: PostgresCentre.open(address), first[0].clock, _RNG
    )

    waits = [worker.step() for _ in range(9)]

    assert worker.state.trouble is not None
    assert waits[0] <= 2.5
    assert 90 <= waits[-1] <= 150


def test_a_centre_is_known_by_its_certificate_alone(first, tmp_path: Path, centre: Centre) -> None:
    write_certificates(tmp_path / "ours")
    write_certificates(tmp_path / "others")
    with tls_front(centre.server.port, tmp_path / "ours") as port:
        by_name = replace(first[1], host="localhost", port=port, sslmode="verify-full")
        trusting = replace(by_name, sslrootcert=tmp_path / "ours" / "root.crt")

        assert _sync(first[0], trusting).pushed > 0
        for wrong in (
            by_name,
            replace(by_name, sslrootcert=tmp_path / "others" / "root.crt"),
            replace(trusting, host="127.0.0.1"),
        ):
            with pytest.raises(Trouble) as found:
                _sync(first[0], wrong)
            assert found.value.code is TroubleCode.CENTRE_CERTIFICATE


def test_the_server_finds_out_too_that_a_station_vanished(first) -> None:
    opened = PostgresCentre.open(first[1])
    try:
        shown = opened._connection.execute("SHOW tcp_keepalives_idle").fetchone()
    finally:
        opened.close()

    assert shown == ("10",)
