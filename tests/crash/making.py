"""A station that is founded, or joins, and is killed before the n-th change of a file."""

import os
import signal
import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.config import load
from kiosk.desk.panel.first_start import FirstAnswers
from kiosk.founding import found
from kiosk.joining import Tls, code_of, join_new

ANSWERS = FirstAnswers("Hill Trust", "Hill School", "Desk 1", "Europe/London", "GBP", "Ada", "")
_CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.chmod")
_WRITES = os.O_WRONLY | os.O_RDWR


def main(folder: str, last: int, text: str = "") -> None:
    """Join by a code, or found without one, and die before this change; the first is 1."""
    config, left = load(None, Path(folder)), last

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
        if event in _CHANGES or writes:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    if text:
        join_new(config, code_of(text), SystemClock(), Tls("disable"))
    else:
        found(config, SystemClock(), ANSWERS)[1].close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
