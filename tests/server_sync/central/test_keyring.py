"""The keyring at the centre: wrapped keys only, destroyed wins, and not everybody may destroy."""

import json

import pytest

from tests.centre import Centre, Hand, Login
from tests.server_sync.central.events import Chain


def alias(
    name: str = "alias", *, person: str = "ann", key: str | None = "d3JhcHBlZA==", version: int = 1
) -> bytes:
    return _row(
        table="person_alias",
        alias=name,
        person=person,
        period="2026-09-01",
        wrapped_key=key,
        key_version=version,
        made_ms=5,
    )


def pin(person: str = "ann", *, set_ms: int = 1, kind: str = "pin", hashed: str = "argon") -> bytes:
    return _row(table="verifier", person=person, kind=kind, verifier=hashed, set_ms=set_ms)


def _row(**fields: object) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def _push(hand: Hand, *rows: bytes) -> dict:
    return hand.push("one", 1, [], list(rows))


def _held(hand: Hand) -> list[bytes]:
    return [row["content"] for row in hand.pull() if row["what"] == "k"]


def test_keys_travel_before_the_events_that_need_them(hand: Hand, login: Login) -> None:
    answer = hand.push("one", 1, Chain(login.station).jumps(1), [alias()])

    assert (answer["head"], answer["refused_keys"]) == (2, 0)
    assert [row["what"] for row in hand.pull()] == ["k", "e"]


def test_a_row_that_is_there_already_is_not_stored_again(hand: Hand, other: Hand) -> None:
    _push(hand, alias(), pin())

    assert _push(hand, alias(), pin())["head"] == 2
    assert _push(other, alias())["refused_keys"] == 0
    assert _held(hand) == [alias(), pin()]


def test_a_destroyed_key_leaves_a_gravestone_and_never_comes_back(hand: Hand) -> None:
    _push(hand, alias())
    _push(hand, alias(key=None))
    _push(hand, alias(), alias(version=9))

    assert [(row["what"], row["content"]) for row in hand.pull()] == [
        ("t", None),
        ("k", alias(key=None)),
    ]


def test_an_unprivileged_station_adds_aliases_and_changes_none(
    hand: Hand, other: Hand, centre: Centre
) -> None:
    assert _push(other, alias("new"))["refused_keys"] == 0
    _push(hand, alias())

    for wish in (alias(key=None), alias(version=2), alias(person="bob"), alias(key="eA==")):
        assert _push(other, wish)["refused_keys"] == 1

    assert _held(hand) == [alias("new"), alias()]
    assert centre.run("SELECT times, detail FROM lendstation.audit WHERE what = 'refused key'") == [
        (4, "alias/alias")
    ]


def test_a_key_is_wrapped_anew_under_a_higher_version_only(hand: Hand) -> None:
    _push(hand, alias())

    assert _push(hand, alias(key="eA=="))["refused_keys"] == 1
    assert _push(hand, alias(key="eA==", version=2))["refused_keys"] == 0
    assert _push(hand, alias())["refused_keys"] == 0

    assert _held(hand) == [alias(key="eA==", version=2)]


def test_the_newer_pin_stands_in_whatever_order_they_come(hand: Hand) -> None:
    _push(hand, pin(set_ms=2, hashed="new"))
    _push(hand, pin(set_ms=1, hashed="old"))
    assert _held(hand) == [pin(set_ms=2, hashed="new")]

    _push(hand, pin(set_ms=3, hashed="newest"))
    assert _held(hand) == [pin(set_ms=3, hashed="newest")]


def test_a_pin_comes_from_a_privileged_station_only(other: Hand) -> None:
    assert _push(other, pin())["refused_keys"] == 1
    assert _held(other) == []


def test_with_the_last_key_of_a_person_their_pin_goes(hand: Hand) -> None:
    _push(hand, alias("first"), alias("second"), pin(), pin("bob"))

    _push(hand, alias("first", key=None))
    assert pin() in _held(hand)
    _push(hand, alias("second", key=None))
    _push(hand, pin(set_ms=9))

    assert _held(hand) == [pin("bob"), alias("first", key=None), alias("second", key=None)]
    assert [row["feed"] for row in hand.pull()] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"7",
        b"null",
        _row(table="person_alias"),
        _row(table="event", alias="x"),
        alias(person=None),  # type: ignore[arg-type]
        alias(name=None),  # type: ignore[arg-type]
        alias(version="x"),  # type: ignore[arg-type]
        alias(key=["x"]),  # type: ignore[arg-type]
        alias(key="x" * 5000),
        alias(name="\0"),
        pin(set_ms=2**70),
    ],
)
def test_what_is_no_row_is_refused_and_the_next_row_counts(hand: Hand, wrong: bytes) -> None:
    answer = _push(hand, wrong, alias())

    assert (answer["refused_keys"], answer["head"]) == (1, 1)
