"""The thread that makes the daily backup of books that this process owns."""

import threading
from collections.abc import Callable

import structlog

from kiosk.domain.trouble import Trouble

FIRST_S = 2.0
"""Lets the desk begin before the disk is busy."""
NEXT_S = 3600.0
"""How often it is looked whether the day has its backup; so also when a failed one is tried."""
_log = structlog.get_logger(__name__)


class DailyBackups:
    """Looks soon after the start and then every hour, until it is closed."""

    def __init__(
        self, back_up: Callable[[], object], first_s: float = FIRST_S, next_s: float = NEXT_S
    ) -> None:
        """Begin; ``back_up`` makes today's backup unless there is one, and may raise Trouble."""
        self._back_up = back_up
        self._waits = (first_s, next_s)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End once the backup that is being made is whole."""
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        wait_s, next_s = self._waits
        while not self._closed.wait(wait_s):
            wait_s = next_s
            try:
                self._back_up()
            except Trouble as trouble:
                _log.error("backup.failed", trouble=trouble.code.value)
            except Exception:  # noqa: BLE001 - the border of a thread
                _log.exception("backup.bug")
