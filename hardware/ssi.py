"""Zebra's Simple Serial Interface: packets with a checksum, which the host has to acknowledge.

Packet: length (without checksum), opcode, source (0 scanner, 4 host), status, data, checksum: the
two's complement of the sum, high byte first. Source: Zebra 72E-40451, verified on the samples of
the DS457 and DS9908 guides.
"""

from hardware.rfid.sized_frames import Shape

DECODE_DATA = 0xF3
BEEP, LED_ON, LED_OFF = 0xE6, 0xE7, 0xE8
_ACK, _NAK = 0xD0, 0xD1
_SCANNER, _HOST = 0x00, 0x04
_HEAD, _CHECKSUM = 4, 2


def packet(opcode: int, data: bytes = b"", source: int = _HOST, status: int = 0) -> bytes:
    """A packet with its checksum."""
    body = bytes([_HEAD + len(data), opcode, source, status]) + data
    return body + _checksum(body)


def _checksum(body: bytes) -> bytes:
    return (-sum(body) & 0xFFFF).to_bytes(_CHECKSUM, "big")


ACK = packet(_ACK)
"""What the scanner waits for after each packet; without it, it sends the packet again."""


def wants_ack(body: bytes) -> bool:
    """Whether a packet is to be acknowledged: any but an answer to one of ours."""
    return body[1] not in (_ACK, _NAK)


def _size(head: bytes) -> int:
    return head[0] + _CHECKSUM if head[0] >= _HEAD and head[2] == _SCANNER else 0


def _body(whole: bytes) -> bytes | None:
    body = whole[:-_CHECKSUM]
    return body if _checksum(body) == whole[-_CHECKSUM:] else None


FROM_SCANNER = Shape(b"", _HEAD, _size, _body)
"""For `SizedFrames`: packets of a scanner, without their checksum."""
