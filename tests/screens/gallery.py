"""Every screen with a sample view, by name; the tests and the pictures of the docs share it."""

from collections.abc import Callable

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QWidget

from kiosk.screens.approval import ApprovalScreen
from kiosk.screens.condition import ConditionScreen
from kiosk.screens.first_start import FirstStartScreen
from kiosk.screens.idle import IdleScreen
from kiosk.screens.idle_views import ResultView, StatusView
from kiosk.screens.kit import KitScreen
from kiosk.screens.notices import ReaderGoneBand, TimeOutSheet, TroubleScreen
from kiosk.screens.pin import PinScreen
from kiosk.screens.question import QuestionScreen
from kiosk.screens.refusal import RefusalScreen
from kiosk.screens.search import SearchScreen
from kiosk.screens.session import SessionScreen
from kiosk.screens.status_line import StatusLine
from kiosk.screens.views import BandView, FirstStartView, SearchView, SessionView, TimeOutView
from kiosk.shell.look import Look, load_fonts
from kiosk.shell.theme import Theme
from kiosk.shell.window import KioskWindow
from tests.screens import samples

PANELS = {
    "800x480": (800, 480, 5.25),
    "1280x800": (1280, 800, 5.88),
    "1080x1920": (1080, 1920, 4.03),
}
Maker = Callable[[Look], QWidget]


def look(panel: str, *, dark: bool = False, large_text: bool = False) -> Look:
    """A look for one of the panels, keeping still."""
    if not QFontDatabase.hasFamily("Atkinson Hyperlegible Next"):
        load_fonts()
    return Look(Theme(*PANELS[panel], dark=dark, large_text=large_text, motion=False))


def framed(
    wearing: Look, screen: QWidget, status: StatusView | None = samples.SYNCED
) -> KioskWindow:
    """The screen in a window of the panel's size, with the line of sync below it."""
    window = KioskWindow(wearing)
    window.resize(wearing.theme.width_px, wearing.theme.height_px)
    if status is not None:
        line = StatusLine(wearing)
        line.show_status(status)
        line.dress(screen.look)
        wearing.wear(wearing.theme.footed(has_foot=True))
        window.show_foot(line)
    window.show_screen(screen, at_once=True)
    return window


def idle(wearing: Look) -> KioskWindow:
    screen = IdleScreen(wearing)
    window = framed(wearing, screen)
    screen.show_idle(samples.IDLE)
    return window


def waiting(wearing: Look) -> KioskWindow:
    window = idle(wearing)
    window.screen_shown.show_waiting(samples.WAITING)
    return window


def told(view: ResultView) -> Maker:
    def make(wearing: Look) -> KioskWindow:
        window = idle(wearing)
        window.screen_shown.show_told(view)
        return window

    return make


def session(view: SessionView, status: StatusView | None = samples.SYNCED) -> Maker:
    def make(wearing: Look) -> KioskWindow:
        screen = SessionScreen(wearing)
        window = framed(wearing, screen, status)
        screen.show_session(view)
        return window

    return make


def banded(view: BandView) -> Maker:
    def make(wearing: Look) -> KioskWindow:
        window = idle(wearing)
        band = ReaderGoneBand(wearing)
        band.show_band(view)
        window.show_band(band)
        return window

    return make


def timed_out(view: TimeOutView) -> Maker:
    def make(wearing: Look) -> KioskWindow:
        window = session(samples.SESSION)(wearing)
        sheet = TimeOutSheet(wearing)
        sheet.show_time_out(view)
        window.show_sheet(sheet)
        return window

    return make


def search(view: SearchView, typed: str) -> Maker:
    def make(wearing: Look) -> KioskWindow:
        screen = SearchScreen(wearing)
        window = framed(wearing, screen)
        screen.show_search(view)
        screen.type_text(typed)
        return window

    return make


def one(kind: type, method: str, view: object, status: StatusView | None = samples.SYNCED) -> Maker:
    """A screen that is shown by one call."""

    def make(wearing: Look) -> KioskWindow:
        screen = kind(wearing)
        window = framed(wearing, screen, status)
        getattr(screen, method)(view)
        return window

    return make


def first_start(view: FirstStartView) -> Maker:
    """A page of a station that has no centre yet."""
    return one(FirstStartScreen, "show_page", view, None)


SCREENS: dict[str, Maker] = {
    "idle": idle,
    "idle-waiting": waiting,
    "idle-returned": told(samples.RETURNED),
    "session": session(samples.SESSION),
    "session-empty": session(samples.EMPTY_SESSION),
    "session-stale": session(samples.SESSION, samples.STALE),
    "session-no-centre": session(samples.SESSION, samples.TROUBLED),
    "kit": one(KitScreen, "show_kit", samples.KIT),
    "kit-short": one(KitScreen, "show_kit", samples.KIT_SHORT),
    "refusal": one(RefusalScreen, "show_refusal", samples.REFUSAL),
    "question": one(QuestionScreen, "show_question", samples.QUESTION),
    "question-why": one(QuestionScreen, "show_question", samples.WHY),
    "condition": one(ConditionScreen, "show_condition", samples.CONDITION),
    "approval": one(ApprovalScreen, "show_approval", samples.APPROVAL_PARKS),
    "pin": one(PinScreen, "show_pin", samples.PIN_WRONG),
    "pin-waits": one(PinScreen, "show_pin", samples.PIN_WAITS),
    "search": search(samples.SEARCH, "canon"),
    "reader-gone": banded(samples.BAND),
    "time-out": timed_out(samples.TIME_OUT),
    "trouble": one(TroubleScreen, "show_trouble", samples.TROUBLE),
    "restored": one(TroubleScreen, "show_trouble", samples.RESTORED),
    "first-start-site": first_start(samples.SITE),
    "first-start-join": first_start(samples.JOIN),
    "first-start-pin": first_start(samples.FIRST_PIN),
    "first-start-key": first_start(samples.RECOVERY),
}
HARD: dict[str, Maker] = {
    "idle-long": told(samples.LONG),
    "session-alone": session(samples.SESSION, None),
    "session-long": session(samples.LONG_SESSION),
    "kit-long": one(KitScreen, "show_kit", samples.LONG_KIT),
    "refusal-long": one(RefusalScreen, "show_refusal", samples.LONG_REFUSAL),
    "condition-long": one(ConditionScreen, "show_condition", samples.LONG_CONDITION),
    "approval-long": one(ApprovalScreen, "show_approval", samples.LONG_APPROVAL),
    "pin-locked": one(PinScreen, "show_pin", samples.PIN_LOCKED),
    "search-empty": search(samples.EMPTY_SEARCH, ""),
    "search-nothing": search(samples.NOTHING_FOUND, "xyz"),
    "search-long": search(samples.LONG_SEARCH, "camera body with extension unit"),
    "reader-gone-long": banded(samples.LONG_BAND),
    "time-out-long": timed_out(samples.LONG_TIME_OUT),
    "bug": one(TroubleScreen, "show_trouble", samples.BUG),
    "welcome": first_start(samples.WELCOME),
}
