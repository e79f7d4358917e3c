"""TLS in front of a PostgreSQL that speaks none, as PostgreSQL speaks it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SSL_REQUEST_BYTES = 8
_YES = b"S"
_PIECE = 65536


@contextmanager
def tls_front(port: int, certificates: Path) -> Iterator[int]:
    """Listen on a port of 127.0.0.1 with the certificate of a folder, and pass all on; its port."""
    proof = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    proof.load_cert_chain(certificates / "server.crt", certificates / "server.key")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, port, proof), daemon=True).start()
        yield listening.getsockname()[1]
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, port: int, proof: ssl.SSLContext) -> None:
    with suppress(OSError):
        while True:
            guest, _ = listening.accept()
            threading.Thread(target=_serve, args=(guest, port, proof), daemon=True).start()


def _serve(guest: socket.socket, port: int, proof: ssl.SSLContext) -> None:
    with suppress(OSError), guest:
        guest.recv(_SSL_REQUEST_BYTES)
        guest.sendall(_YES)
        with (
            proof.wrap_socket(guest, server_side=True) as secret,
            socket.create_connection(("127.0.0.1", port)) as server,
        ):
            back = threading.Thread(target=_pass_on, args=(server, secret), daemon=True)
            back.start()
            _pass_on(secret, server)
            back.join()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            sink.sendall(piece)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)
