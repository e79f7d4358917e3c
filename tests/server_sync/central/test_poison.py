"""Scenario 24: an event that no station can use is kept, marked and acked; the next one counts."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.bodies.stations import ClockJumped
from kiosk.domain.canonical import encode
from tests.centre import Centre, Hand, Login
from tests.server_sync.central.events import Chain

KIB = 1024


def _plain(chain: Chain) -> dict:
    return json.loads(encode(chain._event(ClockJumped(1), None), b""))


def _canonical(plain: dict) -> bytes:
    rest = {key: value for key, value in plain.items() if key != "version"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f'{{"version":{plain["version"]},{text[1:]}'.encode()


def _with(**changes: object) -> object:
    return lambda chain: _canonical(_plain(chain) | changes)


def _without(key: str) -> object:
    return lambda chain: _canonical({k: v for k, v in _plain(chain).items() if k != key})


def _replaced(old: bytes, new: bytes) -> object:
    return lambda chain: _canonical(_plain(chain)).replace(old, new, 1)


POISON = {
    "bad UTF-8": lambda _: b"\xff\xfe",
    "nothing": lambda _: b"",
    "no JSON": lambda _: b"{",
    "no object": lambda _: b"[1]",
    "a number": lambda _: b"1",
    "NUL": _with(actor="\0"),
    "NUL in the body": _with(body={"by_ms": "\0"}),
    "half a character": _replaced(b'"by_ms":1', b'"by_ms":"\\ud800"'),
    "another station": _with(station="another"),
    "another incarnation": _with(incarnation="two"),
    "another number": _with(seq=77),
    "an unknown key": _with(extra=1),
    "a missing key": _without("wall"),
    "a number as text": _with(hlc="5"),
    "text as a number": _with(actor=5),
    "a fraction": _with(wall=1.5),
    "an exponent": _replaced(b'"mono":2', b'"mono":2e0'),
    "a negative time": _with(hlc=-1),
    "a number too large": _with(hlc=2**64),
    "null": _with(kind=None),
    "a body that is none": _with(body="x"),
    "a body that is a list": _with(body=[]),
    "subjects that are none": _with(subjects="x"),
    "spaces": _replaced(b'"actor":', b'"actor": '),
    "a hidden kind": _replaced(b'"clock_jumped"', b'"clock_jump\\u0065d"'),
    "a key twice": _replaced(b'"actor":""', b'"actor":"","actor":""'),
    "too large": _with(body={"by_ms": 1, "more": "x" * 64 * KIB}),
    "deep": _with(body=json.loads('{"a":' * 20 + "1" + "}" * 20), subjects=1),
    "too deep to read": lambda _: b"[" * 60_000,
}


@pytest.mark.parametrize("name", POISON)
def test_a_poison_event_is_quarantined_and_the_next_event_counts(
    hand: Hand, login: Login, name: str
) -> None:
    chain = Chain(login.station)
    chain.jumps(1)
    chain.append_raw(POISON[name](chain))
    chain.jumps(1)

    answer = hand.push("one", 1, chain.events)

    assert (answer["acked_seq"], answer["quarantined"]) == (3, 1)
    rows = hand.pull()
    assert [row["what"] for row in rows] == ["e", "q", "e"]
    assert [row["content"] for row in rows] == chain.events
    assert hand.push("one", 4, chain.jumps(1))["acked_seq"] == 4


def test_quarantine_is_recorded(hand: Hand, login: Login, centre: Centre) -> None:
    chain = Chain(login.station)
    chain.append_raw(b"{")
    hand.push("one", 1, chain.events)

    ((station, times, detail),) = centre.run(
        "SELECT station, times, detail FROM lendstation.audit WHERE what = 'quarantined'"
    )

    assert (station, times) == (login.station, 1)
    assert detail == "1 of one/1..1: {unreadable}"


def test_an_event_of_many_megabytes_goes_through_alone(hand: Hand, login: Login) -> None:
    chain = Chain(login.station)
    chain.append_raw(b"x" * 4 * KIB * KIB)
    chain.jumps(1)

    assert hand.push("one", 1, chain.events)["refusal"].startswith("LS004")
    assert hand.push("one", 1, chain.events[:1])["quarantined"] == 1
    assert hand.push("one", 2, chain.events[1:])["acked_seq"] == 2

    assert [len(row["content"]) for row in hand.pull()] == [4 * KIB * KIB + 32]
    assert [row["content"] for row in hand.pull(cursor=1)] == chain.events[1:]


def test_an_event_of_a_later_version_is_no_poison(hand: Hand, login: Login) -> None:
    chain = Chain(login.station)
    later = _plain(chain) | {"kind": "levitated", "version": 9, "body": {"height_mm": 3}}
    chain.append_raw(_canonical(later))

    assert hand.push("one", 1, chain.events)["quarantined"] == 0


def test_text_with_escapes_in_the_body_is_no_poison(hand: Hand, login: Login) -> None:
    chain = Chain(login.station)
    body = {"note": 'a "quoted"\nline, a \\ and 𝄞'}
    chain.append_raw(_canonical(_plain(chain) | {"body": body}))

    assert hand.push("one", 1, chain.events)["quarantined"] == 0


@given(st.lists(st.binary(max_size=64), min_size=1, max_size=5))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_acked_and_never_block(hand: Hand, login: Login, junk: list[bytes]) -> None:
    incarnation = f"one-{abs(hash(tuple(junk)))}"
    chain = Chain(login.station, incarnation)
    for bytes_ in junk:
        chain.append_raw(bytes_)

    before = hand.hello(incarnation)["acked_seq"]
    answer = hand.push(incarnation, 1, chain.events)

    assert answer["acked_seq"] == len(junk)
    assert answer["quarantined"] == (0 if before else len(junk))
