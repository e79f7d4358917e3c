"""How a station and the centre stand to each other, as every screen shows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Facts about sync; of a station that is alone only ``unsent`` means anything."""

    has_centre: bool = False
    synced_at: datetime | None = None
    """When the centre was last heard to its end."""
    unsent: int = 0
    """Events that the centre has not confirmed."""
    trouble: str = ""
    """Code and sentence of what ended the last round; empty when it was well."""
    progress: int | None = None
    """How far a first sync is, in percent; None when the station is ready."""
    history: int | None = None
    """How much of the history of a station that lends already is here, in percent; None for all."""
