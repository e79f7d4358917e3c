"""A damaged disk is replaced by a backup: every station gets what could be read of it, once."""

from kiosk.store.restoring import Restored, restore
from tests.server_sync.town import Post, Town
from tests.store import world
from tests.store.damage import damage, page_of
from tests.store.station_fixture import KEYS, reopen

_FILLING = 12


def _add(post: Post, *tags: str) -> None:
    for tag in tags:
        with post.station.books.write(post.clock.now()) as book:
            world.add_asset(book, tag, description="x" * 600)


def _tags(post: Post) -> list[str]:
    return sorted(row[1] for row in post.tables()["asset"])


def _restored(town: Town, post: Post, *gone: str) -> tuple[Restored, Post]:
    """Damage what queries need, restore the backup, start again."""
    folder = post.station.path.parent
    post.station.close()
    damage(post.station.path, *(page_of(post.station.path, query) for query in gone))
    done = restore(folder, folder.parent / "b.db", KEYS, post.clock)
    town.posts.remove(post)
    back = Post(reopen(folder, post.clock), town.server)
    town.posts.append(back)
    return done, back


def _own_event(post: Post, before_last: int) -> str:
    """Give the query for an own event, counted from the end."""
    with post.station.books.read(post.clock.now()) as book:
        found = book.connection.execute(
            "SELECT event.id FROM event JOIN chain ON chain.id = chain WHERE own = 1"
            " ORDER BY event.id DESC"
        ).fetchall()
    return f"SELECT canonical FROM event WHERE id = {found[before_last][0]:d}"  # noqa: S608


def _alike(town: Town) -> None:
    wanted = town.first.tables()
    for post in town.posts[1:]:
        found = post.tables()
        assert {name: found[name] for name in found if found[name] != wanted[name]} == {}
    assert all(post.station.verify().wrong == [] for post in town.posts)


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

    done, back = _restored(town, other, "SELECT sum(length(name)) FROM asset")
    town.sync_all()

    assert done.salvaged is not None
    assert done.salvaged.is_all
    assert _tags(back) == _tags(town.first) == wanted
    _alike(town)
    assert town.server.forks == []


def test_behind_what_is_lost_only_the_unsent_is_written_again(town: Town) -> None:
    other = _begin(town)
    wanted = _tags(other)

    done, back = _restored(town, other, _own_event(other, _FILLING // 2))
    town.sync_all()

    assert done.salvaged is not None
    assert not done.salvaged.is_all
    found = _tags(back)
    assert "SENT" in found
    assert set(found) < set(wanted)
    assert len(found) > len(wanted) - _FILLING
    _alike(town)
    assert town.server.forks == []


def test_where_the_end_of_the_chain_is_lost_nothing_is_sent_twice(town: Town) -> None:
    other = _begin(town)
    other.sync()
    wanted = _tags(other)

    done, back = _restored(
        town,
        other,
        "SELECT sum(length(hash)) FROM chain",
        _own_event(other, _FILLING // 2),
    )
    town.sync_all()

    assert done.salvaged is not None
    assert not done.salvaged.is_all
    assert _tags(back) == wanted
    _alike(town)
    assert town.server.forks == []
