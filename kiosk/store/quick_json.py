"""The JSON of events read by orjson, wherever that gives what the domain's own reader gives."""

from typing import Any  # a JSON value is Any until a dataclass has taken it

import orjson

from kiosk.domain import canonical
from kiosk.domain.events import Event

_DIGITS = bytes(ord("0") if chr(code).isdecimal() else code for code in range(256))
_LONG = b"0" * 19
"""So many digits may be a number that is too large, and orjson would make a float of it."""


def read_json(written: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Read as ``canonical.read_json`` does: what is refused here is decided there."""
    if _LONG not in written.translate(_DIGITS):
        try:
            return orjson.loads(written)
        except orjson.JSONDecodeError:
            pass
    return canonical.read_json(written)


def decode(written: bytes) -> Event:
    """Read the canonical bytes of an event; raises Undecodable."""
    return canonical.decode(written, read_json)
