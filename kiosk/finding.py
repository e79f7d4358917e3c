"""What `doctor` found about one part of a station, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a part of the station is."""

    GOOD = "good"
    MIND = "mind"
    """It works; somebody should know."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, how it is, and what to do."""

    part: str
    health: Health
    says: str
    do: str = ""
