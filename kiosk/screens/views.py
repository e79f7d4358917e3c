"""What the screens are given: frozen data, already worded in the person's language.

Presenters make these from outcomes; no view knows Qt, the desk or the clock. Those of the idle
screen are in ``idle_views``.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.screens.idle_views import ResultView
from kiosk.shell.palette import Tone


@dataclass(frozen=True, slots=True)
class LoanView:
    """One thing that the person has, and until when."""

    title: str
    due: str
    icon: str = "package"
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class SessionView:
    """A person at the desk: what they have, and what was just answered, newest first."""

    greeting: str
    """The short name: "Amira K."."""
    loans_title: str
    loans: tuple[LoanView, ...] = ()
    results: tuple[ResultView, ...] = ()
    hint: str = ""
    """Shown while there is no result: "Scan what you take or bring back"."""
    can_open_staff: bool = False
    swap_to: str = ""
    """The short name of the one who just was at the desk; empty hides the button."""


class PartState(StrEnum):
    """How a part of a kit stands on its checklist."""

    SEEN = "seen"
    PARTLY = "partly"
    WAITED_FOR = "waited_for"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PartView:
    """One member or part of a kit."""

    key: str
    """Comes back in signals; never shown."""
    title: str
    state: PartState
    count: str = ""
    """Such as "1 of 2"; empty for single things."""
    icon: str = "package"
    can_tick: bool = True
    """Whether a touch counts; members that must be scanned say no."""


@dataclass(frozen=True, slots=True)
class KitView:
    """The checklist of a kit, out or back."""

    title: str
    sentence: str
    """What to do: "Scan or tap each part as you pack it"."""
    parts: tuple[PartView, ...]
    confirm: str
    """The word on the large button: "Take the kit", "Return without 1 part"."""
    can_confirm: bool
    progress: str = ""
    """Such as "3 of 5 seen"."""
    missing: str = ""
    """The word on the "something is missing" button; empty hides it."""
    icon: str = "own-kit-tray"


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One reason of a refusal and its next step."""

    why: str
    next_step: str
    code: str


@dataclass(frozen=True, slots=True)
class RefusalView:
    """A no, with every reason."""

    word: str
    title: str
    icon: str
    reasons: tuple[ReasonView, ...]
    can_ask_staff: bool = True


@dataclass(frozen=True, slots=True)
class ConditionView:
    """Something came back: how is it?"""

    title: str
    tag: str = ""
    icon: str = "package"
    question: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """A thing of high value waits for a member of staff."""

    title: str
    person: str
    reason: str
    icon: str = "package"
    tag: str = ""
    seconds: int = 0
    """How long it waits; 0 shows no countdown."""
    can_park: bool = False
    """Whether staff may approve it later, at any station."""


@dataclass(frozen=True, slots=True)
class PinView:
    """A member of staff types a PIN."""

    person: str
    purpose: str
    """What the PIN opens: "to approve Canon EOS C70"."""
    message: str = ""
    """Such as "That PIN is wrong. 2 tries left."."""
    wait_seconds: int = 0
    """Locked for so long; the pad is off."""
    locked: bool = False
    """Locked until an admin lifts it."""


@dataclass(frozen=True, slots=True)
class FoundView:
    """One person or thing that a search found."""

    key: str
    title: str
    note: str = ""
    icon: str = "package"


@dataclass(frozen=True, slots=True)
class SearchView:
    """The on-screen search of a day without scanners."""

    hint: str
    found: tuple[FoundView, ...] = ()
    message: str = ""
    """Such as "Nothing found for cano"; shown when nothing was found."""


@dataclass(frozen=True, slots=True)
class BandView:
    """A reader is gone: which, and the next way in."""

    title: str
    next_way: str
    button: str = ""
    """Such as "Search instead"; empty hides the button."""
    code: str = ""


@dataclass(frozen=True, slots=True)
class TroubleView:
    """The station cannot lend, or has something to say before it does."""

    tone: Tone
    title: str
    text: str
    code: str
    button: str = ""
    """Such as "Try again" or "Continue"; empty: nothing but staff helps."""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class TimeOutView:
    """The session closes soon."""

    title: str
    text: str
    more_time: str
    finish: str
    seconds: int = 20


class Step(StrEnum):
    """The pages of the first start."""

    WELCOME = "welcome"
    JOIN = "join"
    SITE = "site"
    ADMIN = "admin"
    PIN = "pin"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class FirstStartView:
    """One page of the first start."""

    step: Step
    title: str
    text: str
    labels: tuple[str, ...] = ()
    """Names of the fields of this page."""
    values: tuple[str, ...] = ()
    message: str = ""
    """What is wrong with what was typed."""
    recovery_key: str = ""
    """Shown once, on the last page."""
    next_word: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """What is asked about, each with its name."""
    languages: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question with a few large answers: yes or no, or why."""

    tone: Tone
    title: str
    text: str
    choices: tuple[tuple[str, str, str], ...]
    """Key (comes back in the signal), word and icon of each answer."""
    icon: str = "package"
