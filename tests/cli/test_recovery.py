"""The keys are lost, the recovery key is on paper."""

import json
import re
import shutil
import stat

import pytest

from kiosk.store.keys import Keys


@pytest.fixture
def paper(command):
    """The recovery key of a station with somebody in it."""
    answer = command.init()
    assert answer.code == 0
    found = re.search(r"\S{4}(-\S{4}){8}", answer.out)
    assert found
    return found[0]


def names(command, tmp_path) -> str:
    file = tmp_path / "people.csv"
    file.unlink(missing_ok=True)
    assert command("export", "people", str(file)).code == 0
    return file.read_text(encoding="utf-8-sig")


def test_lost_keys_are_made_again_and_everything_can_be_read(command, paper, tmp_path):
    before = Keys.load(command.data / "keys")
    shutil.rmtree(command.data / "keys")
    assert command("verify").code == 1

    answer = command("recover-keys", "-", given=f"{paper.lower()}\n")

    assert answer.code == 0, answer.err
    assert paper not in answer.out
    after = Keys.load(command.data / "keys")
    assert (after.database, after.pepper) == (before.database, before.pepper)
    files = list((command.data / "keys").iterdir())
    assert len(files) == 4
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    assert json.loads(command("verify", "--json").out)["right"] is True
    assert "Ada Admin" in names(command, tmp_path)


def test_a_backup_is_restored_on_a_new_disk_with_nothing_but_the_recovery_key(
    command, paper, tmp_path
):
    backup = tmp_path / "copy.db"
    assert command("backup", str(backup)).code == 0
    shutil.rmtree(command.data)

    answer = command("restore", str(backup), "--recovery-key", given=f"{paper}\n")

    assert answer.code == 0, answer.err
    assert json.loads(command("verify", "--json").out)["right"] is True
    assert "Ada Admin" in names(command, tmp_path)


def test_a_wrong_recovery_key_writes_nothing(command, paper):
    shutil.rmtree(command.data / "keys")
    other = Keys.make()[1]
    mistyped = ("0" if paper[0] != "0" else "1") + paper[1:]

    for typed in (other, mistyped, "", "hello"):
        answer = command("recover-keys", "-", given=f"{typed}\n")
        assert (answer.code, answer.err.split()[1]) == (1, "S007")
        assert len(answer.err.splitlines()) == 1
    assert not (command.data / "keys").exists()


def test_a_ruined_key_file_is_kept_beside_the_right_one(command, paper):
    ruined = command.data / "keys" / "database.key"
    ruined.write_text("nonsense")

    assert command("recover-keys", "-", given=f"{paper}\n").code == 0

    assert command("verify").code == 0
    assert ruined.with_suffix(".old").read_text() == "nonsense"


def test_the_recovery_key_is_not_taken_from_the_command_line(command, paper):
    answer = command("recover-keys", paper)

    assert answer.code == 2
    assert "command line" in answer.err
    assert paper not in answer.err
