"""One process owns the database: its lock, its socket, and how other commands hand it work.

The lock is a flock on ``station.lock``, so it goes with the process however it ends; a socket file
that is left behind is no obstacle. Messages are JSON objects, one a line.
"""

import fcntl
import json
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self  # a message is JSON

import structlog

from kiosk.domain.trouble import Trouble, TroubleCode

LOCK = "station.lock"
SOCKET = "owner.sock"
_MAX_MESSAGE = 256 * 1024 * 1024
_CREDENTIALS = struct.Struct("3i")
"""pid, uid and gid of ``SO_PEERCRED``."""
_PATIENCE_S = 5.0
_STEP_S = 0.05
_log = structlog.get_logger(__name__)

Message = dict[str, Any]


class Wire:
    """One conversation; each side sends objects and reads those of the other."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._incoming = connection.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one object; raises OSError when nobody listens any more."""
        self._connection.sendall(json.dumps(message, ensure_ascii=False).encode() + b"\n")

    def messages(self) -> Iterator[Message]:
        """Give what the other side sends until it hangs up or sends no object."""
        while True:
            try:
                line = self._incoming.readline(_MAX_MESSAGE)
                message = json.loads(line) if line.endswith(b"\n") else None
            except (OSError, ValueError):
                return
            if not isinstance(message, dict):
                return
            yield message

    def streams(self) -> tuple[BinaryIO, BinaryIO]:
        """Give both directions as bytes, for what comes after the first message."""
        return self._incoming, self._connection.makefile("wb")

    def hang_up(self) -> None:
        """Say that nothing more will be sent; what the other side sends can still be read."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """End the conversation."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._incoming.close()
        self._connection.close()


Errand = Callable[[Message, Wire], None]
"""Does what a message asks and answers on the wire; called on a thread of its own."""


class Lock:
    """The ownership of a data folder, for as long as the process lives or until ``release``."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path) -> "Lock | None":
        """Become the owner; None while another process is. Raises Trouble."""
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            descriptor = os.open(folder / LOCK, flags, 0o600)
        except OSError as error:
            raise Trouble(
                TroubleCode.STORE_READ_ONLY,
                "The data folder {folder} cannot be used: {why}.",
                folder=str(folder),
                why=str(error.strerror),
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return None
        return cls(descriptor)

    def release(self) -> None:
        """Let another process become the owner."""
        os.close(self._descriptor)


def enter(folder: Path) -> Lock | Wire:
    """Become the owner, or reach the one there is.

    Raises:
        Trouble: the folder cannot be used, or its owner does not answer.
    """
    for _ in range(int(_PATIENCE_S / _STEP_S)):
        held = Lock.take(folder) or reach(folder)
        if held is not None:
            return held
        threading.Event().wait(_STEP_S)  # the owner is just starting or ending
    raise Trouble(
        TroubleCode.STORE_LOCKED,
        "Another process holds the station and does not answer. Wait, or end that process.",
    )


def reach(folder: Path) -> Wire | None:
    """Call the owner; None when nobody answers."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _short(folder) as path:
            connection.connect(path)
        if _peer_uid(connection) not in (os.getuid(), 0):
            raise PermissionError
    except OSError:
        connection.close()
        return None
    return Wire(connection)


class OwnerSocket:
    """Answers other commands of the same user while this process owns the folder."""

    def __init__(self, folder: Path, errands: Mapping[str, Errand]) -> None:
        self._folder = folder
        self._errands = errands
        self._closing = False
        self._wires: set[Wire] = set()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)

    def start(self) -> None:
        """Listen; return at once. Call it as the owner only."""
        (self._folder / SOCKET).unlink(missing_ok=True)
        os.fchmod(self._socket.fileno(), 0o600)
        with _short(self._folder) as path:
            self._socket.bind(path)
        self._socket.listen()
        threading.Thread(target=self._accept, name="owner", daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._closing = True
        (self._folder / SOCKET).unlink(missing_ok=True)
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for wire in tuple(self._wires):
            wire.hang_up()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                continue
            if _peer_uid(connection) not in (os.getuid(), 0):
                connection.close()
                continue
            wire = Wire(connection)
            threading.Thread(target=self._serve, args=(wire,), name="errand", daemon=True).start()

    def _serve(self, wire: Wire) -> None:
        self._wires.add(wire)
        with wire:
            try:
                for message in wire.messages():
                    self._do(message, wire)
            except OSError:
                _log.info("owner.hung_up")
            finally:
                self._wires.discard(wire)

    def _do(self, message: Message, wire: Wire) -> None:
        errand = self._errands.get(str(message.get("do")))
        if errand is None:
            wire.send(refusal(TroubleCode.BUG, "The owner does not know this errand."))
            return
        try:
            errand(message, wire)
        except Trouble as trouble:
            wire.send(refusal(trouble.code, trouble.message))
        except OSError:
            raise
        except Exception:  # noqa: BLE001 - the border: a bug ends an errand, not the owner
            _log.exception("owner.failed")
            wire.send(refusal(TroubleCode.BUG, "The station failed at this; its log says where."))


def refusal(code: TroubleCode, sentence: str) -> Message:
    """Say on the wire that an errand failed; ``answer`` reads it."""
    return {"refused": code.value, "message": sentence}


def answer(wire: Wire) -> Message:
    """Wait for what the owner answers. Raises the Trouble that it tells, or that it has ended."""
    told = next(wire.messages(), None)
    if told is None:
        raise Trouble(
            TroubleCode.STORE_LOCKED,
            "The process that owns the station has ended; look whether it was done, and try again.",
        )
    if "refused" in told:
        raise Trouble(TroubleCode(told["refused"]), str(told.get("message")))
    return told


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """Name the socket within the 107 bytes that an address may have, however deep the folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET}"
    finally:
        os.close(descriptor)


def _peer_uid(connection: socket.socket) -> int:
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(raw)[1])
