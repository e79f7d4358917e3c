"""``python -m tests.benchmarks``: runs them all, prints the table; ``--write`` keeps it in docs.

``LENDSTATION_BENCH_SCALE=0.01`` runs everything small, which proves only that it runs; names of
benchmarks run only those.
"""

import platform
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import (
    camera,
    central_push,
    check_out,
    flat,
    fold,
    hid_reader,
    lookup,
    many_stations,
    rebuild,
    scan_to_paint,
    serial_reader,
    start_up,
    station_growth,
    station_sync,
)
from tests.benchmarks.big_station import cache_folder
from tests.benchmarks.ratios import Row, table
from tests.benchmarks.scale import Scale

BENCHMARKS = {
    "lookup": lookup.rows,
    "check_out": check_out.rows,
    "scan_to_paint": scan_to_paint.rows,
    "start_up": start_up.rows,
    "fold": fold.rows,
    "rebuild": rebuild.rows,
    "flat": flat.rows,
    "camera": camera.rows,
    "serial_reader": serial_reader.rows,
    "hid_reader": hid_reader.rows,
    "central_push": central_push.rows,
    "many_stations": many_stations.rows,
    "station_growth": station_growth.rows,
    "station_sync": station_sync.rows,
}
DOCUMENT = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "sqlcipher3")


def main(arguments: list[str]) -> int:
    """Run what is named, or everything; 1 when a bound is not kept."""
    scale = Scale.told()
    names = [name for name in arguments if name != "--write"] or list(BENCHMARKS)
    rows: list[Row] = []
    for name in names:
        _say(f"{name} …")
        found = BENCHMARKS[name](scale, cache_folder())
        _say(
            "\n".join(f"  {row.subject}: {row.figure} ({row.bound}); {row.detail}" for row in found)
        )
        rows += found
    report = f"{machine(scale)}\n\n{table(rows)}"
    print(report)  # noqa: T201 - the report is what it is for
    if "--write" in arguments:
        before, _, rest = DOCUMENT.read_text().partition(BEGIN)
        after = rest.partition(END)[2]
        DOCUMENT.write_text(f"{before}{BEGIN}\n{report}\n{END}{after}")
    return 0 if all(row.kept for row in rows) or scale.share < 1 else 1


def machine(scale: Scale) -> str:
    """Say when, on what and with which versions this was measured."""
    day = datetime.fromtimestamp(time.time(), UTC).date()
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    share = "" if scale.share == 1 else f" Only {scale.share:.2%} of the whole."
    cores = f"{len(models)} cores of {models[0]}" if models else platform.machine()
    python = platform.python_version()
    return f"{day}; {cores}; Linux {platform.release()}; Python {python}, {libraries}.{share}"


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
