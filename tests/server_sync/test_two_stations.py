"""The three commands of the README: lent at one desk, known at the other, network or not."""

import json
import subprocess
import sys
from pathlib import Path

from tests.two_stations import BADGE, THINGS, centre, lendstation


def _desk(folder: Path, *lines: str) -> list[dict]:
    command = [sys.executable, "-m", "kiosk.cli", "desk", "--json", "--data", str(folder)]
    said = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_what_is_lent_at_one_is_seen_at_the_other_also_after_the_network_went(
    tmp_path: Path,
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with centre(tmp_path) as network:
        network.toggle()
        taken = _desk(first, BADGE, *THINGS)
        network.toggle()
        lendstation("sync", "--once", "--data", first)
        lendstation("sync", "--once", "--data", second)
        seen = _desk(second, BADGE)

    assert [each["outcome"] for each in taken].count("checked_out") == len(THINGS), taken
    (opened,) = [each for each in seen if each["outcome"] == "session_opened"]
    assert [loan["item"]["tag"] for loan in opened["loans"]] == list(THINGS)
