"""``python -m tests.mutants [WORD]``: make each mistake in a copy; each must turn tests red."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutants.mistakes import MISTAKES, Mistake

ROOT = Path(__file__).parents[2]
PARTS = ("kiosk", "server_sync", "hardware", "resources", "tests", "docs", "packaging")
_FAILED = 1
"""What pytest ends with when tests failed; anything else is no verdict."""


def main(word: str) -> int:
    """Try every mistake whose name holds the word; gives how many were not noticed."""
    unnoticed = 0
    with tempfile.TemporaryDirectory(prefix="lendstation-mutants-") as made:
        copy = Path(made)
        for part in PARTS:
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        chosen = [mistake for mistake in MISTAKES if word in mistake.name]
        tests = sorted({test for mistake in chosen for test in mistake.tests})
        if _run(copy, tests):
            _tell("The tests are red without any mistake.")
            return 1
        for mistake in chosen:
            caught = _try(copy, mistake)
            unnoticed += not caught
            _tell(f"{'noticed' if caught else 'NOT NOTICED':12} {mistake.name}")
    return unnoticed


def _try(copy: Path, mistake: Mistake) -> bool:
    """Make a mistake, run its tests, and take it back."""
    for change in mistake.changes:
        _replace(copy / change.file, change.right, change.wrong)
    try:
        return _run(copy, mistake.tests) == _FAILED
    finally:
        for change in reversed(mistake.changes):
            _replace(copy / change.file, change.wrong, change.right)


def _replace(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    if text.count(before) != 1:
        sys.exit(f"{file.name} holds {before!r} {text.count(before)} times: mend the mistake")
    file.write_text(text.replace(before, after), "utf-8")


def _run(copy: Path, tests: tuple[str, ...] | list[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    where = os.environ | {"PYTHONPATH": str(copy), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=copy, env=where, capture_output=True, text=True, check=False)
    return done.returncode


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1] if len(sys.argv) > 1 else "")))
