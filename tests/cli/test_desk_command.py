"""The desk in lines by the real command: alone, as a guest, and through a restore."""

import json
import subprocess
from contextlib import contextmanager

import pytest

from tests.cli.conftest import ROOT

ADA = "0F00123456"


@pytest.fixture
def small(station, tmp_path):
    people, assets = tmp_path / "people.csv", tmp_path / "assets.csv"
    people.write_text(f"Number,Name,Badges\n1,Ada Lovelace,{ADA}\n2,Bob Ross,0F00654321\n")
    assets.write_text("Tag,Name\nA-1,Camera\nA-2,Tripod\n")
    for content, file in (("people", people), ("assets", assets)):
        assert station("import", content, str(file)).code == 0
    return station


def outcomes(answer) -> list[dict]:
    return [json.loads(line) for line in answer.out.splitlines()]


@contextmanager
def running_desk(command):
    """A desk that waits for lines; ``ask`` gives the answer to one."""
    with subprocess.Popen(
        command.line("desk", "--json"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:

        def ask(line: str) -> dict:
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()
        process.stdout.read()


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
        assert ask("A-2")["outcome"] == "checked_out"  # the backup knows nothing of it
    assert small("verify").code == 0
    assert json.loads(small("status", "--json").out)["out"] == 2


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
