"""The twelve situations of the tour, each as people at a lending desk meet it."""

from datetime import timedelta

from kiosk.demo import past, sample
from kiosk.demo.clock import MORNING
from kiosk.demo.power_cut import lend_and_die
from kiosk.demo.stage import NotSeen
from kiosk.demo.tour import Situation, Tour
from kiosk.demo.wires import BADGE_READER

_STUDENT = "1192"
_PUPIL = "1048"
_KIT_TAKER = "1203"
_KIT = "KIT-011"
_KIT_MEMBERS = ("AV-0131", "AV-0132")
_KIT_PARTS = ("AA battery", "AA battery", "AA battery", "AA battery", "Wind shield", "XLR cable")
_DESIGNER = "1246"
_FIRST, _NEXT = "1233", "1091"
_DOUBTER = "1156"
_IN_THE_DARK = "1179"
_SEARCHER = "1124"
_REST = "Tap your badge, then scan what you take"
_OPENED, _CLOSED, _OUT, _IN = "session_opened", "session_closed", "checked_out", "checked_in"


def check_out(tour: Tour) -> None:
    """Somebody taps, scans two things, and goes."""
    tour.tap(_STUDENT)
    tour.see("Eilidh K.")
    tour.scan("AV-0181")
    tour.see("Taken", "Action camera", "until Friday")
    tour.scan("AV-0196")
    tour.see("Photo tripod")
    tour.picture()
    tour.touch("Finish")
    tour.see(_REST)


def scan_first(tour: Tour) -> None:
    """The thing first, the badge after."""
    tour.scan("LI-0142")
    tour.see("Set text: The Lighthouse", "Tap your badge to take it.")
    tour.picture("waiting")
    tour.tap(_PUPIL)
    tour.see("Magdalena G.", "Taken")
    tour.picture("taken")
    tour.tap(_PUPIL)
    tour.see(_REST)


def returned_by_others(tour: Tour) -> None:
    """A thing that was left lying is brought by whoever found it; no name is shown."""
    tour.scan(past.LEFT_LYING)
    tour.see("Returned", "Microscope", "Thank you.")
    borrower = sample.people()["T014"].name.split()[0]
    if any(borrower in text for text in tour.stage.texts()):
        raise NotSeen(f"the screen keeps the borrower to itself: it says {borrower}")
    tour.picture()
    tour.later(timedelta(seconds=40))
    tour.see(_REST)


def kit(tour: Tour) -> None:
    """A kit goes out when all of it was seen, and comes back without a cable."""
    tour.tap(_KIT_TAKER)
    tour.see("Zofia V.")
    tour.scan(_KIT)
    tour.see("Interview kit 1", "0 of 5 seen")
    for member in _KIT_MEMBERS:
        tour.scan(member)
    tour.see("2 of 5 seen")
    for part in _KIT_PARTS:
        tour.tick(part)
    tour.see("4 of 5 seen")
    tour.picture("going-out")
    tour.tick("XLR cable")
    tour.see("Taken", "Interview kit 1")
    tour.tap(_KIT_TAKER)
    tour.at(MORNING + timedelta(days=1, hours=4))
    tour.tap(_KIT_TAKER)
    for member in _KIT_MEMBERS:
        tour.scan(member)
    for part in _KIT_PARTS:
        tour.tick(part)
    tour.see("Return without 1 part")
    tour.picture("coming-back")
    tour.touch("Return without 1 part")
    tour.see("Returned", "Still missing: XLR cable", "missing from its kit")
    tour.picture("short")
    tour.tap(_KIT_TAKER)
    tour.see(_REST)


def barred(tour: Tour) -> None:
    """A barred pupil may always bring things back, and take nothing."""
    tour.tap(past.BARRED)
    tour.see("Otto H.")
    tour.scan(past.BARRED_HOLDS)
    tour.see("Returned", "Set text: The Lighthouse")
    tour.picture("returning")
    tour.scan("SP-0103")
    tour.see("Not now", "Football", "L001")
    tour.picture("refused")
    tour.tap(past.BARRED)
    tour.see(_REST)


def high_value(tour: Tour) -> None:
    """What is worth much needs a second person, with badge and PIN."""
    tour.tap(_DESIGNER)
    tour.scan(past.PRECIOUS)
    tour.see("Laptop for design", "staff")
    tour.picture("approval")
    tour.tap(sample.TECHNICIAN)
    tour.see("to approve Laptop for design")
    tour.picture("pin")
    tour.type_pin(sample.TECHNICIAN_PIN)
    tour.see("Taken", "Laptop for design", "Santiago P.")
    tour.picture("taken")
    tour.tap(_DESIGNER)
    tour.see(_REST)


def two_reasons(tour: Tour) -> None:
    """All reasons at once, each with its next step."""
    tour.tap(past.EXPIRED)
    tour.scan(past.NOT_FOR_LENDING)
    tour.see("Not now", "L003", "L004")
    tour.picture()
    tour.tap(past.EXPIRED)
    tour.see(_REST)


