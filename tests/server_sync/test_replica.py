"""What one station did is at every other, exactly once, in whatever order it came."""

import hashlib
import json

import pytest

from kiosk.domain.bodies.records import Merged
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.canonical import GENESIS
from kiosk.domain.ids import Entity, PersonId, subject
from kiosk.domain.ports import Code
from kiosk.store import arrivals
from kiosk.store.erasure import erase
from tests.server_sync.town import Post, Town
from tests.store import world


def test_a_new_station_has_all_that_the_first_knows(town: Town) -> None:
    _, asset = world.lend_something(town.first.station)
    other = town.joins("other")

    town.sync_all()

    town.check_alike()
    with other.station.books.read(town.clock.now()) as book:
        assert book.asset(asset).open_line is not None
        assert book.holder_name(book.asset(asset).open_line.holder) == world.NAME
        assert len(book.find(Code("LS-0001"))) == 1
        assert book.site()


def test_what_each_does_alone_comes_together(town: Town) -> None:
    other = town.joins("other")
    world.lend_something(town.first.station)
    town.sync_all()
    with town.first.station.books.write(town.clock.now()) as book:
        world.add_asset(book, "LS-0002")
    with other.station.books.write(other.clock.now()) as book:
        world.add_asset(book, "LS-0003")
        world.add_person(book, "Ben", "0A0B0C0D0E")

    town.sync_all()

    town.check_alike()
    assert town.first.count("asset") == 3
    assert town.first.station.status().unsent == other.station.status().unsent == 0


def test_a_batch_that_comes_again_changes_nothing(town: Town) -> None:
    world.lend_something(town.first.station)
    other = town.joins("other")
    town.sync_all()
    before = other.count("event")
    other.replica.restart_feed("epoch-1")

    outcome = other.sync()

    assert outcome.pulled == len(town.server.feed)
    assert other.count("event") == before
    town.check_alike()


def test_a_late_event_is_folded_where_it_belongs(town: Town) -> None:
    other = town.joins("other")
    with town.first.station.books.write(town.clock.now()) as book:
        _, alias = world.add_person(book)
        asset = world.add_asset(book, "LS-0001")
        line, _ = world.check_out(book, asset, alias)
    town.sync_all()
    town.clock.advance(hours=1)
    with town.first.station.books.write(town.clock.now()) as book:
        world.check_in(book, asset, line, alias)
    other.clock.advance(hours=2)
    with other.station.books.write(other.clock.now()) as book:
        world.check_out(book, asset, alias)
    town.server.now_ms += 3 * 3_600_000
    other.sync()

    town.sync_all()

    town.check_alike()
    assert town.first.tables()["exception"] == []


def test_a_name_that_comes_after_its_events_is_shown_then(town: Town) -> None:
    other = town.joins("other")
    person, asset = world.lend_something(town.first.station)
    town.first.sync()
    keys = [row for row in town.server.feed if row.what == "k"]
    town.server.feed.clear()
    town.server.chains.clear()
    town.server.keyring.clear()
    town.server.epoch = "epoch-2"
    chain = town.first.replica.chains()[-1]
    events = town.first.replica.unsent(chain.incarnation, 0, 1000, 1 << 20)
    town.first.centre.push(chain.incarnation, 1, events, ())
    other.sync()
    with other.station.books.read(town.clock.now()) as book:
        line = book.asset(asset).open_line
        assert book.holder_name(line.holder) not in ("", world.NAME)
        assert book.person_by_id(person) is None

    town.first.centre.push(chain.incarnation, 1, (), [row.content for row in keys])
    town.sync_all()

    with other.station.books.read(town.clock.now()) as book:
        assert book.holder_name(line.holder) == world.NAME
    town.check_alike()


def test_an_erased_person_has_no_key_anywhere(town: Town) -> None:
    other = town.joins("other")
    with town.first.station.books.write(town.clock.now()) as book:
        person, _ = world.add_person(book)
    town.first.station.secrets.set_pin(person, world.PIN, town.clock.now())
    town.sync_all()
    assert other.station.secrets.has(person, "pin")

    erase(town.first.station, person)
    town.sync_all()

    for post in town.posts:
        with post.station.books.read(town.clock.now()) as book:
            found = book.connection.execute(
                "SELECT count(*) FROM person_alias WHERE wrapped_key IS NOT NULL"
            )
            assert found.fetchone()[0] == 0
            words = book.connection.execute("SELECT name, email FROM person").fetchall()
            assert world.NAME not in str(words)
        assert not post.station.secrets.has(person, "pin")
    town.check_alike()


def test_a_pin_set_at_one_station_opens_at_another(town: Town) -> None:
    other = town.joins("other")
    with town.first.station.books.write(town.clock.now()) as book:
        person, _ = world.add_person(book)
    town.first.station.secrets.set_pin(person, world.PIN, town.clock.now())

    town.sync_all()

    assert other.station.secrets.check_pin(person, world.PIN, town.clock.now()).verdict == "right"


def _merge(post: Post, source: PersonId, into: PersonId) -> None:
    with post.station.books.write(post.clock.now()) as book:
        aliases = [book.actor_alias(each) for each in (source, into)]
        about = [subject(Entity.PERSON, alias) for alias in aliases]
        book.append(Merged(Entity.PERSON, *aliases), about)


