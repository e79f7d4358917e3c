"""Scenarios between desks that did not know of each other, in every order of coming back."""

import json
from itertools import permutations

import pytest

from kiosk.domain.bodies.lending import CheckedIn, LineIn, PartMissing, PartReturned
from kiosk.domain.bodies.people import BadgeGiven, BadgeWithdrawn, Barred
from kiosk.domain.bodies.records import PolicySet, RecordChanged, RecordRemoved, StatusSet
from kiosk.domain.events import Personal
from kiosk.domain.hlc import from_ms
from kiosk.domain.ids import Entity, subject
from kiosk.domain.policy import policy_key
from kiosk.store.erasure import erase
from kiosk.store.replica import StationReplica
from tests.desk.school import (
    BADGES,
    PART,
    about_asset,
    about_kit,
    asset_id,
    kit_id,
    person_id,
)
from tests.simulation.asked import all_is_well, still_holds
from tests.simulation.machine import Machine
from tests.simulation.unsteady import Fault
from tests.simulation.world import World

EITHER_ORDER = [("hall", "office"), ("office", "hall")]


class Town:
    """A world without chance: three desks by name."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.hall, self.office, self.store = world.machines

    def sync(self, *names: str) -> None:
        """Let these come back one after the other, and then everybody hear of it."""
        for name in (*names, *("hall", "office", "store") * 3):
            self.world.tick(1)
            getattr(self, name).sync()
        all_is_well(self.world.hub, self.world.machines, set())

    def exceptions(self) -> list[tuple[str, dict[str, str | int]]]:
        """Give the contradictions that every desk shows, with their facts."""
        found = self.store.query("SELECT kind, facts FROM exception ORDER BY kind, event, subject")
        return [(kind, json.loads(facts or "{}")) for kind, facts in found]

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.exceptions()]

    def holder(self, tag: str) -> str:
        """Name who has a thing, by the books of a desk that took no part."""
        (row,) = self.store.query(
            "SELECT coalesce((SELECT person FROM person_alias a JOIN line l"
            " ON l.holder = 'person:' || a.alias"
            " WHERE l.asset = ? AND l.returned_ms = 0), '')",
            asset_id(tag),
        )
        names = {person_id(name): name for name in BADGES}
        return names.get(row[0], "")


@pytest.fixture
def town(worlds):
    made = Town(worlds(0))
    yield made
    made.world.close()


def write(machine: Machine, body, *about: str) -> None:
    with machine.station.books.write(machine.clock.now()) as book:
        book.append(body(book) if callable(body) else body, about)


def bar(machine: Machine, name: str) -> None:
    def barred(book):
        alias = book.actor_alias(person_id(name))
        return Barred(alias, book.new_id(), Personal(book.seal(alias, "reason", "broke a lens")))

    write(machine, barred, subject(Entity.PERSON, alias_of(machine, name)))


def alias_of(machine: Machine, name: str) -> str:
    with machine.station.books.write(machine.clock.now()) as book:
        return book.actor_alias(person_id(name))


@pytest.mark.parametrize("order", EITHER_ORDER)
def test_03_the_same_thing_lent_at_two_desks_is_one_contradiction_and_both_facts(town, order):
    town.hall.lend("ada", "CAM-1")
    town.office.clock.advance(seconds=60)
    town.office.lend("ben", "CAM-1")

    town.sync(*order)

    assert town.kinds() == ["double_check_out"]
    assert town.holder("CAM-1") == "ben"
    loans = town.store.query("SELECT count(*) FROM line WHERE asset = ?", asset_id("CAM-1"))
    assert loans == [(2,)]


@pytest.mark.parametrize("order", list(permutations(("hall", "office", "store"))))
def test_03_three_desks_come_back_in_any_order_to_the_same_books(town, order):
    for machine, who in ((town.hall, "ada"), (town.office, "ben"), (town.store, "tess")):
        machine.clock.advance(seconds=30 * len(machine.name))
        machine.lend(who, "TRI-9")

    town.sync(*order)

    assert town.kinds() == ["double_check_out", "double_check_out"]


@pytest.mark.parametrize("order", EITHER_ORDER)
def test_04_a_return_that_comes_late_closes_its_own_loan_and_not_the_next_one(town, order):
    town.hall.lend("ada", "MIC-1")
    town.sync("hall")
    town.hall.scan("MIC-1")
    town.office.clock.advance(hours=1)
    town.office.lend("ben", "MIC-1")  # as it was out to Ada there, the scan brings it back
    town.office.lend("ben", "MIC-1")

    town.sync(*order)

    assert town.holder("MIC-1") == "ben"
    closed = town.store.query(
        "SELECT count(*) FROM line WHERE asset = ? AND returned_ms > 0 AND implied = 0",
        asset_id("MIC-1"),
    )
    assert closed == [(1,)]


@pytest.mark.parametrize("order", EITHER_ORDER)
def test_05_a_limit_reached_at_two_desks_is_shown_once_and_the_next_loan_is_refused(town, order):
    policy = PolicySet("", "", "", {"max_items": 1})
    write(town.hall, policy, subject(Entity.POLICY, policy_key("", "", "")))
    town.sync("hall")
    town.hall.lend("ada", "CAM-1")
    town.office.clock.advance(seconds=60)
    town.office.lend("ada", "MIC-1")

    town.sync(*order)

    facts = {"held": 2, "known": 0, "max": 1}
    assert town.exceptions() == [("over_limit", facts)]
    town.store.lend("ada", "TRI-9")
    assert town.holder("TRI-9") == ""


@pytest.mark.parametrize("order", EITHER_ORDER)
def test_06_somebody_barred_elsewhere_who_borrowed_is_shown_as_not_knowable(town, order):
    bar(town.hall, "ben")
    town.office.clock.advance(minutes=30)
    town.office.lend("ben", "CAM-1")

    town.sync(*order)

    assert town.exceptions() == [("borrower_barred", {"known": 0})]
    assert town.holder("CAM-1") == "ben"


@pytest.mark.parametrize("order", EITHER_ORDER)
def test_07_a_badge_given_to_somebody_else_meanwhile_names_who_had_it_then(town, order):
    ben = alias_of(town.hall, "ben")
    town.sync("hall")
    (badge,) = town.hall.query("SELECT id FROM badge WHERE person = ?", person_id("ben"))
    write(town.hall, BadgeWithdrawn(ben, badge[0]), subject(Entity.PERSON, ben))

    def give(book):
        alias = book.actor_alias(person_id("ada"))
        sealed = Personal(book.seal(alias, "code", BADGES["ben"].text))
        return BadgeGiven(alias, book.new_id(), sealed, BADGES["ben"].technology)

    write(town.hall, give, subject(Entity.PERSON, alias_of(town.hall, "ada")))
    town.office.clock.advance(minutes=30)
    town.office.lend("ben", "CAM-1")

    town.sync(*order)

    assert town.holder("CAM-1") == "ben"
    assert town.exceptions() == [("unknown_badge", {"known": 0})]


@pytest.mark.parametrize("order", EITHER_ORDER)
def test_08_a_thing_taken_out_of_use_that_comes_back_elsewhere_is_taken_and_shown(town, order):
    town.hall.lend("ada", "TRI-9")
    town.sync("hall")
    write(town.hall, RecordRemoved(Entity.ASSET, asset_id("TRI-9")), about_asset("TRI-9"))
    town.office.clock.advance(minutes=5)
    town.office.scan("TRI-9")

    town.sync(*order)

    assert town.holder("TRI-9") == ""
    assert town.kinds() == ["unknown_asset"]


@pytest.mark.parametrize("order", EITHER_ORDER)
def test_10_the_same_field_changed_at_two_desks_is_a_conflict_and_others_merge(town, order):
    for machine, fields in (
        (town.hall, {"name": "Red camera", "serial": "1"}),
        (town.office, {"name": "Blue camera", "make": "Canon"}),
    ):
        machine.clock.advance(seconds=len(machine.name))
        write(machine, RecordChanged(Entity.ASSET, asset_id("CAM-1"), fields), about_asset("CAM-1"))

    town.sync(*order)

    assert town.exceptions() == [
        ("edit_conflict", {"name.after": "Blue camera", "name.before": "Red camera"})
    ]
    (row,) = town.store.query("SELECT name, fields FROM asset WHERE id = ?", asset_id("CAM-1"))
    assert (row[0], json.loads(row[1])) == ("Blue camera", {"make": "Canon", "serial": "1"})


@pytest.mark.parametrize("order", EITHER_ORDER)
def test_a_thing_lent_while_it_was_put_in_repair_elsewhere_is_shown(town, order):
    write(town.hall, StatusSet(asset_id("MIC-1"), "in_repair"), about_asset("MIC-1"))
    town.office.clock.advance(minutes=5)
    town.office.lend("ada", "MIC-1")

    town.sync(*order)

    assert town.exceptions() == [("cannot_lend", {"status": "in_repair"})]


@pytest.mark.parametrize("fault", [Fault.NOT_ASKED, Fault.NOT_ANSWERED])
def test_22_keys_that_were_lost_on_their_way_are_sent_again(town, fault):
    town.hall.jump(400)  # another school year: everybody has a new alias with a key of its own
    town.hall.lend("ada", "CAM-1")

    town.hall.sync(fault, 2)
    town.sync("hall")

    assert town.store.query("SELECT name FROM person WHERE id = ?", person_id("ada")) == [
        ("Ada Lovelace",)
    ]
    assert town.holder("CAM-1") == "ada"


def test_25_a_clock_ten_years_ahead_is_clamped_and_moves_nobody_else_s(town):
    town.hall.jump(3_650)
    town.hall.lend("ada", "CAM-1")

    town.sync("hall")
    town.office.lend("ben", "MIC-1")
    town.sync("office")

    out = town.store.query("SELECT out_ms FROM line ORDER BY out_ms DESC LIMIT 1")
    assert from_ms(out[0][0]) < town.office.clock.now().replace(year=2027)
    mine = town.office.query(
        "SELECT max(e.hlc) >> 16 FROM event e JOIN chain c ON c.id = e.chain WHERE c.own = 1"
    )
    assert from_ms(mine[0][0]) < town.office.clock.now().replace(year=2027)


@pytest.mark.parametrize("order", EITHER_ORDER)
@pytest.mark.parametrize("first_back", ["the kit", "the cable"])
def test_09_a_kit_back_incomplete_here_and_its_part_there_owes_nothing(town, order, first_back):
    town.hall.take_kit("ada")
    town.sync("hall")
    ((line,),) = town.hall.query("SELECT id FROM line WHERE part = ?", PART)
    kit, later = kit_id("KIT-1"), {"the kit": 30, "the cable": 10}[first_back]
    back = [
        LineIn(line, part=PART, quantity=1),
        *(LineIn("", asset_id(tag)) for tag in ("KA", "KB")),
    ]
    about = (about_kit("KIT-1"), *map(about_asset, ("KA", "KB")))
    town.hall.clock.advance(minutes=20)
    write(town.hall, CheckedIn("s", tuple(back), "works", kit), *about)
    write(town.hall, PartMissing(kit, PART, line, 1, 0), about_kit("KIT-1"))
    town.office.clock.advance(minutes=later)
    write(town.office, PartReturned(kit, PART, line, 1), about_kit("KIT-1"))
    town.world.tick(3_600)

    town.sync(*order)

    assert town.store.query("SELECT count(*) FROM line WHERE returned_ms = 0") == [(0,)]
    assert town.kinds() == (["kit_incomplete"] if first_back == "the kit" else [])


@pytest.mark.parametrize("order", EITHER_ORDER)
def test_30_who_was_erased_while_others_were_offline_leaves_no_key_and_their_loans_stand(
    town, order
):
    town.office.lend("ben", "CAM-1")
    bar(town.office, "ben")
    town.store.jump(400)  # another school year: Ben has a new alias there, with a key of its own
    town.store.lend("ben", "MIC-1")
    town.store.clock.at = town.world.now

    erase(town.hall.station, person_id("ben"))
    town.sync(*order)

    for machine in (town.hall, town.office, town.store):
        keys = "SELECT count(*) FROM person_alias WHERE made_for = ? AND wrapped_key IS NOT NULL"
        assert machine.query(keys, person_id("ben")) == [(0,)]
        assert "Ben" not in str(machine.query("SELECT * FROM person"))
        out = machine.query("SELECT count(*) FROM line WHERE returned_ms = 0 AND asset <> ''")
        assert out == [(2,)]
    assert "wrapped_key" not in str(
        town.world.hub.run(
            "SELECT content FROM {tenant}.ledger l JOIN {tenant}.keyring k ON k.feed = l.feed"
            " WHERE k.person = %s AND NOT k.destroyed",
            person_id("ben"),
        )
    )


def set_policy(machine: Machine, **fields: str | int) -> None:
    key = policy_key("", "", "")
    write(machine, PolicySet("", "", "", fields), subject(Entity.POLICY, key))


@pytest.mark.parametrize("order", EITHER_ORDER)
def test_what_was_lent_under_an_older_policy_is_shown_with_what_held_by_then(town, order):
    set_policy(town.hall, loan_period="2d")
    town.office.clock.advance(seconds=60)
    town.office.lend("ada", "CAM-1")
    town.office.take_kit("ben")

    town.sync(*order)

    assert town.exceptions() == [("stale_policy", {"known": 0, "loan_period": "2d"})] * 2
    assert town.holder("CAM-1") == "ada"


def test_a_policy_of_a_station_that_was_away_for_weeks_speaks_of_what_was_lent_meanwhile(town):
    set_policy(town.hall, loan_period="2d")
    town.world.tick(14 * 86_400)
    town.office.lend("ada", "CAM-1")
    town.sync("office", "store")

    assert town.kinds() == ["stale_policy"]


def test_a_desk_that_heard_of_the_policy_lends_under_it_and_nobody_has_to_look(town):
    set_policy(town.hall, loan_period="2d")
    town.sync("hall")
    town.office.lend("ada", "CAM-1")
    town.sync("office")

    assert town.kinds() == []


def test_what_a_cut_round_left_to_be_folded_is_judged_when_it_was_folded(town, monkeypatch):
    set_policy(town.hall, loan_period="2d")
    town.office.clock.advance(seconds=60)
    town.office.lend("ada", "CAM-1")
    town.hall.sync()
    with monkeypatch.context() as cut:
        cut.setattr(StationReplica, "fold_marked", lambda _: None)
        town.office.sync()

    still_holds(town.world.hub, town.office, thorough=True)

    town.sync("office")
    assert town.kinds() == ["stale_policy"]


def test_a_policy_that_the_centre_does_not_take_from_a_station_makes_nothing_stale(town):
    set_policy(town.office, loan_period="2d")
    town.hall.clock.advance(seconds=60)
    town.hall.lend("ada", "CAM-1")

    town.sync("office", "hall")

    assert town.kinds() == []
