"""What the first picture is given, and what it can turn into, apart from all other views.

A view takes long to define, and the first picture would wait for all of them.
"""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.shell.palette import Tone


@dataclass(frozen=True, slots=True)
class StationView:
    """The state of the station, small, in a corner of the idle screen."""

    text: str
    """Such as "2 readers ready"."""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class StatusView:
    """The line below every screen: how this station and its centre stand to each other."""

    parts: tuple[str, ...]
    """Such as "Synced 3 min ago", "4 unsent": the gravest first, for the last may have no room."""
    tone: Tone = Tone.NEUTRAL


class Edge(StrEnum):
    """Where the reader stands, seen from the screen; the drawing points there."""

    NONE = "none"
    LEFT = "left"
    RIGHT = "right"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class IdleView:
    """The idle screen at rest."""

    sentence: str
    clock: str
    date: str
    station: StationView
    language: str = ""
    """The next language, in its own words ("Deutsch"); empty hides the button."""
    large_text: bool = False
    tap_at: Edge = Edge.NONE


@dataclass(frozen=True, slots=True)
class ResultView:
    """One answer: a card of the session, or a banner on the idle screen."""

    tone: Tone
    word: str
    """One word: "Taken", "Returned", "Not found"."""
    title: str
    """What it is about: the thing's name."""
    detail: str = ""
    """When it is due, as people say it, or what to do next."""
    icon: str = "package"
    tag: str = ""
    code: str = ""
    """Small, for staff: `L007`."""
    can_undo: bool = False
    can_rate: bool = False
    """Whether "works, broken, part missing" may be asked about it."""


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A thing was scanned with nobody at the desk; it waits for a badge."""

    title: str
    text: str
    """Such as "Tap your badge to take it"."""
    icon: str
    tag: str
    seconds: int
    """How long it still waits."""
    of_seconds: int = 30
