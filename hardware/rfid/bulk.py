"""Counts a tray of tags: which are there, how often and how strongly, and whether all came.

Pure: the time is a value. A tag that nobody reads any more stays counted; begin anew instead.
"""

from dataclasses import dataclass, replace

MOST_TAGS = 4096
"""No tray holds more; what comes beyond is not counted."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One tag, read once."""

    epc: bytes
    at_ns: int
    """When its last byte came, by `time.monotonic_ns`."""
    signal: int | None = None
    """dBm, or a number of the reader's own: larger is nearer. None when the reader tells none."""


@dataclass(frozen=True, slots=True)
class CountedTag:
    """One distinct tag of a tray."""

    epc: bytes
    count: int
    """How often it was seen; at least 1."""
    strongest: int | None
    """The best signal of all sightings, as `Sighting.signal`."""
    first_ns: int
    last_ns: int


@dataclass(frozen=True, slots=True)
class Tally:
    """A tray as it is known at one moment."""

    tags: tuple[CountedTag, ...]
    """In the order in which they were first seen."""
    is_settled: bool
    """Nothing new came for a while: what is not here is not on the tray, or cannot be read."""


class Bulk:
    """One bulk reading, from its beginning until whoever counts has seen enough."""

    def __init__(self, began_ns: int, quiet_s: float = 2.0) -> None:
        """It is settled when no new tag came for `quiet_s`."""
        self._quiet_ns = round(quiet_s * 1e9)
        self._news_ns = began_ns
        self._tags: dict[bytes, CountedTag] = {}

    def see(self, sighting: Sighting) -> None:
        """Count a sighting."""
        epc, at_ns, signal = sighting.epc, sighting.at_ns, sighting.signal
        tag = self._tags.get(epc)
        if tag is not None:
            signals = [each for each in (tag.strongest, signal) if each is not None]
            strongest = max(signals, default=None)
            self._tags[epc] = replace(tag, count=tag.count + 1, strongest=strongest, last_ns=at_ns)
        elif len(self._tags) < MOST_TAGS:
            self._tags[epc] = CountedTag(epc, 1, signal, at_ns, at_ns)
            self._news_ns = max(self._news_ns, at_ns)

    def tally(self, now_ns: int) -> Tally:
        """What is known now."""
        return Tally(tuple(self._tags.values()), now_ns - self._news_ns >= self._quiet_ns)
