"""The canonical bytes of an event and the chain they form: stored, hashed and sent verbatim."""

import hashlib
import json
from collections.abc import Callable
from typing import Any  # a JSON value is Any until a dataclass has taken it

from kiosk.domain.bodies import BODIES
from kiosk.domain.codec import Undecodable, canonical_json, from_plain, to_plain
from kiosk.domain.events import Body, ClockQuality, Event, UnknownBody

HASH_BYTES = 32
_LARGEST = 2**63 - 1
GENESIS = bytes(HASH_BYTES)
"""The hash before the first event of an incarnation."""


def encode(event: Event, previous_hash: bytes) -> bytes:
    """Write the canonical bytes: the hash of the event before, then one JSON object."""
    return previous_hash + canonical_json(
        {
            "version": event.body.version,
            "station": event.station,
            "incarnation": event.incarnation,
            "seq": event.seq,
            "hlc": event.hlc,
            "kind": str(event.body.kind),
            "actor": event.actor,
            "subjects": list(event.subjects),
            "body": _plain_body(event.body),
            "wall": event.wall_ms,
            "boot_id": event.boot_id,
            "mono": event.mono_ns,
            "clock_quality": event.clock_quality.value,
            "seen_cursor": event.seen_cursor,
        }
    )


def read_json(written: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Read JSON; raises ValueError for what no database holds: half characters, huge numbers."""
    plain = _DECODER.decode(written.decode())
    if b"\\u" in written:
        json.dumps(plain, ensure_ascii=False).encode()
    return plain


def decode(canonical: bytes, read: Callable[[bytes], Any] = read_json) -> Event:
    """Read canonical bytes; a kind or version not known here gives an UnknownBody.

    Args:
        canonical: The hash of the event before, then its JSON.
        read: Gives what ``read_json`` gives, and may be quicker.

    Raises:
        Undecodable: the bytes are no event.
    """
    try:
        plain = read(canonical[HASH_BYTES:])
        return Event(
            station=plain["station"],
            incarnation=plain["incarnation"],
            seq=plain["seq"],
            hlc=plain["hlc"],
            actor=plain["actor"],
            subjects=tuple(plain["subjects"]),
            body=_decode_body(plain["kind"], plain["version"], plain["body"]),
            wall_ms=plain["wall"],
            boot_id=plain["boot_id"],
            mono_ns=plain["mono"],
            clock_quality=_QUALITIES[plain["clock_quality"]],
            seen_cursor=plain["seen_cursor"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Undecodable(str(error)) from error


def _integer(digits: str) -> int:
    number = int(digits)
    if not -_LARGEST <= number <= _LARGEST:
        raise ValueError("the number is too large")
    return number


_DECODER = json.JSONDecoder(parse_int=_integer)
_QUALITIES = {quality.value: quality for quality in ClockQuality}


def previous_hash(canonical: bytes) -> bytes:
    """Give the hash of the event before, which the bytes begin with."""
    return canonical[:HASH_BYTES]


def event_hash(canonical: bytes) -> bytes:
    """Hash an event: SHA-256 over its canonical bytes."""
    return hashlib.sha256(canonical).digest()


def _plain_body(body: Body | UnknownBody) -> object:
    return json.loads(body.plain_json) if isinstance(body, UnknownBody) else to_plain(body)


def _decode_body(kind: str, version: int, plain: object) -> Body | UnknownBody:
    known = BODIES.get((kind, version))
    if known is not None:
        return from_plain(known, plain)
    if not isinstance(plain, dict):
        raise Undecodable("a body is an object")
    return UnknownBody(kind, version, canonical_json(plain).decode())
