"""Fixtures of the stations' side of sync."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server_sync.town import Town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    yield made
    made.close()
