"""Lines out of a stream, however it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.rfid.lines import Lines

MS = 1_000_000


def bodies(lines: Lines, *pieces: bytes) -> list[bytes]:
    return [frame.body for piece in pieces for frame in lines.feed(piece, 0)]


@pytest.mark.parametrize(
    ("terminator", "stream"),
    [
        ("line", b"one\r\ntwo\nthree\r\0\r\n"),
        ("none", b"one\r\ntwo\nthree\r\0\r\n"),
        ("tab", b"one\ttwo\t\tthree\t"),
        ("etx", b"\x02one\x03\x02two\x03three\x03"),
    ],
)
def test_lines_end_as_the_device_is_set(terminator: str, stream: bytes):
    whole = bodies(Lines(terminator, 100, 10), stream)
    single = bodies(Lines(terminator, 100, 10), *(bytes([byte]) for byte in stream))

    assert whole == single == [b"one", b"two", b"three"]


def test_a_line_with_line_ends_in_it_is_one_where_something_else_ends_it():
    assert bodies(Lines("etx", 100, 20), b"\x02a\r\nLS:YES\r\n\x03") == [b"a\r\nLS:YES\r\n"]


def test_with_stx_a_line_begins_anew():
    assert bodies(Lines("etx", 100, 20), b"half\x02hal", b"f\x02who", b"le\x03") == [b"whole"]


def test_a_line_that_is_too_long_is_dropped_whole():
    lines = Lines("line", 100, 4)

    assert bodies(lines, b"abc", b"def", b"\rabcd\r", b"abcde\r", b"x\r") == [b"abcd", b"x"]


def test_a_pause_ends_a_line_where_nothing_else_does():
    lines = Lines("none", 100, 10)
    assert bodies(lines, b"ab", b"c") == [b"abc"][:0]

    assert lines.pauses_ns == 100 * MS
    assert lines.feed(b"", 99 * MS) == []
    (frame,) = lines.feed(b"", 100 * MS)
    assert (frame.body, frame.at_ns) == (b"abc", 0)
    assert lines.pauses_ns is None


def test_a_pause_drops_a_line_whose_end_did_not_come():
    lines = Lines("line", 100, 10)
    assert bodies(lines, b"LS-00") == []

    assert lines.feed(b"", 100 * MS) == []
    assert bodies(lines, b"LS-0001\r") == [b"LS-0001"]


def test_bytes_that_waited_are_no_pause():
    lines = Lines("line", 100, 10)
    lines.feed(b"LS-", 0)

    assert [frame.body for frame in lines.feed(b"0001\r", 900 * MS)] == [b"LS-0001"]


@given(st.lists(st.binary(max_size=40)), st.sampled_from(["line", "tab", "etx", "none"]))
def test_it_holds_no_more_than_one_line_however_the_bytes_come(pieces, terminator):
    lines, found = Lines(terminator, 100, 16), []
    for piece in pieces:
        found += [frame.body for frame in lines.feed(piece, 0)]
        assert len(lines._held) <= 16
    assert found == bodies(Lines(terminator, 100, 16), b"".join(pieces))
    assert all(found)
