"""Frames that tell their own size, whatever the line brings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.rfid.sized_frames import Shape, SizedFrames

S = 1_000_000_000


def size(head: bytes) -> int:
    return head[2] + 4


def body(frame: bytes) -> bytes | None:
    said = frame[3:-1]
    return said if sum(said) & 255 == frame[-1] else None


def framed(said: bytes) -> bytes:
    return b"\xaa\x55" + bytes([len(said)]) + said + bytes([sum(said) & 255])


def frames() -> SizedFrames:
    return SizedFrames(Shape(b"\xaa\x55", 3, size, body))


def found(*pieces: bytes) -> list[bytes]:
    parser = frames()
    return [frame.body for piece in pieces for frame in parser.feed(piece, 0)]


def test_a_good_frame_within_a_broken_one_is_found():
    assert found(b"\xaa\x55\x07" + framed(b"one") + framed(b"two")) == [b"one", b"two"]


@pytest.mark.parametrize("cut", range(7))
def test_a_start_may_be_split_too(cut: int):
    line = b"\xaa" + framed(b"one")
    assert found(line[:cut], line[cut:]) == [b"one"]


def test_a_frame_is_told_when_its_last_byte_came():
    parser = frames()
    parser.feed(framed(b"one")[:-1], 1)
    assert [frame.at_ns for frame in parser.feed(framed(b"one")[-1:], 7)] == [7]


def test_a_pause_ends_what_broke_off_and_nothing_else_does():
    parser = frames()
    assert parser.feed(b"\xaa\x55\xff" + framed(b"one"), 0) == []
    assert parser.feed(b"", S // 5) == []
    assert parser.feed(b"\xaa", S) == []
    assert parser.feed(b"", S + S // 5) == []
    assert [frame.body for frame in parser.feed(b"", 2 * S)] == [b"one"]
    assert parser._held == b""


@given(st.lists(st.binary(max_size=40) | st.binary(max_size=9).map(framed)))
def test_it_finds_the_same_however_the_bytes_come_and_holds_one_frame(pieces: list[bytes]):
    parser = frames()
    split = []
    for piece in pieces:
        split += [frame.body for frame in parser.feed(piece, 0)]
        assert len(parser._held) < 255 + 4
    assert split == found(b"".join(pieces))
