"""What a site sets about its desk: how long it waits, and what it does with returned things."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Times in seconds."""

    badge_s: int = 30
    """How long a thing scanned first waits for a badge, and an answer to nobody can be undone."""
    idle_s: int = 60
    warning_s: int = 20
    approval_s: int = 120
    offer_after_return: bool = False
    """A thing of somebody else, just returned, is offered to the person at the desk."""
    check_returns: bool = False
    """A thing that somebody else brought back goes to staff first: its status becomes testing."""
