"""The real command, run as a process of its own in a folder of its own."""

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADA = "0F00123456"
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
    """A desk that waits for lines; ``ask`` gives the answer to one, or what it says unasked."""
    with subprocess.Popen(
        command.line("desk", "--json"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:

        def ask(line: str = "") -> dict:
            if line:
                process.stdin.write(line.encode() + b"\n")
                process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()
        process.stdout.read()
