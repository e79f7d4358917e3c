"""Rows of the feed, and the digest by which two sides know that they hold the same."""

from kiosk.domain.feed import ChainDiffers, FeedRow, What, share

ROW = FeedRow(7, What.EVENT, "s1", "i1", 3, 1_000, 900, 42, b"")


def test_the_digest_tells_the_same_rows_in_another_order_or_at_another_time():
    one, other = bytes([1]) * 32, bytes([2]) * 32

    assert share(1, 5, one) + share(2, 5, other) != share(1, 5, other) + share(2, 5, one)
    assert share(1, 5, one) != share(1, 6, one)
    assert 0 <= share(2**60, 2**60, bytes([255]) * 32) < 2**32


def test_a_chain_that_differs_says_where():
    assert str(ChainDiffers(ROW)) == "event s1/i1/3 differs from the centre"
    assert ChainDiffers(ROW).row is ROW
