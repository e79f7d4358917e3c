"""Killed before every second change of a file while a station is founded: it can be made then."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.config import load
from kiosk.domain.trouble import Trouble
from kiosk.founding import found
from kiosk.open_station import OpenStation
from kiosk.store.keys import UNFINISHED, Keys
from kiosk.store.station import DATABASE
from tests.crash.making import ANSWERS


def test_who_is_killed_while_founding_founds_again(tmp_path: Path) -> None:
    made, kills = False, -1
    while not made:
        kills += 2
        folder = tmp_path / f"s{kills}"
        arguments = [sys.executable, "-m", "tests.crash.making", folder, str(kills)]
        made = not subprocess.run(arguments, check=False).returncode
        config = load(None, folder)
        if not (folder / DATABASE).exists():
            found(config, SystemClock(), ANSWERS)[1].close()
        opened = OpenStation(config)
        with opened.held() as station:
            assert station.status().name == ANSWERS.station
            assert station.verify().wrong == []
        opened.close()
        assert not (config.keys / UNFINISHED).exists()
    assert kills > 10


def test_keys_that_were_in_use_are_never_made_anew(tmp_path: Path) -> None:
    """Killed between the books and the mark; then the books are lost, and the backups need keys."""
    config = load(None, tmp_path)
    found(config, SystemClock(), ANSWERS)[1].close()
    (config.keys / UNFINISHED).touch()
    OpenStation(config).close()
    (tmp_path / DATABASE).unlink()
    keys = Keys.load(config.keys)

    with pytest.raises(Trouble, match="There are keys"):
        found(config, SystemClock(), ANSWERS)

    assert Keys.load(config.keys) == keys
