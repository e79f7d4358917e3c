"""pcscd as a child process, and a card at its virtual reader.

Debian: pcscd and vsmartcard-vpcd. The reader listens on a port for a card; a message is its size
in two bytes, and one byte of control or an APDU (vsmartcard, virtualsmartcard's protocol).
"""

import os
import socket
import subprocess
import threading
import time
from pathlib import Path

from tests.hardware.reader_contract import PATIENCE_S

PCSCD = Path("/usr/sbin/pcscd")
VPCD = Path("/etc/reader.conf.d/vpcd")
PORT = 0x8C7B
SOCKET = Path("/run/pcscd/pcscd.comm")
_GET_ATR = b"\x04"
_GET_UID = bytes.fromhex("FFCA000000")
_SETTLED_S = 0.6  # how often pcscd looks at its reader


def is_there() -> bool:
    """Whether all is installed, may be started, and does not run already."""
    return os.geteuid() == 0 and PCSCD.exists() and VPCD.exists() and not SOCKET.exists()


class Pcscd:
    """The service; it runs from `start` to `stop`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [PCSCD, "--foreground"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE_S
        while not SOCKET.exists():
            assert time.monotonic() < until, "pcscd does not come up"
            threading.Event().wait(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_S)
        self._process = None


class VirtualCard:
    """Lies on the virtual reader from its making until `take`."""

    def __init__(self, uid: bytes, atr: bytes) -> None:
        self._uid = uid
        self._atr = atr
        self._was_read = threading.Event()
        self._line = _connected()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def take(self) -> None:
        """Take it away once it was read; return when the reader knows."""
        assert self._was_read.wait(PATIENCE_S), "nobody read the card"
        threading.Event().wait(_SETTLED_S)
        self._line.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE_S)
        self._line.close()
        threading.Event().wait(_SETTLED_S)

    def _serve(self) -> None:
        while head := self._line.recv(2, socket.MSG_WAITALL):
            said = self._line.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL)
            if said == _GET_ATR:
                self._say(self._atr)
            elif said == _GET_UID:
                self._say(self._uid + b"\x90\x00")
                self._was_read.set()
            elif len(said) > 1:
                self._say(b"\x6d\x00")

    def _say(self, told: bytes) -> None:
        self._line.sendall(len(told).to_bytes(2, "big") + told)


def _connected() -> socket.socket:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", PORT), PATIENCE_S)
        except ConnectionRefusedError:
            assert time.monotonic() < until, "the virtual reader does not listen"
            threading.Event().wait(0.05)
