"""Pushing: each event is stored once, verbatim, under the next dense number of the feed."""

import hashlib

import pytest

from kiosk.domain.bodies.stations import ClockJumped, StationEnrolled
from kiosk.domain.canonical import GENESIS, encode, event_hash
from kiosk.domain.events import PRIVILEGED
from kiosk.domain.feed import share
from kiosk.domain.ids import LocationId, StationId
from tests.centre import Centre, Hand, Login
from tests.server_sync.central.events import Chain, role_given


@pytest.fixture
def chain(login: Login) -> Chain:
    return Chain(login.station)


def test_pushed_events_stand_in_the_feed_byte_for_byte(hand: Hand, chain: Chain) -> None:
    events = chain.jumps(3)

    answer = hand.push("one", 1, events)

    assert answer == {
        "acked_seq": 3,
        "acked_hash": event_hash(events[-1]),
        "head": 3,
        "forked": 0,
        "quarantined": 0,
        "refused_keys": 0,
        "refusal": None,
    }
    rows = hand.pull()
    assert [row["content"] for row in rows] == events
    assert [(row["feed"], row["what"], row["seq"]) for row in rows] == [
        (1, "e", 1),
        (2, "e", 2),
        (3, "e", 3),
    ]
    assert {(row["station"], row["incarnation"]) for row in rows} == {(chain.station, "one")}


def test_what_is_here_already_is_answered_and_not_stored_again(hand: Hand, chain: Chain) -> None:
    events = chain.jumps(5)
    hand.push("one", 1, events[:3])

    assert hand.push("one", 1, events[:3])["acked_seq"] == 3
    assert hand.push("one", 2, events[1:])["acked_seq"] == 5
    assert hand.push("one", 1, [])["acked_seq"] == 5

    assert [row["content"] for row in hand.pull()] == events


def test_the_digest_of_the_feed_is_what_a_station_computes(hand: Hand, chain: Chain) -> None:
    hand.push("one", 1, chain.jumps(4))

    sums = 0
    for row in hand.pull():
        content_hash = hashlib.sha256(row["content"]).digest()
        sums += share(row["feed"], row["received_ms"], content_hash)
        assert row["digest"] == sums
    assert sums


def test_a_gap_is_refused_and_recorded(centre: Centre, hand: Hand, chain: Chain) -> None:
    events = chain.jumps(3)

    assert hand.push("one", 2, events[1:])["refusal"].startswith("LS001")
    assert hand.push("one", 0, events)["refusal"].startswith("LS001")

    assert hand.pull() == []
    assert centre.run("SELECT what, times FROM lendstation.audit WHERE what = 'refused'") == [
        ("refused", 2)
    ]


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_a_chain_that_does_not_hold_is_refused_whole(hand: Hand, chain: Chain, broken: int) -> None:
    events = chain.jumps(3)
    events[broken] = bytes([1]) * 32 + events[broken][32:]

    answer = hand.push("one", 1, events)

    assert answer["refusal"].startswith("LS002")
    assert (answer["acked_seq"], answer["acked_hash"]) == (0, GENESIS)
    assert hand.pull() == []


def test_what_cannot_be_a_chain_is_refused(hand: Hand) -> None:
    for events in ([b"", b"x"], [None], [GENESIS + b"{}", None]):
        assert hand.push("one", 1, events)["refusal"].startswith("LS002")

    assert hand.push("one", 1, [])["acked_seq"] == 0
    assert hand.pull() == []


def test_two_machines_under_one_identity_are_a_fork_and_both_bodies_are_kept(
    centre: Centre, hand: Hand, chain: Chain
) -> None:
    chain.jumps(2)
    clone = chain.copy()
    hand.push("one", 1, [*chain.events, *chain.jumps(2)])
    clone.write(ClockJumped(77), ClockJumped(78))

    answer = hand.push("one", 1, clone.events)

    assert (answer["forked"], answer["acked_seq"]) == (3, 4)
    assert answer["acked_hash"] == event_hash(chain.events[-1])
    assert [row["content"] for row in hand.pull()] == chain.events
    assert centre.run("SELECT seq, content FROM lendstation.fork") == [(3, clone.events[2])]
    hand.push("one", 1, clone.events)
    assert len(centre.run("SELECT 1 FROM lendstation.fork")) == 1


def test_the_own_incarnation_comes_back_as_receipts_without_content(
    hand: Hand, other: Hand, chain: Chain
) -> None:
    hand.push("one", 1, chain.jumps(2))

    assert [row["content"] for row in hand.pull(own="one")] == [None, None]
    assert [row["content"] for row in other.pull(own="one")] == chain.events


def test_a_privileged_kind_from_another_station_is_quarantined(
    login: Login, other: Hand, centre: Centre
) -> None:
    chain = Chain(centre.logins[-1].station)
    chain.write(role_given())
    chain.jumps(1)

    answer = other.push("one", 1, chain.events)

    assert (answer["acked_seq"], answer["quarantined"]) == (2, 1)
    assert [row["what"] for row in other.pull()] == ["q", "e"]
    assert centre.run("SELECT quarantine FROM lendstation.ledger WHERE seq = 1") == [
        ("not privileged",)
    ]
    assert login.station not in {row["station"] for row in other.pull()}


def test_a_privileged_kind_from_a_privileged_station_stands(hand: Hand, chain: Chain) -> None:
    assert hand.push("one", 1, chain.write(role_given()))["quarantined"] == 0


@pytest.mark.parametrize(("own", "privileged"), [(True, False), (True, True), (False, False)])
def test_a_station_may_say_of_itself_alone_that_it_goes_on(
    other: Hand, centre: Centre, *, own: bool, privileged: bool
) -> None:
    me = centre.logins[-1].station
    body = StationEnrolled(
        StationId(me if own else "another"), "Desk", LocationId("site"), privileged, "before"
    )

    answer = other.push("two", 1, Chain(me, "two").write(body))

    assert answer["quarantined"] == int(not own or privileged)


def test_each_incarnation_is_a_chain_of_its_own(hand: Hand, login: Login) -> None:
    first, second = Chain(login.station, "one"), Chain(login.station, "two")

    hand.push("one", 1, first.jumps(2))
    hand.push("two", 1, second.jumps(1))

    assert hand.push("one", 3, first.jumps(1))["acked_seq"] == 3
    assert hand.push("two", 2, second.jumps(1))["acked_seq"] == 2


def test_the_centre_clamps_what_time_an_event_claims(hand: Hand, chain: Chain) -> None:
    chain.write(ClockJumped(1), hlc=(4_000_000_000_000) << 16)
    chain.write(ClockJumped(1), hlc=1000 << 16)

    hand.push("one", 1, chain.events)

    ahead, behind = hand.pull()
    assert ahead["effective_ms"] == ahead["received_ms"] + 120_000
    assert behind["effective_ms"] == 1000


def test_an_event_is_only_its_canonical_bytes(hand: Hand, chain: Chain) -> None:
    good = encode(chain._event(ClockJumped(1), None), b"")

    assert hand.push("one", 1, [chain.append_raw(good)])["quarantined"] == 0


def test_the_centre_and_the_folds_name_the_same_kinds_as_privileged(centre: Centre) -> None:
    named = centre.run("SELECT kind FROM lendstation.privileged_kind")

    assert {kind for (kind,) in named} == {kind.value for kind in PRIVILEGED}
