"""No bytes make a parser raise, grow, or accept a frame whose checksum is wrong.

``LENDSTATION_FUZZ_BYTES`` says how many bytes each parser is fed (``make fuzz``: ten million),
``LENDSTATION_FUZZ_SEED`` which.
"""

import os
import pickle

import pytest

from tests.fuzz.parsers import PARSERS
from tests.fuzz.stream import pieces

AMOUNT = int(os.environ.get("LENDSTATION_FUZZ_BYTES", "200000"))
SEED = int(os.environ.get("LENDSTATION_FUZZ_SEED", "3"))
RECENT = 16384
WEIGHED_EACH = 65536
PIECE, PIECES = 4096, 12


@pytest.mark.parametrize("name", PARSERS)
def test_bad_bytes_are_survived_and_nothing_false_is_read(name: str):
    fuzzed = PARSERS[name]
    parser = fuzzed.make()
    recent = bytearray()
    fed = found = weighed = 0
    for piece, at_ns in pieces(fuzzed.frames, AMOUNT, SEED):
        recent += piece
        fed += len(piece)
        for reading in parser.feed(piece, at_ns):
            found += 1
            assert fuzzed.is_true(reading, bytes(recent)), (reading, SEED, fed)
        del recent[: -RECENT - len(piece)]
        if fed - weighed >= WEIGHED_EACH:
            weighed = fed
            assert len(pickle.dumps(parser)) <= fuzzed.most_held, (SEED, fed)
    assert found, "the true frames among them were not read"


@pytest.mark.parametrize("name", PARSERS)
def test_what_never_ends_is_not_held(name: str):
    fuzzed = PARSERS[name]
    heads = [frame[:size] for frame in fuzzed.frames for size in (1, 4, len(frame) - 1)]
    for filler in [*(bytes([byte]) for byte in range(0, 256, 15)), *heads]:
        parser = fuzzed.make()
        piece = filler * (PIECE // len(filler))
        for at_ms in range(PIECES):
            for _ in parser.feed(piece, at_ms * 1_000_000):
                pass
        assert len(pickle.dumps(parser)) <= fuzzed.most_held, filler
