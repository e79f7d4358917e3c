"""Opens the books that the configuration names, as the owner or to read beside it."""

from contextlib import suppress

from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.domain.ports import Clock
from kiosk.store.backup import Daily
from kiosk.store.keys import UNFINISHED, Keys
from kiosk.store.station import Options, Station, open_station


def open_books(config: Config, clock: Clock | None = None, *, read_only: bool = False) -> Station:
    """Open the station; the caller owns its folder, or only reads. Raises Trouble."""
    system = SystemClock()
    options = Options(
        read_only=read_only,
        clock_quality=system.quality,
        daily=Daily(config.backups, config.backup.keep),
    )
    station = open_station(config.data, Keys.load(config.keys), clock or system, options)
    if not read_only:
        with suppress(OSError):  # a folder of credentials cannot be written, and has no such file
            (config.keys / UNFINISHED).unlink(missing_ok=True)
    return station
