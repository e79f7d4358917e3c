"""The real command, run as a process of its own in a folder of its own."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "resources" / "sample"


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Command:
    """``lendstation`` for one data folder."""

    data: Path

    def __call__(self, *arguments: str, given: str = "") -> Answer:
        done = subprocess.run(
            self.line(*arguments),
            input=given.encode(),
            capture_output=True,
            check=False,
            cwd=ROOT,
            timeout=60,
        )
        answer = Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in answer.err
        return answer

    def line(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "kiosk.cli", *arguments, "--data", str(self.data)]

    def init(self) -> Answer:
        return self(
            "init", "--organisation", "Northfield Academy", "--admin", "Ada Admin",
            "--badge", "0F00ADA001", "--pin", "-", given="2580\n",
        )  # fmt: skip


@pytest.fixture
def command(tmp_path):
    return Command(tmp_path / "data")


@pytest.fixture
def station(command):
    assert command.init().code == 0
    return command


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """The sample school; tests that use it change nothing, or only what they look at."""
    made = Command(tmp_path_factory.mktemp("school") / "data")
    assert made.init().code == 0
    for content in ("locations", "types", "policies", "calendar", "people", "kits", "assets"):
        answer = made("import", content, str(SAMPLE / f"{content}.csv"))
        assert answer.code == 0, answer.err
    return made
