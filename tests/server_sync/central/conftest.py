"""Two stations of one centre, connected."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.centre import Centre, Hand, Login


@pytest.fixture
def login(centre: Centre) -> Login:
    return centre.enrol("Desk A")


@pytest.fixture
def hand(login: Login) -> Iterator[Hand]:
    with closing(login.connect()) as connection:
        yield Hand(connection)


@pytest.fixture
def other(centre: Centre) -> Iterator[Hand]:
    with closing(centre.enrol("Desk B", privileged=False).connect()) as connection:
        yield Hand(connection)
