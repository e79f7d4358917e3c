"""Receipts of own events: folded once at most, and the same books as a rebuild makes."""

import copy
import dataclasses
import random
from collections import Counter

import pytest

from kiosk.domain import state as states
from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.feed import FeedRow
from kiosk.domain.ids import Alias, AssetId, Entity, Subject, entity_of, subject
from kiosk.domain.ports import WriteBook
from kiosk.domain.state import BadgeState, BarState, Cell, HeldLine, PolicyWord, State
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store import replica
from kiosk.store.folding import Folding
from kiosk.store.replica import StationReplica
from kiosk.store.states import MARK, loads
from server_sync.round import Round
from tests.fakes.memory_centre import MemoryCentre, MemoryServer
from tests.server_sync.town import Post, Town
from tests.store import world

LOANS = 40
NUMBERED = {Cell, BarState, HeldLine, BadgeState, PolicyWord}
"""What ``receipts.renumbered`` puts numbers into."""


class _Folds(Counter[str]):
    """How often each subject was folded from its whole history."""

    def seen(self, monkeypatch: pytest.MonkeyPatch) -> "_Folds":
        fold = Folding._fold_again

        def counted(folding: Folding, about: str, which: int, text: str) -> None:
            self[about] += 1
            fold(folding, Subject(about), which, text)

        monkeypatch.setattr(Folding, "_fold_again", counted)
        return self


@pytest.fixture
def folds(monkeypatch: pytest.MonkeyPatch) -> _Folds:
    monkeypatch.setattr(replica, "STEP", 8)
    return _Folds().seen(monkeypatch)


def _busy(post: Post) -> list[Alias]:
    """Let two people take and bring back things, so that each has a long history."""
    with post.station.books.write(post.clock.now()) as book:
        people = [world.add_person(book, name, f"0A0B0C0D0{name[0]}")[1] for name in ("Ada", "Ben")]
        assets = [world.add_asset(book, f"LS-{n}") for n in range(4)]
        for n in range(LOANS):
            asset, alias = assets[n % 4], people[n % 2]
            line, _ = world.check_out(book, asset, alias)
            if n < LOANS - 2:
                world.check_in(book, asset, line, alias)
        world.bar(book, people[0])
    return people


def _held(post: Post) -> dict[str, tuple[str, State | None]]:
    with post.station.books.read(post.clock.now()) as book:
        found = book.connection.execute("SELECT subject, latest, json FROM state").fetchall()
    return {
        about: (latest, loads(entity_of(about)[0], text) if text else None)
        for about, latest, text in found
    }


def _as_rebuilt(post: Post) -> None:
    """Check the books, and that making them anew makes the same, numbers and all."""
    assert post.station.verify().wrong == []
    held, tables = _held(post), post.tables()
    post.station.rebuild()
    assert _held(post) == held
    assert post.tables() == tables


def test_receipts_in_their_time_fold_nothing(town: Town, folds: _Folds) -> None:
    _busy(town.first)

    outcome = town.first.sync()

    assert outcome.pulled > LOANS * 2
    assert folds == {}
    assert any("feed=8" in str(row) for row in _held(town.first).values())
    _as_rebuilt(town.first)


def test_receipts_of_a_clock_that_is_ahead_fold_each_subject_once(
    town: Town, folds: _Folds
) -> None:
    town.clock.advance(hours=1)
    _busy(town.first)

    town.first.sync()

    assert folds.total() > 0
    assert set(folds.values()) == {1}
    _as_rebuilt(town.first)


def test_a_centre_that_gives_other_numbers_has_each_subject_folded_once(
    town: Town, folds: _Folds
) -> None:
    town.first.sync()
    backup = copy.deepcopy(town.server)
    _busy(town.first)
    town.first.sync()
    assert folds == {}
    _restored(town, backup)
    town.server.now_ms += 1

    town.first.sync()

    assert folds.total() > 0
    assert set(folds.values()) == {1}
    _as_rebuilt(town.first)


def test_a_number_is_there_before_somebody_speaks_of_it(town: Town, folds: _Folds) -> None:
    other, asset = _shared(town)
    _rename(town.first, asset, "before")
    with pytest.raises(Trouble, match="cut"):
        _cut(town.first, rows=0)
    other.sync()
    _rename(other, asset, "after")
    other.sync()

    town.first.sync()

    assert folds == {}
    assert town.first.tables()["exception"] == []
    _as_rebuilt(town.first)


def test_who_spoke_of_a_number_that_a_restored_centre_gives_anew_has_the_subject_folded(
    town: Town, folds: _Folds
) -> None:
    other, asset = _shared(town)
    backup = copy.deepcopy(town.server)
    _more_of(other)
    town.sync_all()
    _rename(town.first, asset, "before")
    _rename(other, asset, "after")
    other.sync()
    _pulled_only(town.first)
    _restored(town, backup)

    town.first.sync()

    assert folds[subject(Entity.ASSET, asset)] > 0
    _as_rebuilt(town.first)
    town.sync_all()
    _as_rebuilt(other)
    assert town.first.tables() == other.tables()


def test_who_was_ahead_of_a_restored_centre_has_the_subject_folded(
    town: Town, folds: _Folds
) -> None:
    third = town.joins("third")
    other, asset = _shared(town)
    backup = copy.deepcopy(town.server)
    _more_of(third)
    third.sync()
    other.sync()
    _rename(town.first, asset, "before")
    _rename(other, asset, "after")
    _restored(town, backup)
    with pytest.raises(Trouble, match="cut"):
        _cut(other, rows=0)

    town.first.sync()

    assert folds[subject(Entity.ASSET, asset)] > 0
    _as_rebuilt(town.first)


