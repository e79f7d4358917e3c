"""A new station fills itself: in bulk, from wherever it was interrupted, never half shown."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest

from kiosk.domain.feed import FeedRow
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store import first_sync, keyring_rows
from kiosk.store.erasure import erase
from server_sync.round import Round
from tests.fakes.memory_centre import MemoryCentre
from tests.server_sync.town import Post, Town
from tests.store import world

ASSETS, PEOPLE = 60, 20


class Shaky(MemoryCentre):
    """Gives a small page, then fails."""

    def pull(self, cursor: int, most: int, own: str) -> list[FeedRow]:
        if self.calls.count("pull"):
            raise Trouble(TroubleCode.CENTRE_UNREACHABLE, "cut")
        return super().pull(cursor, min(most, 50), own)


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {"STEP": 30, "_STATES": 15, "_PEOPLE": 6, "_MARKED": 2}.items():
        monkeypatch.setattr(first_sync, name, size)


def _fill(town: Town) -> None:
    with town.first.station.books.write(town.clock.now()) as book:
        aliases = [
            world.add_person(book, f"Person {n}", f"0A000000{n:02X}")[1] for n in range(PEOPLE)
        ]
        for n in range(ASSETS):
            asset = world.add_asset(book, f"LS-{n}")
            line, _ = world.check_out(book, asset, aliases[n % PEOPLE])
            if n % 2:
                world.check_in(book, asset, line, aliases[n % PEOPLE])
    town.first.sync()


def test_it_goes_on_wherever_it_was_cut(town: Town) -> None:
    _fill(town)
    other = town.joins("other")
    town.first.sync()
    seen = [other.replica.progress()]
    cuts = 0
    while other.replica.progress() is not None:
        assert other.count("asset") == 0
        shaky = Shaky(town.server, other.centre.station)
        try:
            Round(other.replica, shaky, other.clock).run()
        except Trouble:
            cuts += 1
        other = _restarted(town, other)
        seen.append(other.replica.progress())

    percents = [each for each in seen if each is not None]
    assert percents == sorted(percents)
    assert cuts > 3
    assert other.tables() == town.first.tables()
    assert other.station.verify().wrong == []


def _restarted(town: Town, post: Post) -> Post:
    again = post.reopened()
    town.posts[town.posts.index(post)] = again
    return again


def test_a_power_cut_while_the_tables_are_made_is_no_loss(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(town)
    other = town.joins("other")
    town.first.sync()
    steps = first_sync.FirstSync._step
    left = [3]

    def cut(self: first_sync.FirstSync) -> bool:
        left[0] -= 1
        if left[0] < 0:
            left[0] = 3
            raise Trouble(TroubleCode.STORE_FULL, "cut")
        return steps(self)

    monkeypatch.setattr(first_sync.FirstSync, "_step", cut)
    stages: list[int | None] = []
    while other.replica.progress() is not None:
        try:
            other.sync()
        except Trouble:
            stages.append(other.replica.progress())
            other = _restarted(town, other)

    assert len(stages) > 3
    assert stages == sorted(stages)
    assert other.tables() == town.first.tables()


def test_a_station_that_was_filled_in_bulk_is_like_one_that_was_there_all_along(
    town: Town,
) -> None:
    early = town.joins("early")
    town.sync_all()
    _fill(town)
    with early.station.books.write(early.clock.advance(hours=1)) as book:
        person, _ = world.add_person(book, "Ben", "0B0B0B0B0B")
        world.bar(book, book.actor_alias(person))
    town.sync_all()
    late = town.joins("late")

    town.sync_all()

    assert late.tables() == early.tables() == town.first.tables()
    assert _ids(late) == _ids(early)


def _ids(post: Post) -> Sequence[tuple]:
    with post.station.books.read(post.clock.now()) as book:
        found = book.connection.execute("SELECT subject, latest, json FROM state ORDER BY subject")
        return found.fetchall()


def _key(alias: str, person: str, *, is_gone: bool = False) -> bytes:
    plain = {"table": "person_alias", "alias": alias, "person": person, "period": "2026-09-01"}
    plain |= {"wrapped_key": None if is_gone else "AAECAw==", "key_version": 1, "made_ms": 5}
    return json.dumps(plain).encode()


_VERIFIER = {"table": "verifier", "person": "p1", "kind": "pin", "verifier": "$x", "set_ms": 3}


@pytest.mark.parametrize("steps", [(8,), (3, 8), (5, 6, 8)])
def test_keys_taken_at_once_are_those_taken_one_by_one(town: Town, steps: tuple[int, ...]) -> None:
    rows = [
        _key("a", "p1"),
        _key("b", "p1"),
        _key("c", "p2"),
        _key("c", "p2", is_gone=True),
        json.dumps(_VERIFIER).encode(),
        _key("d", "p3", is_gone=True),
        _key("e", "p1"),
        _key("a", "p1", is_gone=True),
    ]
    found = []
    for post, sizes in ((town.joins("one"), range(9)), (town.joins("many"), (0, *steps))):
        changed: dict[str, str] = {}
        for begin, end in pairwise(sizes):
            with post.station.books.write_aside() as connection:
                keyring = keyring_rows.Received(connection)
                if post is town.posts[-1]:
                    keyring.take_many(rows[begin:end])
                else:
                    keyring.take(rows[begin])
                changed |= keyring.changed
                held = connection.execute("SELECT * FROM person_alias ORDER BY alias").fetchall()
                secrets = connection.execute("SELECT * FROM verifier").fetchall()
        found.append((held, secrets, changed))

    assert found[0] == found[1]
    assert [row[0] for row in found[0][0]] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("wrong", [b"[]", b"{}", b"no", b'{"table":"person_alias","alias":"x"}'])
def test_a_keyring_row_that_is_none_is_passed_over_in_bulk_too(town: Town, wrong: bytes) -> None:
    post = town.joins("new")
    with post.station.books.write_aside() as connection:
        keyring = keyring_rows.Received(connection)
        keyring.take_many([wrong, _key("a", "p1"), wrong])

    assert keyring.changed == {"a": "p1"}


def test_who_was_erased_before_a_station_was_there_has_no_key_there_nor_at_the_centre(
    town: Town,
) -> None:
    away = town.joins("away")
    with town.first.station.books.write(town.clock.now()) as book:
        person, _ = world.add_person(book)
    town.sync_all()
    with away.station.books.write(away.clock.advance(days=400)) as book:
        later = book.actor_alias(person)  # of another school year, with a key of its own
    erase(town.first.station, person)
    town.first.sync()
    away.sync(greet=False)  # it sends the key; the only station that may destroy it is gone
    new = town.joins("new")

    new.sync()
    new.sync()

    keys = "SELECT count(*) FROM person_alias WHERE made_for = ? AND wrapped_key IS NOT NULL"
    with new.station.books.read(new.clock.now()) as book:
        assert book.connection.execute(keys, (person,)).fetchone() == (0,)
        assert book.person_by_id(person) is None or book.person_by_id(person).name != world.NAME
    _, told = town.server.keyring["person_alias", later]
    assert json.loads(told)["wrapped_key"] is None
    assert new.station.verify().wrong == []
