"""From the start of the process to the first picture and to ready, in fresh processes by turns.

Each process is told when it was begun and says how long it took, on the system's monotonic clock.
Files are in the page cache, as after any earlier start.
"""

import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.big_station import big_station
from tests.benchmarks.ratios import Row, median
from tests.benchmarks.scale import Scale

PICTURE_BOUND, READY_BOUND = 3, 1.5
RUNS = 15
_LONGEST_S = 60


def rows(scale: Scale, cache: Path) -> list[Row]:
    """Start the kiosk, a minimal window, and a process that only imports what the kiosk does."""
    runs = scale.of(RUNS, least=1)
    times: dict[str, list[float]] = {"painted": [], "ready": [], "window": [], "imports": []}
    with big_station(scale, cache) as folder:
        modules = folder / "modules"
        _started("kiosk", str(folder), str(modules))
        for _ in range(runs):
            painted, ready = _started("kiosk", str(folder), str(modules))
            times["painted"].append(painted)
            times["ready"].append(ready)
            times["window"] += _started("window")
            times["imports"] += _started("imports", str(modules))
    painted, ready, window, imports = (median(each) for each in times.values())
    picture = f"median {painted:.0f} ms over {window:.0f} ms; {runs} runs"
    lends = f"median {ready:.0f} ms over {imports:.0f} ms; {runs} runs"
    return [
        Row.at_most(
            "first idle screen, over a minimal window", painted / window, PICTURE_BOUND, picture
        ),
        Row.at_most("ready to scan, over all imports", ready / imports, READY_BOUND, lends),
    ]


def _started(what: str, *arguments: str) -> list[float]:
    """Run a process; gives the ms that it says."""
    begun = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    script = [sys.executable, "-m", "tests.benchmarks.started", what, str(begun), *arguments]
    said = subprocess.run(
        script, check=True, capture_output=True, text=True, timeout=_LONGEST_S
    ).stdout
    return [float(each) for each in said.split()]
