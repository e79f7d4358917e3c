"""The demo without a display: the whole tour through the real command, as somebody would try it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def test_without_a_display_it_says_so_and_plays_twelve_situations(tmp_path: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if name not in DISPLAYS}

    done = subprocess.run(
        [sys.executable, "-m", "kiosk.cli", "demo"],
        cwd=tmp_path,
        env={**plain, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("There is no display")
    assert "Traceback" not in done.stderr
    told = (tmp_path / "demo-tour" / "transcript.md").read_text(encoding="utf-8")
    assert told.count("\n## ") == 12
    shown = {line.split("(")[1].rstrip(")") for line in told.splitlines() if line[:2] == "!["}
    pictures = {path.name for path in (tmp_path / "demo-tour").glob("*.png")}
    assert shown == pictures
    assert len(pictures) >= 12
    for phrase in ("SIGKILL", "Still missing: XLR cable", "L003", "`corrected`", "`approved`"):
        assert phrase in told
