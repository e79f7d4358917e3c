"""A real station in a folder, made quickly: one is founded, the others are copies of its file."""

import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher

from kiosk.domain.ids import LocationId
from kiosk.domain.ports import Clock
from kiosk.store.keys import Keys
from kiosk.store.station import DATABASE, Founding, Options, Station, create, open_station
from tests.fakes.clock import FakeClock

SITE = LocationId("01936a00-0000-7000-8000-000000000001")
KEYS = Keys(bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32, bytes([4]) * 32)
OPTIONS = Options(
    busy_ms=50,
    hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
    background=False,
)
FOUNDED_AT = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)


@cache
def _founded() -> bytes:
    folder = Path(tempfile.mkdtemp(prefix="lendstation-test-"))
    founding = Founding("Desk 1", SITE, "Hill School", "Europe/London", "Hill Trust", "EUR")
    create(folder, KEYS, FakeClock(FOUNDED_AT), founding, OPTIONS).close()
    made = (folder / DATABASE).read_bytes()
    shutil.rmtree(folder)
    return made


def make_station(folder: Path, clock: Clock | None = None, options: Options = OPTIONS) -> Station:
    """Open a new station in ``folder``; the caller closes it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATABASE).write_bytes(_founded())
    return open_station(folder, KEYS, clock or FakeClock(), options)


def reopen(folder: Path, clock: Clock | None = None, options: Options = OPTIONS) -> Station:
    """Open a station that is there."""
    return open_station(folder, KEYS, clock or FakeClock(), options)
