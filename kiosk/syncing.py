"""Sync beside lending: the thread that keeps the books of an open station like the centre's."""

import threading
from pathlib import Path
from random import SystemRandom

import structlog

from kiosk.config import Config, Misconfigured, load
from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.joining import address_of
from kiosk.store.replica import StationReplica
from kiosk.store.station import Station
from server_sync.centre import Centre
from server_sync.wire import PostgresCentre
from server_sync.worker import Worker

_log = structlog.get_logger(__name__)
_PATIENCE_S = 120.0


class Syncing:
    """One round after the other until it is closed; the station has to stay open that long.

    The centre is looked up in kiosk.toml before each connection, so a station that joins while it
    runs begins without a restart.
    """

    def __init__(self, station: Station, config: Config) -> None:
        """Begin, on a thread of its own."""
        self._config = config
        self._replica = StationReplica(station)
        self._worker = Worker(self._replica, self._connect, station.clock, SystemRandom())
        self._closing = False
        self._rounds = 0
        self._resting = False
        self._changed = threading.Condition()
        station.books.on_commit(self.ring)
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._thread.start()

    def ring(self) -> None:
        """Begin a round soon; from any thread."""
        self._worker.bell.ring()

    def once(self) -> SyncStatus:
        """Do a round that begins now, and say how sync stands after it; from any thread.

        Raises:
            Trouble: the books are closed meanwhile.
        """
        with self._changed:
            wanted = self._rounds + (1 if self._resting else 2)  # a running one may be too early
            self._worker.hurry()
            self._changed.wait_for(lambda: self._rounds >= wanted or self._closing, _PATIENCE_S)
        if self._closing:
            raise Trouble(TroubleCode.STORE_LOCKED, "The station is being closed.")
        return self._replica.status()

    def close(self) -> None:
        """End the round that goes on, and the thread."""
        self._closing = True
        self._worker.abort()
        self._thread.join()
        self._worker.bell.close()

    def _run(self) -> None:
        while not self._closing:
            wait_s = self._step()
            with self._changed:
                self._rounds += 1
                self._resting = True
                self._changed.notify_all()
            if not self._closing:
                self._worker.rest(wait_s)
            self._resting = False
        self._worker.close()

    def _step(self) -> float:
        try:
            wait_s = self._worker.step()
            if not self._closing:  # a round that was cut by closing is no trouble
                self._replica.note(self._worker.state.trouble)
        except Trouble as trouble:
            _log.error("sync.cannot_note", trouble=trouble.code.value)
        except Exception:  # noqa: BLE001 - the border of a thread
            _log.exception("sync.bug")
            self._worker.close()
        else:
            return wait_s
        return _PATIENCE_S

    def _connect(self) -> Centre:
        try:
            config = _reread(self._config)
        except Misconfigured as wrong:
            raise Trouble(TroubleCode.CENTRE_UNREACHABLE, wrong.problems[0]) from wrong
        if config.sync is None:
            raise Trouble(TroubleCode.CENTRE_UNREACHABLE, "kiosk.toml names no centre any more.")
        return PostgresCentre.open(address_of(config, config.sync))


def begun(station: Station, config: Config) -> Syncing | None:
    """Begin to sync where kiosk.toml names a centre; a file that is wrong stops no lending."""
    try:
        return Syncing(station, config) if _reread(config).sync else None
    except Misconfigured as wrong:
        _log.error("sync.misconfigured", count=len(wrong.problems))
        return None


def _reread(config: Config) -> Config:
    """Read the file again, for what was written into it since."""
    file: Path = config.file
    return load(file, config.data) if file.exists() else config
