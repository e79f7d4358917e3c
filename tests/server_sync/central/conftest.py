"""Two stations of one centre, connected."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.centre import Centre, Hand, Login
from tests.server_sync.central.school import School


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


@pytest.fixture
def school(centre: Centre, tmp_path: Path) -> Iterator[School]:
    """A desk where Ada has a camera and brought a tripod back; the centre knows it."""
    made = School(centre, tmp_path / "hall")
    made.lend("ada", "CAM-1", "TRI-9")
    made.desk.wait(60)
    made.desk.scan("TRI-9")
    made.sync()
    yield made
    made.desk.close()


@pytest.fixture
def thief(centre: Centre) -> Login:
    """A station's login in the hands of somebody else."""
    return centre.enrol("Stolen", privileged=False)


@pytest.fixture
def session(thief: Login):
    with closing(thief.connect()) as connection:
        yield connection
