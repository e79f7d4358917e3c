"""`lendstation demo`: the tray where there is a display, the tour where there is none."""

import os
import sys
from pathlib import Path

TOUR = Path("demo-tour")
"""Where the tour goes when nobody names a folder."""


def demo(headless: Path | None) -> int:
    """Show the sample school, or play its tour into ``headless``; gives the exit code."""
    if headless is None and _has_display():
        from kiosk.demo.tray_demo import run_tray  # noqa: PLC0415 - Qt is chosen first

        return run_tray()
    folder = headless or TOUR
    if headless is None:
        sys.stdout.write(f"There is no display: playing the tour of the demo into {folder}.\n")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from kiosk.demo.headless import run_headless  # noqa: PLC0415 - as above

    return run_headless(folder.absolute())


def _has_display() -> bool:
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
