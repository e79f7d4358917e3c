"""The desk in lines by the real command: alone, as a guest, and through a restore."""

import json
import queue
import subprocess
import threading

import pytest

from kiosk.backups import DailyBackups
from kiosk.config import load
from kiosk.domain.trouble import Trouble
from kiosk.open_station import OpenStation
from kiosk.store.keys import Keys
from kiosk.store.station import DATABASE
from tests.cli.conftest import ADA, ROOT, outcomes, running_desk
from tests.store.damage import PAGE, damage, page_of


def test_a_dialogue_at_the_desk_is_kept(small):
    said = outcomes(small("desk", "--json", given=f"{ADA}\nA-1\nnonsense\nLS:DONE\n"))

    assert [each["outcome"] for each in said] == [
        "session_opened",
        "checked_out",
        "unknown",
        "session_closed",
    ]
    assert json.loads(small("status", "--json").out)["out"] == 1
    again = outcomes(small("desk", "--json", given="A-1\n"))
    assert again[0]["outcome"] == "returned"


def test_with_a_simulated_clock_the_lines_say_the_time(small):
    line = json.dumps({"scan": ADA, "at": "2031-02-03T10:00:00Z"})

    (opened,) = outcomes(small("desk", "--json", "--simulated-clock", given=line + "\n"))

    assert opened["at"].startswith("2031-02-03T10:00")


def test_the_second_desk_and_every_command_work_through_the_first(small, tmp_path):
    file = tmp_path / "more.csv"
    file.write_text("Tag,Name\nA-3,Lamp\n")
    with running_desk(small) as ask:
        assert ask(ADA)["outcome"] == "session_opened"
        assert ask("A-1")["outcome"] == "checked_out"

        guest = outcomes(small("desk", "--json", given="0F00654321\nA-2\nLS:DONE\n"))
        assert [each["outcome"] for each in guest] == [
            "session_opened",
            "checked_out",
            "session_closed",
        ]
        assert "1 new" in small("import", "assets", str(file)).out
        assert ask("A-3")["outcome"] == "checked_out"
        assert json.loads(small("status", "--json").out)["running"] is True
        assert small("verify").code == 0
        assert small("backup", str(tmp_path / "copy.db")).code == 0


def test_a_restore_stops_the_desk_swaps_the_books_and_says_so(small, tmp_path):
    copy = str(tmp_path / "copy.db")
    with running_desk(small) as ask:
        ask(ADA)
        ask("A-1")
        assert small("backup", copy).code == 0
        assert ask("A-2")["outcome"] == "checked_out"

        bad = small("restore", str(tmp_path / "none.db"))
        assert (bad.code, len(bad.err.splitlines())) == (1, 1)
        restored = small("restore", copy)

        assert restored.code == 0
        assert "Restored from" in restored.out
        assert "count the shelves" in restored.out
        closed = ask()
        assert (closed["outcome"], closed["how"]) == ("session_closed", "restarted")
        assert ask("A-2")["outcome"] == "told"  # nobody is here, and the backup has it in
        assert ask(ADA)["outcome"] == "session_opened"
    assert small("verify").code == 0
    status = json.loads(small("status", "--json").out)
    assert status["out"] == 2
    assert status["restored_at"] >= status["restored_from_backup_of"] > ""
    assert "count the shelves" in small("doctor").out


def test_a_restore_says_what_came_from_the_damaged_books(small, tmp_path):
    copy = str(tmp_path / "copy.db")
    assert small("backup", copy).code == 0
    outcomes(small("desk", "--json", given=f"{ADA}\nA-1\nLS:DONE\n"))
    config = load(None, small.data)
    books = config.data / DATABASE
    key = Keys.load(config.keys).database
    damage(books, page_of(books, "SELECT sum(length(json)) FROM state", key))
    assert small("verify").code == 1

    restored = small("restore", copy)

    assert restored.code == 0
    assert "could be read and are in the books. They go on to the end" in restored.out
    assert json.loads(small("status", "--json").out)["out"] == 1
    assert small("verify").code == 0

    pages = books.stat().st_size // PAGE
    damage(books, *range(1, pages))
    again = small("restore", copy)
    assert again.code == 0
    assert "count the shelves" in again.out


def test_the_owner_of_the_books_makes_the_daily_backup_where_the_configuration_says(
    small, tmp_path
):
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[backup]\nfolder = "{tmp_path / "safe"}"\nkeep = 3\n')
    opened = OpenStation(load(config, small.data))
    looked = threading.Event()

    def back_up() -> None:
        opened.back_up()
        looked.set()

    with opened.held():  # a desk that is being used waits for no backup, nor the other way round
        backups = DailyBackups(back_up, first_s=0)
        assert looked.wait(30)
    backups.close()
    opened.close()

    (made,) = (tmp_path / "safe").iterdir()
    status = json.loads(small("status", "--json", "--config", str(config)).out)
    assert status["backup_at"]
    assert status["backup_trouble"] == ""
    assert small("restore", str(made)).code == 0


def test_a_backup_that_fails_is_shown_by_doctor_and_tried_again(small, tmp_path):
    folder = tmp_path / "safe"
    folder.write_text("no folder")
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[backup]\nfolder = "{folder}"\n')
    opened = OpenStation(load(config, small.data))
    tried: queue.Queue[str] = queue.Queue()

    def back_up() -> None:
        try:
            opened.back_up()
        except Trouble as trouble:
            tried.put(trouble.code.value)
            raise
        tried.put("made")

    backups = DailyBackups(back_up, first_s=0, next_s=0.05)
    assert tried.get(timeout=30) == "S010"
    doctor = small("doctor", "--config", str(config))
    assert doctor.code == 1
    assert "BAD   backup: S010" in doctor.out
    folder.unlink()
    while tried.get(timeout=30) != "made":
        pass
    backups.close()
    opened.close()
    assert small("doctor", "--config", str(config)).code == 0


def test_the_owner_that_ends_tells_its_guest(small):
    with running_desk(small) as ask:
        ask(ADA)
        guest = subprocess.Popen(
            small.line("desk"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        guest.stdin.write(b"nonsense\n")
        guest.stdin.flush()
        guest.stdout.readline()
    with guest:
        assert "has ended" in guest.stderr.read().decode()
    assert guest.returncode == 1


@pytest.mark.parametrize(
    ("closed", "code", "told"),
    [
        ("<&-", 0, ""),
        (">&-", 0, ""),
        ("< /dev/null > /dev/full", 0, ""),
        ("> /dev/full", 1, "S011 The output: No space left on device."),
    ],
)
def test_a_desk_whose_streams_lead_nowhere_ends_in_order(small, closed, code, told):
    ended = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *small.line("desk", "--json")],
        input=b"A-1\n",
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )

    assert (ended.returncode, told in ended.stderr.decode()) == (code, True)
    assert b"Traceback" not in ended.stderr
    assert b"B001" not in ended.stderr


def test_a_guest_without_input_ends_in_order(small):
    with running_desk(small) as ask:
        ask(ADA)
        guest = subprocess.run(
            ["sh", "-c", 'exec "$@" <&-', "sh", *small.line("desk", "--json")],
            capture_output=True,
            check=False,
            cwd=ROOT,
            timeout=60,
        )

    assert (guest.returncode, guest.stdout, guest.stderr) == (0, b"", b"")
