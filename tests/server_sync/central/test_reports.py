"""The reports of the worker say what an independent fold of the ledger says, whatever happened."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from kiosk.domain.bodies.lending import Corrected
from kiosk.domain.bodies.records import PolicySet
from kiosk.domain.events import EventRef
from kiosk.domain.ids import Entity, subject
from kiosk.domain.policy import policy_key
from tests.desk.school import about_asset
from tests.postgres import Server
from tests.server_sync.central.compared import address_of, agrees, folded, same_as_at
from tests.simulation.beginning import running_worlds
from tests.simulation.machine import Machine
from tests.simulation.world import World

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("LENDSTATION_KILLS", "30")) // 6
STEPS = 40


@pytest.fixture(scope="module")
def worlds(server: Server) -> Iterator[Callable[[int], World]]:
    with running_worlds(server) as made:
        yield made


@pytest.mark.parametrize("seed", range(2))
def test_the_reports_say_what_an_independent_fold_says_after_every_kind_of_fault(worlds, seed):
    world = worlds(seed)
    with closing(world):
        for number in range(STEPS):
            world._step(number)
            if number % 8 == 0:
                with folded(world.hub, most=7):
                    agrees(world.hub)
        world._mend()
        with folded(world.hub):
            agrees(world.hub)
            same_as_at(world.hub, world.machines[0])


def test_killed_at_any_moment_it_goes_on_and_nothing_is_missing_or_twice(worlds):
    chance = Random()  # noqa: S311 - moments, not secrets
    world = worlds(5)
    with closing(world):
        for _ in range(KILLS):
            for number in range(8):
                world._step(number)
            folding_killed(world, chance.randint(1, 12))
        world._mend()
        with folded(world.hub):
            agrees(world.hub)
            same_as_at(world.hub, world.machines[0])


def test_where_a_policy_is_taken_back_the_reports_judge_by_what_holds_instead(worlds):
    world = worlds(0)
    stale = "SELECT subject FROM {tenant}_reports.exception WHERE kind = 'stale_policy'"
    with closing(world):
        hall, office, _ = world.machines
        heard = set_policy(hall, "pupil", "7d")
        hall.sync()
        office.sync()
        set_policy(hall, "", "2d")
        office.clock.advance(seconds=60)
        office.lend("ada", "CAM-1")
        hall.sync()
        office.sync()
        with folded(world.hub):
            assert world.hub.run(stale) == []

        about = subject(Entity.POLICY, policy_key("", "pupil", ""))
        with hall.station.books.write(hall.clock.advance(seconds=90)) as book:
            book.append(Corrected(str(heard)), (about,))
        hall.sync()

        with folded(world.hub):
            assert world.hub.run(stale) == [(about_asset("CAM-1"),)]


def set_policy(machine: Machine, category: str, period: str) -> EventRef:
    about = subject(Entity.POLICY, policy_key("", category, ""))
    with machine.station.books.write(machine.clock.advance(seconds=1)) as book:
        return book.append(PolicySet("", category, "", {"loan_period": period}), (about,))


def folding_killed(world: World, steps: int) -> None:
    """Fold two rows at a time in a process of its own, killed in the step after these."""
    command = [sys.executable, "-m", "tests.server_sync.central.folding", address_of(world.hub)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        for _ in range(steps):
            process.stdout.readline()
        process.kill()
