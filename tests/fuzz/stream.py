"""A stream of bytes as bad as they come: noise, true frames, and true frames gone wrong."""

import random
from collections.abc import Iterator, Sequence

_MS = 1_000_000
_PAUSES_NS = (0, 0, 0, _MS, 20 * _MS, 65 * _MS, 400 * _MS, 2000 * _MS)
_LONG = 4096


def pieces(frames: Sequence[bytes], amount: int, seed: int) -> Iterator[tuple[bytes, int]]:
    """Give pieces of at least this many bytes in all, and the time of each in nanoseconds."""
    dice = random.Random(seed)  # noqa: S311 - the same stream each time
    at_ns = 0
    while amount > 0:
        burst = b"".join(_item(dice, frames) for _ in range(dice.randint(1, 8)))
        amount -= len(burst)
        for piece in _cut(dice, burst):
            at_ns += dice.choice(_PAUSES_NS)
            yield piece, at_ns


def _item(dice: random.Random, frames: Sequence[bytes]) -> bytes:
    frame = dice.choice(frames)
    if dice.randrange(400) == 0:
        return dice.choice([dice.randbytes(_LONG), bytes([dice.randrange(256)]) * _LONG])
    match dice.randrange(8):
        case 0:
            return dice.randbytes(dice.randint(1, 64))
        case 1:
            return frame
        case 2:
            return frame[: dice.randrange(64)]
        case 3:
            return frame * dice.randint(2, 5)
        case _:
            return _mutated(dice, bytearray(frame))


def _mutated(dice: random.Random, frame: bytearray) -> bytes:
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(frame) + 1)
        match dice.randrange(4):
            case 0:
                frame.insert(place, dice.randrange(256))
            case 1:
                del frame[place : place + dice.randint(1, 3)]
            case 2 if frame:
                frame[place % len(frame)] ^= 1 << dice.randrange(8)
            case _ if frame:
                frame[place % len(frame)] = dice.choice(frame)
    return bytes(frame)


def _cut(dice: random.Random, burst: bytes) -> list[bytes]:
    if dice.randrange(8) == 0:
        return [burst[at : at + 1] for at in range(min(len(burst), 200))]
    cuts = sorted(dice.randrange(len(burst) + 1) for _ in range(dice.randrange(4)))
    return [burst[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(burst)], strict=True)]
