"""A wait on descriptors that another thread can end at once."""

import os
import select
import threading


class Wake:
    """A self-pipe: `set` from any thread ends the wait of the one thread that waits."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)
        os.set_blocking(self._read, False)
        self._lock = threading.Lock()
        self._open = True
        self._set = False

    @property
    def is_set(self) -> bool:
        """Whether `set` was called and not cleared since."""
        return self._set

    def set(self) -> None:
        """End the present and every later wait; harmless after `close`."""
        with self._lock:
            if self._open and not self._set:
                self._set = True
                os.write(self._write, b"\0")

    def clear(self) -> None:
        """Let waits wait again."""
        with self._lock:
            if self._set:
                self._set = False
                os.read(self._read, 1)

    def wait(self, *descriptors: int, timeout_s: float) -> list[int]:
        """The descriptors that can be read or were hung up; none when set or out of time."""
        poll = select.poll()
        for descriptor in (*descriptors, self._read):
            poll.register(descriptor, select.POLLIN)
        ready = [descriptor for descriptor, _ in poll.poll(max(0.0, timeout_s) * 1000)]
        return [] if self._read in ready else ready

    def fileno(self) -> int:
        """The end that becomes readable; so one wake can be waited for under another."""
        return self._read

    def close(self) -> None:
        """Give the pipe back."""
        with self._lock:
            if self._open:
                self._open = False
                os.close(self._read)
                os.close(self._write)
