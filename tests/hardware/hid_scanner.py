"""A scanner in HID-POS mode: its report descriptors, its reports, and a node made of a socket."""

import errno
import socket

COUNTED = bytes.fromhex(
    "058C 0902 A101 8502 0912 A102 1500 26FF00 7508"  # scanner, report 2, bytes
    "9501 0501 093B 8102"  # how many bytes
    "9503 058C 09FB 09FC 09FD 8102"  # the AIM identifier
    "9538 09FE 820201"  # 56 bytes of the code
    "2501 7501 9501 09FF 8102 7507 8103"  # it goes on; seven bits that say nothing
    "C0 C0"
)
"""As Honeywell's and Access-IS's: 02, length, `]`, two more, 56 bytes, and the sign."""
UNCOUNTED = bytes.fromhex(
    "058C 0902 A101 7508 1500 26FF00"
    "9501 09FB 8102 09FC 8102 09FD 8102 953C 09FE 820201"
    "8500 09FF 7508 9501 B102 C0"
)
"""No id of a report, no length, no sign; and a feature report."""
FEATURED = COUNTED[:-1] + bytes.fromhex("85FE 0911 9501 7508 B102 C0")
KEYBOARD = bytes.fromhex(
    "0501 0906 A101 0507 19E0 29E7 1500 2501 7501 9508 8102 9501 7508 8103"
    "9506 7508 1500 2565 0507 1900 2965 8100 C0"
)

ROOM = 56


def reports(code: bytes, aim: bytes = b"\0\0\0") -> list[bytes]:
    """A code as Honeywell's scanners send it."""
    parts = [code[at : at + ROOM] for at in range(0, len(code), ROOM)]
    return [
        bytes([2, len(part)]) + aim + part.ljust(ROOM, b"\0") + bytes([part is not parts[-1]])
        for part in parts
    ]


class SocketNode:
    """A node whose reports come through a socket."""

    def __init__(self, end: socket.socket, descriptor: bytes, model: int = 0x0C2E0B61) -> None:
        self._end = end
        self._model = model
        self._descriptor = descriptor
        self.features: list[bytes] = []

    def fileno(self) -> int:
        return self._end.fileno()

    def descriptor(self) -> bytes:
        return self._descriptor

    def maker_and_model(self) -> tuple[int, int]:
        return divmod(self._model, 1 << 16)

    def read(self) -> bytes:
        report = self._end.recv(4096)
        if not report:
            raise OSError(errno.ENODEV, "No such device")
        return report

    def set_feature(self, report: bytes) -> None:
        self.features.append(report)
        raise OSError(errno.EPIPE, "the device stalled")

    def close(self) -> None:
        self._end.close()
