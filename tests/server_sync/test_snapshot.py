"""A new station takes the centre's snapshot, lends, and lets the history follow."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain.bodies.lending import Corrected
from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.canonical import decode
from kiosk.domain.codec import canonical_json
from kiosk.domain.ids import Entity, StationId, subject
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store import first_sync
from kiosk.store import snapshot as taking
from kiosk.store.erasure import erase
from kiosk.store.replica import StationReplica
from kiosk.store.station import join
from server_sync.central import snapshots
from server_sync.central.snapshots import make_snapshot
from server_sync.round import Round
from tests.centre import TENANT, Centre
from tests.desk.school import asset_id, person_id
from tests.server_sync.central.school import School, connected
from tests.server_sync.town import TABLES, rows
from tests.store import world
from tests.store.station_fixture import KEYS, OPTIONS


class Newcomer:
    """A new station and its line, which can be cut."""

    def __init__(self, school: School, folder: Path) -> None:
        self.school = school
        self.entry = school.centre.enrol("New", privileged=False, station="new-station")
        self.station = join(folder, KEYS, school.desk.clock, StationId("new-station"), OPTIONS)
        self.replica = StationReplica(self.station)

    def sync(self, **cuts: int) -> None:
        with closing(connected(self.school.centre, self.entry)) as line:
            Round(self.replica, _Cut(line, cuts), self.school.desk.clock).run()

    def tables(self) -> dict[str, list[tuple]]:
        with self.station.books.read(self.school.desk.now) as book:
            return {name: rows(book.connection, name) for name in TABLES}


class _Cut:
    """A line that goes on for so many calls of a kind."""

    def __init__(self, line, cuts: dict[str, int]) -> None:
        self._line = line
        self._cuts = cuts
        self.calls: list[str] = []

    def __getattr__(self, name: str):
        def call(*values):
            if name in self._cuts:
                self._cuts[name] -= 1
                if self._cuts[name] < 0:
                    raise Trouble(TroubleCode.CENTRE_UNREACHABLE, "cut")
            return getattr(self._line, name)(*values)

        return call


@pytest.fixture
def school(centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    """A school with some history and a snapshot of it, in small parts."""
    monkeypatch.setattr(snapshots, "PART_BYTES", 3_000)
    monkeypatch.setattr(taking, "STEP", 8)
    made = School(centre, tmp_path / "hall")
    made.lend("ada", "CAM-1", "TRI-9")
    made.desk.wait(60)
    made.desk.scan("TRI-9")
    made.sync()
    with made.login.connected() as connection:
        make_snapshot(connection, TENANT)
    yield made
    made.desk.close()


@pytest.fixture
def new(school: School, tmp_path: Path) -> Iterator[Newcomer]:
    made = Newcomer(school, tmp_path / "new")
    yield made
    made.station.close()


def same_tables(new: Newcomer) -> None:
    with new.school.station.books.read(new.school.desk.now) as book:
        there = {name: rows(book.connection, name) for name in TABLES}
    assert new.tables() == there
    assert new.station.verify().wrong == []


def test_it_lends_before_any_event_is_here(new: Newcomer) -> None:
    with pytest.raises(Trouble, match="cut"):
        new.sync(pull=0)

    assert (new.replica.progress(), new.replica.status().history) == (None, 0)
    assert new.replica.cursor().feed == 0
    with new.station.books.read(new.school.desk.now) as book:
        assert book.asset(asset_id("CAM-1")).open_line is not None
        assert book.person_by_id(person_id("ada")).name == "Ada Lovelace"
    with new.station.books.write(new.school.desk.now) as book:
        world.check_out(book, asset_id("MIC-1"), book.actor_alias(person_id("ben")))
    (written,) = new.replica.unsent(new.replica.chains()[-1].incarnation, 0, 1, 0)
    assert (
        decode(written).seen_cursor
        == new.school.centre.run("SELECT snapshot FROM lendstation.centre")[0][0]
    )


def test_the_history_follows_and_all_is_as_where_it_was_all_along(new: Newcomer) -> None:
    new.sync()
    new.school.sync()

    assert new.replica.status().history is None
    same_tables(new)


def test_what_is_lent_meanwhile_and_what_the_others_do_is_folded_from_the_whole_history(
    new: Newcomer,
) -> None:
    with pytest.raises(Trouble, match="cut"):
        new.sync(pull=0)
    with new.station.books.write(new.school.desk.clock.advance(seconds=5)) as book:
        world.check_out(book, asset_id("TRI-9"), book.actor_alias(person_id("ben")))
    new.school.lend("ada", "TRI-9")
    new.school.sync()
    new.sync()
    new.school.sync()
    new.sync()

    same_tables(new)
    assert len([row for row in new.tables()["exception"] if "double_check_out" in row]) == 1


def test_it_goes_on_wherever_it_is_cut(new: Newcomer) -> None:
    seen = []
    for _ in range(100):
        try:
            new.sync(snapshot=1, keys=1, pull=1)
            break
        except Trouble:
            seen.append(new.replica.progress())
    new.school.sync()
    new.sync()

    assert seen
    same_tables(new)


def test_undo_has_to_wait_for_the_history(new: Newcomer) -> None:
    with pytest.raises(Trouble, match="cut"):
        new.sync(pull=0)
    with new.station.books.write(new.school.desk.now) as book:
        _, out = world.check_out(book, asset_id("MIC-1"), book.actor_alias(person_id("ben")))
    with pytest.raises(Trouble, match="on its way"):
        undo(new, out)

    new.sync()
    undo(new, out)


def undo(new: Newcomer, out) -> None:
    with new.station.books.write(new.school.desk.now) as book:
        book.append(Corrected(str(out)), (f"asset:{asset_id('MIC-1')}",))


def test_a_snapshot_of_other_folds_is_left_alone(new: Newcomer) -> None:
    new.school.centre.run("UPDATE lendstation.snapshot SET version = 'tomorrow'")
    new.sync()
    new.school.sync()

    same_tables(new)


def test_a_newer_snapshot_begins_again_and_one_that_is_gone_is_done_without(new: Newcomer) -> None:
    with pytest.raises(Trouble, match="cut"):
        new.sync(snapshot=2)
    new.school.lend("ben", "MIC-1")
    new.school.sync()
    with new.school.login.connected() as connection:
        make_snapshot(connection, TENANT)
    with pytest.raises(Trouble, match="cut"):
        new.sync(snapshot=2)
    new.school.centre.run("UPDATE lendstation.centre SET snapshot = 0")
    new.sync()
    new.school.sync()

    same_tables(new)


def test_a_centre_that_was_restored_meanwhile_has_everything_folded_again(
    new: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server_sync.round.MOST_ROWS", 10)
    with pytest.raises(Trouble, match="cut"):
        new.sync(pull=1)
    assert new.replica.cursor().feed == 10
    assert 0 < new.replica.status().history < 100
    assert new.station.verify().wrong == []
    new.school.centre.run("UPDATE lendstation.centre SET epoch = 'another'")
    new.school.sync()
    new.sync()
    new.school.sync()

    same_tables(new)


def test_a_power_cut_at_any_moment_of_the_tables_is_no_loss(
    new: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = first_sync.FirstSync._step
    left = [1]

    def cut(self: first_sync.FirstSync) -> bool:
        left[0] -= 1
        if left[0] < 0:
            left[0] = 1
            raise Trouble(TroubleCode.STORE_FULL, "cut")
        return steps(self)

    monkeypatch.setattr(first_sync.FirstSync, "_step", cut)
    cuts = 0
    while new.replica.progress() is not None:
        try:
            new.sync()
        except Trouble:
            cuts += 1
    new.school.sync()
    new.sync()

    assert cuts > 2
    same_tables(new)


@pytest.mark.parametrize("state", ["as it was", "edited since"])
def test_who_was_erased_has_no_key_at_a_station_that_took_a_snapshot(
    school: School, new: Newcomer, state: str
) -> None:
    """An alias of another year, with a key of its own, came from a station that was away."""
    aliases = erase(school.station, person_id("ben")).aliases
    if state == "edited since":
        with school.station.books.write(school.desk.now) as book:
            about = subject(Entity.PERSON, aliases[0])
            book.append(RecordChanged(Entity.PERSON, aliases[0], {"category": "pupil"}), (about,))
    school.sync()
    row = {"table": "person_alias", "alias": "later", "person": person_id("ben")}
    row |= {"period": "2099-09-01", "wrapped_key": "AAEC", "key_version": 1, "made_ms": 1}
    away = school.centre.enrol("Away", privileged=False, station="away")
    with closing(connected(school.centre, away)) as line:
        assert line.push("away-1", 1, (), [canonical_json(row)]).refused_keys == 0
    school.sync()
    with school.login.connected() as connection:
        make_snapshot(connection, TENANT)

    with pytest.raises(Trouble, match="cut"):
        new.sync(pull=0)
    lent_first = _keys_of_ben(new)
    new.sync()

    assert _keys_of_ben(new) == 0
    assert lent_first == (1 if state == "edited since" else 0)


def _keys_of_ben(new: Newcomer) -> int:
    keys = "SELECT count(*) FROM person_alias WHERE made_for = ? AND wrapped_key IS NOT NULL"
    with new.station.books.read(new.school.desk.now) as book:
        return book.connection.execute(keys, (person_id("ben"),)).fetchone()[0]
