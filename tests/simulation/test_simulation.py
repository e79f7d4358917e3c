"""A few seeds of the simulation; ``make simulate SEEDS=10000`` plays many."""

import pytest

SEEDS = range(12)
STEPS = 40


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_goes_wrong_every_station_and_the_centre_agree_in_the_end(worlds, seed):
    worlds(seed).play(STEPS)


def test_the_same_seed_is_the_same_run(worlds):
    first = worlds(99)
    first.play(STEPS)
    again = worlds(99)
    again.play(STEPS)

    assert again.log == first.log
