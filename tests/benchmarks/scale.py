"""How large a run is: the whole of it, or a share that proves only that it runs."""

import os
from dataclasses import dataclass

VARIABLE = "LENDSTATION_BENCH_SCALE"


@dataclass(frozen=True, slots=True)
class Scale:
    """A share of every count; 1 is what the bounds are stated for."""

    share: float = 1.0

    @classmethod
    def told(cls) -> "Scale":
        """Read the share from the environment."""
        return cls(float(os.environ.get(VARIABLE, "1")))

    def of(self, count: int, least: int = 3) -> int:
        """Give this run's share of a count."""
        return max(least, round(count * self.share))
