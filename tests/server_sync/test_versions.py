"""Old and new programs together: nothing is lost, and what is unknown today is folded tomorrow."""

import os
from dataclasses import replace
from pathlib import Path
from random import Random

from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.events import UnknownBody
from kiosk.domain.ids import AssetId, Entity, subject
from kiosk.domain.panel import EventFilter
from kiosk.store import schema
from kiosk.store.panel_queries import PanelQueries
from kiosk.store.station import open_station
from server_sync.round import MOST_EVENTS
from server_sync.worker import Worker
from tests.server_sync.town import Post, Town
from tests.simulation import tomorrow
from tests.store import world
from tests.store.station_fixture import KEYS, OPTIONS

UNSENT = int(os.environ.get("LENDSTATION_UNSENT", "5000"))
"""Events that wait while the program is changed; 50,000 in the long form."""
MIGRATION = f"""
from alembic import op

revision = "9002"
down_revision = "{schema.known_versions()[-1]}"


def upgrade() -> None:
    op.execute("ALTER TABLE kit ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'")
"""


def _add(post: Post, tag: str) -> AssetId:
    with post.station.books.write(post.clock.now()) as book:
        return world.add_asset(book, tag)


def _rename(post: Post, asset: AssetId, name: str) -> None:
    with post.station.books.write(post.clock.now()) as book:
        body = tomorrow.RenamedTomorrow(asset, name)
        book.append(body, (subject(Entity.ASSET, asset),))


def _names(post: Post) -> list[str]:
    with post.station.books.read(post.clock.now()) as book:
        return [row[0] for row in book.connection.execute("SELECT name FROM asset ORDER BY n")]


def _upgraded(town: Town, post: Post) -> Post:
    """Start a station again, with the program that runs now."""
    town.posts[town.posts.index(post)] = again = post.reopened()
    return again


def test_what_a_newer_station_says_is_kept_as_unknown_and_folded_after_the_upgrade(
    town: Town,
) -> None:
    old, new = town.first, town.joins("new")
    asset = _add(old, "LS-1")
    town.sync_all()
    with tomorrow.running(is_newer=True):
        new = _upgraded(town, new)
        new.clock.advance(minutes=1)
        _rename(new, asset, "Tomorrow")
        new.sync()
        assert _names(new) == ["Tomorrow"]

    old.sync()
    with old.station.books.write(old.clock.advance(hours=1)) as book:
        serial = RecordChanged(Entity.ASSET, asset, {"serial": "1"})
        book.append(serial, (subject(Entity.ASSET, asset),))
    old.sync()
    assert _names(old) == ["Camera LS-1"]
    assert old.station.verify().wrong == []

    with tomorrow.running(is_newer=True):
        old = _upgraded(town, old)
        new.sync()
        assert _names(old) == _names(new) == ["Tomorrow"]
        assert old.tables() == new.tables()
        assert old.station.verify().wrong == new.station.verify().wrong == []


def test_an_older_program_says_that_it_does_not_know_what_it_keeps(town: Town) -> None:
    new = town.joins("new")
    asset = _add(town.first, "LS-1")
    town.sync_all()
    _rename(new, asset, "Tomorrow")
    new.sync()

    town.first.sync()

    panel = PanelQueries(town.first.station.books, town.clock)
    (shown,) = panel.events(EventFilter(about=subject(Entity.ASSET, asset)), (), 1)
    assert shown.body == UnknownBody(
        "renamed_tomorrow", 3, f'{{"asset":"{asset}","name":"Tomorrow"}}'
    )
    assert shown.kind == "renamed_tomorrow"


def test_a_program_that_was_taken_back_folds_without_what_it_does_not_know(town: Town) -> None:
    post = town.first
    asset = _add(post, "LS-1")
    with tomorrow.running(is_newer=True):
        post = _upgraded(town, post)
        _rename(post, asset, "Tomorrow")

    post = _upgraded(town, post)

    assert _names(post) == ["Camera LS-1"]
    assert post.station.verify().wrong == []


def test_a_station_that_is_too_old_sends_says_so_and_catches_up_after_the_upgrade(
    town: Town,
) -> None:
    old = town.joins("old")
    town.sync_all()
    town.server.min_version = tomorrow.LANGUAGE
    _add(old, "LS-1")
    _add(town.first, "LS-2")
    with tomorrow.running(is_newer=True):
        town.first.sync()
    worker = Worker(old.replica, lambda: old.centre, old.clock, Random(1))  # noqa: S311 - waits

    worker.step()
    _add(old, "LS-3")
    worker.step()  # on a warm connection, as after a loan

    assert worker.state.trouble is not None
    assert "newer program" in worker.state.trouble.message
    assert worker.state.synced_ms == 0
    assert old.station.status().unsent == 0
    assert sorted(_names(old)) == ["Camera LS-1", "Camera LS-3"]
    with tomorrow.running(is_newer=True):
        worker.step()
        town.sync_all()
        assert worker.state.trouble is None
        assert old.tables() == town.first.tables()
        assert len(_names(old)) == 3
    worker.close()
    worker.bell.close()


def test_unsent_events_of_weeks_and_a_migration_in_between_lose_none(
    town: Town, tmp_path: Path
) -> None:
    other = town.joins("other")
    town.sync_all()
    for first in range(0, UNSENT, 500):
        with other.station.books.write(other.clock.now()) as book:
            for number in range(first, min(first + 500, UNSENT)):
                world.add_asset(book, f"LS-{number}")
    assert UNSENT > MOST_EVENTS
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "9002_second.py").write_text(MIGRATION)
    folder = other.station.path.parent
    other.station.close()
    options = replace(OPTIONS, versions=(schema.VERSIONS, versions))

    station = open_station(folder, KEYS, other.clock, options)
    upgraded = Post(station, town.server)
    town.posts[town.posts.index(other)] = upgraded
    unsent = station.status().unsent
    town.sync_all()

    assert unsent == UNSENT
    assert station.status().unsent == 0
    assert town.first.count("asset") == upgraded.count("asset") == UNSENT
    assert town.first.tables()["asset"] == upgraded.tables()["asset"]
