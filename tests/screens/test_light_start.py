"""The first picture needs little: no database, no camera, no command line, no device."""

import subprocess
import sys

HEAVY = ("sqlalchemy", "pydantic", "typer", "cv2", "numpy", "serial", "evdev", "structlog")


def test_the_idle_screen_imports_nothing_heavy():
    program = (
        "import sys, kiosk.screens.idle, kiosk.shell.window, kiosk.shell.sound;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    spoken = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert spoken.stdout.strip() == "[]"
