"""The desk's presenter: outcomes in, views out; touches in, inputs out. Knows no widget.

Called on the GUI thread only; what it submits runs elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import singledispatchmethod
from typing import Protocol

from kiosk.desk.inputs import (
    ConditionChosen,
    Confirmed,
    Input,
    ParkAsked,
    PartBrought,
    PinTyped,
    Pressed,
    ReasonGiven,
    Ticked,
    Touched,
    Undone,
)
from kiosk.desk.outcomes import (
    Ambiguous,
    ApprovalNeeded,
    CheckedOut,
    Checklist,
    Corrected,
    Holder,
    OnLoan,
    Outcome,
    Refused,
    Repeated,
    Returned,
    SessionClosed,
    SessionOpened,
    Step,
    Told,
    Topic,
    Trouble,
    Unknown,
)
from kiosk.domain.identifiers import Command
from kiosk.domain.model import Condition
from kiosk.screens import answers, checklists
from kiosk.screens.idle_views import ResultView, WaitingView
from kiosk.screens.views import (
    ApprovalView,
    ConditionView,
    KitView,
    PinView,
    QuestionView,
    RefusalView,
    SessionView,
    TimeOutView,
)
from kiosk.shell.palette import Tone
from kiosk.shell.words import _

TOLD_S = 6
"""How long an answer with nobody at the desk stays on the idle screen."""
_KEPT = 20
_STAFF_COMES_S = 60


class DeskView(Protocol):
    """What the presenter shows things on; every call replaces what was shown before."""

    def show_rest(self) -> None:
        """Show the idle screen at rest."""

    def show_waiting(self, view: WaitingView) -> None: ...

    def show_told(self, view: ResultView) -> None: ...

    def show_session(self, view: SessionView) -> None: ...

    def show_kit(self, view: KitView) -> None: ...

    def show_refusal(self, view: RefusalView) -> None: ...

    def show_approval(self, view: ApprovalView) -> None: ...

    def show_pin(self, view: PinView) -> None: ...

    def show_question(self, view: QuestionView) -> None: ...

    def show_condition(self, view: ConditionView) -> None: ...

    def show_time_out(self, view: TimeOutView | None) -> None:
        """Cover the screen with the warning, or take it away."""

    def play(self, tone: Tone) -> None:
        """Sound what an answer means."""

    def suit(self, holder: Holder | None) -> None:
        """Speak the holder's language in their size of text; None goes back to the station's."""

    def enlarge(self, *, large_text: bool) -> None: ...


@dataclass(slots=True)
class _Shown:
    """What the screen stands for now."""

    holder: Holder | None = None
    loans: tuple[OnLoan, ...] = ()
    results: list[ResultView] = field(default_factory=list)
    checklist: Checklist | None = None
    returned: Returned | None = None
    refused: Refused | None = None
    told_until: datetime | None = None
    warned: bool = False


class DeskPresenter:
    """Decides what is seen of a session."""

    def __init__(self, view: DeskView, submit: Callable[[Input], None]) -> None:
        self._view = view
        self._submit = submit
        self._shown = _Shown()
        self._ready: tuple[Outcome, _Shown] | None = None
        """The answer that is laid out already, and what the screen stood for before it."""

    @property
    def holder(self) -> Holder | None:
        """Who stands at the desk."""
        return self._shown.holder

    # What the desk answers

    def expects(self, coming: Outcome) -> bool:
        """Whether an answer that is not durable yet can be laid out: it goes on a session."""
        is_plain = isinstance(coming, CheckedOut | Returned) and not self._shown.warned
        return is_plain and self._shown.holder is not None

    def get_ready(self, coming: Outcome) -> None:
        """Lay out what is expected, while nothing is painted; ``answer`` or trouble follows."""
        self._ready = coming, replace(self._shown)
        self._show(coming)

    def forget_coming(self) -> None:
        """Let stand again what stood before ``get_ready``."""
        if self._ready is not None:
            _, self._shown = self._ready
            self._ready = None
            self.refresh()

    def answer(self, outcome: Outcome) -> None:
        """Show one outcome; the sound comes with the picture."""
        if self._ready is not None and self._ready[0] is outcome:
            self._ready = None
            self._view.play(answers.tone(outcome))
            return
        self.forget_coming()
        if self._shown.warned:
            self._shown.warned = False
            self._view.show_time_out(None)
        self._show(outcome)
        self._view.play(answers.tone(outcome))

    def tick(self, now: datetime) -> None:
        """Let go of what was told to nobody in particular."""
        until = self._shown.told_until
        if until is not None and now >= until:
            self._shown.told_until = None
            if self._shown.holder is None:
                self._view.show_rest()

    def refresh(self) -> None:
        """Show again what stands: another theme, another language, back from another screen."""
        if self._shown.holder is None:
            self._view.show_rest()
        elif self._shown.checklist is not None:
            self._view.show_kit(checklists.kit(self._shown.checklist))
        else:
            self._show_session()

    @singledispatchmethod
    def _show(self, outcome: Outcome) -> None:
        raise TypeError(f"{type(outcome).__name__} has no screen")

    @_show.register
    def _opened(self, outcome: SessionOpened) -> None:
        self._shown = _Shown(holder=outcome.holder, loans=outcome.loans)
        self._view.suit(outcome.holder)
        self._show_session()

    @_show.register
    def _closed(self, _outcome: SessionClosed) -> None:
        self._shown = _Shown()
        self._view.suit(None)
        self._view.show_rest()

    @_show.register(CheckedOut)
    @_show.register(Returned)
    @_show.register(Corrected)
    def _recorded(self, outcome: CheckedOut | Returned | Corrected) -> None:
        self._shown.loans = outcome.loans
        self._shown.checklist = None
        self._shown.returned = outcome if isinstance(outcome, Returned) else None
        self._add(answers.card(outcome), outcome.at)

    @_show.register(Repeated)
    @_show.register(Unknown)
    @_show.register(Ambiguous)
    @_show.register(Trouble)
    def _carded(self, outcome: Repeated | Unknown | Ambiguous | Trouble) -> None:
        self._add(answers.card(outcome), outcome.at)

    @_show.register
    def _refused(self, outcome: Refused) -> None:
        self._shown.checklist = None
        self._shown.refused = outcome
        self._keep(answers.card(outcome))
        self._view.show_refusal(answers.refusal(outcome))

    @_show.register
    def _listed(self, outcome: Checklist) -> None:
        self._shown.checklist = outcome
        self._view.show_kit(checklists.kit(outcome))

    @_show.register
    def _waits(self, outcome: ApprovalNeeded) -> None:
        match outcome.awaiting:
            case Step.YES:
                self._view.show_question(checklists.question(outcome))
            case Step.BADGE:
                self._view.show_approval(checklists.approval(outcome, self._shown.holder))
            case Step.PIN:
                self._view.show_pin(checklists.pin(outcome))
            case Step.REASON:
                self._view.show_question(checklists.why_question(outcome))

    @_show.register
    def _told(self, outcome: Told) -> None:
        match outcome.topic:
            case Topic.TIME_WARNING:
                self._shown.warned = True
                self._view.show_time_out(_time_out(outcome))
            case Topic.NEEDS_BADGE if outcome.item is not None:
                self._view.show_waiting(_waiting(outcome))
            case Topic.MORE_TIME:
                pass  # the warning is gone; what lay below it stands
            case Topic.LARGE_TEXT:
                self._view.enlarge(large_text=outcome.on)
            case Topic.CANCELLED | Topic.WAIT_OVER if self._shown.holder is None:
                self._view.show_rest()
            case _:
                self._shown.checklist = None
                self._add(answers.card(outcome), outcome.at)

    def _keep(self, result: ResultView) -> None:
        """Put a card on top; only the newest can be undone or rated."""
        quiet = [replace(each, can_undo=False, can_rate=False) for each in self._shown.results]
        self._shown.results = [result, *quiet][:_KEPT]

    def _add(self, result: ResultView, at: datetime) -> None:
        if self._shown.holder is None:
            self._shown.told_until = at + timedelta(seconds=TOLD_S)
            self._view.show_told(result)
            return
        self._keep(result)
        self._show_session()

    def _show_session(self) -> None:
        holder = self._shown.holder
        if holder is None:
            return
        self._view.show_session(
            SessionView(
                greeting=_("Hello, {name}").format(name=_unbroken(holder.short_name)),
                loans_title=answers.loans_title(self._shown.loans),
                loans=tuple(answers.loan(each) for each in self._shown.loans),
                results=tuple(self._shown.results),
                hint=_("Scan what you take or bring back"),
                can_open_staff=holder.staff,
            )
        )

    # What people touch

    def touched(self, at: datetime) -> None:
        """Somebody is there."""
        if self._shown.holder is not None and not self._shown.warned:
            self._submit(Touched(at))

    def pressed(self, command: Command, at: datetime) -> None:
        """A button that stands for a command code."""
        self._submit(Pressed(at, command))

    def undone(self, at: datetime) -> None:
        """Take the newest answer back."""
        self._submit(Undone(at))

    def ticked(self, line: str, at: datetime) -> None:
        """Touch a line of the checklist: one more of it is there, or none again."""
        lines = self._shown.checklist.lines if self._shown.checklist else ()
        found = next((each for each in lines if each.line == line), None)
        if found is None:
            return
        if found.owed and found.missing:
            self._submit(PartBrought(at, line))
        else:
            self._submit(Ticked(at, line, touched=True))

    def confirmed(self, at: datetime) -> None:
        """The checklist is done, whole or not."""
        self._submit(Confirmed(at))

    def dismissed(self) -> None:
        """A refusal was read; back to the session."""
        self.refresh()

    def staff_asked(self, at: datetime) -> None:
        """Ask for the badge of somebody who may let the refused thing pass."""
        refused = self._shown.refused
        if refused is not None:
            until = at + timedelta(seconds=_STAFF_COMES_S)
            needed = ApprovalNeeded(at, refused.item, refused.reasons, Step.BADGE, until)
            self._view.show_approval(checklists.approval(needed, self._shown.holder))

    def answered(self, key: str, at: datetime) -> None:
        """A question was answered: yes, no, or a reason."""
        match key:
            case checklists.YES:
                self._submit(Pressed(at, Command.YES))
            case checklists.NO:
                self._submit(Pressed(at, Command.NO))
            case _:
                self._submit(ReasonGiven(at, key))

    def pin_typed(self, pin: str, at: datetime) -> None:
        """The PIN of the staff whose badge was read."""
        self._submit(PinTyped(at, pin))

    def parked(self, at: datetime) -> None:
        """Staff are asked later, here or elsewhere."""
        self._submit(ParkAsked(at))

    def rate_opened(self) -> None:
        """Ask how the thing is that just came back."""
        returned = self._shown.returned
        if returned is not None:
            self._view.show_condition(
                ConditionView(
                    title=returned.item.name,
                    tag=returned.item.tag,
                    icon=answers.icon_of(returned.item),
                    question=_("How is it?"),
                )
            )

    def rated(self, condition: Condition, at: datetime) -> None:
        """Somebody said how it is."""
        returned = self._shown.returned
        if returned is not None:
            self._submit(ConditionChosen(at, condition, returned.id))
        self.refresh()


def _time_out(told: Told) -> TimeOutView:
    return TimeOutView(
        title=_("Still there?"),
        text=_("What you scanned is recorded. The session closes soon."),
        more_time=_("I need more time"),
        finish=_("I am done"),
        seconds=told.seconds,
    )


def _waiting(told: Told) -> WaitingView:
    item = told.item
    if item is None:
        raise ValueError("only an item waits for a badge")
    lacks = answers.missing_text(told.lines)
    text = _("Tap your badge to take it.")
    if lacks:
        text = _("Tap your badge to take it. It lacks: {parts}").format(parts=lacks)
    return WaitingView(
        title=item.name,
        text=text,
        icon=answers.icon_of(item),
        tag=item.tag,
        seconds=told.seconds,
        of_seconds=max(told.seconds, 30),
    )


def _unbroken(name: str) -> str:
    """Keep a short name on one line: an initial alone on the next names nobody."""
    return name.replace(" ", "\N{NO-BREAK SPACE}")
