"""Frames and taps, whatever the line brings."""

from hypothesis import given
from hypothesis import strategies as st

from hardware.rfid.framing import StxEtxFrames, Taps

MS = 1_000_000


def test_a_new_start_byte_begins_anew_and_what_is_too_long_is_dropped():
    frames = StxEtxFrames(4)
    assert [f.body for f in frames.feed(b"x\x02ab\x02cd\x03\x03\x02abcde\x03\x02e\x03", 7)] == [
        b"cd",
        b"e",
    ]


@given(st.lists(st.binary(max_size=40)))
def test_it_holds_no_more_than_one_frame_however_the_bytes_come(pieces: list[bytes]):
    frames = StxEtxFrames(16)
    found = []
    for piece in pieces:
        found += [frame.body for frame in frames.feed(piece, 0)]
        assert len(frames._held) <= 17
    glued = StxEtxFrames(16).feed(b"".join(pieces), 0)
    assert found == [frame.body for frame in glued]


def test_a_held_tag_is_one_tap_and_another_after_it_was_away():
    taps = Taps(2, 0.3, 1.0)
    held = [taps.is_tap("A", at * MS) for at in range(0, 6500, 65)]
    assert held.count(True) == 1
    assert held[1]
    assert not taps.is_tap("A", 7400 * MS)
    assert not taps.is_tap("A", 8401 * MS)
    assert taps.is_tap("A", 8466 * MS)


def test_two_sightings_too_far_apart_are_not_a_tap():
    taps = Taps(2, 0.3, 1.0)
    assert not any(taps.is_tap("A", at * MS) for at in range(0, 4000, 301))


def test_two_tags_held_together_are_two_taps():
    taps = Taps(1, 0.3, 1.0)
    assert [taps.is_tap(tag, at * 65 * MS) for at, tag in enumerate("ABABAB")].count(True) == 2


def test_noise_does_not_fill_the_memory():
    taps = Taps(2, 0.3, 1.0)
    assert not any(taps.is_tap(n, n) for n in range(100_000))
    assert len(taps._held) <= 32
