"""A station from its first day on, by the real command."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from importlib.metadata import version

import pytest

from kiosk.owner import Lock
from kiosk.store.driver import connect
from kiosk.store.keys import Keys
from tests.cli.conftest import ROOT


def test_init_shows_the_recovery_key_and_leaves_everything_to_its_user_alone(command):
    answer = command.init()

    assert answer.code == 0
    assert "Recovery key" in answer.out
    files = [path for path in command.data.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"station.db", "database.key", "pepper.key"}
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in files)


def test_init_never_writes_over_a_station(station):
    before = (station.data / "station.db").read_bytes()

    answer = station.init()

    assert answer.code == 1
    assert "already" in answer.err
    assert (station.data / "station.db").read_bytes() == before


def test_init_names_every_wrong_answer_at_once(command):
    answer = command(
        "init", "--organisation", " ", "--zone", "Mars/Olympus", "--currency", "12", "--admin", "A",
        "--pin", "1111",
    )  # fmt: skip

    assert answer.code == 1
    for name in ("--organisation", "--zone", "--currency", "--pin"):
        assert f"{name} " in answer.err
    assert not command.data.exists()


def test_a_command_without_a_station_says_so(command):
    for arguments in (("verify",), ("status",), ("backup",), ("export", "people", "x.csv")):
        answer = command(*arguments)
        assert answer.code == 1
        assert answer.err.startswith("lendstation: S0")
        assert len(answer.err.splitlines()) == 1


def test_a_config_with_five_mistakes_tells_five_and_exits_78(station, tmp_path):
    config = tmp_path / "kiosk.toml"
    config.write_text(
        '[screen]\ntheme="pink"\ncolour=1\n[desk]\nidle_s="soon"\n[sound]\nvolume=400\n[bells]\n'
    )

    answer = station("status", "--config", str(config))

    assert answer.code == 78
    assert len(answer.err.splitlines()) == 5


def test_the_kiosk_without_a_display_says_so_and_names_the_desk_in_lines(station):
    unset = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = subprocess.run(
        station.line("run"), env=os.environ | unset, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.startswith("lendstation: There is no display.")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("group", [(), ("readers",), ("central",)])
def test_the_help_says_what_each_command_is_for_in_a_whole_sentence(group):
    line = [sys.executable, "-m", "kiosk.cli", *group, "--help"]
    done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT)

    commands = done.stdout.partition("Commands:\n")[2].splitlines()
    assert len(commands) >= 5
    assert [each for each in commands if each.endswith("...")] == []


def test_the_version_is_said():
    line = [sys.executable, "-m", "kiosk.cli", "--version"]
    done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout == f"lendstation {version('lendstation')}\n"


def test_status_shows_what_there_is_and_a_backup_that_a_command_made(station):
    assert station("backup").code == 0

    told = dict(line.split(": ", 1) for line in station("status").out.splitlines())
    assert told["Running"] == "no"
    assert "Backup at" in told
    assert "Sync trouble" not in told


@pytest.mark.parametrize("arguments", [("dance",), ("import", "dreams", "x.csv"), ("status", "-x")])
def test_wrong_usage_exits_2(station, arguments):
    assert station(*arguments).code == 2


def test_status_and_verify_answer_for_programs_too(station):
    assert json.loads(station("status", "--json").out)["people"] == 1
    assert json.loads(station("verify", "--json").out)["right"] is True


def test_a_backup_is_made_and_never_written_over(station, tmp_path):
    target = tmp_path / "copy.db"

    assert station("backup", str(target)).code == 0
    assert target.stat().st_size > 0
    again = station("backup", str(target))
    assert (again.code, "S010" in again.err) == (1, True)


def test_a_damaged_database_is_told_in_one_line(station):
    path = station.data / "station.db"
    raw = bytearray(path.read_bytes())
    raw[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    path.write_bytes(raw)

    answer = station("verify")

    assert answer.code == 1
    assert "S003" in answer.err or "damaged" in answer.err


def test_what_is_no_database_is_told_in_one_line(station):
    path = station.data / "station.db"
    path.unlink()
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE t (x)")
    plain.close()

    answer = station("verify")

    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1


def test_a_newer_database_is_refused_and_left_alone(station):
    path = station.data / "station.db"
    key = Keys.load(station.data / "keys").database
    with closing(connect(path, key)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    answer = station("desk", given="A-1\n")

    assert (answer.code, answer.err.split()[1]) == (1, "S005")


def test_a_lock_held_by_a_process_that_does_not_answer_is_told(station):
    lock = Lock.take(station.data)
    try:
        answer = station("desk", given="A-1\n")
    finally:
        lock.release()

    assert (answer.code, answer.err.split()[1]) == (1, "S004")


def test_a_full_disk_is_told_and_the_next_import_works(station, tmp_path):
    file = tmp_path / "assets.csv"
    file.write_text("Tag,Name\n" + "".join(f"A-{at},Thing\n" for at in range(3000)))
    size = (station.data / "station.db").stat().st_size
    limited = ["prlimit", f"--fsize={size + 300_000}", *station.line("import", "assets", str(file))]
    done = subprocess.run(limited, capture_output=True, check=False, cwd=ROOT, timeout=60)

    assert done.returncode == 1
    assert len(done.stderr.decode().splitlines()) == 1
    assert station("verify").code == 0
    assert "3000 new" in station("import", "assets", str(file)).out


def test_a_missing_key_is_told_in_one_line(station):
    (station.data / "keys" / "database.key").unlink()

    answer = station("status")

    assert (answer.code, answer.err.split()[1]) == (1, "S006")


def test_doctor_looks_at_everything_even_when_all_is_wrong(command):
    answer = command("doctor", "--json")

    parts = {json.loads(line)["part"] for line in answer.out.splitlines()}
    assert answer.code == 1
    assert parts >= {"keys", "database", "disk", "clock", "readers", "sound", "backup"}


def test_doctor_says_that_a_stolen_disk_is_not_covered(station):
    answer = station("doctor")

    assert answer.code == 0, answer.out
    assert "theft of the whole disk is not covered" in answer.out


def test_a_data_folder_that_cannot_be_written_is_told_in_one_line_and_can_be_looked_at(station):
    """Root obeys the mode of a folder once it may not override it."""
    bound = [] if os.geteuid() else ["setpriv", "--bounding-set", "-dac_override"]
    files = [path for path in station.data.iterdir() if path.is_file()]
    for path in files:
        path.chmod(0o400)
    station.data.chmod(0o500)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = [*bound, *station.line(*arguments)]
        return subprocess.run(
            line, input="A-1\n", capture_output=True, check=False, cwd=ROOT, timeout=60, text=True
        )

    desk, doctor = run("desk"), run("doctor")
    station.data.chmod(0o700)
    for path in files:
        path.chmod(0o600)

    assert desk.returncode == 1
    assert len(desk.stderr.splitlines()) == 1
    assert desk.stderr.startswith("lendstation: S001")
    assert "cannot be written by this user" in doctor.stdout
    assert station("verify").code == 0


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("sys.modules['kiosk.app'] = None", "import of kiosk.app halted"),
        ("import kiosk.app; kiosk.app.Kiosk = None", "'NoneType' object is not callable"),
    ],
)
def test_a_kiosk_that_cannot_start_says_why_and_ends(command, broken, told):
    program = f"import sys; {broken}; from kiosk.cli.border import guarded;"
    program += f"sys.exit(guarded(['run', '--data', {str(command.data)!r}]))"

    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        text=True,
        timeout=60,
    )

    assert ended.returncode == 1
    assert "B001 The kiosk cannot start: " in ended.stderr
    assert told in ended.stderr
