"""The desk, sync, a long report and a backup at the same time, and a first sync in between."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from kiosk.domain.ids import Alias, AssetId
from kiosk.domain.ports import Code
from kiosk.domain.trouble import Trouble, TroubleCode
from tests.server_sync.town import Post, Town
from tests.store import world

LOANS = 40
CATALOGUE = 1_500


def _lend_each(post: Post, assets: list[AssetId], alias: Alias) -> None:
    for asset in assets:
        with post.station.books.write(post.clock.now()) as book:
            world.check_out(book, asset, alias)


def test_desk_sync_report_and_backup_at_once_never_meet_a_locked_database(
    town: Town, tmp_path: Path
) -> None:
    other = town.joins("other")
    with town.first.station.books.write(town.clock.now()) as book:
        _, alias = world.add_person(book)
        assets = [world.add_asset(book, f"LS-{n}") for n in range(LOANS)]
    town.sync_all()
    with town.first.station.books.write(town.clock.now()) as book:
        for number in range(300):
            world.add_asset(book, f"NEW-{number}")
    town.first.sync()
    station = other.station
    reading, written = threading.Event(), threading.Event()

    def lend() -> None:
        assert reading.wait(30)
        _lend_each(other, assets, alias)

    def report() -> int:
        """Read a table at the beginning and at the end of a long reading: it stands still."""
        with station.books.read(other.clock.now()) as book:
            query = "SELECT count(*) FROM line"
            before = book.connection.execute(query).fetchone()[0]
            reading.set()
            assert written.wait(60)
            return book.connection.execute(query).fetchone()[0] - before

    with ThreadPoolExecutor() as pool:
        seen = pool.submit(report)
        writing = (lend, other.sync, partial(station.back_up, tmp_path / "copy.db"))
        for each in [pool.submit(work) for work in writing]:
            each.result(60)
        written.set()
        assert seen.result(60) == 0

    station.checkpoint()
    assert (Path(f"{station.path}-wal").stat().st_size, other.count("line")) == (0, LOANS)
    town.sync_all()
    town.check_alike()


def test_a_big_first_sync_cut_three_times_is_never_taken_for_the_whole(town: Town) -> None:
    with town.first.station.books.write(town.clock.now()) as book:
        person, alias = world.add_person(book)
        asset = world.add_asset(book, "LS-1")
        for number in range(CATALOGUE):
            world.add_asset(book, f"BIG-{number}")
    town.first.sync()
    other = town.joins("other")
    town.first.sync()
    pulled, cuts = other.centre.pull, iter((1, 2, 3))

    def cut(cursor: int, most: int, own: str) -> list:
        if other.centre.calls.count("pull") in (1, 3, 5) and next(cuts, None):
            other.centre.calls.append("pull")
            raise Trouble(TroubleCode.CENTRE_UNREACHABLE, "cut")
        return pulled(cursor, min(most, 400), own)

    other.centre.pull = cut
    for _ in range(3):
        with pytest.raises(Trouble, match="cut"):
            other.sync()
        with other.station.books.read(other.clock.now()) as book:  # the desk looks meanwhile
            assert book.find(Code("LS-1")) == ()
        with pytest.raises(Trouble) as found, other.station.books.write(other.clock.now()) as desk:
            world.check_out(desk, asset, alias)
        assert found.value.code is TroubleCode.STORE_FILLING
        assert other.replica.progress() is not None

    other.sync()

    assert other.replica.progress() is None
    assert other.count("asset") == CATALOGUE + 1
    with other.station.books.write(other.clock.now()) as desk:
        world.check_out(desk, asset, alias)
        assert len(desk.open_lines(person)) == 1
    town.sync_all()
    town.check_alike()


def test_a_disk_that_is_full_during_a_pull_loses_nothing_and_goes_on(town: Town) -> None:
    other = town.joins("other")
    town.sync_all()
    with town.first.station.books.write(town.clock.now()) as book:
        for number in range(200):
            world.add_asset(book, f"LS-{number}")
    town.first.sync()
    writer = other.station.books.writer
    assert writer is not None
    pages = writer.connection.execute("PRAGMA page_count").fetchone()[0]
    writer.connection.execute(f"PRAGMA max_page_count = {pages}")
    before = other.replica.cursor()

    with pytest.raises(Trouble) as found:
        other.sync()

    assert found.value.code is TroubleCode.STORE_FULL
    assert other.replica.cursor().feed - before.feed == other.count("asset")
    writer.connection.execute("PRAGMA max_page_count = 1000000")
    town.sync_all()
    assert other.count("asset") == 200
    town.check_alike()
