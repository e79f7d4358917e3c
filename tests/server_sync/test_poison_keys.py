"""A keyring row that is none, from whichever station, holds up nobody: not now, not when new."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.store.keyring import SealedText
from tests.server_sync.town import Town
from tests.store import world

ALIAS = "0190aaaa-0000-7000-8000-000000000001"


def _row(**said: object) -> bytes:
    row: dict[str, object] = {
        "table": "person_alias",
        "alias": ALIAS,
        "person": "p",
        "period": "2026-09-01",
    }
    row |= {"wrapped_key": "QUJDREVGR0hJSktMTU5PUA==", "key_version": 1, "made_ms": 1}
    return json.dumps(row | said).encode()


_DEEP = b'{"alias": ' + b"[" * 1900 + b"]" * 1900 + b", " + _row()[1:]


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize(
    "poison",
    [
        _row(made_ms=1.5),
        _row(made_ms=2**70),
        _row(key_version="one"),
        _row(wrapped_key="A"),
        _row(wrapped_key=""),
        _row(table="verifier", kind="pin", verifier="x", set_ms=[]),
        _row(alias="\ud800"),
        _DEEP,
        b"[]",
        b"\xff",
    ],
)
def test_what_is_no_row_of_the_keyring_is_passed_over(
    town: Town, poison: bytes, *, is_new: bool
) -> None:
    other = town.joins("other")
    if not is_new:
        town.sync_all()
    town.server.add("k", poison)
    world.lend_something(town.first.station)

    town.sync_all()

    assert other.tables() == town.first.tables()
    assert other.count("loan") == 1
    assert {post.replica.cursor().feed for post in town.posts} == {len(town.server.feed)}


@pytest.mark.parametrize("period", ["2026-09-01", "9999-01-01"])
def test_a_key_that_somebody_else_wrapped_keeps_nobody_from_being_written_about(
    town: Town, period: str
) -> None:
    with town.first.station.books.write(town.clock.now()) as book:
        person, own = world.add_person(book)
    town.sync_all()
    town.server.add("k", _row(alias=f"f{ALIAS[1:]}", person=person, period=period))
    town.sync_all()

    with town.first.station.books.write(town.clock.now()) as book:
        assert book.actor_alias(person) == own
        assert book.seal(own, "note", "scratched")


def test_a_key_or_a_text_that_cannot_be_one_is_read_as_nothing() -> None:
    key, nonce, place = bytes(32), bytes(12), ("s/i/1", "name")
    wrapped = nonce + AESGCM(key).encrypt(nonce, key, ALIAS.encode())
    half = nonce + AESGCM(key).encrypt(nonce, b"\xff", b"s/i/1|name")

    def read(wrapped: bytes, sealed: bytes) -> str | None:
        token = f"{ALIAS}.1.{base64.b64encode(sealed).decode()}"
        return SealedText(key).reveal(wrapped, token, place)

    assert read(wrapped, nonce + AESGCM(key).encrypt(nonce, b"Jo", b"s/i/1|name")) == "Jo"
    assert read(wrapped, half) is None
    assert read(b"short", half) is None
