"""Restored and cloned disks, a restored centre, a revoked station: found at hello, and healed."""

import copy
import json

import pytest
from sqlalchemy import text

from kiosk.domain.bodies.lending import Corrected
from kiosk.domain.ids import Alias, AssetId, Entity, LineId, subject
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.driver import Statement
from kiosk.store.erasure import erase
from kiosk.store.station import DATABASE
from tests.server_sync.town import Post, Town
from tests.store import world
from tests.store.station_fixture import reopen

_INCARNATIONS = Statement(text("SELECT incarnation, seq FROM chain WHERE own = 1 ORDER BY id"))


def _add(post: Post, tag: str) -> None:
    with post.station.books.write(post.clock.now()) as book:
        world.add_asset(book, tag)


def _image(post: Post) -> bytes:
    post.station.checkpoint()
    return (post.station.path.parent / DATABASE).read_bytes()


def _put_back(town: Town, post: Post, image: bytes) -> Post:
    """Put an older image of a disk in its place, and start the station again."""
    post.station.close()
    (post.station.path.parent / DATABASE).write_bytes(image)
    return town.returned(post)


def _tags(post: Post) -> list[str]:
    return [row[1] for row in post.tables()["asset"]]


def test_a_restored_disk_gets_its_own_events_back_and_uses_no_number_twice(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    _add(other, "LS-1")
    image = _image(other)
    _add(other, "LS-2")
    town.sync_all()
    back = _put_back(town, other, image)

    outcome = back.sync()
    _add(back, "LS-3")
    town.sync_all()

    assert "restored" in outcome.healed[0]
    assert sorted(_tags(back)) == ["LS-1", "LS-2", "LS-3"]
    (before, seq), (now, _) = _incarnations(back)
    assert (seq, len(town.server.chains[back.centre.station, before])) == (2, 2)
    assert town.server.chains[back.centre.station, now]
    town.check_alike()
    assert town.server.forks == []


def _incarnations(post: Post) -> list[tuple[str, int]]:
    with post.station.books.read(post.clock.now()) as book:
        return _INCARNATIONS.all(book.connection)


def test_what_a_restored_disk_did_before_it_synced_is_kept(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    image = _image(other)
    _add(other, "LS-1")
    town.sync_all()
    back = _put_back(town, other, image)
    _add(back, "LS-2")

    outcome = back.sync()
    town.sync_all()

    assert "forked at 1" in outcome.healed[0]
    assert sorted(_tags(back)) == ["LS-1", "LS-2"]
    town.check_alike()


def test_a_cloned_disk_forks_and_both_machines_facts_are_kept(town: Town) -> None:
    other = town.joins("other")
    with town.first.station.books.write(town.clock.now()) as book:
        person, alias = world.add_person(book)
        asset = world.add_asset(book, "LS-0")
    town.sync_all()
    image = _image(other)
    clone = _clone(town, other, image)
    _add(other, "LS-1")
    other.sync()
    at = other.clock.advance(minutes=5)
    second = _lend_twice(clone, asset, alias)
    other.clock.advance(minutes=55)
    town.server.now_ms += 3_600_000

    outcome = clone.sync()
    town.sync_all()

    town.check_alike()
    assert "forked" in outcome.healed[0]
    assert len(town.server.forks) == 1
    with town.first.station.books.read(town.clock.now()) as book:
        held = book.open_lines(person)
        assert [each.id for each in held] == [second]
        assert held[0].out_at == at
        assert book.person_by_id(person).bars[0].reason == world.REASON
    alarms = [row for row in town.first.tables()["exception"] if row[1] == "chain_fork"]
    assert len(alarms) == 1
    assert len(list(clone.station.path.parent.glob("forked-*.db"))) == 1


def _clone(town: Town, post: Post, image: bytes) -> Post:
    folder = town.folder / "clone"
    folder.mkdir()
    (folder / DATABASE).write_bytes(image)
    town.posts.append(Post(reopen(folder, post.clock), town.server))
    return town.posts[-1]


def _lend_twice(post: Post, asset: AssetId, alias: Alias) -> LineId:
    """Lend, bar, take the loan back and lend again: events that name and seal."""
    with post.station.books.write(post.clock.now()) as book:
        _, ref = world.check_out(book, asset, alias)
        world.bar(book, alias)
        about = (subject(Entity.ASSET, asset), subject(Entity.PERSON, alias))
        book.append(Corrected(str(ref)), about)
        line, _ = world.check_out(book, asset, alias)
    return line


def test_a_restored_centre_gets_all_again_and_nothing_twice(town: Town) -> None:
    other = town.joins("other")
    world.lend_something(town.first.station)
    town.sync_all()
    backup = copy.deepcopy(town.server)
    _add(other, "LS-1")
    _add(town.first, "LS-2")
    town.sync_all()
    events = other.count("event")
    for name in ("feed", "chains", "keyring"):
        setattr(town.server, name, getattr(backup, name))
    town.server.epoch = "epoch-2"

    outcome = other.sync()
    town.sync_all()

    assert any("restored" in each for each in outcome.healed)
    assert other.count("event") == town.first.count("event") == events
    assert sum(map(len, town.server.chains.values())) == events
    town.check_alike()


def test_a_restored_centre_that_keeps_its_epoch_is_found_by_its_digest(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    backup = copy.deepcopy(town.server)
    _add(other, "LS-1")
    town.sync_all()
    for name in ("feed", "chains", "keyring"):
        setattr(town.server, name, getattr(backup, name))
    for tag in ("LS-2", "LS-3"):
        _add(town.first, tag)
    town.first.sync()

    town.sync_all()

    town.check_alike()
    assert sorted(_tags(other)) == ["LS-1", "LS-2", "LS-3"]


def test_a_backup_of_the_station_sends_what_its_earlier_life_had_not_sent(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    _add(other, "LS-1")
    other.replica.begin_incarnation(other.replica.chains()[-1].incarnation)

    other.sync()
    town.sync_all()

    assert _tags(town.first) == ["LS-1"]
    town.check_alike()


def test_a_revoked_station_is_told_so_and_keeps_lending(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    town.server.revoked.add(other.centre.station)
    _add(other, "LS-1")

    with pytest.raises(Trouble) as found:
        other.sync()

    assert found.value.code is TroubleCode.CENTRE_REVOKED
    assert (_tags(other), other.station.status().unsent) == (["LS-1"], 1)


def test_a_station_that_is_too_old_still_sends(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    town.server.min_version = 99
    _add(other, "LS-1")
    _add(town.first, "LS-2")
    town.first.sync()

    outcome = other.sync()

    assert (outcome.is_too_old, outcome.pushed, outcome.pulled) == (True, 1, 0)
    assert other.station.status().unsent == 0


def test_a_row_that_was_changed_on_its_way_is_read_again(town: Town) -> None:
    other = town.joins("other")
    world.lend_something(town.first.station)
    town.first.sync()
    sound = town.server.feed[-1]
    town.server.feed[-1] = sound._replace(digest=sound.digest + 1)

    with pytest.raises(Trouble, match="do not agree"):
        other.sync()
    town.server.feed[-1] = sound
    town.sync_all()

    town.check_alike()


def test_a_clock_far_in_the_future_stays_its_station_s_own(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    other.clock.advance(days=4000)
    _add(other, "LS-1")

    town.sync_all()
    _add(town.first, "LS-2")
    town.sync_all()

    newest = town.first.replica.chains()[-1]
    written = town.server.chains[newest.station, newest.incarnation][-1]
    ahead = (json.loads(written[32:])["hlc"] >> 16) - town.server.now_ms
    assert ahead <= 120_001
    town.check_alike()


def test_a_key_that_a_restored_centre_lost_before_it_was_pulled_is_sent_again(town: Town) -> None:
    """The station's cursor is older than the backup, so nothing else tells that a row is gone."""
    other = town.joins("other")
    town.sync_all()
    backup = copy.deepcopy(town.server)
    with town.first.station.books.write(town.clock.now()) as book:
        world.add_person(book)
    pushed = town.first.centre.push
    town.first.centre.push = _cut_after(pushed)
    with pytest.raises(Trouble):
        town.first.sync()
    town.first.centre.push = pushed
    for name in ("feed", "chains", "keyring"):
        setattr(town.server, name, getattr(backup, name))

    town.first.sync()
    town.first.sync()
    other.sync()

    with other.station.books.read(other.clock.now()) as book:
        names = book.connection.execute("SELECT name FROM person").fetchall()
    assert names == [(world.NAME,)]
    town.check_alike()


def _cut_after(push):
    def cut(*said):
        if not said[2]:
            return push(*said)
        raise Trouble(TroubleCode.CENTRE_UNREACHABLE, "cut")

    return cut


def test_a_refused_key_is_not_sent_again_and_again(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    with other.station.books.write(other.clock.now()) as book:
        person, _ = world.add_person(book)
    other.station.secrets.set_pin(person, world.PIN, other.clock.now())
    pushed = other.centre.push

    def refusing(*said):
        refused = sum(b'"verifier"' in row for row in said[3])
        kept = [row for row in said[3] if b'"verifier"' not in row]
        return pushed(*said[:3], kept)._replace(refused_keys=refused)

    other.centre.push = refusing

    outcomes = [other.sync() for _ in range(3)]

    assert [each.refused_keys for each in outcomes] == [1, 0, 0]
    assert other.replica.unsent_keyring(10) == []


def test_a_key_that_is_destroyed_twice_is_not_sent_again_and_again(town: Town) -> None:
    with town.first.station.books.write(town.clock.now()) as book:
        person, _ = world.add_person(book)
    erase(town.first.station, person)
    town.sync_all()

    erase(town.first.station, person)
    town.sync_all()

    assert town.first.replica.unsent_keyring(10) == []
