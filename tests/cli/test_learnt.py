"""A learnt reader is added to the file; a file that cannot take it stays as it was."""

import os
import stat
import tomllib
from pathlib import Path

import pytest

from kiosk.config import Misconfigured, load
from kiosk.learnt import add_reader, as_table, put_section

SETTINGS = {"port": '/dev/serial/by-id/usb-"1"', "baud": 9600, "repeats": False, "away_s": 0.5}


def test_a_table_says_what_it_was_given():
    (read,) = tomllib.loads(as_table("readers", "Tür", "em4100", SETTINGS))["readers"]

    assert read == {"name": "Tür", "driver": "em4100", **SETTINGS}


def test_a_file_that_is_not_there_is_made_with_its_folder(tmp_path: Path):
    file = tmp_path / "etc" / "kiosk.toml"
    add_reader(file, "Tür", "em4100", SETTINGS)

    (reader,) = load(file).readers
    assert (reader.name, reader.driver) == ("Tür", "em4100")


def test_rights_of_the_file_are_kept_and_nothing_is_left_beside_it(tmp_path: Path):
    file = tmp_path / "kiosk.toml"
    file.write_text("[sound]\nvolume = 5\n")
    file.chmod(0o640)
    add_reader(file, "Door", "em4100", SETTINGS)

    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["kiosk.toml"]  # noqa: PTH208 - only names
    assert load(file).sound.volume == 5


@pytest.mark.parametrize(
    "before",
    [
        "readers = []\n",
        "[[readers]\n",
        '[[readers]]\nname = "Door"\ndriver = "simulated"\n',
        '[[readers]]\nname = "X"\ndriver = "telepathy"\n',
        b"\xff\xfe".decode("latin-1"),
    ],
)
def test_a_file_that_cannot_take_it_stays_as_it_was(tmp_path: Path, before: str):
    file = tmp_path / "kiosk.toml"
    file.write_text(before, encoding="latin-1")

    with pytest.raises(Misconfigured):
        add_reader(file, "Door", "em4100", SETTINGS)

    assert file.read_text(encoding="latin-1") == before


def test_lines_that_cannot_be_written_are_shown(tmp_path: Path):
    file = tmp_path / "kiosk.toml" / "below"
    file.parent.touch()

    with pytest.raises(Misconfigured, match=r"(?s)Add by hand:.*driver = \"em4100\""):
        add_reader(file, "Door", "em4100", SETTINGS)


def test_the_configuration_knows_its_file(tmp_path: Path):
    file = tmp_path / "kiosk.toml"
    file.write_text("")

    assert load(file, tmp_path / "data").file == file


def test_a_table_is_written_anew_and_all_else_stays(tmp_path: Path):
    file = tmp_path / "kiosk.toml"
    file.write_text('# ours\n[sync]\nhost = "old"\nrole = "a"\n\n[sound]\nvolume = 5\n')

    put_section(file, "sync", {"host": "new", "role": "b", "port": 5433})

    read = load(file)
    assert read.sync is not None
    assert (read.sync.host, read.sync.role, read.sync.port) == ("new", "b", 5433)
    assert read.sound.volume == 5
    assert file.read_text().startswith("# ours\n")
    with pytest.raises(Misconfigured):
        put_section(file, "sync", {"host": "new"})
    assert load(file).sync == read.sync
