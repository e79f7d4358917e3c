"""A desk at a small school, for each test its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.school import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path / "station")
    yield opened
    opened.close()
