"""Events read quickly: whatever the bytes are, the domain's own reader gives the same."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.canonical import GENESIS, decode, encode, read_json
from kiosk.domain.codec import canonical_json
from kiosk.store import quick_json
from tests.domain.histories import any_body, event

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), PLAIN))
def test_any_json_is_read_as_the_domain_reads_it(plain):
    _same(canonical_json({"version": 1, **plain}))


@given(st.binary() | st.text('0123456789-+.eE"\\ud8[]{},: tnN').map(str.encode))
def test_any_bytes_are_read_or_refused_as_the_domain_does_it(written):
    _same(written)


@pytest.mark.parametrize(
    "written",
    [
        b"9223372036854775807",
        b"9223372036854775808",
        b"-9223372036854775808",
        b"-0",
        b"1E400",
        b"NaN",
        b'{"a":1,"a":2}',
        b'"\\ud800"',
        b'"\\ud83d\\ude00"',
        b'"\xed\xa0\x80"',
        b'"\x00"',
        b"\xef\xbb\xbf1",
        b" 1\n",
    ],
)
def test_numbers_and_characters_at_the_edge_are_read_as_the_domain_reads_them(written):
    _same(written)


@given(any_body)
def test_any_event_is_read_as_the_domain_reads_it(body):
    written = encode(event(body, 7), GENESIS)

    assert quick_json.decode(written) == decode(written)


def _same(written: bytes) -> None:
    assert _read(quick_json.read_json, written) == _read(read_json, written)


def _read(read: Callable[[bytes], Any], written: bytes) -> str:
    """Give what is read with its types, or that it is refused."""
    try:
        return repr(read(written))
    except ValueError:
        return "refused"
