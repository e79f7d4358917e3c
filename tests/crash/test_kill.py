"""Killed at any moment, the desk loses nothing that it answered and leaves nothing half done.

LENDSTATION_KILLS says how often it is killed: 30 times unless told otherwise.
"""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from random import Random

from kiosk.clock import SystemClock
from kiosk.domain.events import EventRef
from kiosk.store.keys import Keys
from kiosk.store.station import open_station

ROOT = Path(__file__).parents[2]
CRASHES = int(os.environ.get("LENDSTATION_KILLS", "30"))
ASSETS = [f"A-{at}" for at in range(1, 7)]
ROUND = ["0F00123456", *ASSETS, "LS:DONE", *ASSETS]
LONGEST_S = 0.25


def lendstation(data, *arguments):
    return [sys.executable, "-m", "kiosk.cli", *arguments, "--data", str(data)]


def made(data, tmp_path):
    """A station with one person and six things."""
    people, assets = tmp_path / "people.csv", tmp_path / "assets.csv"
    people.write_text("Number,Name,Badges\n1,Ada,0F00123456\n")
    assets.write_text("Tag,Name\n" + "".join(f"{tag},Thing\n" for tag in ASSETS))
    init = ["init", "--organisation", "School", "--admin", "Ann", "--pin", "2580"]
    for arguments in (init, ["import", "people", str(people)], ["import", "assets", str(assets)]):
        subprocess.run(lendstation(data, *arguments), check=True, cwd=ROOT, capture_output=True)


def feed(process):
    """Scan without end, as fast as the pipe takes it."""
    with suppress(OSError):
        while True:
            for line in ROUND:
                process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()


def killed_at_a_random_moment(data, chance) -> list[dict]:
    """Everything that a desk answered until it was killed."""
    answers = []
    with subprocess.Popen(
        lendstation(data, "desk", "--json"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        feeder = threading.Thread(target=feed, args=(process,))
        feeder.start()
        killer = threading.Timer(chance.uniform(0, LONGEST_S), process.kill)
        for line in process.stdout:
            if not answers:
                killer.start()
            if line.endswith(b"\n"):
                answers.append(json.loads(line))
        killer.join()
        feeder.join()
        with suppress(OSError):
            process.stdin.close()
    return answers


def test_a_kill_at_any_moment_loses_nothing_that_was_answered(tmp_path):
    data = tmp_path / "data"
    made(data, tmp_path)
    chance = Random()  # noqa: S311 - moments, not secrets

    answered = {}
    for _ in range(CRASHES):
        for answer in killed_at_a_random_moment(data, chance):
            assert answer["outcome"] != "trouble"
            if answer["outcome"] in ("checked_out", "returned"):
                assert answer["id"] not in answered
                answered[answer["id"]] = answer

    assert len(answered) >= CRASHES
    station = open_station(data, Keys.load(data / "keys"), SystemClock())
    try:
        report = station.verify()
        assert report.wrong == []
        with station.books.write(SystemClock().now()) as book:
            for key, answer in answered.items():
                body = book.find_event(EventRef.parse(key))
                expected = "checked_out" if answer["outcome"] == "checked_out" else "checked_in"
                assert body is not None, f"{key} was answered and is not in the ledger"
                assert body.kind == expected
                (line,) = body.lines
                assert answer["item"]["subject"] == f"asset:{line.asset}"
            done = book.connection.execute(
                "SELECT count(*) FROM event WHERE kind IN ('checked_out', 'checked_in')"
            ).fetchone()[0]
        assert len(answered) <= done <= len(answered) + CRASHES
    finally:
        station.close()
