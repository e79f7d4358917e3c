"""A tray of tags, counted with the time as a value."""

from hardware.rfid.bulk import MOST_TAGS, Bulk, CountedTag, Sighting

S = 1_000_000_000


def test_tags_are_distinct_and_counted_with_their_best_signal():
    bulk = Bulk(0)
    for at, (epc, signal) in enumerate([(b"A", -60), (b"B", None), (b"A", -42), (b"A", -70)]):
        bulk.see(Sighting(epc, at, signal))

    assert bulk.tally(4).tags == (
        CountedTag(b"A", 3, -42, 0, 3),
        CountedTag(b"B", 1, None, 1, 1),
    )


def test_a_signal_that_is_told_late_is_kept():
    bulk = Bulk(0)
    for signal in (None, -50, None):
        bulk.see(Sighting(b"A", 1, signal))
    assert bulk.tally(1).tags[0].strongest == -50


def test_it_is_settled_when_nothing_new_came_for_a_while():
    bulk = Bulk(0, quiet_s=2)
    assert not bulk.tally(S).is_settled
    bulk.see(Sighting(b"A", 1 * S))
    bulk.see(Sighting(b"A", 2 * S))
    assert not bulk.tally(3 * S - 1).is_settled
    assert bulk.tally(3 * S).is_settled
    bulk.see(Sighting(b"B", 4 * S))
    assert not bulk.tally(5 * S).is_settled


def test_an_empty_tray_is_settled_too():
    tally = Bulk(5 * S, quiet_s=1).tally(6 * S)
    assert (tally.tags, tally.is_settled) == ((), True)


def test_noise_does_not_fill_the_memory_and_what_was_counted_stays():
    bulk = Bulk(0)
    for number in range(MOST_TAGS + 10):
        bulk.see(Sighting(number.to_bytes(4, "big"), number))
    bulk.see(Sighting(bytes(4), S))
    tags = bulk.tally(S).tags
    assert len(tags) == MOST_TAGS
    assert (tags[0].epc, tags[0].count) == (bytes(4), 2)
