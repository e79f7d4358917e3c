"""``python -m tests.simulation [SEEDS [FIRST [JOBS]]]``."""

import sys

from tests.simulation.seeds import main

_DEFAULTS = (1_000, 0, 1)

if __name__ == "__main__":
    given = tuple(map(int, sys.argv[1:]))
    sys.exit(min(1, main(*given, *_DEFAULTS[len(given) :])))