def _shared(town: Town) -> tuple[Post, AssetId]:
    """Let two stations know one asset."""
    other = town.joins("other")
    with town.first.station.books.write(town.clock.now()) as book:
        asset = world.add_asset(book, "LS-1")
    town.sync_all()
    return other, asset


def _more_of(post: Post) -> None:
    """Bring the feed on by some numbers."""
    with post.station.books.write(post.clock.now()) as book:
        for n in range(9):
            world.add_asset(book, f"X-{n}")


def _restored(town: Town, backup: MemoryServer) -> None:
    for name in ("feed", "chains", "keyring"):
        setattr(town.server, name, getattr(backup, name))
    town.server.epoch = "epoch-2"


def _rename(post: Post, asset: AssetId, name: str) -> None:
    with post.station.books.write(post.clock.advance(seconds=9)) as book:
        _set_name(book, asset, name)


def _set_name(book: WriteBook, asset: AssetId, name: str) -> None:
    body = RecordChanged(Entity.ASSET, asset, {"name": name})
    book.append(body, (subject(Entity.ASSET, asset),))


def _pulled_only(post: Post) -> None:
    """Read the feed without sending, as a round does that is cut in between."""
    at = post.replica.cursor().feed
    own = post.replica.chains()[-1].incarnation
    found = post.centre.pull(at, 2_000, own)
    while found:
        found = found[post.replica.apply(found) :]
    post.replica.fold_marked()


class _Cut(MemoryCentre):
    """Gives a few rows, then the line is cut."""

    def __init__(self, post: Post, rows: int) -> None:
        super().__init__(post.server, post.centre.station)
        self.rows = rows

    def pull(self, cursor: int, most: int, own: str) -> list[FeedRow]:
        if not self.rows:
            raise Trouble(TroubleCode.CENTRE_UNREACHABLE, "cut")
        found = super().pull(cursor, min(most, self.rows), own)
        self.rows = 0
        return found


def _cut(post: Post, rows: int) -> None:
    Round(post.replica, _Cut(post, rows), post.clock).run()


def test_a_pull_that_is_cut_leaves_nothing_to_be_folded(town: Town, folds: _Folds) -> None:
    town.clock.advance(hours=1)
    _busy(town.first)

    with pytest.raises(Trouble, match="cut"):
        _cut(town.first, rows=20)

    assert folds.total() > 0
    _as_rebuilt(town.first)


def test_what_a_kill_left_to_be_folded_is_folded_at_the_next_start(
    town: Town, folds: _Folds, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.clock.advance(hours=1)
    _busy(town.first)
    with monkeypatch.context() as killed:
        killed.setattr(StationReplica, "fold_marked", lambda _: None)
        town.first.sync()
    assert any(latest == MARK for latest, _ in _held(town.first).values())

    town.first = town.posts[0] = town.first.reopened()

    assert set(folds.values()) == {1}
    _as_rebuilt(town.first)


def test_a_loan_in_between_folds_what_was_marked(
    town: Town, folds: _Folds, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.clock.advance(hours=1)
    (ada, _) = _busy(town.first)
    with monkeypatch.context() as held_up:
        held_up.setattr(StationReplica, "fold_marked", lambda _: None)
        town.first.sync()

    with town.first.station.books.write(town.clock.now()) as book:
        world.give_role(book, ada, "lender")

    assert folds[subject(Entity.PERSON, ada)] == 1
    town.first.replica.fold_marked()
    assert set(folds.values()) == {1}
    _as_rebuilt(town.first)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_two_desks_do_their_books_are_as_rebuilt(
    town: Town, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "STEP", 5)
    rng = random.Random(seed)  # noqa: S311 - a seed names its story
    other = town.joins("other")
    people = _busy(town.first)
    town.sync_all()
    assets = [row[0] for row in town.first.tables()["asset"]]
    backup = copy.deepcopy(town.server)
    for _ in range(12):
        post = rng.choice((town.first, other))
        with post.station.books.write(post.clock.advance(seconds=rng.choice((1, 9, 400)))) as book:
            for _ in range(rng.randint(1, 6)):
                asset, alias = AssetId(rng.choice(assets)), rng.choice(people)
                _set_name(book, asset, str(rng.random()))
                world.check_out(book, asset, alias)
                if rng.random() < 0.2:
                    world.bar(book, alias)
        town.server.now_ms += rng.choice((0, 60_000, 600_000))
        if rng.random() < 0.1:
            town.server.__dict__.update(copy.deepcopy(backup.__dict__) | {"epoch": str(rng)})
        if rng.random() < 0.7:
            rng.choice((town.first, other)).sync()
    town.sync_all()
    town.sync_all()

    _as_rebuilt(town.first)
    _as_rebuilt(other)
    assert town.first.tables() == other.tables()


def test_every_number_that_a_state_keeps_is_known_to_receipts() -> None:
    keeps = {
        kind
        for kind in vars(states).values()
        if dataclasses.is_dataclass(kind) and isinstance(kind, type)
        if any(field.name.endswith("feed") for field in dataclasses.fields(kind))
    }

    assert keeps == NUMBERED
