"""Killed at one point after the other of a loan, a checkpoint and an upgrade."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_kill_before_in_and_after_a_commit_a_checkpoint_or_an_upgrade_leaves_all_right(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.points", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]

    assert [each for each in told if each["wrong"]] == []
    deaths = Counter(each["act"] for each in told if each["died"])
    assert min(deaths[act] for act in ("loan", "checkpoint", "upgrade")) >= 2
    loans = [each["done"] for each in told if each["act"] == "loan" and each["died"]]
    assert {0, 1} == set(loans)  # before the answer, and after it
