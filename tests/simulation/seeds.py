"""Plays many seeds, in several processes; says which broke, and how."""

import multiprocessing
import sys
import time
import traceback

from tests.postgres import programs_of_the_wheel, running_server
from tests.simulation.asked import Broken
from tests.simulation.beginning import running_worlds

STEPS = 40
_PROGRESS = 100


def play(seeds: range) -> int:
    """Play seeds over a server of their own; gives how many broke."""
    broken = 0
    began = time.monotonic()
    with running_server(programs_of_the_wheel()) as server, running_worlds(server) as world:
        for count, seed in enumerate(seeds, 1):
            try:
                world(seed).play(STEPS)
            except Broken as error:
                broken += 1
                traceback.print_exception(error)
            if count % _PROGRESS == 0:
                took = time.monotonic() - began
                _tell(f"{seeds[0]} to {seed}: {broken} broken, {took:.0f} s")
    return broken


def main(seeds: int, first: int, jobs: int) -> int:
    """Share the seeds among processes; gives how many broke in all."""
    shares = [range(first + job, first + seeds, jobs) for job in range(jobs)]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        broken = sum(pool.map(play, shares))
    _tell(f"{seeds} seeds of {STEPS} steps from {first}: {broken} broken")
    return broken


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