def tap_to_swap(tour: Tour) -> None:
    """The next person just taps: nobody has to finish first."""
    tour.tap(_FIRST)
    tour.scan("MU-0106")
    tour.see("Kateryna S.", "Acoustic guitar", "Taken")
    tour.tap(_NEXT)
    tour.see("Sanjay G.")
    tour.picture()
    tour.scan("SP-0122")
    tour.see("Taken", "Stopwatch")
    tour.tap(_NEXT)
    tour.see(_REST)


def twice_undone_left(tour: Tour) -> None:
    """Scanned twice by somebody in doubt, undone, and then left standing."""
    tour.tap(_DOUBTER)
    tour.scan("SP-0105")
    tour.see("Taken", "Football")
    tour.scan("SP-0105")
    tour.see("You have it", "Undo")
    tour.picture("twice")
    tour.touch("Undo")
    tour.see("Undone", "It counts as not taken.")
    tour.picture("undone")
    tour.later(timedelta(seconds=61))
    tour.see("Still there?", "I need more time")
    tour.picture("still-there")
    tour.later(timedelta(seconds=21))
    tour.see(_REST)


def power_cut(tour: Tour) -> None:
    """The power goes between two scans; what was answered is there, once."""
    tour.did("The kiosk is closed; `lendstation desk` runs on the same folder.")
    tour.stage.close()
    taken = lend_and_die(tour.stage, _IN_THE_DARK, "MU-0107")
    tour.did(f"It answered `{taken}`, and was killed with SIGKILL before the next scan.")
    tour.stage.open()
    tour.did("The kiosk is started again.")
    tour.tap(_IN_THE_DARK)
    tour.see("Ebony B.", "Acoustic guitar")
    guitars = [text for text in tour.stage.labels() if text == "Acoustic guitar"]
    if len(guitars) != 1:
        raise NotSeen(f"one guitar is out; {len(guitars)} are shown")
    tour.prove()
    tour.picture()
    tour.touch("Finish")
    tour.see(_REST)


def reader_gone(tour: Tour) -> None:
    """The badge reader is pulled out; the screen takes over."""
    tour.did("The badge reader is pulled out.")
    tour.stage.wires.badge.unplug()
    tour.see(f"{BADGE_READER} is gone", "Use this instead: Camera")
    tour.picture("gone")
    tour.touch("Search")
    tour.type_text(_SEARCHER)
    tour.see("This is me")
    tour.picture("search")
    tour.touch("This is me")
    tour.see("Thandiwe T.")
    tour.touch("Search instead")
    tour.type_text("cajón"[:3])
    tour.touch("Cajón")
    tour.see("Taken", "Cajón")
    tour.picture("taken")
    tour.touch("Finish")
    tour.see(_REST)
    tour.did("The badge reader is plugged in again.")
    tour.stage.wires.badge.plug()
    tour.see("2 readers ready")


def today(tour: Tour) -> None:
    """Staff open the panel with badge and PIN and see their day."""
    tour.tap(sample.TECHNICIAN)
    tour.see("Deepak H.", "Staff")
    tour.touch("Staff")
    tour.type_pin(sample.TECHNICIAN_PIN)
    tour.see("Deepak Henriksson", "Overdue", "Kit came back short")
    tour.picture()


SITUATIONS = (
    Situation("check-out", "A check-out", check_out, (_OPENED, _OUT, _OUT, _CLOSED)),
    Situation("scan-first", "Scan first, badge after", scan_first, (_OPENED, _OUT, _CLOSED)),
    Situation("returned-by-others", "A return by somebody else", returned_by_others, (_IN,)),
    Situation(
        "kit",
        "A kit out, and back without a cable",
        kit,
        (_OPENED, _OUT, _CLOSED, _OPENED, _IN, "part_missing", _CLOSED),
    ),
    Situation("barred", "A barred pupil returns", barred, (_OPENED, _IN, "refused", _CLOSED)),
    Situation(
        "high-value", "A high-value approval", high_value, (_OPENED, "approved", _OUT, _CLOSED)
    ),
    Situation(
        "two-reasons", "A refusal with two reasons", two_reasons, (_OPENED, "refused", _CLOSED)
    ),
    Situation(
        "tap-to-swap",
        "Tap to swap",
        tap_to_swap,
        (_OPENED, _OUT, _CLOSED, _OPENED, _OUT, _CLOSED),
    ),
    Situation(
        "twice",
        "The same item twice, undone, and nobody moves",
        twice_undone_left,
        (_OPENED, _OUT, "corrected", _CLOSED),
    ),
    Situation(
        "power-cut",
        "A power cut between two scans",
        power_cut,
        (_OPENED, _OUT, _CLOSED, _OPENED, _CLOSED),
    ),
    Situation(
        "reader-gone",
        "A reader is pulled out, and the screen takes over",
        reader_gone,
        (_OPENED, _OUT, _CLOSED),
    ),
    Situation("today", "The staff panel's Today", today, (_OPENED, _CLOSED)),
)
