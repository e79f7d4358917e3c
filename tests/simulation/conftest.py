"""One database for all worlds of a module, one world after the other."""

from collections.abc import Callable, Iterator

import pytest

from tests.postgres import Server
from tests.simulation.beginning import running_worlds
from tests.simulation.world import World


@pytest.fixture(scope="module")
def worlds(server: Server) -> Iterator[Callable[[int], World]]:
    with running_worlds(server) as made:
        yield made
