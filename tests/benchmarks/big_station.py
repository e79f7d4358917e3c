"""A station with 1,000,000 assets, 50,000 people and 1,000,000 past loans, kept between runs.

Every run works on a copy, so that what it lends is gone afterwards.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.domain.ids import LocationId
from kiosk.store.keys import Keys
from kiosk.store.rebuild import folds
from kiosk.store.schema import VERSIONS
from kiosk.store.station import DATABASE, Founding, create
from tests.benchmarks.filling import fill
from tests.benchmarks.scale import Scale

ASSETS, PEOPLE, LOANS = 1_000_000, 50_000, 1_000_000
_MAKERS = ("big_station", "filling", "rebuild")
KEYS = Keys(bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32, bytes([4]) * 32)
SITE = LocationId("01936a00-0000-7000-8000-000000000001")
FOUNDING = Founding("Desk 1", SITE, "Northfield", "Europe/London")


def cache_folder() -> Path:
    """Give the folder in which stations are kept between runs."""
    folder = Path(tempfile.gettempdir()) / f"lendstation-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def big_station(scale: Scale, cache: Path) -> Iterator[Path]:
    """Give a folder with a copy of the station, its keys in it; gone afterwards."""
    with copy_of(cache / f"big-{scale.of(ASSETS)}", cache, lambda new: _make(new, scale)) as folder:
        yield folder


@contextmanager
def copy_of(kept: Path, cache: Path, make: Callable[[Path], None]) -> Iterator[Path]:
    """Give a copy of a station's folder, made first where it is not there yet."""
    current = kept.with_name(f"{kept.name}-{_edition()}")
    if not current.exists():
        for old in kept.parent.glob(f"{kept.name}-*"):
            shutil.rmtree(old)
        new = kept.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        make(new)
        new.rename(current)
    with tempfile.TemporaryDirectory(dir=cache, prefix="copy-") as folder:
        shutil.copytree(current, folder, dirs_exist_ok=True)
        settle(Path(folder) / DATABASE)
        yield Path(folder)


def _edition() -> str:
    """Name the schema, the folds and the filling, so that no station is kept beyond any of them."""
    makers = (Path(__file__).with_name(f"{name}.py") for name in _MAKERS)
    files = (*makers, *sorted(VERSIONS.glob("0*.*")))
    made_by = [folds().encode(), *(file.read_bytes() for file in files)]
    return hashlib.sha256(b"".join(made_by)).hexdigest()[:12]


def settle(path: Path) -> None:
    """Wait until a file is on the disk, so that its writing disturbs nothing that is measured."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _make(folder: Path, scale: Scale) -> None:
    create(folder, KEYS, SystemClock(), FOUNDING).close()
    KEYS.save(folder / "keys")
    fill(folder / DATABASE, KEYS, (scale.of(ASSETS), scale.of(PEOPLE), scale.of(LOANS)))
