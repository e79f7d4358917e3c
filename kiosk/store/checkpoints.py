"""Brings the WAL into the database while nobody writes, so that no commit ever waits for it."""

import logging
import threading
from pathlib import Path

from kiosk.domain.trouble import Trouble
from kiosk.store.books import StationBooks

IDLE_S = 1.0
"""How long nobody may have written."""
WORTH_BYTES = 1 << 20
"""A smaller WAL is left alone until the station closes."""
LONGEST_BYTES = 64 << 20
"""A longer WAL is brought in even while somebody writes."""
_log = logging.getLogger(__name__)


class Checkpoints:
    """A thread that looks about once a second; ``truncate`` may be called from any thread."""

    def __init__(self, books: StationBooks) -> None:
        """Watch the commits of the books."""
        self._books = books
        self._wal = Path(f"{books.path}-wal")
        self._wrote = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)

    def start(self) -> None:
        self._books.on_commit(self._note)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def truncate(self) -> None:
        """Bring in the whole WAL and empty it; a reader that is in the way only delays it."""
        with self._books.between_writes() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def _note(self) -> None:
        """Mark a commit; to wake the thread instead would delay the answer that waits for it."""
        self._wrote = True

    def _run(self) -> None:
        is_due = False
        while not self._stopping.wait(IDLE_S):
            wrote, self._wrote = self._wrote, False
            is_due |= wrote
            if is_due and (not wrote or self._size() >= LONGEST_BYTES):
                is_due = False
                if self._size() >= WORTH_BYTES:
                    self._tidy()

    def _tidy(self) -> None:
        try:
            self.truncate()
        except Trouble as trouble:
            _log.warning("store.checkpoint_failed %s", trouble.code)

    def _size(self) -> int:
        try:
            return self._wal.stat().st_size
        except OSError:
            return 0
