"""Wakes whoever waits when a device node comes, goes, or gets other rights (Linux's inotify).

Source: inotify(7). Where there is no inotify nothing is woken, and the wait is a poll.
"""

import ctypes
import os
from collections.abc import Sequence
from contextlib import suppress

_FOLDERS = (
    *("/dev", "/dev/usb"),
    *(f"/dev/{kind}" for kind in ("input", "serial", "v4l")),
    *(f"/dev/{kind}/by-{way}" for kind in ("input", "serial", "v4l") for way in ("id", "path")),
)
"""Where nodes of devices are, and udev's links to them."""
_ATTRIB, _MOVED_TO, _CREATE, _DELETE = 0x004, 0x080, 0x100, 0x200
_MASK = _ATTRIB | _MOVED_TO | _CREATE | _DELETE
_MOST_BYTES = 65536


class Hotplug:
    """A watch on the folders of device nodes; used by one thread."""

    def __init__(self, folders: Sequence[str] = _FOLDERS) -> None:
        self._folders = [os.fsencode(folder) for folder in folders]
        self._inotify = -1
        with suppress(OSError, AttributeError):  # another system than Linux
            self._libc = ctypes.CDLL(None)
            self._inotify = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What becomes readable when something changed; none where nothing can be watched."""
        return () if self._inotify < 0 else (self._inotify,)

    def renew(self) -> None:
        """Forget what changed until now, and watch every folder that is there by now."""
        if self._inotify < 0:
            return
        for folder in self._folders:
            self._libc.inotify_add_watch(self._inotify, folder, _MASK)
        with suppress(BlockingIOError):
            while os.read(self._inotify, _MOST_BYTES):
                pass

    def close(self) -> None:
        """Give the descriptor back."""
        if self._inotify >= 0:
            os.close(self._inotify)
            self._inotify = -1
