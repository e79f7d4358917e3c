"""Hello: what the centre holds beside what the station holds, so that every difference is seen."""

import pytest

from kiosk.domain.canonical import GENESIS, event_hash
from tests.centre import Centre, Hand, Login
from tests.server_sync.central.events import Chain


@pytest.fixture
def chain(hand: Hand, login: Login) -> Chain:
    """Three events that the centre holds."""
    made = Chain(login.station)
    hand.push("one", 1, made.jumps(3))
    return made


def test_a_new_station_hears_who_it_is_and_that_nothing_is_here(hand: Hand, login: Login) -> None:
    told = hand.hello("never heard of", seq=0)

    assert (told["station"], told["name"], told["standing"]) == (login.station, "Desk A", "active")
    assert told["privileged"] is True
    assert (told["acked_seq"], told["acked_hash"], told["hash_at"]) == (0, GENESIS, None)
    assert (told["head"], told["feed_agrees"], told["snapshot"]) == (0, True, 0)


def test_a_station_that_wrote_more_hears_how_far_the_centre_is(hand: Hand, chain: Chain) -> None:
    chain.jumps(2)

    told = hand.hello("one", seq=5, hash=event_hash(chain.events[4]))

    assert (told["acked_seq"], told["hash_at"]) == (3, None)
    assert told["acked_hash"] == event_hash(chain.events[2])


def test_scenario_18_a_restored_disk_hears_that_more_is_here(hand: Hand, chain: Chain) -> None:
    told = hand.hello("one", seq=2, hash=event_hash(chain.events[1]))

    assert told["acked_seq"] == 3
    assert told["hash_at"] == event_hash(chain.events[1])


def test_scenario_19_a_cloned_disk_hears_another_hash_and_it_is_recorded(
    hand: Hand, chain: Chain, centre: Centre
) -> None:
    told = hand.hello("one", seq=3, hash=bytes(31) + b"\1")

    assert told["hash_at"] == event_hash(chain.events[2])
    assert centre.run("SELECT detail FROM lendstation.audit WHERE what = 'fork'") == [("one/3",)]


@pytest.mark.usefixtures("chain")
def test_a_cursor_and_its_digest_agree_with_the_feed_they_were_read_from(hand: Hand) -> None:
    epoch = hand.hello()["epoch_now"]

    for row in hand.pull():
        told = hand.hello(epoch=epoch, cursor=row["feed"], digest=row["digest"])
        assert told["feed_agrees"]


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize(
    "lost",
    [{"cursor": 9}, {"digest": 7}, {"epoch": "another"}, {"cursor": 0, "epoch": "another"}],
)
def test_scenario_20_a_centre_that_was_restored_is_seen(hand: Hand, lost: dict) -> None:
    last = hand.pull()[-1]
    said = {"epoch": hand.hello()["epoch_now"], "cursor": last["feed"], "digest": last["digest"]}
    assert hand.hello(**said)["feed_agrees"]

    assert not hand.hello(**(said | lost))["feed_agrees"]


def test_pages_follow_each_other_without_a_gap(hand: Hand, chain: Chain) -> None:
    hand.push("one", 4, chain.jumps(4))

    pages = [hand.pull(cursor, most=3) for cursor in (0, 3, 6, 7)]

    assert [[row["feed"] for row in page] for page in pages] == [[1, 2, 3], [4, 5, 6], [7], []]


def test_a_page_ends_at_about_a_mebibyte(hand: Hand, login: Login) -> None:
    chain = Chain(login.station)
    for number in range(5):
        hand.push("one", number + 1, [chain.append_raw(b"x" * 400_000)])

    assert [len(hand.pull(cursor)) for cursor in (0, 3)] == [3, 2]
