"""The one runner of the desk: screens, ``lendstation desk`` and simulations all stand behind it.

Knows: the ports, and which use case does which effect. Does not know: who calls it, or from where.
"""

import logging
import threading
import traceback
from collections import deque
from collections.abc import Callable
from functools import partial

from kiosk.desk.batch import lend_many
from kiosk.desk.check_in import check_in, move, note_condition
from kiosk.desk.check_out import check_out
from kiosk.desk.correct import correct
from kiosk.desk.effects import (
    Answered,
    BringPart,
    CheckPin,
    Close,
    Correct,
    Effect,
    Failed,
    Identify,
    Lend,
    LendMany,
    Move,
    Note,
    Open,
    Park,
    Report,
    Result,
    Say,
    TakeBack,
    TakeKitBack,
    Work,
)
from kiosk.desk.identify import identify
from kiosk.desk.inputs import Input, Restored, Tick
from kiosk.desk.kit import bring_part, take_kit_back
from kiosk.desk.outcomes import Outcome, Trouble
from kiosk.desk.parking import park
from kiosk.desk.session import advance
from kiosk.desk.settings import DeskSettings
from kiosk.desk.situation import Session, idle
from kiosk.desk.visit import close_left_open, close_session, open_session
from kiosk.domain.ports import Books, Clock, Secrets, WriteBook
from kiosk.domain.trouble import Trouble as WorldTrouble
from kiosk.domain.trouble import TroubleCode

_log = logging.getLogger(__name__)
BUG = "Something went wrong in the program; nothing was recorded. Please call staff."
_Write = Open | Close | Lend | TakeBack | TakeKitBack | BringPart | Note | Move | Correct | Park


class Counter:
    """Takes inputs from any thread and gives outcomes on the thread that brings the input.

    An input that comes while another thread's is being worked on waits in the session, and its
    outcomes are given on that other thread. What ``on_outcome`` raises goes to the caller.
    """

    def __init__(
        self,
        books: Books,
        secrets: Secrets,
        clock: Clock,
        on_outcome: Callable[[Outcome], None],
        settings: DeskSettings | None = None,
        on_coming: Callable[[Outcome], None] | None = None,
    ) -> None:
        """Stand at an empty desk; ``recover`` closes what an earlier run left open.

        Args:
            books: Where everything is looked up and recorded.
            secrets: Who knows the PINs.
            clock: What time it is.
            on_outcome: Takes what is durable, to be shown.
            settings: How long the desk waits.
            on_coming: Takes an answer while it is being committed, to be got ready and not to be
                shown; when that fails, trouble comes instead. It returns at once, raises nothing.
        """
        self._books = books
        self._secrets = secrets
        self._clock = clock
        self._on_outcome = on_outcome
        self._on_coming = on_coming
        self._settings = settings or DeskSettings()
        self._session = Session(self._settings)
        self._lock = threading.Lock()

    @property
    def session(self) -> Session:
        """Where the desk stands; a value that no later input changes."""
        return self._session

    def recover(self) -> None:
        """Close the sessions of an earlier run; call it once, before the first input."""
        try:
            with self._books.write(self._clock.now()) as book:
                closed = close_left_open(book) if book.open_sessions() else ()
        except WorldTrouble as trouble:
            self._on_outcome(Trouble(self._clock.now(), trouble.code, trouble.message))
            return
        for outcome in closed:
            self._on_outcome(outcome)

    def restart(self) -> None:
        """Begin again with nobody here; call it after a backup took the place of the books."""
        self.submit(Restored(self._clock.now()))

    def tick(self) -> None:
        """Let time pass; call it about once a second."""
        self.submit(Tick(self._clock.now()))

    def submit(self, given: Input) -> None:
        """Take one input and do all that comes of it."""
        effects = deque(self._advance(given))
        while effects:
            effect = effects.popleft()
            if isinstance(effect, Say):
                self._on_outcome(effect.outcome)
            else:
                effects.extend(self._advance(Report(effect.at, effect, self._result(effect))))

    def _advance(self, given: Input | Report) -> tuple[Effect, ...]:
        with self._lock:
            try:
                self._session, effects = advance(self._session, given)
            except Exception as bug:  # noqa: BLE001 - the border of the desk
                _report(bug)
                self._session = idle(self._session)
                return (Say(Trouble(given.at, TroubleCode.BUG, BUG)),)
            return effects

    def _result(self, work: Work) -> Result:
        """Do what an effect asks; trouble and bugs are results too, and the desk goes on."""
        try:
            return self._perform(work)
        except WorldTrouble as trouble:
            _log.warning("desk.trouble", extra={"trouble": trouble.code})
            return Failed(Trouble(work.at, trouble.code, trouble.message))
        except Exception as bug:  # noqa: BLE001 - the border of the desk
            _report(bug)
            return Failed(Trouble(work.at, TroubleCode.BUG, BUG), bug=True)

    def _perform(self, work: Work) -> Result:
        match work:
            case Identify():
                return identify(self._books, work)
            case CheckPin():
                return self._secrets.check_pin(work.staff, work.pin, work.at)
            case LendMany():
                return lend_many(self._books, self._secrets, work.batch)
            case _:
                with self._books.write(work.at) as book:
                    result = self._write(book, work)
                    if self._on_coming is not None and isinstance(result, Answered):
                        book.at_commit(partial(self._on_coming, result.outcome))
                    return result

    def _write(self, book: WriteBook, work: _Write) -> Result:
        match work:
            case Open():
                return open_session(book, work)
            case Close():
                return close_session(book, work)
            case Lend():
                return check_out(book, work)
            case TakeBack():
                return check_in(book, work, self._settings)
            case TakeKitBack():
                return take_kit_back(book, work)
            case _:
                return _follow_up(book, work)


def _report(bug: Exception) -> None:
    """Log where it happened; not what it says, which may hold a name or a code."""
    frames = [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}:{frame.name}"
        for frame in traceback.extract_tb(bug.__traceback__)
    ]
    _log.error("desk.bug", extra={"error": type(bug).__name__, "frames": frames})


def _follow_up(book: WriteBook, work: BringPart | Note | Move | Correct | Park) -> Result:
    """Do what comes after an answer."""
    match work:
        case BringPart():
            return bring_part(book, work)
        case Note():
            return note_condition(book, work)
        case Move():
            return move(book, work)
        case Park():
            return park(book, work)
        case _:
            return correct(book, work)
