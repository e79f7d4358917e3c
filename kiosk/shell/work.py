"""Work: one worker thread for everything that may take time; results arrive on the GUI thread.

Knows: threads, and where a bug is caught. Does not know: what the jobs do.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

_log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Work(QObject):
    """Runs jobs one after the other, off the GUI thread.

    Signals:
        troubled: a job met trouble (one of the `expected` exceptions): the exception.
        failed: a job met a bug, which is logged; the screen says whom to call.
    """

    troubled = Signal(Exception)
    failed = Signal()
    _finished = Signal(object, object)

    def __init__(self, expected: tuple[type[Exception], ...] = ()) -> None:
        super().__init__()
        self._expected = expected
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, job: Callable[[], Result], done: Callable[[Result], None] | None = None) -> None:
        """Run the job on the worker and hand its result to `done` on the GUI thread."""
        future = self._pool.submit(job)
        future.add_done_callback(lambda finished: self._pass_on(finished, done))

    def stop(self) -> None:
        """Finish what was begun, forget the rest, and end the thread."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _pass_on(self, future: Future[Result], done: Callable[[Result], None] | None) -> None:
        if future.cancelled() or (done is None and future.exception() is None):
            return
        self._finished.emit(future, done)

    def _deliver(self, future: Future[Result], done: Callable[[Result], None] | None) -> None:
        error = future.exception()
        if error is None and done is not None:
            done(future.result())
        elif isinstance(error, self._expected):
            self.troubled.emit(error)
        else:
            _log.error("work.failed", exc_info=error)
            self.failed.emit()
