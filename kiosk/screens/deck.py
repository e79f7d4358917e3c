"""The deck: every screen of the kiosk in one window, and what is touched on them."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from kiosk.desk.outcomes import Holder
from kiosk.domain.identifiers import Command
from kiosk.domain.model import Condition
from kiosk.screens.approval import ApprovalScreen
from kiosk.screens.condition import ConditionScreen
from kiosk.screens.desk_presenter import DeskPresenter
from kiosk.screens.first_start import FirstStartScreen
from kiosk.screens.first_start_presenter import FirstStartPresenter
from kiosk.screens.idle import IdleScreen
from kiosk.screens.idle_views import IdleView, ResultView, StationView, StatusView, WaitingView
from kiosk.screens.kit import KitScreen
from kiosk.screens.notices import ReaderGoneBand, TimeOutSheet, TroubleScreen
from kiosk.screens.pin import PinScreen
from kiosk.screens.question import QuestionScreen
from kiosk.screens.refusal import RefusalScreen
from kiosk.screens.search import SearchScreen
from kiosk.screens.search_presenter import SearchPresenter
from kiosk.screens.session import SessionScreen
from kiosk.screens.status_line import StatusLine
from kiosk.screens.views import (
    ApprovalView,
    BandView,
    ConditionView,
    FirstStartView,
    KitView,
    PinView,
    QuestionView,
    RefusalView,
    SearchView,
    SessionView,
    TimeOutView,
    TroubleView,
)
from kiosk.shell.look import Look
from kiosk.shell.palette import Tone
from kiosk.shell.sound import Sound
from kiosk.shell.window import KioskWindow
from kiosk.shell.words import languages, spoken

Now = Callable[[], datetime]


class Deck(QObject):
    """Shows what presenters give it; satisfies what each of them asks of its screens.

    Signals:
        staff_opened: a member of staff at the desk wants the panel.
        search_opened: somebody wants to search instead of scanning.
        retried: the button of the trouble screen was touched.
    """

    staff_opened = Signal()
    search_opened = Signal()
    retried = Signal()

    def __init__(
        self, look: Look, window: KioskWindow, sound: Sound, idle: IdleScreen | None = None
    ) -> None:
        """Make the screens; ``idle`` is one that is shown already."""
        super().__init__()
        self._look = look
        self._window = window
        self._sound = sound
        self._rest = IdleView("", "", "", StationView(""))
        self._home = look.theme
        self._home_language = spoken()
        self.idle = idle or IdleScreen(look)
        self.session = SessionScreen(look)
        self.kit = KitScreen(look)
        self.refusal = RefusalScreen(look)
        self.approval = ApprovalScreen(look)
        self.pin = PinScreen(look)
        self.question = QuestionScreen(look)
        self.condition = ConditionScreen(look)
        self.search = SearchScreen(look)
        self.trouble = TroubleScreen(look)
        self.first_start = FirstStartScreen(look)
        self._band = ReaderGoneBand(look)
        self._time_out = TimeOutSheet(look)
        self._status = StatusLine(look)
        self.idle.language_changed.connect(self._next_language)
        self.idle.large_text_changed.connect(lambda on: self.enlarge(large_text=on))
        for screen in (self.idle, self.session):
            screen.search_opened.connect(self.search_opened)
        self._band.pressed.connect(self.search_opened)
        self.session.staff_opened.connect(self.staff_opened)
        self.trouble.pressed.connect(self.retried)
        window.screen_changed.connect(
            lambda screen: self._status.dress(getattr(screen, "look", look))
        )
        look.reworded.connect(lambda: self.idle.show_idle(self._rest))

    def listen(self, presenter: DeskPresenter, now: Now) -> None:
        """Connect what is touched to the desk's presenter."""
        idle, session, kit = self.idle, self.session, self.kit

        def press(command: Command) -> Callable[[], None]:
            return lambda: presenter.pressed(command, now())

        for asked in (idle.cancelled, kit.cancelled, self.approval.cancelled, self.pin.cancelled):
            asked.connect(press(Command.CANCEL))
        for asked in (session.finished, self._time_out.finished):
            asked.connect(press(Command.DONE))
        self._time_out.extended.connect(press(Command.MORE_TIME))
        for screen in (idle, session):
            screen.undone.connect(lambda: presenter.undone(now()))
            screen.rate_opened.connect(presenter.rate_opened)
        kit.ticked.connect(lambda line: presenter.ticked(line, now()))
        kit.confirmed.connect(lambda: presenter.confirmed(now()))
        kit.missing_reported.connect(lambda: presenter.confirmed(now()))
        self.refusal.closed.connect(presenter.dismissed)
        self.refusal.staff_asked.connect(lambda: presenter.staff_asked(now()))
        self.pin.entered.connect(lambda pin: presenter.pin_typed(pin, now()))
        self.approval.parked.connect(lambda: presenter.parked(now()))
        self.question.answered.connect(lambda key: presenter.answered(key, now()))
        self._rate_with(presenter, now)
        self._window.touched.connect(lambda: presenter.touched(now()))

    def listen_to_search(self, presenter: SearchPresenter, now: Now) -> None:
        """Connect what is typed and chosen to the search's presenter."""
        self.search_opened.connect(lambda: presenter.opened(now()))
        self.search.searched.connect(lambda text: presenter.typed(text, now()))
        self.search.chosen.connect(lambda key: presenter.chosen(key, now()))
        self.search.closed.connect(presenter.closed)

    def listen_to_first_start(self, presenter: FirstStartPresenter) -> None:
        """Connect the pages of the first start to their presenter."""
        self.first_start.submitted.connect(presenter.submitted)
        self.first_start.pin_entered.connect(presenter.pin_entered)
        self.first_start.gone_back.connect(presenter.gone_back)

    def _rate_with(self, presenter: DeskPresenter, now: Now) -> None:
        screen = self.condition
        screen.works_chosen.connect(lambda: presenter.rated(Condition.WORKS, now()))
        screen.broken_chosen.connect(lambda: presenter.rated(Condition.BROKEN, now()))
        screen.part_missing_chosen.connect(lambda: presenter.rated(Condition.PART_MISSING, now()))
        screen.skipped.connect(presenter.refresh)

    # What presenters show

    def rest_as(self, view: IdleView) -> None:
        """From now on the idle screen at rest looks so; shown only when it is on."""
        self._rest = view
        if self._window.screen_shown is self.idle and self.idle.is_at_rest:
            self.idle.show_idle(view)

    def show_rest(self) -> None:
        """Show the idle screen at rest."""
        self.idle.show_idle(self._rest)
        self._window.show_screen(self.idle)

    def show_waiting(self, view: WaitingView) -> None:
        """Let a thing wait for a badge."""
        self.idle.show_waiting(view)
        self._window.show_screen(self.idle, at_once=True)

    def show_told(self, view: ResultView) -> None:
        """Tell an answer with nobody at the desk."""
        self.idle.show_told(view)
        self._window.show_screen(self.idle, at_once=True)

    def show_session(self, view: SessionView) -> None:
        """Show the session; a new answer is painted whole in the next frame."""
        self.session.show_session(view)
        self._window.show_screen(self.session, at_once=True)

    def show_kit(self, view: KitView) -> None:
        """Show a kit's checklist."""
        self.kit.show_kit(view)
        self._window.show_screen(self.kit, at_once=True)

    def show_refusal(self, view: RefusalView) -> None:
        """Show a no with every reason."""
        self.refusal.show_refusal(view)
        self._window.show_screen(self.refusal, at_once=True)

    def show_approval(self, view: ApprovalView) -> None:
        """Wait for the badge of a second person."""
        self.approval.show_approval(view)
        self._window.show_screen(self.approval, at_once=True)

    def show_pin(self, view: PinView) -> None:
        """Ask for a PIN."""
        self.pin.show_pin(view)
        self._window.show_screen(self.pin, at_once=True)

    def show_question(self, view: QuestionView) -> None:
        """Ask a question with a few answers."""
        self.question.show_question(view)
        self._window.show_screen(self.question, at_once=True)

    def show_condition(self, view: ConditionView) -> None:
        """Ask how a returned thing is."""
        self.condition.show_condition(view)
        self._window.show_screen(self.condition)

    @property
    def is_searching(self) -> bool:
        """Whether the search is on the screen."""
        return self._window.screen_shown is self.search

    def begin_search(self, view: SearchView) -> None:
        """Show an empty search, whatever the last person typed."""
        self.search.show_search(view)
        self.search.forget()
        self._window.show_screen(self.search)

    def show_search(self, view: SearchView) -> None:
        """Show what was found, if somebody still searches."""
        if self.is_searching:
            self.search.show_search(view)

    def show_first_start(self, view: FirstStartView) -> None:
        """Show a page of the first start."""
        self.first_start.show_page(view)
        self._window.show_screen(self.first_start)

    def show_trouble(self, view: TroubleView) -> None:
        """Say that the station cannot lend."""
        self.trouble.show_trouble(view)
        self._window.show_screen(self.trouble)

    def show_band(self, view: BandView | None) -> None:
        """Name the reader that is gone, or take the band away."""
        if view is not None:
            self._band.show_band(view)
        self._window.show_band(self._band if view else None)

    def show_status(self, view: StatusView | None) -> None:
        """Say below every screen how sync stands; nothing where there is no centre."""
        if view is not None:
            self._status.show_status(view)
        has_foot = view is not None
        if has_foot != self._home.has_foot:
            self._home = self._home.footed(has_foot=has_foot)
            self._look.wear(self._look.theme.footed(has_foot=has_foot))
            self._window.show_foot(self._status if has_foot else None)

    def show_time_out(self, view: TimeOutView | None) -> None:
        """Cover the screen with the warning, or take it away."""
        if view is not None:
            self._time_out.show_time_out(view)
        self._window.show_sheet(self._time_out if view else None)

    def play(self, tone: Tone) -> None:
        """Sound what an answer means."""
        self._sound.play(tone)

    # Language and size of text

    def suit(self, holder: Holder | None) -> None:
        """Speak the holder's language in their size of text; None goes back to the station's."""
        large = bool(holder and holder.large_text)
        self._look.wear(self._home.enlarged(large_text=large))
        language = (holder.language if holder else "") or self._home_language
        self._speak(language)

    def enlarge(self, *, large_text: bool) -> None:
        """Large text on or off, until the session ends."""
        self._look.wear(self._look.theme.enlarged(large_text=large_text))

    def fit(self, width_px: int, height_px: int) -> None:
        """The window has another size."""
        self._home = self._home.resized(width_px, height_px)
        large_text = self._look.theme.large_text
        self._look.wear(self._home.enlarged(large_text=large_text))

    def _next_language(self) -> None:
        known = languages()
        at = known.index(spoken()) if spoken() in known else 0
        self._speak(known[(at + 1) % len(known)])

    def _speak(self, language: str) -> None:
        if language != spoken():
            self._look.speak(language)
