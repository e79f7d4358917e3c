"""What was lent under an older policy is the same everywhere, however a station came to know it."""

import pytest

from kiosk.domain.bodies.lending import CheckedOut, Corrected, LineOut
from kiosk.domain.bodies.records import PolicySet
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.events import EventRef
from kiosk.domain.ids import Entity, LineId, LoanId, subject
from kiosk.domain.policy import Policy, Scope, policy_key
from tests.server_sync.town import Post, Town
from tests.store import world

ABOUT = subject(Entity.POLICY, policy_key("", "", ""))


def set_policy(post: Post, **fields: str | int) -> EventRef:
    with post.station.books.write(post.clock.advance(seconds=1)) as book:
        return book.append(PolicySet("", "", "", fields), (ABOUT,))


def lend(post: Post, asset: str, alias: str) -> None:
    with post.station.books.write(post.clock.advance(seconds=1)) as book:
        holder = subject(Entity.PERSON, alias)
        basis = Policy().basis() | Scope().basis() | {"held": 0}
        lines = (LineOut(LineId(book.new_id()), 1, asset),)
        body = CheckedOut(LoanId(book.new_id()), "s1", holder, lines, basis=basis)
        book.append(body, (subject(Entity.ASSET, asset), holder), alias)


def stocked(town: Town) -> tuple[list[str], str]:
    with town.first.station.books.write(town.clock.now()) as book:
        _, alias = world.add_person(book, "Ada", "0A0A0A0A0A")
        return [world.add_asset(book, f"LS-{n}") for n in range(3)], alias


def send(post: Post) -> None:
    """Send without reading the feed, as a round does whose answer is lost."""
    chain = post.replica.chains()[-1]
    unsent = post.replica.unsent(chain.incarnation, chain.acked, 100, 1 << 20)
    post.centre.push(chain.incarnation, chain.acked + 1, unsent, ())


def hear(post: Post) -> None:
    """Read the feed without sending, as a round does that is cut in between."""
    own = post.replica.chains()[-1].incarnation
    post.replica.apply(post.centre.pull(post.replica.cursor().feed, 64, own))
    post.replica.fold_marked()


def shown(post: Post) -> list[tuple[str, str]]:
    found = post.tables()["exception"]
    return sorted((row[2], row[4]) for row in found if row[1] == "stale_policy")


def test_filled_in_bulk_rebuilt_or_there_all_along_a_station_says_the_same(town: Town) -> None:
    away, early = town.joins("away"), town.joins("early")
    assets, alias = stocked(town)
    town.sync_all()
    newest = [set_policy(town.first, loan_period="2d"), set_policy(town.first, max_items=0)]
    away.clock.advance(minutes=1)
    lend(away, assets[0], alias)
    away.sync()
    town.first.sync()
    early.sync()
    lend(early, assets[1], alias)
    town.sync_all()
    late = town.joins("late")
    town.sync_all()

    assert shown(late) == [(f"asset:{assets[0]}", str(newest[1]))]
    assert shown(early) == shown(town.first) == shown(late) == shown(away)
    for post in town.posts:
        before = post.tables()
        assert post.station.verify().wrong == []
        post.station.rebuild()
        assert post.tables() == before


def test_a_policy_that_comes_out_of_order_in_a_first_sync_is_in_force_when_it_was_set(
    town: Town,
) -> None:
    other, away = town.joins("other", privileged=True), town.joins("away")
    assets, alias = stocked(town)
    town.sync_all()
    set_policy(other, loan_period="2d")
    away.clock.advance(minutes=1)
    lend(away, assets[0], alias)
    town.first.clock.advance(minutes=2)
    set_policy(town.first, loan_period="7d")
    town.first.sync()
    away.sync()
    town.sync_all()
    late = town.joins("late")
    town.sync_all()

    assert len(shown(late)) == 1
    assert shown(late) == shown(town.first) == shown(other) == shown(away)


def test_a_policy_that_was_taken_back_or_disowned_makes_nothing_stale(town: Town) -> None:
    other, away = town.joins("other", privileged=True), town.joins("away")
    assets, alias = stocked(town)
    town.sync_all()
    wrong = set_policy(town.first, loan_period="2d")
    stolen = set_policy(other, max_items=0)
    away.clock.advance(minutes=1)
    lend(away, assets[0], alias)
    town.sync_all()
    assert len(shown(town.first)) == 1

    with town.first.station.books.write(town.first.clock.advance(minutes=5)) as book:
        book.append(Corrected(str(wrong)), (ABOUT,))
        body = StationDisowned(stolen.station, stolen.incarnation, stolen.seq)
        book.append(body, (subject(Entity.STATION, stolen.station),))
    town.sync_all()
    late = town.joins("late")
    town.sync_all()

    assert [shown(post) for post in town.posts] == [[]] * 4
    assert late.station.verify().wrong == town.first.station.verify().wrong == []


def test_a_number_that_comes_with_a_loan_of_who_had_heard_the_policy_is_there_first(
    town: Town,
) -> None:
    early = town.joins("early")
    assets, alias = stocked(town)
    town.sync_all()
    set_policy(town.first, loan_period="2d")
    send(town.first)
    early.sync()
    early.clock.advance(minutes=1)
    lend(early, assets[0], alias)
    early.sync()

    town.first.sync()

    assert shown(town.first) == shown(early) == []
    assert town.first.station.verify().wrong == []


@pytest.mark.parametrize("way", ["taken back", "not taken"])
def test_where_what_a_desk_had_heard_goes_what_it_had_not_heard_holds(town: Town, way: str) -> None:
    away = town.joins("away", privileged=True)
    assets, alias = stocked(town)
    town.sync_all()
    unheard = set_policy(town.first, loan_period="2d")
    away.clock.advance(minutes=1)
    heard = set_policy(away, loan_period="7d")
    lend(away, assets[0], alias)
    town.first.sync()
    hear(away)
    assert shown(away) == []
    if way == "not taken":
        town.server.quarantined_kinds = {"policy_set"}
    away.sync()
    if way == "taken back":
        town.sync_all()
        assert shown(away) == shown(town.first) == []
        with away.station.books.write(away.clock.advance(minutes=5)) as book:
            book.append(Corrected(str(heard)), (ABOUT,))
    town.sync_all()
    town.joins("late")
    town.sync_all()

    for post in town.posts:
        assert shown(post) == [(f"asset:{assets[0]}", str(unheard))]
        assert post.station.verify().wrong == []
