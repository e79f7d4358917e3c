"""Views as presenters make them: an ordinary day, the longest words, and nothing at all."""

from kiosk.screens.views import (
    Edge,
    IdleView,
    LoanView,
    ResultView,
    SessionView,
    StationView,
    WaitingView,
)
from kiosk.shell.palette import Tone

LONG_NAME = "Sony FX6 Cinema Line camera body with extension unit, cage A"
LONG_PERSON = "Maximiliane-Alexandra von Hohenberg-Württemberg zu Oldenburg"

IDLE = IdleView(
    sentence="Tap your badge, then scan what you take",
    clock="10:42",
    date="Tuesday 17 November",
    station=StationView("2 readers · synced 3 min ago"),
    language="Deutsch",
    tap_at=Edge.RIGHT,
)
WAITING = WaitingView("Canon EOS 90D", "Tap your badge to take it.", "camera", "CAM-0012", 24)
TAKEN = ResultView(
    Tone.DONE,
    "Taken",
    "Canon EOS 90D",
    "Until tomorrow, end of lesson 3",
    "camera",
    "CAM-0012",
    can_undo=True,
)
RETURNED = ResultView(
    Tone.DONE,
    "Returned",
    "Zoom H5 recorder",
    "Thank you. Put it on shelf B2.",
    "mic",
    "REC-0004",
    can_undo=True,
    can_rate=True,
)
REFUSED = ResultView(
    Tone.REFUSED, "Not this one", "Dell projector", "Ask the technician.", "projector", "", "L004"
)
ATTENTION = ResultView(
    Tone.ATTENTION, "You have it", "Canon EOS 90D", "Nothing has changed.", "camera", "CAM-0012"
)
LONG = ResultView(
    Tone.DONE,
    "Zurückgegeben",
    LONG_NAME,
    "Until Wednesday 16 December, at the end of the sixth lesson, in the media room",
    "camera",
    "CAM-0012-2026",
    can_undo=True,
    can_rate=True,
)
LOANS = (
    LoanView("Zoom H5 recorder", "Due yesterday 16:00", "mic", overdue=True),
    LoanView("Canon EOS 90D", "Tomorrow, end of lesson 3", "camera"),
    LoanView("Manfrotto tripod", "Friday 12:00", "video"),
)
SESSION = SessionView(
    "Hello, Amira K.",
    "3 things with you, 1 overdue",
    LOANS,
    (TAKEN, ATTENTION, REFUSED),
    "Scan what you take or bring back",
    can_open_staff=True,
)
EMPTY_SESSION = SessionView(
    "Hello, Amira K.", "Nothing with you", hint="Scan what you take or bring back"
)
LONG_SESSION = SessionView(
    LONG_PERSON,
    "12 things with you, of which 11 are overdue",
    tuple(
        LoanView(LONG_NAME, "Wednesday 16 December, end of lesson 6", "camera", overdue=bool(i % 2))
        for i in range(12)
    ),
    (LONG, LONG, LONG),
    can_open_staff=True,
    swap_to="Maximiliane-A. v. H.",
)
