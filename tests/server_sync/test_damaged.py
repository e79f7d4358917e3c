"""A damaged disk is replaced by a backup: every station gets what could be read of it, once."""

from kiosk.store.restoring import Restored, restore
from tests.server_sync.town import Post, Town
from tests.store import world
from tests.store.accident import THINGS
from tests.store.damage import damage, page_of
from tests.store.station_fixture import KEYS

_FILLING = 12
_CHAINS = "SELECT sum(length(hash)) FROM chain"


def _add(post: Post, *tags: str) -> None:
    for tag in tags:
        with post.station.books.write(post.clock.now()) as book:
            world.add_asset(book, tag, description="x" * 600)


def _tags(post: Post) -> list[str]:
    return sorted(row[1] for row in post.tables()["asset"])


def _restored(town: Town, post: Post, *gone: str, backup: str = "b.db") -> tuple[Restored, Post]:
    """Damage what queries need, restore the backup, start again."""
    folder = post.station.path.parent
    post.station.close()
    damage(post.station.path, *(page_of(post.station.path, query) for query in gone))
    done = restore(folder, folder.parent / backup, KEYS, post.clock)
    return done, town.returned(post)


def _own_event(post: Post, before_last: int) -> str:
    """Give the query for an own event, counted from the end."""
    with post.station.books.read(post.clock.now()) as book:
        found = book.connection.execute(
            "SELECT event.id FROM event JOIN chain ON chain.id = chain WHERE own = 1"
            " ORDER BY event.id DESC"
        ).fetchall()
    return f"SELECT canonical FROM event WHERE id = {found[before_last][0]:d}"  # noqa: S608


def _begin(town: Town) -> Post:
    """Give a station with a backup, events that were sent since, and events that were not."""
    other = town.joins("other")
    town.sync_all()
    other.station.back_up(other.station.path.parent.parent / "b.db")
    _add(other, "SENT")
    town.sync_all()
    _add(other, *(f"NEW-{number:02}" for number in range(_FILLING)))
    return other


def test_what_a_damaged_disk_had_not_sent_reaches_every_station_once(town: Town) -> None:
    other = _begin(town)
    wanted = _tags(other)

    done, back = _restored(town, other, THINGS)
    town.sync_all()

    assert done.salvaged is not None
    assert done.salvaged.is_whole
    assert _tags(back) == _tags(town.first) == wanted
    town.check_alike()
    assert town.server.forks == []


def test_behind_what_is_lost_only_the_unsent_is_written_again(town: Town) -> None:
    other = _begin(town)
    wanted = _tags(other)

    done, back = _restored(town, other, _own_event(other, _FILLING // 2))
    town.sync_all()

    assert done.salvaged is not None
    assert not done.salvaged.is_whole
    found = _tags(back)
    assert "SENT" in found
    assert set(found) < set(wanted)
    assert len(found) > len(wanted) - _FILLING
    town.check_alike()
    assert town.server.forks == []


def test_where_the_end_of_the_chain_is_lost_nothing_is_sent_twice(town: Town) -> None:
    other = _begin(town)
    other.sync()
    wanted = _tags(other)

    done, back = _restored(
        town,
        other,
        _CHAINS,
        _own_event(other, _FILLING // 2),
    )
    town.sync_all()

    assert done.salvaged is not None
    assert not done.salvaged.is_whole
    assert _tags(back) == wanted
    town.check_alike()
    assert town.server.forks == []


def test_where_the_end_of_the_chain_is_lost_the_unsent_is_kept(town: Town) -> None:
    other = _begin(town)
    wanted = _tags(other)

    done, back = _restored(town, other, _CHAINS, _own_event(other, _FILLING // 2))
    town.sync_all()

    assert done.salvaged is not None
    assert not done.salvaged.is_whole
    assert {wanted[0], wanted[_FILLING - 1]} <= set(_tags(back))
    assert len(wanted) - len(_tags(back)) < _FILLING // 2
    town.check_alike()


def test_keys_and_pins_that_were_not_sent_reach_every_station(town: Town) -> None:
    other = town.joins("other")
    with town.first.station.books.write(town.clock.now()) as book:
        person, _ = world.add_person(book)
    town.sync_all()
    with other.station.books.write(other.clock.now()) as book:
        world.add_person(book, "Bea Late", "11223344")
    other.station.back_up(other.station.path.parent.parent / "b.db")
    other.station.secrets.set_pin(person, world.PIN, other.clock.now())
    _add(other, "LS-1", "LS-2")

    _restored(town, other, THINGS)
    town.sync_all()
    town.sync_all()

    assert {row[2] for row in town.first.tables()["person"]} >= {world.NAME, "Bea Late"}
    assert town.first.count("verifier") == 1
    town.check_alike()


def test_lives_that_the_centre_gave_back_are_not_begun_again(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    other.station.back_up(other.station.path.parent.parent / "first.db")
    for tag in ("LIFE-1", "LIFE-2"):
        other.clock.advance(minutes=1)
        _, other = _restored(town, other, backup="first.db")
        _add(other, tag)
        town.sync_all()
    other.station.back_up(other.station.path.parent.parent / "b.db")
    _add(other, "LIFE-3")
    other.clock.advance(minutes=1)

    done, back = _restored(town, other, THINGS)
    town.sync_all()

    assert done.salvaged is not None
    assert done.salvaged == type(done.salvaged)(1, is_whole=True)
    assert [tag for tag in _tags(back) if tag.startswith("LIFE")] == ["LIFE-1", "LIFE-2", "LIFE-3"]
    town.check_alike()


def test_a_life_before_the_backup_s_own_stays_with_the_centre(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    folder = other.station.path.parent.parent
    other.station.back_up(folder / "first.db")
    _add(other, "OLD-1", "OLD-2")
    town.sync_all()
    other.clock.advance(minutes=1)
    _, other = _restored(town, other, backup="first.db")
    other.station.back_up(folder / "b.db")  # before the centre gave back what is old
    town.sync_all()
    _add(other, "NEW")
    other.replica.restart_feed(other.replica.cursor().epoch)  # as where a centre was restored

    done, back = _restored(town, other, THINGS)
    town.sync_all()

    assert done.salvaged is not None
    assert done.salvaged.is_whole
    assert sorted(_tags(back)) == ["NEW", "OLD-1", "OLD-2"]
    assert back.count("event") == town.first.count("event")
    town.check_alike()
