"""The canonical bytes: what was shipped reads and writes the same for ever."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.bodies import ALL_BODIES, BODIES
from kiosk.domain.canonical import (
    GENESIS,
    HASH_BYTES,
    decode,
    encode,
    event_hash,
    previous_hash,
)
from kiosk.domain.codec import Undecodable, canonical_json
from kiosk.domain.events import Kind, UnknownBody
from tests.domain.histories import any_body, event, out

GOLDEN = json.loads((Path(__file__).parent / "golden_events.json").read_text("utf-8"))


def test_every_kind_has_a_body_and_every_body_its_own_kind_and_version():
    assert {kind for kind, _ in BODIES} == {kind.value for kind in Kind}
    assert len(BODIES) == len(ALL_BODIES)


@pytest.mark.parametrize("kind", sorted({f"{kind}.{version}" for kind, version in BODIES}))
def test_the_bytes_that_were_shipped_never_change(kind):
    shipped = bytes(HASH_BYTES) + GOLDEN[kind].encode()

    read = decode(shipped)

    assert f"{read.body.kind}.{read.body.version}" == kind
    assert not isinstance(read.body, UnknownBody)
    assert encode(read, GENESIS) == shipped


@given(any_body, st.lists(st.text()))
def test_any_event_reads_back_as_it_was_written(body, subjects):
    made = replace(event(body, 7), subjects=tuple(subjects))

    assert decode(encode(made, GENESIS)) == made


@given(any_body)
def test_the_same_event_gives_the_same_bytes(body):
    made = event(body)

    assert encode(decode(encode(made, GENESIS)), GENESIS) == encode(made, GENESIS)


PLAIN = st.recursive(
    st.one_of(st.text(), st.integers(-(2**60), 2**60)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.text(), st.integers(0, 99), st.dictionaries(st.text(), PLAIN, max_size=4))
def test_a_kind_or_version_of_tomorrow_is_kept_to_the_last_byte(kind, version, plain):
    body = UnknownBody(f"tomorrow_{kind}", version, canonical_json(plain).decode())
    written = encode(event(body), GENESIS)

    read = decode(written)

    assert isinstance(read.body, UnknownBody)
    assert encode(read, GENESIS) == written


def test_an_event_carries_the_hash_of_the_one_before():
    first = encode(event(out()), GENESIS)
    second = encode(event(out(), 2), event_hash(first))

    assert previous_hash(second) == event_hash(first)
    assert event_hash(second) != event_hash(first)


def test_an_object_of_versions_only_is_still_an_object():
    assert canonical_json({"version": 3}) == b'{"version":3}'
    assert canonical_json({"b": 1, "version": 3, "a": 2}) == b'{"version":3,"a":2,"b":1}'


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"null",
        b'{"version":1}',
        GOLDEN["moved.1"].replace('"free"', '"certain"').encode(),
        GOLDEN["moved.1"].replace('"place"', '"plaice"').encode(),
        GOLDEN["moved.1"].replace('"moved"', '"unmoved"').replace('{"asset"', '[{"asset"').encode(),
    ],
)
def test_bytes_that_are_no_event_are_undecodable(broken):
    with pytest.raises(Undecodable):
        decode(bytes(HASH_BYTES) + broken)


def test_a_body_is_an_object_even_of_an_unknown_kind():
    plain = json.loads(GOLDEN["moved.1"]) | {"kind": "unheard_of", "body": ["list"]}

    with pytest.raises(Undecodable, match="object"):
        decode(bytes(HASH_BYTES) + json.dumps(plain).encode())
