"""A printer on the network: a real socket that answers, stays silent, refuses or stops halfway."""

import socket
import threading
from collections.abc import Callable


class TcpPrinter:
    """Takes connections one after the other; ``received`` holds what came in each."""

    def __init__(
        self, answer: Callable[[bytes], bytes] = lambda _: b"", most: int = 1 << 24
    ) -> None:
        self._answer = answer
        self._most = most
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp:127.0.0.1:{self._socket.getsockname()[1]}"
        self.received: list[bytes] = []
        self._news = threading.Condition()
        self._let_go = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def wait_for(self, count: int) -> list[bytes]:
        """What came in the first connections, once they ended."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.received) >= count, 20), self.received
            return self.received

    def close(self) -> None:
        self._let_go.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(20)

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self._socket.accept()
            except OSError:
                return
            with wire:
                data = self._take(wire)
            with self._news:
                self.received.append(data)
                self._news.notify_all()

    def _take(self, wire: socket.socket) -> bytes:
        data = b""
        while len(data) < self._most:
            some = wire.recv(65536)
            if not some:
                return data
            data += some
            wire.sendall(self._answer(some))
        self._let_go.wait(20)  # it hangs: the line stays open and nothing more is taken
        return data


def closed_port() -> str:
    """An address that refuses connections."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"tcp:127.0.0.1:{taken.getsockname()[1]}"
