"""Views as presenters make them: an ordinary day, the longest words, and nothing at all."""

from dataclasses import replace

from kiosk.screens.idle_views import (
    Edge,
    IdleView,
    ResultView,
    StationView,
    StatusView,
    WaitingView,
)
from kiosk.screens.views import (
    ApprovalView,
    BandView,
    ConditionView,
    FirstStartView,
    FoundView,
    KitView,
    LoanView,
    PartState,
    PartView,
    PinView,
    QuestionView,
    ReasonView,
    RefusalView,
    SearchView,
    SessionView,
    Step,
    TimeOutView,
    TroubleView,
)
from kiosk.shell.palette import Tone

LONG_NAME = "Sony FX6 Cinema Line camera body with extension unit, cage A"
LONG_PERSON = "Maximiliane-Alexandra von Hohenberg-Württemberg zu Oldenburg"

SYNCED = StatusView(("Synced 3 min ago", "all sent"))
STALE = StatusView(("Out of date", "14 unsent", "Synced 5 hours ago"), Tone.ATTENTION)
TROUBLED = StatusView(("Centre not reached", "3 unsent", "Synced 9 min ago"), Tone.ATTENTION)
IDLE = IdleView(
    sentence="Tap your badge, then scan what you take",
    clock="10:42",
    date="Tuesday 17 November",
    station=StationView("2 readers ready"),
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

KIT = KitView(
    "Interview kit 3",
    "Scan or tap each part as you pack it",
    (
        PartView("a", "Sony A7 camera", PartState.SEEN, icon="camera", can_tick=False),
        PartView("b", "Rode wireless mic", PartState.SEEN, icon="mic", can_tick=False),
        PartView("c", "XLR cable", PartState.PARTLY, "1 of 2", "cable"),
        PartView("d", "Battery NP-FZ100", PartState.WAITED_FOR, "0 of 3", "battery"),
        PartView("e", "LED light", PartState.WAITED_FOR, icon="lightbulb"),
    ),
    "Take the kit",
    can_confirm=False,
    progress="2 of 5 seen",
    missing="Something is missing",
)
KIT_SHORT = KitView(
    "Interview kit 3",
    "1 part is not here. It stays on your name.",
    (
        PartView("a", "Sony A7 camera", PartState.SEEN, icon="camera", can_tick=False),
        PartView("b", "Rode wireless mic", PartState.SEEN, icon="mic", can_tick=False),
        PartView("c", "XLR cable", PartState.MISSING, "1 of 2 missing", "cable"),
        PartView("d", "Battery NP-FZ100", PartState.SEEN, "3 of 3", "battery"),
    ),
    "Return without 1 part",
    can_confirm=True,
    progress="3 of 4 seen",
)
LONG_KIT = KitView(
    LONG_NAME,
    "Scan every single part of this kit or touch it on the screen while you are packing it",
    tuple(
        PartView(str(i), LONG_NAME, state, "1 of 2 was seen, 1 was not", "camera")
        for i, state in enumerate([*PartState, *PartState])
    ),
    "Return the whole kit without these two parts",
    can_confirm=True,
    progress="2 of 8 parts were seen",
    missing="Something in this kit is missing",
)
REFUSAL = RefusalView(
    "Not this time",
    "Canon EOS C70",
    "camera",
    (
        ReasonView("You already have 10 things.", "Bring one back first.", "L010"),
        ReasonView("Something of yours is overdue.", "Return the Zoom H5 recorder.", "L011"),
    ),
)
LONG_REFUSAL = RefusalView(
    "Das geht heute leider nicht",
    LONG_NAME,
    "camera",
    tuple(
        ReasonView(
            "This camera costs more than one person alone may take out of this building.",
            "Ask a member of staff to come here with a badge and a PIN and approve it with you.",
            code,
        )
        for code in ("L009", "L010", "L011")
    ),
)
QUESTION = QuestionView(
    Tone.ATTENTION,
    "Zoom H5 recorder",
    "Something of yours is overdue: 2.",
    (("yes", "Yes, take it", "check"), ("no", "No, leave it here", "x")),
    "mic",
)
WHY = QuestionView(
    Tone.ATTENTION,
    "Why may it pass?",
    "Zoom H5 recorder",
    (
        ("1", "Agreed beforehand", "users"),
        ("2", "Needed right now", "school"),
        ("3", "Exchange for a faulty one", "refresh-cw"),
        ("4", "Another reason", "pencil"),
    ),
)
CONDITION = ConditionView("Zoom H5 recorder", "REC-0004", "mic")
LONG_CONDITION = ConditionView(
    LONG_NAME, "CAM-0012-2026", "camera", "How is it now that you bring it back to this desk?"
)
APPROVAL = ApprovalView(
    "Canon EOS C70", "Amira K.", "Worth more than £1,000.", "camera", "CAM-0031", 60
)
APPROVAL_PARKS = replace(APPROVAL, can_park=True, seconds=120)
LONG_APPROVAL = ApprovalView(
    LONG_NAME,
    LONG_PERSON,
    "It is worth more than £1,000, which is the limit for one person alone at this site.",
    "camera",
    "CAM-0031-2026",
    60,
    can_park=True,
)
PIN = PinView("Priya S.", "Type your PIN to approve the Canon EOS C70")
PIN_WRONG = PinView(
    "Priya S.", "Type your PIN to approve the Canon EOS C70", "That PIN is wrong. 2 tries left."
)
PIN_WAITS = PinView("Priya S.", "Type your PIN", "Too many wrong tries.", wait_seconds=30)
PIN_LOCKED = PinView(
    LONG_PERSON,
    "Type your PIN to approve the high-value thing that waits here for you",
    "Locked after ten wrong tries. An admin can unlock you in the staff panel.",
    locked=True,
)
SEARCH = SearchView(
    "Your name, or a thing’s name or tag",
    (
        FoundView("1", "Canon EOS 90D", "CAM-0012 · in", "camera"),
        FoundView("2", "Canon EOS C70", "CAM-0031 · in", "camera"),
        FoundView("3", "Canon 24–70 mm lens", "LEN-0007 · in", "aperture"),
    ),
)
EMPTY_SEARCH = SearchView("Your name, or a thing’s name or tag")
NOTHING_FOUND = SearchView("Your name, or a thing’s name or tag", message="Nothing found.")
LONG_SEARCH = SearchView(
    "Type your own name, or the name or the tag of a thing",
    tuple(FoundView(str(i), LONG_NAME, LONG_PERSON, "camera") for i in range(8)),
)
BAND = BandView(
    "The badge reader is gone", "Scan your badge with the camera.", "Search instead", "D001"
)
LONG_BAND = BandView(
    "The radio badge reader at the right-hand side of the desk is gone",
    "Scan the code on your badge with the camera below the screen, or search for your name.",
    "Search for your name instead",
    "D001",
)
TROUBLE = TroubleView(
    Tone.REFUSED,
    "This station cannot lend",
    "Its disk is full. Nothing that was answered “done” is lost. Please call staff.",
    "S002",
    "Try again",
)
BUG = TroubleView(
    Tone.REFUSED, "Please call staff", "Something went wrong here. Nothing is lost.", "B001"
)
RESTORED = TroubleView(
    Tone.ATTENTION,
    "This station was restored",
    "It goes on from the backup of Monday 16 November, 18:00. What was lent after that is "
    "not known here until it has been scanned again.",
    "",
    "Continue",
)
TIME_OUT = TimeOutView(
    "Still there?", "Everything you scanned stands.", "I need more time", "I am done"
)
LONG_TIME_OUT = TimeOutView(
    "Are you still standing here at the desk?",
    "In a moment this session closes by itself. Everything that you scanned so far stands.",
    "Yes, and I need a little more time",
    "No, I have finished everything",
)
WELCOME = FirstStartView(
    Step.WELCOME,
    "Welcome to your new station",
    "Four short questions, then it lends.",
    next_word="Begin",
)
JOIN = FirstStartView(
    Step.JOIN,
    "Join this centre?",
    "It will hold all that is lent here. Join only a centre that you know.",
    facts=(
        ("Server", "db.northfield.example:5432"),
        ("Database", "lendstation / lendstation"),
        ("Name of this desk", "Library"),
    ),
    next_word="Yes, join",
)
SITE = FirstStartView(
    Step.SITE,
    "Where is this station?",
    "The time zone decides when things are due.",
    ("Organisation", "Site", "Time zone"),
    ("Northfield Academy", "Main building", "Europe/London"),
    next_word="Next",
)
FIRST_PIN = FirstStartView(
    Step.PIN,
    "Choose a PIN",
    "Six digits or more, for the first admin.",
    message="These two were not the same.",
)
RECOVERY = FirstStartView(
    Step.RECOVERY,
    "Your recovery key",
    "With this key and a backup the station can be brought back on another machine.",
    recovery_key="K7QD-93MX-TW4A-RH2P-55ZC-YB8N",
    next_word="I have written it down",
)
