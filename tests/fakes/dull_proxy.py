"""A TCP proxy that can go silent, hang up, or cut the answers after so many bytes."""

import socket
import threading
from contextlib import suppress


class DullProxy:
    """Stands before a port of this machine until it is closed."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._front = socket.create_server(("127.0.0.1", 0))
        self.port = self._front.getsockname()[1]
        self.silent = threading.Event()
        """While set, what comes is swallowed and nobody is told."""
        self.swallowed = "questions and answers"
        """What is swallowed while it is silent."""
        self.answers_left: int | None = None
        """Bytes of answers that still pass before everything is cut; None for all."""
        self._cut = False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._front.close()
        self.hang_up()

    @property
    def is_cut(self) -> bool:
        return self._cut

    def toggle(self) -> None:
        """Cut the network, or mend it."""
        self._cut = not self._cut
        if self._cut:
            self.hang_up()

    def hang_up(self) -> None:
        """End every connection that passes through."""
        while self._pairs:
            for end in self._pairs.pop():
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._front.accept()
                if self._cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._behind))
                self._pairs.append((near, far))
                for ends in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:  # noqa: FBT001
        what = "answers" if is_answer else "questions"
        with suppress(OSError):
            while data := source.recv(65536):
                if self.silent.is_set() and what in self.swallowed:
                    continue
                if is_answer and self.answers_left is not None:
                    data = data[: self.answers_left]
                    self.answers_left -= len(data)
                target.sendall(data)
                if is_answer and self.answers_left == 0:
                    self.hang_up()