def test_people_merged_both_ways_at_two_stations_are_the_same_everywhere(town: Town) -> None:
    other = town.joins("other")
    with town.first.station.books.write(town.clock.now()) as book:
        people = [world.add_person(book, f"N{n}", f"0A0000000{n}")[0] for n in range(3)]
    town.sync_all()
    _merge(town.first, people[0], people[1])
    other.clock.advance(minutes=1)
    _merge(other, people[1], people[0])
    _merge(other, people[0], people[2])

    town.sync_all()

    town.check_alike()
    assert town.first.count("person") == 1


def test_a_stolen_station_s_events_are_out_of_every_fold_in_any_order(town: Town) -> None:
    other = town.joins("other")
    late = town.joins("late")
    with town.first.station.books.write(town.clock.now()) as book:
        _, alias = world.add_person(book)
        asset = world.add_asset(book, "LS-0001")
    town.sync_all()
    stolen = other.replica.chains()[-1]
    with town.first.station.books.write(town.clock.now()) as book:
        body = StationDisowned(stolen.station, stolen.incarnation, stolen.seq + 1)
        book.append(body, [subject(Entity.STATION, stolen.station)])
    late.sync()
    town.first.sync()
    with other.station.books.write(other.clock.now()) as book:
        world.check_out(book, asset, alias)
    other.sync()

    town.sync_all()

    town.check_alike()
    assert town.first.tables()["line"] == []


_POISON = {
    "a number too large": {"asset": {"fields": {"name": "X", "value": 10**30}}},
    "half a character": {"asset": {"fields": {"name": "\ud800"}}},
    "a clock beyond all": {"hlc": 2**70},
    "no object": {"body": [1, 2]},
    "another's place": {"seq": 7},
    "subjects of a newer program": {"subjects": ["drone:1", "asset:LS"]},
    "a kind of a newer program": {"kind": "teleported"},
    "a number where a text belongs": {"actor": 5},
    "no JSON": None,
}


def _poisoned(town: Town, change: dict[str, object] | None) -> None:
    """Let a station that is not ours send one odd event, and a sound one after it."""
    head = GENESIS
    for seq in (1, 2):
        fields = {"name": "Sound", "value": 1}
        asset = f"01936a00-0000-7000-8000-00000000000{seq}"
        plain = {
            "version": 1,
            "station": "odd",
            "incarnation": "one",
            "seq": seq,
            "hlc": town.server.now_ms << 16,
            "kind": "record_changed",
            "actor": "",
            "subjects": [f"asset:{asset}"],
            "body": {"entity": "asset", "id": asset, "fields": fields},
            "wall": town.server.now_ms,
            "boot_id": "",
            "mono": 0,
            "clock_quality": "free",
            "seen_cursor": 0,
        }
        if seq == 1 and change is not None:
            fields |= change.get("asset", {}).get("fields", {})
            plain |= {name: value for name, value in change.items() if name != "asset"}
        text = json.dumps(plain).encode() if change is not None or seq == 2 else b"\xff\x00{"
        content = head + text
        town.server.add("q" if text[:1] == b"\xff" else "e", content, ("odd", "one", seq))
        head = hashlib.sha256(content).digest()


@pytest.mark.parametrize("what", _POISON)
def test_an_event_that_nobody_can_fold_holds_up_nothing(town: Town, what: str) -> None:
    world.lend_something(town.first.station)
    other = town.joins("other")
    town.first.sync()
    _poisoned(town, _POISON[what])

    town.sync_all()

    town.check_alike()
    assert other.count("event") == town.first.count("event")
    assert "Sound" in str(other.tables()["asset"])


def test_what_the_centre_quarantines_is_folded_nowhere(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    town.server.quarantined_kinds = {"barred"}
    with other.station.books.write(other.clock.now()) as book:
        _, alias = world.add_person(book)
        world.bar(book, alias)
    assert other.count("bar") == 1

    outcome = other.sync()
    town.sync_all()

    assert outcome.quarantined == 1
    assert other.count("bar") == 0
    town.check_alike()


def test_what_an_older_program_could_not_read_is_folded_by_a_newer_one(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = town.joins("other")
    town.sync_all()
    world.lend_something(town.first.station)
    town.first.sync()
    monkeypatch.setattr(arrivals, "readable", lambda *_: None)
    other.sync()
    monkeypatch.undo()
    assert other.count("line") == 0

    other.station.rebuild()

    town.check_alike()
    assert other.count("line") == 1


def test_a_disowning_that_the_centre_does_not_take_takes_nothing_out(town: Town) -> None:
    other = town.joins("other")
    world.lend_something(town.first.station)
    town.sync_all()
    town.server.quarantined_kinds = {"station_disowned"}
    robbed = town.first.replica.chains()[-1]
    with other.station.books.write(other.clock.now()) as book:
        body = StationDisowned(robbed.station, robbed.incarnation, 2)
        book.append(body, [subject(Entity.STATION, robbed.station)])
    assert other.count("line") == 0

    town.sync_all()

    assert other.count("line") == 1
    town.check_alike()


def test_what_of_a_stolen_station_is_quarantined_too_leaves_nothing_behind(town: Town) -> None:
    other = town.joins("other")
    with town.first.station.books.write(town.clock.now()) as book:
        _, alias = world.add_person(book)
    town.sync_all()
    stolen = other.replica.chains()[-1]
    with other.station.books.write(other.clock.now()) as book:
        world.bar(book, alias)
    with town.first.station.books.write(town.clock.now()) as book:
        body = StationDisowned(stolen.station, stolen.incarnation, stolen.seq + 1)
        book.append(body, [subject(Entity.STATION, stolen.station)])
    town.first.sync()
    town.server.quarantined_kinds = {"barred"}

    town.sync_all()

    assert other.count("bar") == 0
    town.check_alike()
