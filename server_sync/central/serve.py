"""The central worker: reports kept up with the feed, jobs by the clock, and numbers to watch.

Lending never waits for it. It may be killed at any moment: whatever it does is either committed
whole or begun anew.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import psycopg
from psycopg.sql import SQL, Identifier

from server_sync.central.access import Session
from server_sync.central.folds import Rows
from server_sync.central.health import Health
from server_sync.central.jobs import AGAIN_S, Jobs, make_job_tables, run_jobs
from server_sync.central.read_models import ReadModels
from server_sync.central.worker_login import WorkerLogin
from server_sync.provision import tidy
from server_sync.troubles import trouble_of

_POLL_S = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WatchedAt:
    """Where health and metrics are asked for; port 0 is any that is free."""

    host: str = "127.0.0.1"
    port: int = 9641


def serve(
    login: WorkerLogin, rows: Rows, watched: WatchedAt, jobs: Jobs, ready: Callable[[int], object]
) -> None:
    """Work until SIGINT or SIGTERM; the centre may be away meanwhile.

    Args:
        login: Where the centre is, tried once.
        rows: How states become text and rows.
        watched: Where to answer whoever watches.
        jobs: What else is done by the clock.
        ready: Told the port when the worker has begun.

    Raises:
        OSError: somebody else listens at the port.
        psycopg.Error: the centre went away at the very beginning.
    """
    with login.connected() as connection:
        ReadModels(connection, login.tenant, rows)
    make_job_tables(login)
    keeping = KeepingUp(login, rows)
    with closing(Health(login, watched.host, watched.port, lambda: keeping.trouble)) as health:
        keeping.start()
        ready(health.port)
        run_jobs(login, {"tidy": ("* * * * *", lambda it: tidy(it, login.tenant)), **jobs})
        keeping.stop()


class KeepingUp:
    """The thread that keeps the reports up with the feed."""

    def __init__(self, login: WorkerLogin, rows: Rows) -> None:
        """Take what it needs; ``start`` begins."""
        self._login = login
        self._rows = rows
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reports", daemon=True)
        self.trouble = ""
        """What keeps it from its work, in one line; empty for nothing."""

    def start(self) -> None:
        """Begin, on a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread after what it is doing."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._login.connected() as connection:
                    self._keep_up(connection)
            except psycopg.Error as error:
                trouble = trouble_of(error)
                self.trouble = f"{trouble.code.value} {trouble.message}"
                _log.warning("reports.away %s", self.trouble)
            except Exception:  # noqa: BLE001 - the border: a fault is told, and tried again
                self.trouble = "B001 a fault of the program"
                _log.exception("reports.fault")
            if self.trouble:
                self._stopping.wait(AGAIN_S)

    def _keep_up(self, connection: Session) -> None:
        connection.execute(SQL("LISTEN {}").format(Identifier(self._login.tenant)))
        models = ReadModels(connection, self._login.tenant, self._rows)
        self.trouble = ""
        while not self._stopping.is_set():
            if not models.step():
                for _ in connection.notifies(timeout=_POLL_S, stop_after=1):
                    pass
